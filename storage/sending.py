"""The sender's side of the outbox: it takes rows under a lease, and writes what became of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningUpdate

from storage.base import Moment
from storage.organisations import Group
from storage.outbox import BROADCAST, Letter, Outbound
from storage.people import Account

#: A broadcast whose fate is unknown is repeated once, this much later: by then an answer that was only
#: slow has come, and a person who did get the first one isn't disturbed twice in a minute.
REPEAT_AFTER = timedelta(minutes=10)
#: Clocks of several machines may differ by so much.
AHEAD = timedelta(minutes=1)
#: Claims on PostgreSQL take turns under this lock; `storage.database` has others.
_CLAIMING = 712290319
_WAITING: dict[str, Any] = {"state": "waiting", "owner": None, "lease_until": None}
_BLIND = {"synchronize_session": False}
# These are run in nearly every turn, so they are built once: building one takes longer than running it.
_DONE = (
    update(Outbound.__table__)  # type: ignore[arg-type]  # declared as a FromClause, is a Table
    .where(Outbound.id == bindparam("row"))
    .values(state="sent", sent_at=bindparam("now", type_=Moment()), owner=None, lease_until=None)
    .values(attempts=Outbound.attempts + 1)
)
_SENDING = _DONE.values(platform_id=bindparam("name"))
_ANSWERING = _DONE.where(
    Outbound.state == "sending", Outbound.owner == bindparam("owned"), Outbound.claimed_at.is_(None)
)


def claim(
    session: Session,
    now: datetime,
    owner: str,
    lease: timedelta,
    limit: int,
    channels: Collection[str],
    *,
    least: int = BROADCAST,
) -> list[Letter]:
    """Take up to `limit` due rows for `owner`, the most urgent first, none less urgent than `least`.

    Never two of one account, nor one that has another in front of it: a row on its way, or a waiting one
    that is more urgent or earlier and is due, held back to settle, or to be tried again. A row that is
    merely scheduled for later is not in front of anything, and neither is one that is repeated in doubt.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two claims at once would each see the other's account as free.
        session.execute(select(func.pg_advisory_xact_lock(_CLAIMING)))
    values = {
        "now": now,
        "owner": owner,
        "until": now + lease,
        "most": limit,
        "channels": list(channels),
        "least": least,
    }
    claimed = [Letter(*row) for row in session.connection().execute(_claiming(), values)]
    return sorted(claimed, key=lambda letter: (letter.urgency, letter.id))


def release_claims(session: Session, owner: str, channel: str, leases: Collection[datetime]) -> int:
    """Put back what was claimed with these leases and never came to its owner, who wasn't told whether the
    claim was committed; how many rows there were."""
    held = (Outbound.state == "sending", Outbound.owner == owner, Outbound.channel == channel)
    return _change(session, *held, Outbound.lease_until.in_(leases), **_WAITING) if leases else 0


def mark_sent(session: Session, sent: Mapping[int, str], now: datetime) -> None:
    """These arrived: the platform's id of each by row. True whoever holds the lease by now."""
    if sent:
        rows = [{"row": row, "name": name, "now": now} for row, name in sent.items()]
        session.connection().execute(_SENDING, rows)


def mark_answered(session: Session, owner: str, ids: Collection[int], now: datetime) -> None:
    """These were written out in an answer. Not those whose message has come again meanwhile."""
    if ids:
        rows = [{"row": row, "owned": owner, "now": now} for row in ids]
        session.connection().execute(_ANSWERING, rows)


def release_answers(session: Session, owner: str, ids: Collection[int]) -> None:
    """These could not be written out in an answer, so they wait to be sent."""
    _change(session, _held(owner, ids), Outbound.claimed_at.is_(None), **_WAITING)


def mark_again(
    session: Session, owner: str, due: Mapping[int, datetime], *, tried: Collection[int] = ()
) -> None:
    """Surely not sent: these wait until the moment given. Those in `tried` count one attempt more."""
    if due:
        back = (
            update(Outbound.__table__)  # type: ignore[arg-type]  # declared as a FromClause, is a Table
            .where(Outbound.id == bindparam("row"), Outbound.state == "sending", Outbound.owner == owner)
            .values(_WAITING | {"due_at": bindparam("at"), "attempts": Outbound.attempts + bindparam("one")})
        )
        rows = [{"row": row, "at": at, "one": int(row in tried)} for row, at in due.items()]
        session.connection().execute(back, rows)


def mark_unknown(session: Session, owner: str, ids: Collection[int], now: datetime) -> None:
    """These may have arrived: a broadcast is repeated once, later; anything else is never repeated."""
    _doubt(session, _held(owner, ids), now)


def mark_refused(session: Session, owner: str, ids: Collection[int]) -> None:
    """The platform will never take these."""
    _change(session, _held(owner, ids), **_ended("refused"), attempts=Outbound.attempts + 1)


def mark_gone(session: Session, gone: Collection[tuple[str, str]], now: datetime) -> None:
    """These accounts, each with its channel before it, are no more: so are all messages that wait for them,
    and the accounts and groups are marked, so that nothing new is written for them."""
    accounts: dict[str, set[str]] = {}
    for channel, account in gone:
        accounts.setdefault(channel, set()).add(account)
    for channel, names in accounts.items():
        lost = and_(Outbound.channel == channel, Outbound.account.in_(names))
        _change(session, lost, Outbound.state.in_(("waiting", "sending")), **_ended("gone"))
        for table in (Account, Group):
            known = (table.channel == channel, table.account.in_(names), table.gone_at.is_(None))
            session.execute(update(table).where(*known).values(gone_at=now), execution_options=_BLIND)


