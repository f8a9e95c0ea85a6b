"""Those who have just written, many at once: who they are and where they stand, in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage import runs
from storage.organisations import Organisation
from storage.people import OWN_CHANNELS, Account, Membership, Person
from storage.runs import Conversation, Run

#: How exactly it is kept when an account was last used, as long as the person used no other since.
ABOUT = timedelta(minutes=10)


# These are asked in every turn, so they are built once: building one takes longer than running it.
_ON = (
    select(Account, Person)
    .join(Person, Person.id == Account.person_id)
    .where(
        Account.person_id.in_(
            select(Account.person_id).where(
                Account.channel == bindparam("channel"),
                Account.account.in_(bindparam("names", expanding=True)),
            )
        )
    )
)
_RUNS = select(Run).where(Run.id.in_(bindparam("ids", expanding=True)))
_ROLES = (
    select(Membership, Organisation)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.person_id.in_(bindparam("ids", expanding=True)), Membership.until.is_(None))
    .order_by(Membership.id)
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The person on an account, their conversation (locked until the transaction ends), the run they are
    in, and the roles they have, in the order in which they were given."""

    person: Person
    conversation: Conversation
    run: Run | None
    roles: Sequence[tuple[Membership, Organisation]]


def callers(session: Session, channel: str, accounts: Collection[str], now: datetime) -> dict[str, Caller]:
    """Who is on which of these accounts, all of which are in use now; those of nobody are left out."""
    own = channel in OWN_CHANNELS
    people, known = _on_own(session, accounts) if own else _on(session, channel, accounts)
    _use(session, channel, people, known, now)
    ids = {person.id for person in people.values()}
    talks = {talk.person_id: talk for talk in runs.conversations(session, ids, now)}
    begun = [talk.run_id for talk in talks.values() if talk.run_id is not None]
    present = {run.person_id: run for run in session.scalars(_RUNS, {"ids": begun})}
    roles = _roles(session, ids)
    return {
        account: Caller(person, talks[person.id], present.get(person.id), roles[person.id])
        for account, person in people.items()
    }


def _on_own(session: Session, names: Iterable[str]) -> tuple[dict[str, Person], Sequence[Account]]:
    """On a channel of our own an account is a person's id."""
    ids = {int(name) for name in names if name.isdecimal()}
    found = {str(one.id): one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return found, session.scalars(select(Account).where(Account.person_id.in_(ids))).all()


def _on(
    session: Session, channel: str, names: Collection[str]
) -> tuple[dict[str, Person], Sequence[Account]]:
    rows = session.execute(_ON, {"channel": channel, "names": list(names)}).all()
    found = {one.account: person for one, person in rows if one.channel == channel and one.account in names}
    return found, [one for one, _ in rows]


def _use(
    session: Session, channel: str, people: dict[str, Person], known: Iterable[Account], now: datetime
) -> None:
    """Note that these accounts are used now, where that isn't known well enough already."""
    theirs: dict[int, list[Account]] = {}
    for account in known:
        theirs.setdefault(account.person_id, []).append(account)
    for name, person in people.items():
        accounts = theirs.get(person.id, [])
        used = next((one for one in accounts if (one.channel, one.account) == (channel, name)), None)
        if used is None:
            session.add(Account(person_id=person.id, channel=channel, account=name, used_at=now))
        elif used.gone_at or now - used.used_at >= ABOUT or _another_since(used, accounts):
            used.used_at, used.gone_at = _after(used, accounts, now), None


def _after(account: Account, accounts: Iterable[Account], now: datetime) -> datetime:
    """Now, or just after the last use of another, if that was written by a clock that was ahead."""
    others = [one.used_at for one in accounts if one is not account and one.used_at > now]
    return max([now, *(at + timedelta(microseconds=1) for at in others)])


def _another_since(account: Account, accounts: Iterable[Account]) -> bool:
    return any(one is not account and one.used_at >= account.used_at for one in accounts)


def _roles(session: Session, ids: Collection[int]) -> dict[int, list[tuple[Membership, Organisation]]]:
    roles: dict[int, list[tuple[Membership, Organisation]]] = {person_id: [] for person_id in ids}
    for membership, organisation in session.execute(_ROLES, {"ids": list(ids)}):
        roles[membership.person_id].append((membership, organisation))
    return roles
