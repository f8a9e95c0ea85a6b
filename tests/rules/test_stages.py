"""Reminders: when they come, never at night, and one after downtime; and clocks that jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Text
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadline_schema import Quiet
from handlers.rules.deadlines import (
    Stage,
    is_quiet,
    moment,
    next_permitted,
    periods,
    show_due,
    stages,
    useful_stage,
)
from tests.rules.world import SHANGHAI, ZONES, campaigns, make, planned, quiets


class TestStages:
    def test_of_a_friday_at_six(self) -> None:
        campaign = make("2024-02-01", "2024-02-29", "kind: fixed, by: 2024-03-01, time: 18:00")
        (due,) = periods(campaign, campaign.deadlines[0], SHANGHAI)
        assert planned(campaign, due) == [
            ("days-3", "02-27 09:00"),
            ("days-1", "02-29 09:00"),
            ("days-0", "03-01 09:00"),
            ("overdue", "03-01 18:01"),
        ]

    @pytest.mark.parametrize(
        ("time", "last", "overdue"),
        [
            ("09:00", "03-01 08:00", "03-01 09:01"),  # the morning would be too late: an hour before
            ("08:00", "03-01 07:30", "03-01 08:01"),  # … which is quiet: at the end of the quiet hours
            ("07:30", "02-29 21:59", "03-01 07:31"),  # … which is too late: before they begin
            ("07:00", "02-29 21:59", "03-01 07:30"),
        ],
    )
    def test_of_an_early_morning(self, time: str, last: str, overdue: str) -> None:
        campaign = make("2024-02-01", "2024-02-29", f"kind: fixed, by: 2024-03-01, time: {time}")
        (due,) = periods(campaign, campaign.deadlines[0], SHANGHAI)
        assert planned(campaign, due)[-2:] == [("days-0", last), ("overdue", overdue)]

    def test_reminders_in_the_quiet_hours_wait_for_their_end(self) -> None:
        rest = 'reminders: {days_before: [1, 0], at: "23:00"}\n'
        campaign = make("2024-02-01", "2024-02-29", "kind: fixed, by: 2024-03-01", rest=rest)
        (due,) = periods(campaign, campaign.deadlines[0], SHANGHAI)
        # The last one can't wait for 07:30, when it is too late; the first one does.
        assert planned(campaign, due) == [
            ("days-1", "03-01 07:30"),
            ("days-0", "03-01 21:59"),
            ("overdue", "03-02 07:30"),
        ]

    def test_none_comes_before_its_week_begins_and_none_comes_twice(self) -> None:
        campaign = make("2024-02-01", "2024-02-02", "kind: fixed, by: 2024-02-02")
        (due,) = periods(campaign, campaign.deadlines[0], SHANGHAI)
        assert planned(campaign, due) == [
            ("days-1", "02-01 09:00"),
            ("days-0", "02-02 09:00"),
            ("overdue", "02-03 07:30"),
        ]


class TestDowntime:
    PLAN = tuple(Stage(f"s{n}", 0, datetime(2024, 2, n, tzinfo=UTC)) for n in (1, 3, 4, 5))

    @pytest.mark.parametrize(
        ("reminded", "day", "stage", "next_day"),
        [
            (0, 0, None, 1),
            (0, 1, 0, 3),
            (1, 2, None, 3),
            (1, 3, 1, 4),
            (0, 4, 2, 5),  # down for three stages: one message
            (0, 9, 3, None),
            (3, 9, 3, None),
            (4, 9, None, None),
            (2, 1, None, 4),  # a clock set back repeats nothing
        ],
    )
    def test_only_the_last_stage_goes_out(
        self, reminded: int, day: int, stage: int | None, next_day: int | None
    ) -> None:
        now = datetime(2024, 1, 31, tzinfo=UTC) + timedelta(days=day)
        next_at = next_day and datetime(2024, 2, next_day, tzinfo=UTC)
        assert useful_stage(list(self.PLAN), reminded, now) == (stage, next_at)

    def test_a_start_at_night_waits_for_the_morning(self) -> None:
        night = datetime(2024, 2, 4, 3, 0, tzinfo=SHANGHAI)
        assert next_permitted(night, Quiet(), SHANGHAI) == datetime(2024, 2, 4, 7, 30, tzinfo=SHANGHAI)


class TestClocks:
    def test_a_time_that_the_clocks_skip(self) -> None:
        """Berlin, 31 March 2024: 02:00 to 03:00 didn't exist."""
        berlin = ZoneInfo("Europe/Berlin")
        skipped = moment(date(2024, 3, 31), 2 * 60 + 30, berlin)
        assert skipped.astimezone(berlin).strftime("%H:%M") == "03:30"

    def test_a_midnight_that_the_clocks_skip(self) -> None:
        """São Paulo, 4 November 2018 began at 01:00: the day before ended there and then."""
        sao_paulo = ZoneInfo("America/Sao_Paulo")
        end = moment(date(2018, 11, 3), 24 * 60, sao_paulo)
        assert end == datetime(2018, 11, 4, 3, tzinfo=UTC)
        assert (end - timedelta(minutes=1)).astimezone(sao_paulo).date() == date(2018, 11, 3)

    def test_midnight_is_told_as_the_end_of_the_day_before(self) -> None:
        due = show_due(datetime(2019, 3, 7, 16, tzinfo=UTC), SHANGHAI)
        assert isinstance(due, Text)
        assert due.args["time"] == "24:00"
        assert isinstance(due.args["day"], Text)
        assert (due.args["day"].args["month"], due.args["day"].args["day"]) == (3, 7)
        at_six = show_due(datetime(2019, 3, 8, 10, tzinfo=UTC), SHANGHAI)
        assert isinstance(at_six, Text)
        assert at_six.args["time"] == "18:00"

    @pytest.mark.parametrize(
        ("time", "quiet"),
        [("21:59", False), ("22:00", True), ("00:00", True), ("07:29", True), ("07:30", False)],
    )
    def test_the_edges_of_the_quiet_hours(self, time: str, quiet: bool) -> None:
        at = datetime.fromisoformat(f"2024-02-04T{time}+08:00")
        assert is_quiet(at, Quiet(), SHANGHAI) is quiet

    @pytest.mark.parametrize(
        ("at", "then"),
        [
            ("2024-03-31T00:30Z", "03-31 03:30"),  # 01:30; 02:30 doesn't exist, the clocks are at 03:30 then
            ("2024-03-31T01:10Z", "03-31 03:10"),  # ten minutes after they were put forward: not quiet
            ("2024-10-26T23:30Z", "10-27 02:30"),  # 01:30; 02:30 comes twice, and the first will do
            ("2024-10-27T01:10Z", "10-27 02:30"),  # 02:10 for the second time: quiet again, for 20 minutes
        ],
    )
    def test_quiet_until_a_time_that_does_not_exist_or_comes_twice(self, at: str, then: str) -> None:
        berlin, quiet = ZoneInfo("Europe/Berlin"), Quiet(begins=22 * 60, ends=2 * 60 + 30)
        found = next_permitted(datetime.fromisoformat(at), quiet, berlin)
        assert found.astimezone(berlin).strftime("%m-%d %H:%M") == then

    def test_no_quiet_at_all(self) -> None:
        never = Quiet(begins=60, ends=60)
        assert not any(
            is_quiet(datetime(2024, 2, 4, hour, tzinfo=UTC), never, SHANGHAI) for hour in range(24)
        )


