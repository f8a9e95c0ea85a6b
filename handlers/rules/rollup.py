"""The roll-up: from the reports of the teams to the figures of their committee."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from handlers.papers.figures import (
    ActivityLine,
    BranchLine,
    CategoryLine,
    Figures,
    GroupLine,
    JointLine,
    Label,
    Span,
    Standing,
    Sums,
    TeamLine,
)
from handlers.rules.joint import Names, ReportLine, count_event, describe_report, find_events

__all__ = ["COUNTED", "ReportLine", "Scope", "TeamFacts", "UnknownTeamError", "roll_up"]

#: Only reports that stand count; returned and withdrawn ones don't, nor do zero returns (no report).
COUNTED = frozenset({"submitted", "accepted"})
#: So many activities are shown as worth a look.
NOTABLE = 3

CHINA = ZoneInfo("Asia/Shanghai")

#: Reports of one committee or branch, each with the day it counts for.
Dated = tuple[date, ReportLine]


class UnknownTeamError(LookupError):
    """A report is of a team that is not among the teams given: a fault of the caller."""


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """A team that takes part or has reported. `branch` is the child committee of the summing committee
    that it stands under, None if it stands under the committee itself."""

    team_id: int
    name: str
    branch: str | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Scope:
    """What is summed, for whom, and for which week (`starts_on` to `ends_on`, both included).

    `categories` and `groups` give the values that are kept their names, in the campaign's order. For
    another `span` than a week, `compared_from` is the first day of the span before. `contact` and
    `phone` are whom Table A names for questions.
    """

    committee: str
    campaign: Label
    theme: Label | None
    starts_on: date
    ends_on: date
    categories: Mapping[str, Label] = field(default_factory=dict)
    groups: Mapping[str, Label] = field(default_factory=dict)
    zone: ZoneInfo = CHINA
    span: Span = "week"
    compared_from: date | None = None
    contact: str = ""
    phone: str = ""

    def in_week(self, day: date) -> bool:
        """Whether the day is of the week summed."""
        return self.starts_on <= day <= self.ends_on

    def in_last_week(self, day: date) -> bool:
        """Whether the day is of the seven days before, or of the span before."""
        return (self.compared_from or self.starts_on - timedelta(days=7)) <= day < self.starts_on


def roll_up(
    scope: Scope,
    teams: Sequence[TeamFacts],
    reports: Iterable[ReportLine],
    distinct_organisations: int | None = None,
) -> Figures:
    """The figures of a committee: this week, last week and in all, up to the week's end.

    A report belongs to the week in which its activity was held, not in which it was sent (a late report
    corrects the earlier week); without a date, to the day it was sent. `reports` are activity reports.
    An activity that several teams report counts once, see `handlers.rules.joint`. Raises
    UnknownTeamError.
    """
    names = Names({team.team_id: team.name for team in teams}, scope.categories, scope.groups)
    dated = _dated(scope, names, reports)
    by_team: dict[int, list[Dated]] = defaultdict(list)
    for day, report in dated:
        by_team[report.team_id].append((day, report))
    activities, joint = _count(dated, names)
    week = [activity for activity in activities if scope.in_week(activity.held_on)]
    return Figures(
        committee=scope.committee,
        campaign=scope.campaign,
        theme=scope.theme,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        week=_sum(week),
        last_week=_sum(activity for activity in activities if scope.in_last_week(activity.held_on)),
        total=_sum(activities),
        teams=tuple(_team_line(scope, team, by_team[team.team_id], names) for team in teams),
        branches=_branch_lines(scope, teams, by_team, names),
        categories=_category_lines(scope, activities),
        groups=_group_lines(scope, activities),
        notable=tuple(sorted(week, key=_notability)[:NOTABLE]),
        activities=tuple(activities),
        joint=tuple(joint),
        distinct_organisations=distinct_organisations,
        span=scope.span,
        contact=scope.contact,
        phone=scope.phone,
    )


def count_activities(
    scope: Scope, teams: Sequence[TeamFacts], reports: Iterable[ReportLine]
) -> tuple[ActivityLine, ...]:
    """The activities of the week as they count for these teams alone: what one unit's own table lists."""
    names = Names({team.team_id: team.name for team in teams}, scope.categories, scope.groups)
    activities, _ = _count(_dated(scope, names, reports), names)
    return tuple(activity for activity in activities if scope.in_week(activity.held_on))


