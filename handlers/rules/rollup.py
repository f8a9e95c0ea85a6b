"""The roll-up: from the reports of the teams to the figures of their committee."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from handlers.forms.definition import Question
from handlers.papers.figures import (
    ActivityLine,
    BranchLine,
    CategoryLine,
    Figures,
    GroupLine,
    JointLine,
    Label,
    Listing,
    Span,
    Standing,
    Sums,
    TeamLine,
    add_up,
)
from handlers.rules.events import Event, ReportLine, find_events
from handlers.rules.joint import Names, count_event
from handlers.rules.tally import Corrections, Entry, GroupEntry, Tally, When, correct

__all__ = [
    "COUNTED",
    "NOTABLE",
    "ReportLine",
    "Scope",
    "TeamFacts",
    "UnknownTeamError",
    "count_activities",
    "roll_up",
]

#: Only reports that stand count; returned and withdrawn ones don't, nor do zero returns (no report).
COUNTED = frozenset({"submitted", "accepted"})
#: So many activities are shown as worth a look.
NOTABLE = 3


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
    `phone` are whom Table A names for questions. For `asked` and `questions` see `Figures`.
    """

    committee: str
    campaign: Label
    theme: Label | None
    starts_on: date
    ends_on: date
    zone: ZoneInfo
    categories: Mapping[str, Label] = field(default_factory=dict)
    groups: Mapping[str, Label] = field(default_factory=dict)
    span: Span = "week"
    compared_from: date | None = None
    contact: str = ""
    phone: str = ""
    asked: tuple[str, ...] | None = None
    questions: tuple[Question, ...] = ()

    def names(self, teams: Iterable[TeamFacts]) -> Names:
        """How these teams are called, and what the scope names."""
        named = {team.team_id: team.name for team in teams}
        return Names(named, self.categories, self.groups, self.questions)

    def in_week(self, day: date) -> bool:
        """Whether the day is of the week summed."""
        return self.starts_on <= day <= self.ends_on

    def in_last_week(self, day: date) -> bool:
        """Whether the day is of the seven days before, or of the span before."""
        return self.before_from <= day < self.starts_on

    @property
    def before_from(self) -> date:
        """The first of the seven days before, or of the span before."""
        return self.compared_from or self.starts_on - timedelta(days=7)

    def when(self, day: date) -> When:
        """What a day up to the week's end is of."""
        if self.in_week(day):
            return When.WEEK
        return When.LAST_WEEK if self.in_last_week(day) else When.EARLIER


def roll_up(
    scope: Scope,
    teams: Sequence[TeamFacts],
    tally: Tally,
    listed: Sequence[ReportLine],
    shared: Iterable[Sequence[ReportLine]] | None = None,
    listing: Listing = "campaign",
) -> Figures:
    """The figures of a committee: this week, last week and in all, up to the week's end.

    A report belongs to the week in which its activity was held, not in which it was sent (a late report
    corrects the earlier week); without a date, to the day it was sent. `tally` has added up all reports
    that count. An activity that several teams report counts once, see `handlers.rules.joint`: the tally is
    corrected by those in `shared`, which come in handfuls with all reports of an activity in the same;
    without it, by the `listed`. These are the reports that are shown one by one, as `listing` says.
    Raises UnknownTeamError.
    """
    names = scope.names(teams)
    events = _events(scope, names, listed)
    counted = [count_event(event, names) for event in events]
    handfuls = [events] if shared is None else (_events(scope, names, handful) for handful in shared)
    dated = ((scope.when(event.held_on), event) for handful in handfuls for event in handful)
    twice = correct(dated, {team.team_id: team.branch for team in teams})
    return _figures(scope, teams, tally, twice, counted, listing)


def _figures(
    scope: Scope,
    teams: Sequence[TeamFacts],
    tally: Tally,
    twice: Corrections,
    counted: Sequence[tuple[ActivityLine, JointLine | None]],
    listing: Listing,
) -> Figures:
    """What was added up, corrected by what was reported `twice`, and the activities as `counted`."""
    lines = tuple(_team_line(team, tally.teams.get(team.team_id, ())) for team in teams)
    week, total = _together(lines, twice.entries)
    entries = [*chain.from_iterable(tally.teams.values()), *twice.entries]
    return Figures(
        committee=scope.committee,
        campaign=scope.campaign,
        theme=scope.theme,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        week=week,
        last_week=add_up(entry.amounts for entry in entries if entry.when is When.LAST_WEEK),
        total=total,
        teams=lines,
        branches=_branch_lines(lines, twice),
        categories=_category_lines(scope, entries),
        groups=_group_lines(scope, [*tally.groups, *twice.groups]),
        notable=_notable(scope, [activity for activity, _ in counted]),
        activities=() if listing == "none" else tuple(activity for activity, _ in counted),
        joint=tuple(line for _, line in counted if line),
        listing=listing,
        joint_in_all=twice.joint,
        span=scope.span,
        contact=scope.contact,
        phone=scope.phone,
        asked=scope.asked,
        questions=scope.questions,
    )


