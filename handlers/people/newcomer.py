"""Somebody new on a channel of our own: there an account is the person's id, so the person comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from handlers.dispatch import take
from handlers.doors import Doors
from handlers.messages import Address, Inbound
from handlers.people.join import hold_code
from handlers.reading import read_line
from handlers.reading.names import LONGEST_NAME
from storage import runs
from storage.outbox import Outbound
from storage.people import Person

#: A button pressed twice, or a page sent again, within this time is the same joining.
AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who comes in with which code, on which of our own channels. `attempt` is random: whoever knows it
    sent this very form."""

    channel: str
    code: str
    name: str
    language: str
    attempt: str


def let_in(session: Session, now: datetime, newcomer: Newcomer, doors: Doors) -> Person:
    """Make the person, unless the code is for somebody who is known, and let them use it, in the caller's
    transaction; the welcome is in the outbox.

    Reject if the code isn't good or the name of a new person is none: then nobody is made.
    """
    update_id = f"join:{newcomer.attempt}"
    if known := _let_in_before(session, now, newcomer.channel, update_id):
        return known
    known_id = hold_code(session, now, newcomer.code).person_id
    person = session.get_one(Person, known_id) if known_id else _new(session, now, newcomer)
    address = Address(newcomer.channel, str(person.id))
    taken = take(session, now, Inbound(address, update_id, text=f"/start {newcomer.code}"), doors)
    if taken.fault:
        raise RuntimeError(taken.fault)
    return person


def _new(session: Session, now: datetime, newcomer: Newcomer) -> Person:
    name = read_line(newcomer.name, 1, LONGEST_NAME)
    person = Person(name=name, language=newcomer.language, created_at=now)
    session.add(person)
    session.flush()
    return person


def _let_in_before(session: Session, now: datetime, channel: str, update_id: str) -> Person | None:
    known = runs.seen(session, channel, update_id)
    if known is None or now - known.at > AGAIN:
        return None
    row = session.get_one(Outbound, known.outbox_id)
    return session.get_one(Person, int(row.account))
