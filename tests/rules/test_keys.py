"""Unique keys: fit their columns, differ where things differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import keys

BIG = 2**31 - 1
DUE_AT = datetime(2019, 3, 7, 16, tzinfo=UTC)
RECEIVERS = (keys.account_key, keys.group_key)


def test_the_longest_keys_fit_the_outbox() -> None:
    told = [
        keys.reminders_key([(BIG, DUE_AT, "overdue")] * 100_000),
        keys.digest_key(BIG, BIG, keys.week_key(DUE_AT.date())),
        keys.overdue_list_key(BIG, BIG, "d" * 24, DUE_AT),
        keys.report_notice_key(BIG, "return", BIG),
        keys.role_notice_key(BIG),
        keys.asked_key(BIG),
        keys.campaign_notice_key(BIG, "moved", BIG, BIG),
    ]
    longest = [keys.reply_key("c" * 32, "u" * 80), *(keys.group_key(key, BIG) for key in told)]
    assert max(map(len, longest)) <= 120
    assert len(keys.asked_week_key(DUE_AT.date(), DUE_AT)) <= 32


def test_keys_of_different_things_differ() -> None:
    told = [
        keys.reminders_key([(1, DUE_AT, "days-3")]),
        keys.reminders_key([(11, DUE_AT, "days-3")]),
        keys.reminders_key([(1, DUE_AT, "days-1")]),
        keys.reminders_key([(1, DUE_AT + timedelta(days=1), "days-3")]),
        keys.reminders_key([(1, DUE_AT, "days-3"), (11, DUE_AT, "days-3")]),
        keys.digest_key(1, 1, "2019-W10"),
        keys.digest_key(11, 1, "2019-W10"),
        keys.digest_key(1, 1, "2019-W11"),
        keys.overdue_list_key(1, 1, "weekly", DUE_AT),
        keys.overdue_list_key(1, 1, "summary", DUE_AT),
        keys.report_notice_key(1, "return", 5),
        keys.report_notice_key(1, "return", 6),
        keys.role_notice_key(1),
        keys.role_notice_key(11),
        keys.asked_key(1),
        keys.asked_key(11),
        keys.campaign_notice_key(1, "new", 1, 1),
        keys.campaign_notice_key(1, "moved", 1, 1),
        keys.campaign_notice_key(1, "new", 2, 1),
        keys.campaign_notice_key(1, "new", 1, 2),
    ]
    made = [name(key, number) for key in told for name in RECEIVERS for number in (1, 7, 11)]
    made += [keys.reply_key("telegram", "1"), keys.reply_key("web", "1")]
    assert len(set(made)) == len(made)


def test_one_reminder_has_one_key_in_whatever_order_and_zone() -> None:
    told = [(1, DUE_AT, "days-3"), (2, DUE_AT, "days-1")]
    elsewhere = [(number, at.astimezone(ZoneInfo("Asia/Shanghai")), stage) for number, at, stage in told]
    assert keys.reminders_key(told) == keys.reminders_key(elsewhere[::-1])


def test_keys_stay_as_they_stand_in_databases() -> None:
    """Another form would let everything be told once more after an upgrade."""
    assert keys.reply_key("telegram", "812") == "reply:telegram:812"
    assert keys.reminders_key([(5, DUE_AT, "days-3")]) == "reminder:1:1e68f17cc71c273c1a0d384e"
    assert keys.digest_key(2, 1, "2019-W10") == "digest:2:1:2019-W10"
    assert keys.overdue_list_key(2, 1, "weekly", DUE_AT) == "overdue:2:1:weekly:201903071600:p"
    assert keys.report_notice_key(3, "return", 41) == "report:3:return:41"
    assert keys.role_notice_key(41) == "role:41"
    assert keys.asked_key(41) == "asked:41"
    assert keys.campaign_notice_key(1, "new", 41, 4) == "campaign:1:new:41:4"
    assert keys.account_key("role:41", 7) == "role:41:7"
    assert keys.group_key("digest:2:1:2019-W10", 7) == "digest:2:1:2019-W10:g7"
    assert keys.asked_week_key(date(2019, 3, 4), DUE_AT) == "2019-W10@07160000"


@given(st.tuples(st.text(max_size=9), st.text(max_size=9)))
def test_update_ids_never_run_into_each_other(ids: tuple[str, str]) -> None:
    one, other = ids
    assert (keys.reply_key("telegram", one) == keys.reply_key("telegram", other)) == (one == other)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2019, 3, 7), "2019-W10"),
        (date(2019, 12, 30), "2020-W01"),  # a Monday of the old year in the new year's first week
        (date(2020, 12, 31), "2020-W53"),
        (date(2021, 1, 3), "2020-W53"),  # a Sunday of the new year in the old year's last week
        (date(2021, 1, 4), "2021-W01"),
    ],
)
def test_weeks_at_the_turn_of_the_year(day: date, week: str) -> None:
    assert keys.week_key(day) == week


def test_two_activities_of_a_day_have_periods_of_their_own() -> None:
    day = date(2020, 2, 29)
    assert keys.activity_period(day) == "2020-02-29"
    assert keys.activity_period(day, 4) == "2020-02-29:4"
    assert keys.activity_period(day, 4) != keys.activity_period(day, 5)
    assert keys.month_key(day) == "2020-02"
