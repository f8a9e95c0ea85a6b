"""The figures of one committee's week: what the summary, the picture and the workbook are drawn from.

They are kept as JSON with the digest, so that all three agree, also when a report is corrected later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

from pydantic import ConfigDict, JsonValue

from handlers.forms.definition import Question
from handlers.messages import Wording
from handlers.papers.asked import ASKED_BY, Summaries
from handlers.papers.kept import Frozen

#: A name out of a campaign file (with its languages) or plain data.
Label: TypeAlias = Wording | str


class Sums(Frozen):
    """What adds up over activities.

    Heads (人数) are not here: the same person at two activities is two person-times and one head.
    `organisations` is the sum of the numbers reported, not a distinct count. `served` is person-times
    served. Service time is whole minutes of all volunteers together, money whole fen.
    """

    activities: int = 0
    person_times: int = 0
    organisations: int = 0
    served: int = 0
    service_minutes: int = 0
    money_fen: int = 0
    print_coverage: int = 0
    website_coverage: int = 0
    page_coverage: int = 0
    reads: int = 0

    def __add__(self, other: Sums) -> Sums:
        return add_up((self.amounts(), other.amounts()))

    def amounts(self) -> Amounts:
        """The bare numbers."""
        return tuple(getattr(self, name) for name in _NAMES)


#: The numbers of a `Sums`, in its order: as long as they are added, for a value takes ten times the memory.
Amounts: TypeAlias = tuple[int, ...]
_NAMES = tuple(Sums.model_fields)
_NOUGHTS = (0,) * len(_NAMES)


def amounts(**figures: int) -> Amounts:
    """The numbers of some figures, by their names in a `Sums`; the others are nought."""
    return tuple(map(figures.get, _NAMES, _NOUGHTS))


def add_up(amounts: Iterable[Amounts]) -> Sums:
    """All of them together."""
    return Sums(**dict(zip(_NAMES, map(sum, zip(*amounts, strict=True)), strict=False)))


class Standing(StrEnum):
    """Where a team stands with what it owes for the week; `LATE` is filed, but after the deadline."""

    FILED = "filed"
    LATE = "late"
    ZERO = "zero"
    MISSING = "missing"
    NOT_DUE = "not_due"


class CoverageLine(Frozen):
    """One piece of media coverage. Reads change daily, so `read_on` says when they were read."""

    kind: Literal["print", "website", "page"]
    link: str | None = None
    reads: int | None = None
    read_on: date | None = None


class Told(Protocol):
    """What is told of an activity that adds up; None is not told."""

    @property
    def person_times(self) -> int | None: ...  # noqa: D102
    @property
    def organisations(self) -> int | None: ...  # noqa: D102
    @property
    def groups(self) -> Sequence[tuple[object, int]]: ...  # noqa: D102
    @property
    def service_minutes(self) -> int | None: ...  # noqa: D102
    @property
    def money_fen(self) -> int | None: ...  # noqa: D102
    @property
    def coverage(self) -> Sequence[CoverageLine]: ...  # noqa: D102


def amounts_of(told: Told) -> Amounts:
    """What an activity, or one report of it, brings to a sum; what was not told brings nothing."""
    kinds = [line.kind for line in told.coverage]
    return amounts(
        activities=1,
        person_times=told.person_times or 0,
        organisations=told.organisations or 0,
        served=sum(count for _, count in told.groups),
        service_minutes=told.service_minutes or 0,
        money_fen=told.money_fen or 0,
        print_coverage=kinds.count("print"),
        website_coverage=kinds.count("website"),
        page_coverage=kinds.count("page"),
        reads=sum(line.reads or 0 for line in told.coverage),
    )


class ActivityLine(Frozen):
    """One activity as it is counted; of a joint one, all reports together.

    None: not asked or not said, which is not zero. `number` and `team` name all reports of a joint
    activity. `heads` and `people_served` (服务人数, people, where `served` is person-times) of a joint
    activity are None unless the teams agree, since heads don't add up. `answers` are those to the
    campaign's own questions, by key.
    """

    number: str
    title: str
    team: str
    held_on: date
    host: str | None = None
    category: Label | None = None
    place: str | None = None
    person_times: int | None = None
    heads: int | None = None
    organisations: int | None = None
    people_served: int | None = None
    groups: tuple[tuple[Label, int], ...] = ()
    service_minutes: int | None = None
    money_fen: int | None = None
    materials: str | None = None
    content: str | None = None
    coverage: tuple[CoverageLine, ...] = ()
    photos: tuple[str, ...] = ()
    joint: bool = False
    answers: dict[str, JsonValue] = {}

    @property
    def served(self) -> int:
        """Person-times served, over all groups."""
        return sum(count for _, count in self.groups)

    def sums(self) -> Sums:
        """What it brings to a sum; what was not said brings nothing."""
        return add_up([amounts_of(self)])


class TeamLine(Frozen):
    """One team; its sums are its own reports, also where an activity was joint."""

    name: str
    branch: str | None
    standing: Standing
    week: Sums
    total: Sums


class BranchLine(Frozen):
    """One child committee with all teams under it; an activity joint among them counts once. `direct`: the
    teams that stand under no child committee, beside others that do; this line has no name."""

    name: str
    direct: bool = False
    teams: int
    filed: int
    late: int
    zero: int
    missing: int
    not_due: int
    week: Sums
    total: Sums


class CategoryLine(Frozen):
    """One category of the campaign, also if nothing was held in it yet."""

    name: Label
    week: Sums
    total: Sums


class GroupLine(Frozen):
    """Person-times served of one group, in the week and in all."""

    name: Label
    week: int
    total: int


class JointPart(Frozen):
    """What one team reported of a joint activity."""

    team: str
    numbers: tuple[str, ...]
    sums: Sums


class JointLine(Frozen):
    """A joint activity with how it was counted, so that a human can check.

    `once`: the teams gave the same person-times, time and served, which count once; money counts once if
    it is the same too, else it is added. `added`: they differ, so each reported its own part and the
    parts are added.
    """

    title: str
    held_on: date
    counted: Literal["once", "added"]
    parts: tuple[JointPart, ...]
    sums: Sums


#: What a period is called: its columns are headed "this week", "this month" or "in this period".
Span: TypeAlias = Literal["week", "month", "days"]


#: What is listed one by one: all activities of the campaign up to the last day, those of the span, or none
#: but the joint and the notable ones of the span.
Listing: TypeAlias = Literal["campaign", "span", "none"]


class Figures(Frozen):
    """The roll-up of one campaign for one committee at the end of a week, or of another `span` of days.

    `last_week` is the span before. The sums are of all activities, of which `joint_in_all` are joint.
    `activities` and `joint` list those of the campaign up to `ends_on`, by date, if they aren't too many to
    be read; see `listing`. `notable` are of the week. `contact` and `phone` are whom Table A names for
    questions. `asked` are the keys of the activity form (None: not known), `questions` the campaign's own
    among them, photos left out. `summaries` are those handed in by now, whatever the days. `over`: the days
    had passed. What summaries that were kept hold besides is let go.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    committee: str
    campaign: Label
    theme: Label | None
    starts_on: date
    ends_on: date
    week: Sums
    last_week: Sums
    total: Sums
    teams: tuple[TeamLine, ...]
    branches: tuple[BranchLine, ...]
    categories: tuple[CategoryLine, ...]
    groups: tuple[GroupLine, ...]
    notable: tuple[ActivityLine, ...]
    activities: tuple[ActivityLine, ...]
    joint: tuple[JointLine, ...]
    listing: Listing = "campaign"
    joint_in_all: int = 0
    span: Span = "week"
    contact: str = ""
    phone: str = ""
    asked: tuple[str, ...] | None = None
    questions: tuple[Question, ...] = ()
    summaries: Summaries | None = None
    over: bool = True

    def tells(self, figure: str) -> bool:
        """Whether anybody was asked for that figure of `Sums`: nought is no answer of those who were not.

        Those served are told in rows of at least one: if there are activities and no rows, all skipped them.
        """
        if getattr(self.total, figure) or figure not in ASKED_BY:
            return True
        if self.asked is not None and ASKED_BY[figure] not in self.asked:
            return False
        return figure != "served" or not self.total.activities

    def told(self, sums: Sums, figure: str) -> int | None:
        """That figure, None where it isn't told."""
        return int(getattr(sums, figure)) if self.tells(figure) else None

    def standing(self, standing: Standing) -> tuple[str, ...]:
        """The names of the teams that stand so, in the order of the teams."""
        return tuple(team.name for team in self.teams if team.standing is standing)

    def activities_of_week(self) -> tuple[ActivityLine, ...]:
        """The activities of the week itself."""
        return tuple(line for line in self.activities if self.starts_on <= line.held_on <= self.ends_on)

    def joint_of_week(self) -> tuple[JointLine, ...]:
        """The joint activities of the week itself."""
        return tuple(line for line in self.joint if self.starts_on <= line.held_on <= self.ends_on)