@given(campaigns(), ZONES)
def test_stages_are_in_order_in_time_and_never_in_the_quiet_hours(campaign: CampaignFile, name: str) -> None:
    zone = ZoneInfo(name)
    for due in periods(campaign, campaign.deadlines[0], zone):
        plan = stages(campaign, due, zone)
        *reminders, overdue = plan
        assert [stage.at for stage in plan] == sorted({stage.at for stage in plan})
        assert all(stage.at < due.due_at for stage in reminders)
        assert overdue.at > due.due_at
        assert not any(is_quiet(stage.at, campaign.quiet, zone) for stage in plan)
        assert bool(reminders) == bool(campaign.reminders.days_before)
        assert len({stage.name for stage in plan}) == len(plan)


@given(st.lists(st.integers(0, 50), unique=True, max_size=6), st.lists(st.integers(0, 60), max_size=8))
def test_each_stage_goes_out_at_most_once_however_the_clock_ticks(days: list[int], ticks: list[int]) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    plan = [Stage(f"s{day}", 0, start + timedelta(days=day)) for day in sorted(days)]
    told, reminded = list[int](), 0
    for tick in ticks:
        now = start + timedelta(days=tick)
        index, next_at = useful_stage(plan, reminded, now)
        if index is not None:
            assert plan[index].at <= now
            told.append(index)
            reminded = index + 1
        assert next_at is None or next_at == plan[reminded].at
    assert told == sorted(set(told))


@given(st.integers(0, 6 * 366 * 24 * 60), quiets(), ZONES)
def test_what_may_not_go_now_goes_when_it_may_first(minutes: int, quiet: Quiet, name: str) -> None:
    """At most an hour later, where the clocks skip the end of the quiet hours."""
    zone, at = ZoneInfo(name), datetime(2016, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    then = next_permitted(at, quiet, zone)
    assert not is_quiet(then, quiet, zone)
    assert timedelta(0) <= then - at <= timedelta(hours=20)
    while at < then - timedelta(hours=1):
        assert is_quiet(at, quiet, zone)
        at += timedelta(minutes=15)
