"""Which reports are taken for one activity."""

from __future__ import annotations

import pytest

from tests.kit.rollup import roll_up_all
from tests.rules.test_rollup import MONDAY, SCOPE, TEAMS, report


@pytest.mark.parametrize(
    ("hosts", "places", "activities"),
    [
        (("星湖街道", "西门街道"), ("星湖公园", "西门市场"), 2),
        (("星湖街道", "西门街道、星湖街道"), ("星湖公园", "西门市场"), 1),
        (("星湖街道", "西门街道"), ("星湖公园", "端州区星湖公园北门"), 1),
        (("星湖街道", None), ("星湖公园", "西门市场"), 1),
        (("星湖街道", "西门街道"), (None, "西门市场"), 1),
    ],
)
def test_one_title_on_one_day_is_two_activities_where_host_and_place_differ(
    hosts: tuple[str | None, ...], places: tuple[str | None, ...], activities: int
) -> None:
    reports = [
        report(team, team, title="植树", held_on=MONDAY, person_times=20, host=host, place=place)
        for team, (host, place) in enumerate(zip(hosts, places, strict=True), 1)
    ]
    figures = roll_up_all(SCOPE, TEAMS, reports)
    assert (figures.week.activities, figures.week.person_times) == (activities, 20 * activities)
    assert len(figures.joint) == 2 - activities
