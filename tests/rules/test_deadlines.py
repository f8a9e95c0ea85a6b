"""Deadlines: every campaign's worked out by hand, and the laws that hold for all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Text
from handlers.rules.campaign_file import CampaignFile, load_campaign, load_shipped
from handlers.rules.deadline_schema import AfterActivity, Quiet
from handlers.rules.deadlines import (
    Due,
    Stage,
    after_activity,
    is_quiet,
    moment,
    next_permitted,
    periods,
    show_due,
    stages,
    useful_stage,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def make(starts: str, ends: str, *deadlines: str, rest: str = "") -> CampaignFile:
    """A campaign with nothing but a period and deadlines, each as the inside of `{…}`."""
    rules = "".join(f"  - {{name: d{n}, {rule}}}\n" for n, rule in enumerate(deadlines))
    return load_campaign(
        f"slug: test\ncode: TEST\ntitle: 试\nperiod: {{starts_on: {starts}, ends_on: {ends}}}\n"
        f"forms: {{activity: [title, held_on]}}\ndeadlines:\n{rules}{rest}"
    )


def first(campaign: CampaignFile, zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str, str, str]]:
    """The dues of the first deadline: period, first day, last day, and the local moment."""
    return [
        (
            due.period,
            f"{due.starts_on:%m-%d}",
            f"{due.ends_on:%m-%d}",
            f"{due.due_at.astimezone(zone):%m-%d %H:%M}",
        )
        for due in periods(campaign, campaign.deadlines[0], zone)
    ]


def planned(campaign: CampaignFile, due: Due, zone: ZoneInfo = SHANGHAI) -> list[tuple[str, str]]:
    return [(s.name, f"{s.at.astimezone(zone):%m-%d %H:%M}") for s in stages(campaign, due, zone)]


class TestTheFive:
    def test_zhaoqing_every_friday_of_march(self) -> None:
        """1 March 2019 was a Friday, but the notice is of the 6th: four tables, and the final summary,
        to which the last three days belong."""
        campaign = load_shipped()["zhaoqing-2019"]
        assert first(campaign) == [
            ("2019-W10", "03-01", "03-07", "03-08 00:00"),
            ("2019-W11", "03-08", "03-14", "03-15 00:00"),
            ("2019-W12", "03-15", "03-21", "03-22 00:00"),
            ("2019-W13", "03-22", "03-28", "03-29 00:00"),
        ]
        (final,) = periods(campaign, campaign.deadlines[1], SHANGHAI)
        assert final == Due(
            "final",
            "summary",
            "2019-04-03",
            date(2019, 3, 1),
            date(2019, 3, 31),
            datetime(2019, 4, 3, 16, tzinfo=UTC),
        )

    def test_zhaoqing_with_fridays_that_count(self) -> None:
        campaign = load_shipped()["zhaoqing-2019"]
        kept = campaign.model_dump(mode="json", by_alias=True)
        kept["deadlines"][0] |= {"day_counts": True, "time": "18:00"}
        assert first(CampaignFile.model_validate(kept)) == [
            ("2019-W10", "03-01", "03-08", "03-08 18:00"),
            ("2019-W11", "03-09", "03-15", "03-15 18:00"),
            ("2019-W12", "03-16", "03-22", "03-22 18:00"),
            ("2019-W13", "03-23", "03-29", "03-29 18:00"),
        ]

    def test_guangxi_a_week_after_each_activity(self) -> None:
        campaign = load_shipped()["guangxi-2017"]
        (deadline,) = campaign.deadlines
        assert isinstance(deadline, AfterActivity)
        assert periods(campaign, deadline, SHANGHAI) == []
        due = after_activity(deadline, date(2017, 12, 28), SHANGHAI, activity_id=5)
        assert (due.period, due.starts_on, due.ends_on) == (
            "2017-12-28:5",
            date(2017, 12, 28),
            date(2017, 12, 28),
        )
        assert due.due_at == datetime(2018, 1, 4, 16, tzinfo=UTC)
        assert planned(campaign, due) == [
            ("days-3", "01-01 09:00"),
            ("days-1", "01-03 09:00"),
            ("days-0", "01-04 09:00"),
            ("overdue", "01-05 07:30"),
        ]

    @pytest.mark.parametrize(
        ("slug", "due"),
        [
            ("taishan-2016", ("2017-02-27", "12-01", "01-31", "02-28 00:00")),
            ("taishan-2020", ("2020-04-30", "03-01", "04-30", "05-01 00:00")),
            ("hechi-2010", ("2010-04-10", "01-28", "02-28", "04-11 00:00")),
        ],
    )
    def test_those_with_one_day(self, slug: str, due: tuple[str, str, str, str]) -> None:
        campaign = load_shipped()[slug]
        final = campaign.model_copy(update={"deadlines": campaign.deadlines[-1:]})
        assert first(final) == [due]

    @pytest.mark.parametrize("slug", ["taishan-2020", "hechi-2010"])
    def test_what_may_come_any_time_never_falls_due(self, slug: str) -> None:
        campaign = load_shipped()[slug]
        assert campaign.deadlines[0].kind == "rolling"
        assert first(campaign) == []


class TestWeeks:
    def test_the_turn_of_a_year_with_53_weeks(self) -> None:
        campaign = make("2020-12-20", "2021-01-07", "kind: weekdays, weekday: friday")
        assert first(campaign) == [
            ("2020-W52", "12-20", "12-24", "12-25 00:00"),
            ("2020-W53", "12-25", "12-31", "01-01 00:00"),
            ("2021-W01", "01-01", "01-07", "01-08 00:00"),
        ]

    def test_before_monday_is_the_week_before(self) -> None:
        campaign = make("2024-02-26", "2024-03-10", "kind: weekdays, weekday: monday")
        assert first(campaign) == [
            ("2024-W09", "02-26", "03-03", "03-04 00:00"),
            ("2024-W10", "03-04", "03-10", "03-11 00:00"),
        ]

    def test_a_campaign_that_begins_on_its_weekday(self) -> None:
        """The Friday itself can't be reported before it begins."""
        campaign = make("2024-02-23", "2024-02-29", "kind: weekdays, weekday: friday")
        assert first(campaign) == [("2024-W09", "02-23", "02-29", "03-01 00:00")]

    def test_it_counts_when_fridays_count(self) -> None:
        campaign = make("2024-02-23", "2024-03-01", "kind: weekdays, weekday: friday, day_counts: true")
        assert first(campaign) == [
            ("2024-W08", "02-23", "02-23", "02-24 00:00"),
            ("2024-W09", "02-24", "03-01", "03-02 00:00"),
        ]

    def test_days_left_over_get_a_week_of_their_own(self) -> None:
        campaign = make("2024-02-01", "2024-02-10", "kind: weekdays, weekday: friday")
        assert first(campaign)[-1] == ("2024-W07", "02-09", "02-10", "02-16 00:00")

    @pytest.mark.parametrize(
        ("final", "own_week"), [("2024-02-10", False), ("2024-02-09", True), ("2024-02-20", False)]
    )
    def test_or_belong_to_a_final_day_that_reaches_to_the_end(self, final: str, own_week: bool) -> None:
        campaign = make(
            "2024-02-01", "2024-02-10", "kind: weekdays, weekday: friday", f"kind: fixed, by: {final}"
        )
        assert len(first(campaign)) == (3 if own_week else 2)

    def test_weeks_wait_for_the_first_one(self) -> None:
        campaign = make("2024-02-01", "2024-02-29", "kind: weekdays, weekday: friday, from: 2024-02-17")
        assert first(campaign)[0] == ("2024-W08", "02-01", "02-22", "02-23 00:00")


