"""People served (服务人数): carried from a report to Table B, and never added up."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.papers.figures import Standing
from handlers.rules.rollup import ReportLine, TeamFacts, count_activities
from tests.kit.rollup import roll_up_all
from tests.papers.samples import SCOPE, make_report

TEAMS = [TeamFacts(number, f"第{number}队", None, Standing.FILED) for number in (1, 2, 3)]
DAY = date(2019, 3, 5)


def line(number: int, team: int, people: int | None, **more: object) -> ReportLine:
    return make_report(number, team, DAY, people_served=people, title="义诊", **more)


def test_of_one_report_they_are_as_said() -> None:
    (activity,) = count_activities(SCOPE, TEAMS, [line(1, 1, 60)])
    assert activity.people_served == 60


@pytest.mark.parametrize(
    ("said", "counted"),
    [((60, 60), 60), ((60, None), 60), ((60, 50), None), ((None, None), None)],
)
def test_of_a_joint_activity_only_what_the_teams_agree_on(
    said: tuple[int | None, int | None], counted: int | None
) -> None:
    reports = [line(number, number, people) for number, people in enumerate(said, 1)]
    (activity,) = count_activities(SCOPE, TEAMS, reports)
    assert activity.joint
    assert activity.people_served == counted


def test_they_are_no_part_of_any_sum() -> None:
    with_people = roll_up_all(SCOPE, TEAMS, [line(1, 1, 60)])
    without = roll_up_all(SCOPE, TEAMS, [line(1, 1, None)])
    assert with_people.total == without.total
    assert with_people.teams == without.teams


def test_the_activities_of_a_unit_are_those_of_its_days_and_joint_only_among_its_own() -> None:
    reports = [
        line(1, 1, None),
        make_report(2, 1, date(2019, 3, 3)),
        make_report(3, 1, date(2019, 3, 11)),
        make_report(4, 1, DAY, state="returned"),
    ]
    listed = count_activities(SCOPE, TEAMS[:1], reports)
    assert [activity.number for activity in listed] == ["A001"]
    assert not listed[0].joint