def count_activities(
    scope: Scope, teams: Sequence[TeamFacts], reports: Iterable[ReportLine]
) -> tuple[ActivityLine, ...]:
    """The activities of the week as they count for these teams alone: what one unit's own table lists."""
    names = scope.names(teams)
    events = _events(scope, names, reports)
    return tuple(count_event(event, names)[0] for event in events if scope.in_week(event.held_on))


def _events(scope: Scope, names: Names, reports: Iterable[ReportLine]) -> list[Event]:
    dated = []
    for report in reports:
        if report.team_id not in names.teams:
            raise UnknownTeamError(f"report {report.number} is of team {report.team_id}, which is not given")
        day = report.held_on or report.submitted_at.astimezone(scope.zone).date()
        if report.state in COUNTED and day <= scope.ends_on:
            dated.append((day, report))
    return find_events(dated)


def _week_and_total(entries: Collection[Entry]) -> tuple[Sums, Sums]:
    week = add_up(entry.amounts for entry in entries if entry.when is When.WEEK)
    return week, add_up(entry.amounts for entry in entries)


def _team_line(team: TeamFacts, entries: Collection[Entry]) -> TeamLine:
    week, total = _week_and_total(entries)
    return TeamLine(name=team.name, branch=team.branch, standing=team.standing, week=week, total=total)


def _together(teams: Collection[TeamLine], twice: Collection[Entry]) -> tuple[Sums, Sums]:
    """The week and the total of teams, with the corrections for what they held together."""
    week, total = _week_and_total(twice)
    own = [(team.week.amounts(), team.total.amounts()) for team in teams]
    return (
        add_up([week.amounts(), *(amounts for amounts, _ in own)]),
        add_up([total.amounts(), *(amounts for _, amounts in own)]),
    )


def _branch_lines(teams: Iterable[TeamLine], twice: Corrections) -> tuple[BranchLine, ...]:
    branches: dict[str | None, list[TeamLine]] = defaultdict(list)
    for team in teams:
        branches[team.branch].append(team)
    direct = branches.pop(None, None)
    if branches and direct:
        # Last, so that the lines add up to what all teams brought.
        branches[None] = direct
    lines = []
    for branch, under in branches.items():
        week, total = _together(under, twice.branches.get(branch, ()))
        standings = [team.standing for team in under]
        lines.append(
            BranchLine(
                name=branch or "",
                direct=branch is None,
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


def _category_lines(scope: Scope, entries: Iterable[Entry]) -> tuple[CategoryLine, ...]:
    """The campaign's categories in its order, then others that reports have, those most held first."""
    found: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.category:
            found[_same(scope.categories.get(entry.category, entry.category))].append(entry)
    named, lines = _named(scope.categories), []
    for same, label in (named | {same: str(same) for same in found.keys() - named}).items():
        week, total = _week_and_total(found.get(same, ()))
        lines.append(CategoryLine(name=label, week=week, total=total))
    more = [line for line in lines[len(named) :] if line.total.activities]
    return (*lines[: len(named)], *sorted(more, key=lambda line: (-line.total.activities, str(line.name))))


def _group_lines(scope: Scope, entries: Iterable[GroupEntry]) -> tuple[GroupLine, ...]:
    """The groups that reports name: the official ones in their order, then others, the most served first."""
    found: dict[object, list[GroupEntry]] = defaultdict(list)
    for entry in entries:
        found[_same(scope.groups.get(entry.kind, entry.kind))].append(entry)
    named = _named(scope.groups)
    told = {same: own for same, own in found.items() if sum(entry.lines for entry in own)}
    lines = {
        same: GroupLine(
            name=named.get(same, str(same)),
            week=sum(entry.person_times for entry in own if entry.when is When.WEEK),
            total=sum(entry.person_times for entry in own),
        )
        for same, own in told.items()
    }
    more = sorted(
        (lines[same] for same in lines.keys() - named), key=lambda line: (-line.total, str(line.name))
    )
    return (*(lines[same] for same in named if same in lines), *more)


def _named(names: Mapping[str, Label]) -> dict[object, Label]:
    """The names, in order, each once."""
    return {_same(label): label for label in names.values()}


def _same(label: Label) -> object:
    # A wording holds a mapping, which can't be hashed.
    return label if isinstance(label, str) else frozenset(label.wordings.items())


def _notable(scope: Scope, activities: Iterable[ActivityLine]) -> tuple[ActivityLine, ...]:
    """Those of the week that are worth a look: with photos, and the most people served."""

    def rank(activity: ActivityLine) -> tuple[bool, int, date, str]:
        return not activity.photos, -activity.served, activity.held_on, activity.number

    return tuple(sorted((one for one in activities if scope.in_week(one.held_on)), key=rank)[:NOTABLE])