class TestMonths:
    def test_by_the_fifth_of_the_next(self) -> None:
        campaign = make("2023-12-15", "2024-02-10", "kind: monthly, day: 5")
        assert first(campaign) == [
            ("2023-12", "12-15", "12-31", "01-06 00:00"),
            ("2024-01", "01-01", "01-31", "02-06 00:00"),
            ("2024-02", "02-01", "02-10", "03-06 00:00"),
        ]

    def test_by_the_last_day_of_the_same(self) -> None:
        campaign = make("2024-01-10", "2024-02-29", "kind: monthly, day: 31, month: same")
        assert first(campaign) == [
            ("2024-01", "01-10", "01-31", "02-01 00:00"),
            ("2024-02", "02-01", "02-29", "03-01 00:00"),
        ]

    def test_what_comes_after_the_day_belongs_to_the_next_month(self) -> None:
        campaign = make("2024-01-26", "2024-02-27", "kind: monthly, day: 25, month: same, time: 12:00")
        assert first(campaign) == [
            ("2024-02", "01-26", "02-25", "02-25 12:00"),
            ("2024-03", "02-26", "02-27", "03-25 12:00"),
        ]


class TestFixed:
    def test_the_29th_of_february(self) -> None:
        assert first(make("2024-02-01", "2024-02-29", "kind: fixed, by: 2024-02-29")) == [
            ("2024-02-29", "02-01", "02-29", "03-01 00:00")
        ]

    def test_a_day_that_does_not_count(self) -> None:
        campaign = make("2024-02-01", "2024-03-31", "kind: fixed, by: 2024-03-01, day_counts: false")
        assert first(campaign) == [("2024-03-01", "02-01", "02-29", "03-01 00:00")]

    def test_seven_days_after_the_22nd_of_a_leap_february(self) -> None:
        rule = AfterActivity(name="after", kind="after_activity", days=7)
        assert after_activity(rule, date(2024, 2, 22), SHANGHAI).due_at == datetime(
            2024, 2, 29, 16, tzinfo=UTC
        )


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
            ("07:00", "02-29 21:59", "03-01 07:30"),  # … which is too late: before they begin
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

    def test_no_quiet_at_all(self) -> None:
        never = Quiet(begins=60, ends=60)
        assert not any(
            is_quiet(datetime(2024, 2, 4, hour, tzinfo=UTC), never, SHANGHAI) for hour in range(24)
        )


