"""Joint activities: one event that several teams report is counted once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from handlers.forms.definition import Question
from handlers.papers.figures import (
    ActivityLine,
    CoverageLine,
    JointLine,
    JointPart,
    Label,
    add_up,
    amounts_of,
)
from handlers.rules.events import Event, ReportLine
from handlers.rules.own_answers import merge_answers, pick_answers


@dataclass(frozen=True, slots=True)
class Names:
    """How teams, categories and groups are called: by id, and by the value that is kept. A value that
    has no name is its own name (a group typed in free words). `questions` are the campaign's own."""

    teams: Mapping[int, str]
    categories: Mapping[str, Label]
    groups: Mapping[str, Label]
    questions: Sequence[Question] = ()


#: The figures that decide whether the teams reported the same or each its own part. Money doesn't: two
#: teams that agree on who came and whom they served may each have paid a part.
_COMPARED: tuple[Callable[[ReportLine], int | None], ...] = (
    lambda report: report.person_times,
    lambda report: report.service_minutes,
    lambda report: sum(count for _, count in report.groups),
)


def count_event(event: Event, names: Names) -> tuple[ActivityLine, JointLine | None]:
    """The activity as it is counted, and, if it is joint, the line that tells how."""
    if not event.is_joint():
        return count_alone(event.held_on, event.reports[0], names), None
    teams = event.by_team()
    parts = tuple(
        JointPart(
            team=names.teams[team_id],
            numbers=tuple(report.number for report in reports),
            sums=add_up(amounts_of(report) for report in reports),
        )
        for team_id, reports in teams.items()
    )
    counted, each = judge(list(teams.values())), [[r.answers for r in own] for own in teams.values()]
    told = {
        "team": "、".join(part.team for part in parts),
        "joint": True,
        "answers": merge_answers(names.questions, each, counted),
    }
    activity = count_alone(event.held_on, merge(event), names).model_copy(update=told)
    line = JointLine(
        title=activity.title,
        held_on=event.held_on,
        counted=counted,
        parts=parts,
        sums=activity.sums(),
    )
    return activity, line


def judge(teams: Sequence[Sequence[ReportLine]]) -> Literal["once", "added"]:
    """`once` if no two teams disagree in person-times, time or person-times served.

    A figure that is nought or not said doesn't disagree: it adds nothing either way.
    """
    for figure in _COMPARED:
        totals = {sum(figure(report) or 0 for report in reports) for reports in teams}
        if len(totals - {0}) > 1:
            return "added"
    return "once"


def count_alone(held_on: date, report: ReportLine, names: Names) -> ActivityLine:
    """One report as an activity of its own."""
    return ActivityLine(
        number=report.number,
        title=report.title,
        team=names.teams[report.team_id],
        held_on=held_on,
        host=report.host,
        category=_category(report, names),
        place=report.place,
        person_times=report.person_times,
        heads=report.heads,
        organisations=report.organisations,
        people_served=report.people_served,
        groups=tuple((names.groups.get(kind, kind), count) for kind, count in report.groups),
        service_minutes=report.service_minutes,
        money_fen=report.money_fen,
        materials=report.materials,
        content=report.content,
        coverage=report.coverage,
        photos=report.photos,
        answers=pick_answers(names.questions, report.answers),
    )


def merge(event: Event) -> ReportLine:
    """A joint activity as it is counted, as if the first team had reported it for all."""
    reports, own = event.reports, list(event.by_team().values())
    counted = judge(own)

    def total(figure: Callable[[ReportLine], int | None]) -> int | None:
        said = [[given for r in reports if (given := figure(r)) is not None] for reports in own]
        sums = [sum(given) for given in said if given]
        if not sums:
            return None
        return max(sums) if counted == "once" else sum(sums)

    return replace(
        reports[0],
        number="、".join(report.number for report in reports),
        host=_distinct(report.host for report in reports),
        category=next((report.category for report in reports if report.category), None),
        place=next((report.place for report in reports if report.place), None),
        person_times=total(lambda report: report.person_times),
        heads=_agreed(report.heads for report in reports),
        organisations=_organisations(reports, len(own)),
        people_served=_agreed(report.people_served for report in reports),
        groups=_groups(own, counted),
        service_minutes=total(lambda report: report.service_minutes),
        money_fen=_money(own, counted),
        materials=_distinct(report.materials for report in reports),
        content=next((report.content for report in reports if report.content), None),
        coverage=_coverage(own, counted),
        photos=tuple(dict.fromkeys(digest for report in reports for digest in report.photos)),
    )


def _category(report: ReportLine, names: Names) -> Label | None:
    return names.categories.get(report.category, report.category) if report.category else None


def _distinct(said: Iterable[str | None]) -> str | None:
    return "、".join(dict.fromkeys(word for word in said if word)) or None


def _agreed(said: Iterable[int | None]) -> int | None:
    # People don't add up: the same ones may stand in both reports.
    given = {number for number in said if number is not None}
    return given.pop() if len(given) == 1 else None


def _organisations(reports: Sequence[ReportLine], teams: int) -> int | None:
    # Each team may have told of all organisations or of itself alone, so the numbers can't be added:
    # at least the largest number took part, and at least the teams that reported.
    said = [report.organisations for report in reports if report.organisations is not None]
    return max(*said, teams) if said else None


def _money(teams: Sequence[Sequence[ReportLine]], counted: Literal["once", "added"]) -> int | None:
    said = [[r.money_fen for r in reports if r.money_fen is not None] for reports in teams]
    sums = [sum(given) for given in said if given]
    if not sums:
        return None
    same = len(set(sums) - {0}) <= 1
    return max(sums) if counted == "once" and same else sum(sums)


def _groups(
    teams: Sequence[Sequence[ReportLine]], counted: Literal["once", "added"]
) -> tuple[tuple[str, int], ...]:
    telling = [reports for reports in teams if any(count for r in reports for _, count in r.groups)]
    summed: dict[str, int] = {}
    for reports in telling[:1] if counted == "once" else telling:
        for kind, count in (group for report in reports for group in report.groups):
            summed[kind] = summed.get(kind, 0) + count
    return tuple(summed.items())


def _coverage(
    teams: Sequence[Sequence[ReportLine]], counted: Literal["once", "added"]
) -> tuple[CoverageLine, ...]:
    linked: dict[str, CoverageLine] = {}
    bare: list[list[CoverageLine]] = []
    for reports in teams:
        lines = [line for report in reports for line in report.coverage]
        bare.append([line for line in lines if not line.link])
        for line in lines:
            if line.link:
                # Reads change daily: of one page that two teams name, the latest reading stands.
                linked[line.link] = max(linked.get(line.link, line), line, key=_reading)
    telling = [lines for lines in bare if lines]
    kept = telling[:1] if counted == "once" else telling
    return (*linked.values(), *(line for lines in kept for line in lines))


def _reading(line: CoverageLine) -> tuple[date, int]:
    return line.read_on or date.min, line.reads or 0
