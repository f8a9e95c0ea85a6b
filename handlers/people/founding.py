"""The beginning: the first organisation, and the one-time code for its first organizer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.committee.digest import next_digest
from handlers.messages import Role
from handlers.people.join import make_code
from locales import DEFAULT
from storage import organisations
from storage.organisations import Organisation
from storage.people import Invitation, Membership, Person


def root(session: Session) -> Organisation | None:
    """The organisation at the top, if the database has one."""
    return session.scalar(select(Organisation).where(Organisation.parent_id.is_(None)).limit(1))


def found_root(session: Session, now: datetime, name: str, zone: str) -> Organisation:
    """The committee at the top of a new database."""
    made = organisations.found(session, parent=None, kind="committee", name=name, zone=zone, now=now)
    made.next_digest_at = next_digest(made, now)
    return made


def first_code(session: Session, now: datetime, top: Organisation) -> str | None:
    """A one-time code for the first organizer; None if the organisation has an organizer already.

    The code of an earlier start that nobody used is void from then on.
    """
    where = (Membership.organisation_id == top.id, Membership.role == Role.ORGANIZER)
    if session.scalar(select(Membership.id).where(*where, Membership.until.is_(None))):
        return None
    unused = (Invitation.organisation_id == top.id, Invitation.created_by.is_(None))
    session.execute(update(Invitation).where(*unused, Invitation.revoked_at.is_(None)).values(revoked_at=now))
    return make_code(session, now, by=None, place=top, role=Role.ORGANIZER)[0]


def add_person(
    session: Session, now: datetime, name: str, role: Role, place: Organisation, language: str = DEFAULT
) -> Person:
    """Someone with a role, without an invitation: for the first organizer, the demo and tests."""
    person = Person(name=name, language=language, created_at=now)
    session.add(person)
    session.flush()
    session.add(Membership(person_id=person.id, organisation_id=place.id, role=role.value, since=now))
    session.flush()
    return person
