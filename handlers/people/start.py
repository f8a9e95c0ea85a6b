"""The first words: a stranger with a code becomes someone; without one they are told how to get one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.doors import Doors
from handlers.menu import show_roles, tasks
from handlers.messages import Inbound, Reject, Reply, text
from handlers.people.join import accept_code, find_code
from handlers.turn import Turn
from storage.people import Person


def greet_stranger(
    session: Session, now: datetime, inbound: Inbound, doors: Doors
) -> tuple[Person | None, Reply]:
    """Answer an account nobody is known on: whom it is now, if its code was good."""
    code = find_code(inbound.text)
    if code is None:
        return None, Reply((text("start-stranger"),))
    try:
        with session.begin_nested():
            return accept_code(session, now, inbound, code, None)
    except Reject as reject:
        return None, Reply((reject.words,))


def start(turn: Turn, rest: str) -> Reply:
    """`/start [code]`: take the code, or say hello and what can be done."""
    if rest:
        return accept_code(turn.session, turn.now, turn.inbound, rest, turn.person)[1]
    return Reply((text("start-hello", name=turn.person.name), *show_roles(turn)), tasks(turn))
