"""Which reports are of one activity: several teams may report what they held together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b

from handlers.papers.figures import CoverageLine
from handlers.rules.own_answers import Given

#: What stands between two places in one answer.
_BETWEEN = re.compile(r"[、，,;；/]")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One activity report as it is kept. `held_on` is None where the form doesn't ask for it. `answers` are
    those to the campaign's own questions, and perhaps to some that it no longer asks."""

    number: str
    team_id: int
    state: str
    submitted_at: datetime
    title: str
    held_on: date | None = None
    host: str | None = None
    category: str | None = None
    place: str | None = None
    person_times: int | None = None
    heads: int | None = None
    organisations: int | None = None
    groups: tuple[tuple[str, int], ...] = ()
    service_minutes: int | None = None
    money_fen: int | None = None
    materials: str | None = None
    content: str | None = None
    coverage: tuple[CoverageLine, ...] = ()
    photos: tuple[str, ...] = ()
    people_served: int | None = None
    answers: Given = None


@dataclass(frozen=True, slots=True)
class Event:
    """One activity with all reports of it, those of each team together, first reported first."""

    held_on: date
    reports: tuple[ReportLine, ...]

    def by_team(self) -> dict[int, list[ReportLine]]:
        """The reports of each team."""
        teams: dict[int, list[ReportLine]] = {}
        for report in self.reports:
            teams.setdefault(report.team_id, []).append(report)
        return teams

    def is_joint(self) -> bool:
        """Whether several teams report it."""
        return len({report.team_id for report in self.reports}) > 1

    def split(self, branches: Mapping[int, str | None]) -> dict[str | None, Event]:
        """What the teams of each branch report of it."""
        parts: dict[str | None, list[ReportLine]] = {}
        for report in self.reports:
            parts.setdefault(branches[report.team_id], []).append(report)
        return {branch: Event(self.held_on, tuple(reports)) for branch, reports in parts.items()}


def fold_title(title: str) -> str:
    """The title without what differs by keyboard: width, case, spaces, punctuation, quotes."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LNM") or title.strip()


def key_title(title: str) -> int:
    """A number of 64 bits by which the database finds titles that are folded alike. Others may have the same
    by chance, so whether two are alike is decided by `fold_title`. Rows keep it: a change of either is a
    migration."""
    return int.from_bytes(blake2b(fold_title(title).encode(), digest_size=8).digest(), "big", signed=True)


def find_events(reports: Iterable[tuple[date, ReportLine]]) -> list[Event]:
    """The activities behind dated reports: the same title on the same day in different teams is one, unless
    they were held at different places.

    A team that reports the same title twice for a day, alone, held two activities.
    """
    alike: dict[tuple[date, str], list[ReportLine]] = {}
    for held_on, report in sorted(reports, key=lambda pair: (pair[0], pair[1].submitted_at, pair[1].number)):
        alike.setdefault((held_on, fold_title(report.title)), []).append(report)
    events = []
    for (held_on, _), titled in alike.items():
        for found in _gather(titled):
            if len({report.team_id for report in found}) > 1:
                events.append(Event(held_on, tuple(found)))
            else:
                events.extend(Event(held_on, (report,)) for report in found)
    return events


def _gather(titled: Iterable[ReportLine]) -> list[list[ReportLine]]:
    """Those of one title and day that may be of one activity: many teams plant trees on the same day, each
    somewhere else."""
    gathered: list[list[ReportLine]] = []
    for report in titled:
        own = next((found for found in gathered if not any(_apart(report, other) for other in found)), None)
        if own is None:
            gathered.append([report])
        else:
            own.append(report)
    return gathered


def _apart(one: ReportLine, other: ReportLine) -> bool:
    """Whether both places are said and have nothing in common. The hosts tell nothing: a committee hosts what
    its teams do anywhere, and many campaigns don't ask for one."""
    ours, theirs = _parts(one.place or ""), _parts(other.place or "")
    alike = any(mine in its or its in mine for mine in ours for its in theirs)
    return bool(ours) and bool(theirs) and not alike


@lru_cache(8192)
def _parts(said: str) -> tuple[str, ...]:
    """The names in an answer, without what differs by keyboard."""
    return tuple(fold_title(part) for part in _BETWEEN.split(said) if part.strip())