def _dated(scope: Scope, names: Names, reports: Iterable[ReportLine]) -> list[Dated]:
    dated = []
    for report in reports:
        if report.team_id not in names.teams:
            raise UnknownTeamError(f"report {report.number} is of team {report.team_id}, which is not given")
        day = report.held_on or report.submitted_at.astimezone(scope.zone).date()
        if report.state in COUNTED and day <= scope.ends_on:
            dated.append((day, report))
    return dated


def _count(dated: Iterable[Dated], names: Names) -> tuple[list[ActivityLine], list[JointLine]]:
    counted = [count_event(event, names) for event in find_events(dated)]
    return [activity for activity, _ in counted], [line for _, line in counted if line]


def _sum(activities: Iterable[ActivityLine]) -> Sums:
    return sum((activity.sums() for activity in activities), Sums())


def _weekly(scope: Scope, activities: Sequence[ActivityLine]) -> tuple[Sums, Sums]:
    week = _sum(activity for activity in activities if scope.in_week(activity.held_on))
    return week, _sum(activities)


def _team_line(scope: Scope, team: TeamFacts, dated: Iterable[Dated], names: Names) -> TeamLine:
    own = [describe_report(day, report, names) for day, report in dated]
    week, total = _weekly(scope, own)
    return TeamLine(name=team.name, branch=team.branch, standing=team.standing, week=week, total=total)


def _branch_lines(
    scope: Scope, teams: Sequence[TeamFacts], by_team: Mapping[int, Sequence[Dated]], names: Names
) -> tuple[BranchLine, ...]:
    branches: dict[str, list[TeamFacts]] = defaultdict(list)
    for team in teams:
        if team.branch is not None:
            branches[team.branch].append(team)
    lines = []
    for branch, under in branches.items():
        activities, _ = _count((one for team in under for one in by_team.get(team.team_id, ())), names)
        week, total = _weekly(scope, activities)
        standings = [team.standing for team in under]
        lines.append(
            BranchLine(
                name=branch,
                teams=len(under),
                filed=standings.count(Standing.FILED),
                late=standings.count(Standing.LATE),
                zero=standings.count(Standing.ZERO),
                missing=standings.count(Standing.MISSING),
                not_due=standings.count(Standing.NOT_DUE),
                week=week,
                total=total,
            )
        )
    return tuple(lines)


def _category_lines(scope: Scope, activities: Sequence[ActivityLine]) -> tuple[CategoryLine, ...]:
    found = [activity.category for activity in activities if activity.category is not None]
    lines = []
    for name in _once([*scope.categories.values(), *found]):
        week, total = _weekly(scope, [activity for activity in activities if activity.category == name])
        lines.append(CategoryLine(name=name, week=week, total=total))
    return tuple(lines)


def _group_lines(scope: Scope, activities: Sequence[ActivityLine]) -> tuple[GroupLine, ...]:
    found = [name for activity in activities for name, _ in activity.groups]
    present = [name for name in scope.groups.values() if name in found]
    lines = []
    for name in _once([*present, *found]):
        counts = [(a.held_on, count) for a in activities for group, count in a.groups if group == name]
        week = sum(count for day, count in counts if scope.in_week(day))
        lines.append(GroupLine(name=name, week=week, total=sum(count for _, count in counts)))
    return tuple(lines)


def _once(names: Iterable[Label]) -> list[Label]:
    # A wording holds a mapping and can't be hashed, so no set.
    kept: list[Label] = []
    for name in names:
        if name not in kept:
            kept.append(name)
    return kept


def _notability(activity: ActivityLine) -> tuple[bool, int, date, str]:
    return not activity.photos, -activity.served, activity.held_on, activity.number
