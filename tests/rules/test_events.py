"""Which reports are taken for one activity."""

from __future__ import annotations

import pytest

from tests.kit.rollup import roll_up_all
from tests.rules.test_rollup import MONDAY, SCOPE, TEAMS, report


@pytest.mark.parametrize(
    ("places", "activities"),
    [
        (("星湖公园", "西门市场"), 2),
        (("东山", "西山"), 2),
        (("星湖公园", "端州区星湖公园北门"), 1),
        (("星湖公园、西门市场", "西门市场"), 1),
        (("星湖公园", None), 1),
        ((None, None), 1),
    ],
)
def test_one_title_on_one_day_is_two_activities_at_two_places(
    places: tuple[str | None, ...], activities: int
) -> None:
    reports = [
        report(team, team, title="植树", held_on=MONDAY, person_times=20, host="县团委", place=place)
        for team, place in enumerate(places, 1)
    ]
    figures = roll_up_all(SCOPE, TEAMS, reports)
    assert (figures.week.activities, figures.week.person_times) == (activities, 20 * activities)
    assert len(figures.joint) == 2 - activities


def test_three_places_are_three_activities_whoever_hosts() -> None:
    hosts = ("甲街道团委", "乙街道团委", "团委")
    reports = [
        report(team, team, title="植树", held_on=MONDAY, person_times=20, host=host, place=place)
        for team, (host, place) in enumerate(zip(hosts, ("东山", "西山", "南岭"), strict=True), 1)
    ]
    assert roll_up_all(SCOPE, TEAMS, reports).week.activities == 3
