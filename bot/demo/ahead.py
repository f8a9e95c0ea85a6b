"""What the demo's clock brings next, and to whom: found by letting it happen and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.demo.cast import Cast, happen, next_planned_at
from handlers.messages import Words, text
from storage import outbox, people
from storage.outbox import Outbound

#: Moments at which nobody is told anything are passed over, but not more than so many.
MOST_SILENT = 200
#: Names on the button; more than these are counted.
MOST_NAMED = 3
#: The first words of outbox keys (`handlers.rules.keys`) and what is said of them, the weightiest first.
KINDS = {"digest": "digest", "overdue": "missing", "reminder": "reminder"}


@dataclass(frozen=True)
class Coming:
    """What is told at a moment, in a few words."""

    at: datetime
    what: Words


def look_ahead(session: Session, cast: Cast, now: datetime) -> Coming | None:
    """The next that somebody is told; None if nothing is planned. Nothing is changed."""
    trial = session.begin_nested()
    try:
        return _look(session, cast.copy(), now)
    finally:
        trial.rollback()
        session.expire_all()


def _look(session: Session, cast: Cast, now: datetime) -> Coming | None:
    for _ in range(MOST_SILENT):
        at = next_moment(session, cast, now)
        if at is None:
            return None
        before = session.scalar(select(func.max(Outbound.id))) or 0
        happen(session, cast, at)
        if told := _told(session, before, now, at):
            return Coming(at, _in_words(session, told))
        now = at
    return None


def next_moment(session: Session, cast: Cast, now: datetime) -> datetime | None:
    """When something is planned, or something written before goes out; never before `now`."""
    moments = [next_planned_at(session, cast), outbox.next_due(session, after=now)]
    first = min((at for at in moments if at), default=None)
    return first and max(now, first)


def _told(session: Session, before: int, now: datetime, at: datetime) -> list[Outbound]:
    new = or_(Outbound.id > before, Outbound.due_at > now)
    waiting = (Outbound.state == "waiting", Outbound.urgency != outbox.REPLY, Outbound.due_at <= at)
    return list(session.scalars(select(Outbound).where(new, *waiting).order_by(Outbound.id)))


def _in_words(session: Session, told: list[Outbound]) -> Words:
    found = {row.key.partition(":")[0] for row in told}
    kind = next((kind for kind in KINDS if kind in found), None)
    rows = [row for row in told if kind is None or row.key.startswith(f"{kind}:")]
    persons = [people.person_at(session, row.channel, row.account) for row in rows]
    names = list(dict.fromkeys(person.name for person in persons if person))
    who = text(
        "demo-who",
        names="、".join(names[:MOST_NAMED]),
        more=max(0, len(names) - MOST_NAMED),
        count=len(names),
    )
    return text(f"demo-{KINDS[kind] if kind else 'notice'}", who=who)
