"""When a committee gets its weekly summary: on which day of the week, at what time, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.access import Route
from handlers.committee.digest import next_digest
from handlers.forms.answers import show_minute
from handlers.forms.definition import Choice, Form, Kind, Question, Said
from handlers.forms.run import Run
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.reading import read_clock
from handlers.reporting.view import show_moment
from handlers.talk import begin_run
from handlers.turn import Topic, Turn, plain_world
from storage.organisations import Organisation
from storage.runs import Run as RunRow

#: What most committees want: the morning after the week, or before a meeting; any other time is typed.
TIMES = (8 * 60, 8 * 60 + 30, 9 * 60, 12 * 60, 17 * 60 + 30, 20 * 60)
_FORM = Form(
    name="digest-time",
    review=False,
    questions=(
        Question(
            key="digest_weekday",
            kind=Kind.CHOICE,
            choices=tuple(Choice(value=f"weekday-{day}") for day in range(7)),
        ),
        Question(
            key="digest_minute",
            kind=Kind.CHOICE,
            choices=tuple(Choice(value=str(time), label=Said(zh=show_minute(time))) for time in TIMES),
            other=True,
            maximum=20,
        ),
    ),
)


def begin_digest_time(turn: Turn, rest: str) -> Reply:
    """`/digesttime [committee] [off]`: choose day and time, or have no summary."""
    word, _, off = rest.partition(" ")
    committee = _committee(turn, word)
    if committee is None:
        options = tuple(Option(one.name, f"/digesttime {one.id}") for one in turn.own(Role.ORGANIZER))
        return Reply((text("digest-time-whose"),), options, expects="choice")
    if committee.kind != "committee":
        raise Reject("access-refused")
    if off == "off":
        return _end(turn, committee)
    reply = begin_run(turn, "digest-time", {"organisation": committee.id})
    lines = (_now(committee), *reply.lines)
    if committee.next_digest_at is None:
        return replace(reply, lines=lines)
    none = Option(text("digest-time-none"), f"/digesttime {committee.id} off", control=True)
    return replace(reply, lines=lines, options=(*reply.options, none))


def _committee(turn: Turn, typed: str) -> Organisation | None:
    if typed:
        return turn.find(Organisation, typed, Route.ORGANISATION_CHANGE)
    own = turn.own(Role.ORGANIZER)
    return own[0] if len(own) == 1 else None


def _now(committee: Organisation) -> Words:
    if committee.next_digest_at is None:
        return text("digest-time-off", place=committee.name)
    return text(
        "digest-time-now",
        place=committee.name,
        weekday=text(f"weekday-{committee.digest_weekday + 1}"),
        time=show_minute(committee.digest_minute),
    )


def _end(turn: Turn, committee: Organisation) -> Reply:
    turn.note("digest-time", committee, _kept(committee), {"weekday": None, "minute": None})
    committee.next_digest_at = None
    options = (Option(text("digest-time-again"), f"/digesttime {committee.id}"),)
    return Reply((text("digest-time-off", place=committee.name),), options, expects="choice")


def _kept(committee: Organisation) -> dict[str, Any]:
    on = committee.next_digest_at is not None
    return {
        "weekday": committee.digest_weekday if on else None,
        "minute": committee.digest_minute if on else None,
    }


def _place(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["organisation"])


def _finish(turn: Turn, row: RunRow, run: Run) -> Reply:
    committee = turn.session.get_one(Organisation, row.subject["organisation"])
    weekday = int(str(run.answers["digest_weekday"]).rpartition("-")[2])
    minute = _minute(run.answers["digest_minute"])
    before = _kept(committee)
    committee.digest_weekday, committee.digest_minute = weekday, minute
    committee.next_digest_at = next_digest(committee, turn.now)
    turn.note("digest-time", committee, before, _kept(committee))
    said = text(
        "digest-time-set",
        place=committee.name,
        weekday=text(f"weekday-{weekday + 1}"),
        time=show_minute(minute),
        next=show_moment(committee.next_digest_at, turn.zone),
    )
    options = (Option(text("command-summary"), "/summary"),)
    return Reply((said,), options, expects="choice")


def _minute(answer: object) -> int:
    """The minute of the day that was chosen or typed. Reject if it is no time."""
    return read_clock(str(answer["other"])) if isinstance(answer, Mapping) else int(str(answer))


TOPIC = Topic(Route.ORGANISATION_CHANGE, _place, _FORM, plain_world, _finish)
