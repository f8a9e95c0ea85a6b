"""What reports come to when each is added by itself, and what joint activities change in that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from handlers.papers.figures import Amounts, amounts_of
from handlers.rules.events import Event
from handlers.rules.joint import merge


class When(Enum):
    """What an activity is of: the week (or other span) that is summed, the one before, or an earlier one."""

    WEEK = "week"
    LAST_WEEK = "last week"
    EARLIER = "earlier"


class Entry(NamedTuple):
    """What some reports of one category bring to the sums."""

    category: str | None
    when: When
    amounts: Amounts


class GroupEntry(NamedTuple):
    """The person-times served of one kind of group, and in how many lines they are told."""

    kind: str
    when: When
    lines: int
    person_times: int


@dataclass(slots=True)
class Tally:
    """The entries of each team, and those of the groups whom all teams served. What several teams report
    of one activity is in it several times: see `correct`."""

    teams: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    groups: list[GroupEntry] = field(default_factory=list)

    def reports(self, when: When | None = None) -> int:
        """How many reports it has added up, of all days or of some."""
        each = (entry for entries in self.teams.values() for entry in entries)
        return sum(entry.amounts[0] for entry in each if when in (None, entry.when))


@dataclass(slots=True)
class Corrections:
    """What is to be added to a tally, for the whole and for each branch, since `joint` activities are in it
    several times."""

    joint: int = 0
    entries: list[Entry] = field(default_factory=list)
    groups: list[GroupEntry] = field(default_factory=list)
    branches: dict[str | None, list[Entry]] = field(default_factory=lambda: defaultdict(list))


def correct(events: Iterable[tuple[When, Event]], branches: Mapping[int, str | None]) -> Corrections:
    """The corrections for joint activities; others change nothing. `branches`: that of each team. Within a
    branch an activity counts as its teams alone report it."""
    found = Corrections()
    for when, event in events:
        if not event.is_joint():
            continue
        found.joint += 1
        entries, groups = _correct(when, event)
        found.entries += entries
        found.groups += groups
        for branch, part in event.split(branches).items():
            if part.is_joint():
                whole = len(part.reports) == len(event.reports)
                found.branches[branch] += entries if whole else _correct(when, part)[0]
    return found


def _correct(when: When, event: Event) -> tuple[list[Entry], list[GroupEntry]]:
    """The activity as it counts, and each report of it taken out."""
    merged = merge(event)
    entries = [Entry(merged.category, when, amounts_of(merged))]
    groups = [GroupEntry(kind, when, 1, count) for kind, count in merged.groups]
    for report in event.reports:
        taken = tuple(-amount for amount in amounts_of(report))
        entries.append(Entry(report.category, when, taken))
        groups += [GroupEntry(kind, when, -1, -count) for kind, count in report.groups]
    return entries, groups
