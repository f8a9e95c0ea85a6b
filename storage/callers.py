"""Those who have just written, many at once: who they are and where they stand, in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from storage import runs
from storage.organisations import Organisation
from storage.people import OWN_CHANNELS, Account, Membership, Person
from storage.runs import Conversation, Run

#: How exactly it is kept when an account was last used, as long as the person used no other since.
ABOUT = timedelta(minutes=10)


# These are asked in every turn, so they are built once: building one takes longer than running it. Of rows
# that a turn only looks at, the columns are read: an object costs several times as much.
_ON = select(Account.person_id).where(
    Account.channel == bindparam("channel"), Account.account.in_(bindparam("names", expanding=True))
)
_USED = select(
    Person, Account.id, Account.person_id, Account.channel, Account.account, Account.gone_at, Account.used_at
).outerjoin(Account, Account.person_id == Person.id)
_BY_ACCOUNT = _USED.where(Person.id.in_(_ON))
_BY_ID = _USED.where(Person.id.in_(bindparam("ids", expanding=True)))
_RUNS = select(Run).where(Run.id.in_(bindparam("ids", expanding=True)))
_ROLES = (
    select(Membership.person_id, Membership.role, Organisation)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.person_id.in_(bindparam("ids", expanding=True)), Membership.until.is_(None))
    .order_by(Membership.id)
)
#: A person, and an account of theirs, as `_USED` reads them.
_Used = Row[Person, int, int, str, str, datetime | None, datetime]


@dataclass(frozen=True, slots=True)
class Caller:
    """The person on an account, their conversation (locked until the transaction ends), the run they are
    in, and the roles they have, in the order in which they were given."""

    person: Person
    conversation: Conversation
    run: Run | None
    roles: Sequence[tuple[str, Organisation]]


def callers(session: Session, channel: str, accounts: Collection[str], now: datetime) -> dict[str, Caller]:
    """Who is on which of these accounts, all of which are in use now; those of nobody are left out."""
    people, known = _on_own(session, accounts) if channel in OWN_CHANNELS else _on(session, channel, accounts)
    _use(session, channel, people, known, now)
    ids = {person.id for person in people.values()}
    talks = {talk.person_id: talk for talk in runs.conversations(session, ids, now)}
    begun = [talk.run_id for talk in talks.values() if talk.run_id is not None]
    present = {run.person_id: run for run in session.scalars(_RUNS, {"ids": begun})} if begun else {}
    roles = _roles(session, ids)
    return {
        account: Caller(person, talks[person.id], present.get(person.id), roles[person.id])
        for account, person in people.items()
    }


def _on_own(session: Session, names: Iterable[str]) -> tuple[dict[str, Person], Sequence[_Used]]:
    """On a channel of our own an account is a person's id."""
    ids = {"ids": list({int(name) for name in names if name.isdecimal()})}
    rows = session.execute(_BY_ID, ids).all()
    return {str(row.Person.id): row.Person for row in rows}, [row for row in rows if row.id is not None]


def _on(session: Session, channel: str, names: Collection[str]) -> tuple[dict[str, Person], Sequence[_Used]]:
    rows = session.execute(_BY_ACCOUNT, {"channel": channel, "names": list(names)}).all()
    return {row.account: row.Person for row in rows if row.channel == channel and row.account in names}, rows


def _use(
    session: Session, channel: str, people: dict[str, Person], known: Iterable[_Used], now: datetime
) -> None:
    """Note that these accounts are used now, where that isn't known well enough already."""
    theirs: dict[int, list[_Used]] = {}
    for account in known:
        theirs.setdefault(account.person_id, []).append(account)
    for name, person in people.items():
        accounts = theirs.get(person.id, [])
        used = next((one for one in accounts if (one.channel, one.account) == (channel, name)), None)
        if used is None:
            session.add(Account(person_id=person.id, channel=channel, account=name, used_at=now))
        elif used.gone_at or now - used.used_at >= ABOUT or _another_since(used, accounts):
            values = {"used_at": _after(used, accounts, now), "gone_at": None}
            session.execute(update(Account).where(Account.id == used.id).values(values))


def _after(account: _Used, accounts: Iterable[_Used], now: datetime) -> datetime:
    """Now, or just after the last use of another, if that was written by a clock that was ahead."""
    others: list[datetime] = [one.used_at for one in accounts if one is not account and one.used_at > now]
    return max([now, *(at + timedelta(microseconds=1) for at in others)])


def _another_since(account: _Used, accounts: Iterable[_Used]) -> bool:
    return any(one is not account and one.used_at >= account.used_at for one in accounts)


def _roles(session: Session, ids: Collection[int]) -> dict[int, list[tuple[str, Organisation]]]:
    roles: dict[int, list[tuple[str, Organisation]]] = {person_id: [] for person_id in ids}
    for person_id, role, organisation in session.execute(_ROLES, {"ids": list(ids)}):
        roles[person_id].append((role, organisation))
    return roles
