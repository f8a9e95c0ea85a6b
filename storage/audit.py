"""The trail: who changed which figure, when, on which channel, from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session

from storage.base import Base, Id, Word


class Trail(Base):
    """One act. `thing` and `thing_id` name the row it touched; `before` and `after` hold what changed."""

    __tablename__ = "trail"
    __table_args__ = (Index(None, "thing", "thing_id"), Index(None, "at"))
    id: Mapped[Id]
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    channel: Mapped[Word]
    act: Mapped[Word]
    thing: Mapped[Word]
    thing_id: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


def note(
    session: Session,
    *,
    at: datetime,
    person_id: int | None,
    channel: str,
    act: str,
    thing: Base,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Trail:
    """Write an act down; its line in the trail, whose id comes with the next flush. `thing` is the row it
    touched."""
    if getattr(thing, "id") is None:  # noqa: B009 - every table that is audited has an integer id
        session.flush()
    line = Trail(
        at=at,
        person_id=person_id,
        channel=channel,
        act=act,
        thing=thing.__tablename__,
        thing_id=getattr(thing, "id"),  # noqa: B009 - every table that is audited has an integer id
        before=before,
        after=after,
    )
    session.add(line)
    return line


def trail_of(session: Session, thing: Base, limit: int) -> Sequence[Trail]:
    """What was done to a row, the latest `limit` acts, in the order they happened."""
    query = select(Trail).where(
        Trail.thing == thing.__tablename__,
        Trail.thing_id == getattr(thing, "id"),  # noqa: B009 - as above
    )
    return session.scalars(query.order_by(Trail.id.desc()).limit(limit)).all()[::-1]


def acts_since(session: Session, thing: Base, act: str, since: datetime) -> Sequence[Trail]:
    """The acts of that kind on a row from `since` on, the latest first."""
    query = select(Trail).where(
        Trail.thing == thing.__tablename__,
        Trail.thing_id == getattr(thing, "id"),  # noqa: B009 - as above
        Trail.act == act,
        Trail.at >= since,
    )
    return session.scalars(query.order_by(Trail.id.desc())).all()
