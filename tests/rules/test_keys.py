"""Unique keys: fit their columns, differ where things differ."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import keys

BIG = 2**31 - 1


def test_the_longest_keys_fit_the_outbox() -> None:
    longest = [
        keys.reply_key("c" * 32, "u" * 80),
        keys.reminder_key(BIG, "overdue", BIG),
        keys.digest_key(BIG, BIG, "now-2019-03-08T00:00:00", keys.to_account(BIG)),
        keys.overdue_list_key(BIG, BIG, "d" * 24, "2019-03-08:2147483647", keys.to_group(BIG)),
        keys.report_notice_key(BIG, "returned", BIG) + f":{BIG}",
        keys.asked_key(BIG) + f":{BIG}",
        keys.broadcast_key(BIG, keys.to_group(BIG)),
    ]
    assert max(map(len, longest)) <= 120


def test_keys_of_different_things_differ() -> None:
    made = [
        keys.reminder_key(1, "days-3", 11),
        keys.reminder_key(11, "days-3", 1),
        keys.reminder_key(1, "days-1", 11),
        keys.digest_key(1, 1, "2019-W10", keys.to_account(7)),
        keys.digest_key(1, 1, "2019-W10", keys.to_group(7)),
        keys.overdue_list_key(1, 1, "weekly", "2019-W10", keys.to_group(7)),
        keys.report_notice_key(1, "returned", 5),
        keys.report_notice_key(1, "returned", 6),
        keys.asked_key(1),
        keys.asked_key(11),
        keys.broadcast_key(1, keys.to_group(7)),
    ]
    assert all(one != other for one, other in combinations(made, 2))


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
