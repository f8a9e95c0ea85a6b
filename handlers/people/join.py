"""Codes: made, used, and what using one does. A code is random, for one purpose, and expires."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.forms.answers import show_date
from handlers.forms.names import plain_name
from handlers.messages import Inbound, Option, Reject, Reply, Role, Words, text
from handlers.reading.names import LONGEST_NAME
from locales import nearest
from storage import audit, people
from storage.organisations import Organisation
from storage.people import Invitation, Membership, Person

#: How long an invitation is good, unless it is made otherwise.
GOOD_FOR = timedelta(days=14)
#: How long a code that links a second channel is good: it is typed at once.
LINK_GOOD_FOR = timedelta(minutes=30)
#: A code by itself, after /start, or in the invitation link that it came in.
_CODE = re.compile(
    r"^(?:/start(?:@\w+)?\s+|(?:https?://|t\.me/)\S*?(?:/join/|[?&]start=))?([A-Za-z0-9_-]{16,40})$", re.ASCII
)
_NEXT = {
    Role.ORGANIZER: ("teams", "invite", "campaigns"),
    Role.LEADER: ("report",),
    Role.VOLUNTEER: ("hours",),
}


def find_code(said: str) -> str | None:
    """The code that was said, if that can be one at all."""
    found = _CODE.match(said.strip()[:300])
    return found[1] if found else None


def make_code(
    session: Session,
    now: datetime,
    *,
    by: Person | None,
    place: Organisation | None = None,
    role: Role | None = None,
    person: Person | None = None,
    uses: int = 1,
    good_for: timedelta = GOOD_FOR,
) -> tuple[str, Invitation]:
    """A new code: for a role at a place, or (with `person`) to link another channel to them.

    96 random bits; only the hash is kept, so the database doesn't give codes away.
    """
    code = secrets.token_urlsafe(12)
    made = Invitation(
        purpose="account" if person else "role",
        code_hash=_hash(code),
        organisation_id=place.id if place else None,
        role=role.value if role else None,
        person_id=person.id if person else None,
        created_by=by.id if by else None,
        uses_left=uses,
        expires_at=now + good_for,
    )
    session.add(made)
    session.flush()
    return code, made


def void_codes(session: Session, now: datetime, person: Person) -> None:
    """The codes that link a channel to this person are good no more."""
    where = (Invitation.person_id == person.id, Invitation.revoked_at.is_(None))
    session.execute(update(Invitation).where(*where).values(revoked_at=now))


def is_name_taken(session: Session, place: Organisation, name: str, person: Person) -> bool:
    """Whether somebody else in that organisation is called so, as names stand in a report."""
    plain = plain_name(name)
    members = people.members(session, place.id)
    return any(other.id != person.id and plain_name(other.name) == plain for _, other in members)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Invited:
    """What a code invites to: the role, the organisation's name, and the last day it is good for."""

    role: Role
    place: str
    last_day: Words


@dataclass(frozen=True, slots=True)
class Returning:
    """Whom a code lets in again, by their name."""

    name: str


def look_at_code(session: Session, now: datetime, code: str) -> Invited | Returning | None:
    """What the code is for, without using it; None if it isn't good."""
    row = session.scalar(select(Invitation).where(Invitation.code_hash == _hash(code[:80])))
    if row is None or not _is_good(row, now):
        return None
    if row.purpose == "account":
        return Returning(session.get_one(Person, row.person_id).name)
    place = session.get_one(Organisation, row.organisation_id)
    last_day = show_date(row.expires_at.astimezone(ZoneInfo(place.zone)).date())
    return Invited(Role(row.role or ""), place.name, last_day)


def hold_code(session: Session, now: datetime, code: str) -> Invitation:
    """The code's row, locked until the transaction ends. Reject if it isn't good."""
    found = people.invitation(session, _hash(code[:80]))
    if found is None or not _is_good(found, now):
        raise Reject("join-code-bad")
    return found


def _is_good(row: Invitation, now: datetime) -> bool:
    return row.revoked_at is None and row.uses_left > 0 and row.expires_at > now


def accept_code(
    session: Session, now: datetime, inbound: Inbound, code: str, person: Person | None
) -> tuple[Person, Reply]:
    """Use the code for `person` (None: nobody is known on this account yet). Reject if it isn't good."""
    found = hold_code(session, now, code)
    if found.purpose == "account":
        return _link(session, now, inbound, found, person)
    return _join(session, now, inbound, found, person)


def _link(
    session: Session, now: datetime, inbound: Inbound, found: Invitation, person: Person | None
) -> tuple[Person, Reply]:
    owner = session.get_one(Person, found.person_id)
    if person is not None and person.id != owner.id:
        raise Reject("join-link-other", name=person.name)
    found.uses_left -= 1
    account = people.reach(session, owner, inbound.address.channel, inbound.address.account, now)
    _note(session, now, inbound, owner, "link", account)
    return owner, Reply((text("join-linked", name=owner.name),), (Option(text("command-help"), "/help"),))


def _join(
    session: Session, now: datetime, inbound: Inbound, found: Invitation, person: Person | None
) -> tuple[Person, Reply]:
    place = session.get_one(Organisation, found.organisation_id)
    role = Role(found.role or "")
    person = person or make_person(session, now, inbound)
    held = people.memberships(session, person.id)
    if any(m.role == role and o.id == place.id for m, o in held):
        raise Reject("join-already", role=text(f"role-{role.value}"), place=place.name)
    found.uses_left -= 1
    made = Membership(person_id=person.id, organisation_id=place.id, role=role.value, since=now)
    session.add(made)
    _note(session, now, inbound, person, "join", made)
    taken = is_name_taken(session, place, person.name, person)
    lines = (
        text("join-welcome", name=person.name, place=place.name, role=text(f"role-{role.value}")),
        text(f"join-next-{role.value}"),
        text("join-name-taken" if taken else "join-name", name=person.name, place=place.name),
    )
    acts = ("name", *_NEXT[role], "help") if taken else (*_NEXT[role], "name", "help")
    return person, Reply(lines, tuple(Option(text(f"command-{act}"), f"/{act}") for act in acts))


def make_person(session: Session, now: datetime, inbound: Inbound) -> Person:
    """Someone new, under the name the platform tells until they give their own."""
    seen = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in inbound.name)
    name = " ".join(seen.split())[:LONGEST_NAME].strip() or "—"
    person = Person(name=name, language=nearest(inbound.language), created_at=now)
    session.add(person)
    session.flush()
    people.reach(session, person, inbound.address.channel, inbound.address.account, now)
    return person


def _note(
    session: Session,
    now: datetime,
    inbound: Inbound,
    person: Person,
    act: str,
    thing: Membership | people.Account,
) -> None:
    audit.note(session, at=now, person_id=person.id, channel=inbound.address.channel, act=act, thing=thing)
