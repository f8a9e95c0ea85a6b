"""People, the accounts they are reached on, and the codes that let them in."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import MOST_AT_ONCE, Base, Id, Name, Word
from storage.organisations import Organisation

#: Channels of our own, that let in whom they know: an account there is a person's id.
OWN_CHANNELS = ("web", "console")


def make_link_key() -> str:
    """What a web link must hold beside the person's id: 72 random bits, as 12 characters."""
    return secrets.token_urlsafe(9)


class Person(Base):
    """Someone the bot knows. Their web links are good as long as `link_key` stays: it is random, so that a
    link opens nothing in another database that has a person of the same id."""

    __tablename__ = "people"
    id: Mapped[Id]
    name: Mapped[Name]
    language: Mapped[Word]
    link_key: Mapped[str] = mapped_column(String(16), default=make_link_key)
    created_at: Mapped[datetime]


class Account(Base):
    """One way to reach a person: a channel and the account there. `gone_at`: they blocked the bot."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("channel", "account"), Index(None, "person_id"))
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[Word]
    account: Mapped[str] = mapped_column(String(64))
    gone_at: Mapped[datetime | None]
    used_at: Mapped[datetime]


class Membership(Base):
    """A role that a person has in an organisation; ended, never deleted."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "person_id"), Index(None, "organisation_id"))
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[Word]
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Invitation(Base):
    """A code that grants one role in one organisation, or (`purpose` "account") links a channel to
    `person_id`. Only its SHA-256 is kept."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("code_hash"), Index(None, "expires_at"))
    id: Mapped[Id]
    purpose: Mapped[Word]
    code_hash: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[Word | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


def person_at(session: Session, channel: str, account: str) -> Person | None:
    """Whose account that is. On our own channels it is the person's id, and the channel vouches for it."""
    if channel in OWN_CHANNELS:
        return session.get(Person, int(account)) if account.isdecimal() else None
    joined = select(Person).join(Account, Account.person_id == Person.id)
    return session.scalar(joined.where(Account.channel == channel, Account.account == account))


def reach(session: Session, person: Person, channel: str, account: str, now: datetime) -> Account:
    """Note that the person is on that account. It may have been someone else's before: then it moves."""
    found = session.scalar(select(Account).where(Account.channel == channel, Account.account == account))
    if found is None:
        found = Account(channel=channel, account=account)
        session.add(found)
    found.person_id, found.used_at, found.gone_at = person.id, now, None
    session.flush()
    return found


def present_account(session: Session, person_id: int) -> Account | None:
    """Where the person is best reached: the account used last that isn't gone; the console, where nobody
    looks unless they are asked, only for want of another."""
    where = (Account.person_id == person_id, Account.gone_at.is_(None))
    order = (Account.channel == "console", Account.used_at.desc(), Account.id)
    return session.scalar(select(Account).where(*where).order_by(*order).limit(1))


def memberships(session: Session, person_id: int) -> Sequence[tuple[Membership, Organisation]]:
    """The roles a person has now, with the organisations, in the order they were given."""
    rows = session.execute(
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .order_by(Membership.id)
    )
    return [(membership, organisation) for membership, organisation in rows]


def people_of(session: Session, organisation_id: int, role: str) -> Sequence[Person]:
    """Who has that role in that organisation now, by name."""
    return session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == role,
            Membership.until.is_(None),
        )
        .order_by(Person.name, Person.id)
    ).all()


# Built once, as it is asked for in every report: building it takes longer than running it.
_NAMES = (
    select(Person.id, Person.name)
    .join(Membership, Membership.person_id == Person.id)
    .where(
        Membership.organisation_id == bindparam("organisation"),
        Membership.role == bindparam("role"),
        Membership.until.is_(None),
    )
    .order_by(Person.name, Person.id)
)


def names_of(session: Session, organisation_id: int, role: str) -> Sequence[tuple[int, str]]:
    """Ids and names of those `people_of` finds."""
    rows = session.execute(_NAMES, {"organisation": organisation_id, "role": role})
    return [(person_id, name) for person_id, name in rows]


def members(session: Session, organisation_id: int) -> Sequence[tuple[Membership, Person]]:
    """Every role that somebody has in that organisation now, by name; a person may have several."""
    rows = session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.until.is_(None))
        .order_by(Person.name, Membership.id)
    )
    return [(membership, person) for membership, person in rows]


def people_in(session: Session, organisation_ids: Sequence[int], role: str) -> Sequence[tuple[int, Person]]:
    """Who has that role in any of these organisations, each with the id of the organisation, by name."""
    found: list[tuple[int, Person]] = []
    for start in range(0, len(organisation_ids), MOST_AT_ONCE):
        some = organisation_ids[start : start + MOST_AT_ONCE]
        where = (Membership.organisation_id.in_(some), Membership.role == role, Membership.until.is_(None))
        query = select(Membership.organisation_id, Person).join(Person, Person.id == Membership.person_id)
        rows = session.execute(query.where(*where).order_by(Person.name, Person.id))
        found += [(organisation_id, person) for organisation_id, person in rows]
    return found


def count_roles(session: Session, person_ids: Sequence[int], role: str) -> Counter[int]:
    """In how many organisations each of these has that role."""
    found: Counter[int] = Counter()
    for start in range(0, len(person_ids), MOST_AT_ONCE):
        some = person_ids[start : start + MOST_AT_ONCE]
        where = (Membership.person_id.in_(some), Membership.role == role, Membership.until.is_(None))
        query = select(Membership.person_id, func.count()).where(*where).group_by(Membership.person_id)
        found.update(dict(session.execute(query).all()))
    return found


def people_below(session: Session, path: str, role: str) -> Sequence[tuple[int, Person]]:
    """Who has that role anywhere in a branch, each with the id of the organisation, by name."""
    rows = session.execute(
        select(Membership.organisation_id, Person)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Organisation.path.startswith(path), Membership.role == role, Membership.until.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [(organisation_id, person) for organisation_id, person in rows]


def present_accounts(session: Session, person_ids: Iterable[int]) -> dict[int, Account]:
    """Where each of many people is best reached, as `present_account` says; who can't be is left out."""
    ids, found = sorted(set(person_ids)), dict[int, Account]()
    for start in range(0, len(ids), MOST_AT_ONCE):
        where = (Account.person_id.in_(ids[start : start + MOST_AT_ONCE]), Account.gone_at.is_(None))
        order = (Account.channel == "console", Account.used_at.desc(), Account.id)
        for account in session.scalars(select(Account).where(*where).order_by(*order)):
            found.setdefault(account.person_id, account)
    return found


def invitation(session: Session, code_hash: str) -> Invitation | None:
    """The invitation whose code has that hash, locked."""
    return session.scalar(select(Invitation).where(Invitation.code_hash == code_hash).with_for_update())
