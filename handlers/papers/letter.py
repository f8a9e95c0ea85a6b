"""The weekly summary as text, short enough to be read on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.messages import Joined, Text, Wording, Words, text
from handlers.papers.amounts import shorten, show_change, show_hours
from handlers.papers.figures import ActivityLine, Figures, JointLine, Label, Standing, Sums
from handlers.rules.deadlines import show_days

#: Names spelt out of a list; the rest is a number. With the widths below, a summary stays under
#: about 1500 characters however many teams there are.
NAMES_SHOWN = 6
JOINT_SHOWN = 3
#: Columns (a Chinese sign takes two) that a name, a title and a heading may take.
NAME_WIDTH = 30
TITLE_WIDTH = 48
HEADING_WIDTH = 80


def write_summary(figures: Figures) -> tuple[Words, ...]:
    """The lines of the summary: the week, beside the last one if it is over, the total, who has not
    reported, the activities worth a look, and the joint activities that somebody should check."""
    return tuple(_lines(figures))


def _lines(figures: Figures) -> Iterator[Words]:
    yield text(
        "papers-summary-title",
        committee=shorten(figures.committee, HEADING_WIDTH),
        campaign=_short(figures.campaign),
        days=show_days(figures.starts_on, figures.ends_on),
    )
    yield from _week(figures)
    yield from _standings(figures)
    if figures.notable:
        yield text("papers-summary-notable")
        yield from (_activity(place, line) for place, line in enumerate(figures.notable, start=1))
    yield from _joint(figures.joint_of_week())


def _week(figures: Figures) -> Iterator[Words]:
    if figures.week.activities:
        yield text("papers-summary-week", figures=tell_sums(figures, figures.week))
    else:
        yield text("papers-summary-quiet")
    if figures.over:
        # Of a week that has only begun a change says nothing.
        yield text("papers-summary-change", figures=_changes(figures))
    yield text("papers-summary-total", figures=tell_sums(figures, figures.total))


def tell_sums(figures: Figures, sums: Sums, by: str = "papers-clause-comma") -> Words:
    """What such sums come to, without what nobody was asked; those served only if there were any, for a
    question that was skipped is no nought."""
    told: list[Words] = [text("papers-told-activities", count=sums.activities)]
    if figures.tells("person_times"):
        told.append(text("papers-told-person-times", count=sums.person_times))
    if sums.served:
        told.append(text("papers-told-served", count=sums.served))
    if figures.tells("service_minutes"):
        told.append(text("papers-told-hours", hours=show_hours(sums.service_minutes)))
    return Joined(tuple(told), by=Text(by))


def _changes(figures: Figures) -> Words:
    week, before = figures.week, figures.last_week
    told: list[Words] = [
        text("papers-change-activities", change=show_change(week.activities, before.activities))
    ]
    if figures.tells("person_times"):
        change = show_change(week.person_times, before.person_times)
        told.append(text("papers-change-person-times", change=change))
    if week.served or before.served:
        told.append(text("papers-change-served", change=show_change(week.served, before.served)))
    return Joined(tuple(told), by=Text("papers-clause-comma"))


def _standings(figures: Figures) -> Iterator[Words]:
    counts = {standing: len(figures.standing(standing)) for standing in Standing}
    if counts[Standing.NOT_DUE] == len(figures.teams):
        yield text("papers-summary-nothing-due", teams=len(figures.teams))
        return
    yield text(
        "papers-summary-standings",
        teams=len(figures.teams),
        filed=counts[Standing.FILED] + counts[Standing.LATE],
        late=counts[Standing.LATE],
        zero=counts[Standing.ZERO],
        missing=counts[Standing.MISSING],
    )
    if counts[Standing.NOT_DUE]:
        yield text("papers-summary-not-due", count=counts[Standing.NOT_DUE])
    if counts[Standing.MISSING]:
        yield text("papers-summary-missing", names=_names(figures.standing(Standing.MISSING)))
    if counts[Standing.LATE]:
        yield text("papers-summary-late", names=_names(figures.standing(Standing.LATE)))
    if counts[Standing.ZERO]:
        yield text("papers-summary-zero", names=_names(figures.standing(Standing.ZERO)))


def _activity(place: int, line: ActivityLine) -> Text:
    return text(
        "papers-summary-activity",
        place=place,
        title=shorten(line.title, TITLE_WIDTH),
        team=shorten(line.team, NAME_WIDTH, keep_end=True),
        day=show_days(line.held_on, line.held_on),
        served=line.served,
        volunteers=line.person_times or 0,
    )


def _joint(lines: Sequence[JointLine]) -> Iterator[Words]:
    if not lines:
        return
    yield text("papers-summary-joint")
    for line in lines[:JOINT_SHOWN]:
        key = "papers-summary-joint-once" if line.counted == "once" else "papers-summary-joint-added"
        title = shorten(line.title, TITLE_WIDTH)
        yield text(key, title=title, day=show_days(line.held_on, line.held_on), teams=len(line.parts))
    if len(lines) > JOINT_SHOWN:
        yield text("papers-summary-joint-more", count=len(lines) - JOINT_SHOWN)


def _names(names: Sequence[str]) -> Words:
    told = tuple(shorten(name, NAME_WIDTH, keep_end=True) for name in names[:NAMES_SHOWN])
    joined = Joined(told, by=Text("papers-comma"))
    if len(names) <= NAMES_SHOWN:
        return joined
    return text("papers-names-more", names=joined, count=len(names))


def _short(label: Label) -> Words:
    if isinstance(label, Wording):
        return Wording({tag: shorten(said, HEADING_WIDTH) for tag, said in label.wordings.items()})
    return shorten(label, HEADING_WIDTH)
