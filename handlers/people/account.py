"""A person's own things: another channel, their name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from handlers.access import Route
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run
from handlers.messages import Option, Reject, Reply, Words, text
from handlers.people.join import LINK_GOOD_FOR, is_name_taken, make_code
from handlers.reading.names import LONGEST_NAME
from handlers.talk import begin_run
from handlers.turn import Topic, Turn, plain_world
from storage.organisations import Organisation
from storage.people import make_link_key
from storage.runs import Run as RunRow

_NAME = Form(
    name="name",
    review=False,
    questions=(Question(key="own_name", kind=Kind.TEXT, minimum=1, maximum=LONGEST_NAME),),
)


def link_channel(turn: Turn, rest: str) -> Reply:
    """`/link`: a code that makes another channel this person's too, and their web link."""
    code, _ = make_code(turn.session, turn.now, by=turn.person, person=turn.person, good_for=LINK_GOOD_FOR)
    lines: list[Words] = [text("account-link", minutes=int(LINK_GOOD_FOR.total_seconds() // 60)), code]
    if turn.doors.telegram_name:
        lines.append(text("account-link-telegram", link=turn.doors.invitation_links(code)[1]))
    lines.append(text("account-link-web", link=turn.doors.web_link(turn.person)))
    return Reply(tuple(lines), (Option(text("account-link-renew"), "/renewlink", control=True),))


def renew_link(turn: Turn, rest: str) -> Reply:
    """`/renewlink`: the web links given so far are good no more."""
    turn.person.link_key = make_link_key()
    turn.note("link-renewed", turn.person)
    return Reply((text("account-link-renewed", link=turn.doors.web_link(turn.person)),))


def change_name(turn: Turn, rest: str) -> Reply:
    """`/name`: how the person is called on lists and proofs."""
    return begin_run(turn, "name", {})


def _nowhere(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return None


def _finish(turn: Turn, row: RunRow, run: Run) -> Reply:
    name = cast(str, run.answers["own_name"])
    _check_free(turn, name)
    before, turn.person.name = turn.person.name, name
    turn.note("name", turn.person, {"name": before}, {"name": turn.person.name})
    return Reply((text("account-named", name=turn.person.name),), (Option(text("command-help"), "/help"),))


def _check_free(turn: Turn, name: str) -> None:
    """Reject a name that somebody else in one of the person's teams bears: a report names people, and the
    hours of two that are called the same are credited to neither."""
    for team in {place.id: place for _, place in turn.places if place.kind == "team"}.values():
        if is_name_taken(turn.session, team, name, turn.person):
            raise Reject("account-name-taken", name=name, team=team.name)


NAME = Topic(Route.SELF, _nowhere, _NAME, plain_world, _finish)