def mark_moved(session: Session, channel: str, old: str, new: str, now: datetime) -> None:
    """What is on its way to the account `old` was not taken, since it is called `new` now: it goes there at
    once, and so does what waits."""
    same = and_(Outbound.channel == channel, Outbound.account == old)
    _change(session, same, Outbound.state == "sending", **_WAITING, due_at=now)
    move_account(session, channel, old, new, now)


def move_account(session: Session, channel: str, old: str, new: str, now: datetime) -> None:
    """The account `old` is called `new` now: what waits goes there. What is on its way is left to whoever
    sends it. If `new` is known already, the old entry is marked gone instead of a second one being made."""
    waiting = and_(Outbound.channel == channel, Outbound.account == old, Outbound.state == "waiting")
    _change(session, waiting, account=new)
    for table in (Account, Group):
        taken = session.execute(
            select(table.id).where(table.channel == channel, table.account == new)
        ).first()
        change = update(table).where(table.channel == channel, table.account == old)
        values = {"account": new} if taken is None else {"gone_at": now}
        session.execute(change.values(values), execution_options=_BLIND)


def holders(session: Session) -> Sequence[str]:
    """The senders that hold rows now."""
    held = select(Outbound.owner).where(Outbound.state == "sending", Outbound.owner.is_not(None))
    return [owner for owner in session.scalars(held.distinct()) if owner is not None]


def expire_leases(
    session: Session, now: datetime, dead: Collection[str] = (), *, only_dead: bool = False
) -> int:
    """Rows whose sender died midway: whether they arrived is unknown. How many there were.

    Those of senders known to be `dead` are not waited for until their leases end. `only_dead`: no others are
    taken to be lost.
    """
    orphaned = Outbound.owner.in_(dead)
    lost = orphaned if only_dead else or_(Outbound.lease_until < now, orphaned)
    return _doubt(session, and_(Outbound.state == "sending", lost), now)


def heed_clock(session: Session, now: datetime, lease: timedelta) -> int:
    """The clock may have been set back: what it wrote when it was ahead doesn't wait until it is there again.

    Leases are never longer than `lease`. Replies and notices that were to go at once, or were tried, go now;
    what was planned for a moment, and all broadcasts, wait for it. How many messages that are.
    """
    held = (Outbound.state == "sending", Outbound.lease_until > now + lease)
    _change(session, *held, lease_until=now + lease)
    ahead = func.coalesce(Outbound.claimed_at, Outbound.created_at) > now + AHEAD
    begun = or_(Outbound.claimed_at.is_not(None), Outbound.due_at <= Outbound.created_at)
    where = (Outbound.state == "waiting", Outbound.urgency < BROADCAST, ahead, Outbound.due_at > now, begun)
    return _change(session, *where, due_at=now, created_at=now, claimed_at=None)


def _ended(state: str) -> dict[str, Any]:
    return {"state": state, "owner": None, "lease_until": None}


@cache
def _claiming() -> ReturningUpdate[*tuple[Any, ...]]:
    """The statement of `claim`, built once: building it takes longer than running it."""
    now: ColumnElement[datetime] = bindparam("now", type_=Moment())
    due = (
        select(Outbound.id)
        .where(Outbound.state == "waiting", Outbound.due_at <= now)
        .where(Outbound.channel.in_(bindparam("channels", expanding=True)))
        .where(Outbound.urgency <= bindparam("least"), ~_in_front(now))
        .order_by(Outbound.urgency, Outbound.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    held = {"state": "sending", "owner": bindparam("owner"), "lease_until": bindparam("until")}
    return (
        update(Outbound)
        .where(Outbound.id.in_(select(due.c.id)))
        .values(**held, claimed_at=func.coalesce(Outbound.claimed_at, now))
        .returning(*(getattr(Outbound, field.name) for field in fields(Letter)))
    )


def _in_front(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether another row of the same account has to go first."""
    other = aliased(Outbound)
    held = or_(other.settle.is_not(None), other.claimed_at.is_not(None)) & other.doubted.is_(False)
    earlier = tuple_(other.urgency, other.id) < tuple_(Outbound.urgency, Outbound.id)
    first = or_(other.state == "sending", and_(earlier, or_(other.due_at <= now, held)))
    same = and_(other.channel == Outbound.channel, other.account == Outbound.account)
    # Not EXISTS: PostgreSQL would join all waiting rows with all others when its statistics are older than
    # a burst of reminders, which took 5 s for a claim of 64 among 5000; this takes 50 ms then, else 4 ms.
    found = select(other.id).where(same, other.state.in_(("waiting", "sending")), first).limit(1)
    return found.scalar_subquery().is_not(None)


def _held(owner: str, ids: Collection[int]) -> ColumnElement[bool]:
    return and_(Outbound.id.in_(ids), Outbound.state == "sending", Outbound.owner == owner)


def _doubt(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    """A broadcast gets its one repeat; everything else has come to its end."""
    repeat = (Outbound.urgency == BROADCAST, Outbound.doubted.is_(False))
    again = _WAITING | {"doubted": True, "due_at": now + REPEAT_AFTER}
    count = _change(session, which, *repeat, **again)
    return count + _change(session, which, **_ended("unknown"))


def _change(session: Session, *where: ColumnElement[bool], **values: object) -> int:
    """Change those rows; how many there were."""
    change = update(Outbound).where(*where).values(values).execution_options(**_BLIND)
    return session.connection().execute(change).rowcount
