"""Where each person stands: the conversation, the runs they have begun, and the messages seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, bindparam, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from storage.base import MOST_AT_ONCE, Base, Id, Word


class Run(Base):
    """One person's pass through a form, kept as JSON. `subject` says what it is about (for a report:
    campaign, team and form, as JSON); `state` is open, done or cancelled."""

    __tablename__ = "runs"
    __table_args__ = (Index(None, "person_id", "state"), Index(None, "state", "changed_at"))
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    topic: Mapped[Word]
    subject: Mapped[dict[str, Any]]
    state: Mapped[Word]
    body: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Conversation(Base):
    """The run a person is in now, and the options last offered, so that a typed number finds its own.

    `counted` messages came in the minute that began at `counted_from` (the limit per person).
    """

    __tablename__ = "conversations"
    # A run that is deleted is looked for here by the database, row by row without it.
    __table_args__ = (Index(None, "run_id"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    menu: Mapped[list[Any]]
    numbered: Mapped[bool] = mapped_column(default=True)
    counted: Mapped[int] = mapped_column(default=0)
    counted_from: Mapped[datetime]


class Seen(Base):
    """A message whose turn is committed, and the outbox row of its reply: a repeat does nothing new."""

    __tablename__ = "seen"
    __table_args__ = (UniqueConstraint("channel", "update_id"), Index(None, "at"))
    id: Mapped[Id]
    channel: Mapped[Word]
    update_id: Mapped[str] = mapped_column(String(80))
    outbox_id: Mapped[int | None]
    fault: Mapped[str | None]
    at: Mapped[datetime]


# Asked in every turn, so built once: building a statement takes longer than running it.
_SEEN = select(Seen.update_id, Seen.outbox_id).where(
    Seen.channel == bindparam("channel"), Seen.update_id.in_(bindparam("ids", expanding=True))
)
_NOTE = insert(Seen)
_CONVERSATIONS = (
    select(Conversation)
    .where(Conversation.person_id.in_(bindparam("ids", expanding=True)))
    .order_by(Conversation.person_id)
    .with_for_update()
)
_OPEN = (
    select(Run)
    .where(Run.person_id == bindparam("person"), Run.state == "open")
    .order_by(Run.changed_at.desc(), Run.id.desc())
)


def seen_among(session: Session, channel: str, update_ids: Collection[str]) -> dict[str, int | None]:
    """Those of these messages that had their turn already, with the outbox rows of their replies."""
    rows = session.connection().execute(_SEEN, {"channel": channel, "ids": list(update_ids)})
    return {row.update_id: row.outbox_id for row in rows}


def seen(session: Session, channel: str, update_id: str) -> Seen | None:
    """The turn that this message had already, if any."""
    return session.scalar(select(Seen).where(Seen.channel == channel, Seen.update_id == update_id))


def note_seen(
    session: Session, replies: Mapping[tuple[str, str], int | None], fault: str | None, now: datetime
) -> None:
    """These messages, by channel and update id, have had their turn; their replies are these outbox rows."""
    rows = [
        {"channel": channel, "update_id": update_id, "outbox_id": row, "fault": fault, "at": now}
        for (channel, update_id), row in replies.items()
    ]
    if rows:
        session.connection().execute(_NOTE, rows)


def conversation(session: Session, person_id: int, now: datetime) -> Conversation:
    """The person's conversation, locked until the turn ends; made at the first message."""
    found = session.get(Conversation, person_id, with_for_update=True)
    if found is None:
        found = _begun(person_id, now)
        session.add(found)
        session.flush()
    return found


def conversations(session: Session, person_ids: Iterable[int], now: datetime) -> list[Conversation]:
    """The conversations of all these, locked in one order so that two callers never wait for each other
    in a circle; made for those who have none."""
    ids, found = sorted(set(person_ids)), list[Conversation]()
    for start in range(0, len(ids), MOST_AT_ONCE):
        found += session.scalars(_CONVERSATIONS, {"ids": ids[start : start + MOST_AT_ONCE]}).all()
    known = {talk.person_id for talk in found}
    made = [_begun(one, now) for one in ids if one not in known]
    session.add_all(made)
    return found + made


def _begun(person_id: int, now: datetime) -> Conversation:
    return Conversation(person_id=person_id, run_id=None, menu=[], numbered=True, counted=0, counted_from=now)


def keep_count(talk: Conversation, counted: int, since: datetime) -> None:
    """So many messages have come since. All of the row counts as changed: rows of which the same columns
    have changed are written with one statement, and each other set of columns would need its own."""
    talk.counted, talk.counted_from = counted, since
    for column in ("run_id", "menu", "numbered", "counted", "counted_from"):
        flag_modified(talk, column)


def open_runs(session: Session, person_id: int) -> Sequence[Run]:
    """What the person has begun and not ended, the latest first."""
    return session.scalars(_OPEN, {"person": person_id}).all()


def teams_at(session: Session, campaign_id: int) -> set[int]:
    """The teams of which somebody has begun a report in that campaign, new or changed, and not ended it."""
    query = select(Run.subject).where(Run.state == "open", Run.topic.in_(("report", "edit")))
    subjects = session.scalars(query.execution_options(yield_per=1000))
    return {subject["team"] for subject in subjects if subject["campaign"] == campaign_id}
