"""What is to be delivered, to whom, from when on; written in the transaction that decided it.

A row goes from waiting to sending to sent. From sending it may also go back to waiting (for a later try),
or end as unknown, refused or gone; from waiting it may end as merged or gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from pydantic import BaseModel
from sqlalchemy import (
    ColumnElement,
    Index,
    Row,
    String,
    UniqueConstraint,
    and_,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from storage.base import MOST_AT_ONCE as MOST_AT_ONCE
from storage.base import Base, Id, Moment, Word

REPLY, NOTICE, BROADCAST = 0, 1, 2


class Outbound(Base):
    """One message for one account. `urgency`: 0 reply, 1 notice, 2 broadcast (reminders, digests).

    `key` is unique: what falls due is written once. `state` is waiting, sending, sent, unknown, refused,
    gone or merged. `settle`: a later waiting row of the same account and word replaces this one, which is
    then merged. While it is sending, `owner` alone may end it, until `lease_until`. `claimed_at` is when a
    sender first took it up (not of a reply that travels in an answer, see `storage.replies`), `attempts` how
    often it tried. `doubted`: it may have arrived once already.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_next", "state", "urgency", "id"),
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_account", "channel", "account", "state", "urgency", "id"),
    )
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(120))
    channel: Mapped[Word]
    account: Mapped[str] = mapped_column(String(64))
    urgency: Mapped[int]
    body: Mapped[dict[str, Any]]
    settle: Mapped[Word | None]
    due_at: Mapped[datetime]
    state: Mapped[Word]
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    doubted: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    platform_id: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]


#: A message as JSON, or as the model that is written as such: who wrote it may send it as it is.
Body: TypeAlias = dict[str, Any] | BaseModel


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written into the outbox: the fields of `Outbound` that its author decides. `attached`:
    files go along."""

    key: str
    channel: str
    account: str
    urgency: int
    body: Body
    due_at: datetime
    settle: str | None = None
    instead_of: tuple[str, ...] = ()
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in its sender's hands: of its `Outbound` what is needed to send it, and to judge and write
    what became of it. A value, since a row of the session that read it would tell of every later change."""

    id: int
    channel: str
    account: str
    urgency: int
    body: Body
    due_at: datetime
    attempts: int
    claimed_at: datetime | None
    lease_until: datetime | None


_DRAFTED = tuple(field.name for field in fields(Draft) if field.name not in ("instead_of", "attached"))
_NOBODYS: dict[str, object] = {"owner": None, "lease_until": None, "claimed_at": None}
_POSTED = "yidong.posted"


def post(
    session: Session,
    *,
    key: str,
    channel: str,
    account: str,
    urgency: int,
    body: Body,
    due_at: datetime,
    now: datetime,
    settle: str | None = None,
    instead_of: tuple[str, ...] = (),
) -> int | None:
    """Write one message; its id, or None if its key is there already (then nothing is changed).

    With `settle`, what waits for the same account under the same word, or one of `instead_of`, is merged
    into this one.
    """
    draft = Draft(key, channel, account, urgency, body, due_at, settle, instead_of)
    return post_all(session, [draft], now).get(key)


def post_all(
    session: Session,
    drafts: Sequence[Draft],
    now: datetime,
    held: Mapping[str, dict[str, object]] = MappingProxyType({}),
) -> dict[str, int]:
    """Write messages as `post` does, a few statements for thousands; the ids by key, of those that are new.
    `held`: what stands in the rows of those, by key, that a sender holds already."""
    if not drafts:
        return {}
    new = _new(session.get_bind().dialect.name)
    values = [_values(draft, now, **_NOBODYS | held.get(draft.key, {})) for draft in drafts]
    ids: dict[str, int] = dict(session.connection().execute(new, values).all())
    note_posted(session, (draft.channel for draft in drafts if draft.key not in held))
    for draft in drafts:
        if draft.settle is not None and draft.key in ids:
            _merge(session, draft, ids[draft.key])
    return ids


def _merge(session: Session, draft: Draft, row: int) -> None:
    """What waits for the same account under one of its words is replaced by that row."""
    words = (draft.settle, *draft.instead_of)
    earlier = (Outbound.settle.in_(words), Outbound.state == "waiting", Outbound.id < row)
    merge = update(Outbound).where(_to(draft.channel, draft.account), *earlier).values(state="merged")
    session.execute(merge, execution_options={"synchronize_session": False})


def note_posted(session: Session, channels: Iterable[str]) -> None:
    """Remember that something waits on these channels now."""
    session.info.setdefault(_POSTED, set()).update(channels)


def posted(session: Session) -> frozenset[str]:
    """The channels for which something was written in this session that waits to be claimed."""
    return frozenset(session.info.get(_POSTED, ()))


def next_due(
    session: Session, *, after: datetime | None = None, channels: Collection[str] | None = None
) -> datetime | None:
    """The earliest moment at which a waiting row falls due (or fell: `after` leaves out those before)."""
    query = select(func.min(Outbound.due_at)).where(Outbound.state == "waiting")
    if after is not None:
        query = query.where(Outbound.due_at > after)
    if channels is not None:
        query = query.where(Outbound.channel.in_(channels))
    return session.execute(query).scalar_one_or_none()


def late(session: Session, now: datetime, grace: timedelta) -> Sequence[Row[int, str, str, datetime]]:
    """Broadcasts that were to go longer ago than `grace` and aren't put off for as long again: the id,
    channel and account of each, and when it is to be tried."""
    moment = func.coalesce(Outbound.claimed_at, Outbound.due_at)
    waiting = (Outbound.state == "waiting", Outbound.urgency == BROADCAST, Outbound.due_at <= now + grace)
    query = select(Outbound.id, Outbound.channel, Outbound.account, Outbound.due_at)
    return session.execute(query.where(*waiting, moment <= now - grace)).all()


def put_off(session: Session, rows: Mapping[int, datetime]) -> None:
    """These are to go at another moment."""
    for moment in set(rows.values()):
        ids = [row for row, at in rows.items() if at == moment]
        for start in range(0, len(ids), MOST_AT_ONCE):
            some = Outbound.id.in_(ids[start : start + MOST_AT_ONCE])
            session.execute(update(Outbound).where(some, Outbound.state == "waiting").values(due_at=moment))


@dataclass(frozen=True, slots=True)
class Heap:
    """The rows of one channel in one state: how many, and since when the oldest of them is due."""

    channel: str
    state: str
    count: int
    since: datetime


def backlog(session: Session) -> list[Heap]:
    """What isn't sent yet. A row that was tried before is due since then, however late its next try is."""
    since = func.min(func.coalesce(Outbound.claimed_at, Outbound.due_at), type_=Moment())
    query = select(Outbound.channel, Outbound.state, func.count(), since)
    unsent = Outbound.state.in_(("waiting", "sending"))
    rows = session.execute(query.where(unsent).group_by(Outbound.channel, Outbound.state))
    return [Heap(*row) for row in rows]


def _values(draft: Draft, now: datetime, **more: object) -> dict[str, Any]:
    """One row to insert; all rows of a statement need the same columns."""
    rest = {"state": "waiting", "doubted": False, "attempts": 0, "created_at": now}
    return {name: getattr(draft, name) for name in _DRAFTED} | rest | more


@cache
def _new(dialect: str) -> ReturningInsert[str, int]:
    """Insert those whose key isn't there. Run in every turn, so built once."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(Outbound).on_conflict_do_nothing(index_elements=["key"])
    return new.returning(Outbound.key, Outbound.id)


def _to(channel: str, account: str) -> ColumnElement[bool]:
    return and_(Outbound.channel == channel, Outbound.account == account)