ZONES = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"]
)
DAYS = st.dates(date(2016, 1, 1), date(2021, 12, 31))
CLOCKS = st.integers(0, 1439)


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    begins = draw(CLOCKS)
    return Quiet(begins=begins, ends=(begins + draw(st.integers(0, 18 * 60))) % 1440)


@st.composite
def campaigns(draw: st.DrawFn) -> CampaignFile:
    starts_on = draw(DAYS)
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 70)))
    counts = draw(st.booleans())
    time = f", time: {draw(CLOCKS) // 60:02d}:{draw(CLOCKS) % 60:02d}" if counts else ""
    weekday = draw(st.sampled_from(["monday", "friday", "sunday"]))
    rule = draw(
        st.sampled_from(
            [
                f"kind: weekdays, weekday: {weekday}",
                f"kind: monthly, day: {draw(st.integers(1, 31))}, month: same",
                f"kind: monthly, day: {draw(st.integers(1, 31))}, month: next",
            ]
        )
    )
    campaign = make(f"{starts_on}", f"{ends_on}", f"{rule}, day_counts: {str(counts).lower()}{time}")
    days = draw(st.lists(st.integers(0, 10), max_size=4))
    reminders = campaign.reminders.model_copy(update={"days_before": tuple(days), "at": draw(CLOCKS)})
    return campaign.model_copy(update={"reminders": reminders, "quiet": draw(quiets())})


@given(campaigns(), ZONES)
def test_periods_cover_every_day_once(campaign: CampaignFile, name: str) -> None:
    dues = periods(campaign, campaign.deadlines[0], ZoneInfo(name))
    day = campaign.period.starts_on
    for due in dues:
        assert due.starts_on == day
        assert due.ends_on >= due.starts_on
        day = due.ends_on + timedelta(days=1)
    assert day == campaign.period.ends_on + timedelta(days=1)
    assert len({due.period for due in dues}) == len(dues)
    assert [due.due_at for due in dues] == sorted({due.due_at for due in dues})


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
