"""Deadlines: every campaign's worked out by hand, and the law that no day is missed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from handlers.rules.campaign_file import CampaignFile, load_shipped
from handlers.rules.deadline_schema import AfterActivity
from handlers.rules.deadlines import (
    Due,
    after_activity,
    periods,
)
from tests.rules.world import SHANGHAI, ZONES, campaigns, first, make, planned


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
