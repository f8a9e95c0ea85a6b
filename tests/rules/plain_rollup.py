"""The roll-up as it is meant: every report at hand, every sum taken over the activities one by one.

`handlers` lets the database add up and corrects the sums by what is joint; it must come to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.papers.figures import (
    ActivityLine,
    BranchLine,
    CategoryLine,
    Figures,
    GroupLine,
    JointLine,
    Label,
    Standing,
    Sums,
    TeamLine,
)
from handlers.rules.events import ReportLine, find_events
from handlers.rules.joint import count_event
from handlers.rules.rollup import COUNTED, NOTABLE, Scope, TeamFacts


def roll_up_plainly(scope: Scope, teams: Sequence[TeamFacts], reports: Iterable[ReportLine]) -> Figures:
    """The figures, with all activities up to the last day listed."""
    plain = _Plain(scope, teams, [report for report in reports if report.state in COUNTED])
    activities, joint = plain.count(teams)
    held_before = (activity.sums() for activity in activities if scope.in_last_week(activity.held_on))
    return Figures(
        committee=scope.committee,
        campaign=scope.campaign,
        theme=scope.theme,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        **plain.sums(activities),
        last_week=sum(held_before, Sums()),
        teams=tuple(map(plain.team_line, teams)),
        branches=plain.branch_lines(),
        categories=tuple(
            CategoryLine(name=name, **plain.sums(a for a in activities if a.category == name))
            for name in _categories(scope, activities)
        ),
        groups=_groups(scope, activities),
        notable=tuple(sorted((a for a in activities if scope.in_week(a.held_on)), key=_rank)[:NOTABLE]),
        activities=tuple(activities),
        joint=tuple(joint),
        joint_in_all=len(joint),
        span=scope.span,
        contact=scope.contact,
        phone=scope.phone,
        asked=scope.asked,
        questions=scope.questions,
    )


@dataclass(frozen=True)
class _Plain:
    scope: Scope
    teams: Sequence[TeamFacts]
    reports: Sequence[ReportLine]

    def count(self, teams: Iterable[TeamFacts]) -> tuple[list[ActivityLine], list[JointLine]]:
        """The activities as they count for these teams alone."""
        ids = {team.team_id for team in teams}
        dated = [(day_of(self.scope, report), report) for report in self.reports if report.team_id in ids]
        counted = self._tell([(day, report) for day, report in dated if day <= self.scope.ends_on])
        return [activity for activity, _ in counted], [line for _, line in counted if line]

    def _tell(self, dated: list[tuple[date, ReportLine]]) -> list[tuple[ActivityLine, JointLine | None]]:
        names = self.scope.names(self.teams)
        return [count_event(event, names) for event in find_events(dated)]

    def sums(self, activities: Iterable[ActivityLine]) -> dict[str, Sums]:
        """Of the week, and in all."""
        kept = list(activities)
        week = (activity.sums() for activity in kept if self.scope.in_week(activity.held_on))
        return {"week": sum(week, Sums()), "total": sum((activity.sums() for activity in kept), Sums())}

    def team_line(self, team: TeamFacts) -> TeamLine:
        sums = self.sums(self.count([team])[0])
        return TeamLine(name=team.name, branch=team.branch, standing=team.standing, **sums)

    def branch_lines(self) -> tuple[BranchLine, ...]:
        """The child committees; then the teams under none, if there are both."""
        named = dict.fromkeys(team.branch for team in self.teams if team.branch)
        direct = [None] if named and any(team.branch is None for team in self.teams) else []
        return tuple(map(self.branch_line, [*named, *direct]))

    def branch_line(self, name: str | None) -> BranchLine:
        own = [team for team in self.teams if team.branch == name]
        found = {standing.value: sum(team.standing is standing for team in own) for standing in Standing}
        sums = self.sums(self.count(own)[0])
        return BranchLine(name=name or "", direct=name is None, teams=len(own), **found, **sums)


def day_of(scope: Scope, report: ReportLine) -> date:
    """The day for which a report counts."""
    return report.held_on or report.submitted_at.astimezone(scope.zone).date()


def _categories(scope: Scope, activities: Sequence[ActivityLine]) -> list[Label]:
    known = list(scope.categories.values())
    others = [a.category for a in activities if isinstance(a.category, str) and a.category not in known]
    return [*known, *sorted(set(others), key=lambda name: (-others.count(name), name))]


def _groups(scope: Scope, activities: Sequence[ActivityLine]) -> tuple[GroupLine, ...]:
    told = [(activity.held_on, name, count) for activity in activities for name, count in activity.groups]

    def line(label: Label) -> GroupLine:
        counts = [(day, count) for day, name, count in told if name == label]
        week = sum(count for day, count in counts if scope.in_week(day))
        return GroupLine(name=label, week=week, total=sum(count for _, count in counts))

    official = list(scope.groups.values())
    known = [line(label) for label in official if any(name == label for _, name, _ in told)]
    free = {name for _, name, _ in told if isinstance(name, str) and name not in official}
    return (*known, *sorted(map(line, free), key=lambda one: (-one.total, str(one.name))))


def _rank(activity: ActivityLine) -> tuple[bool, int, date, str]:
    return not activity.photos, -activity.served, activity.held_on, activity.number
