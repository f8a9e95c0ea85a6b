"""A roll-up of reports that are at hand, as tests have them: what the database adds up is added up here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.papers.figures import Figures, amounts_of
from handlers.rules.rollup import COUNTED, ReportLine, Scope, TeamFacts, roll_up
from handlers.rules.tally import Entry, GroupEntry, Tally


def roll_up_all(scope: Scope, teams: Sequence[TeamFacts], reports: Iterable[ReportLine]) -> Figures:
    """The figures of a committee whose teams have made these reports."""
    lines = list(reports)
    tally = Tally()
    for line in lines:
        day = line.held_on or line.submitted_at.astimezone(scope.zone).date()
        if line.state in COUNTED and day <= scope.ends_on:
            tally.teams[line.team_id].append(Entry(line.category, scope.when(day), amounts_of(line)))
            tally.groups += [GroupEntry(kind, scope.when(day), 1, count) for kind, count in line.groups]
    return roll_up(scope, teams, tally, lines)
