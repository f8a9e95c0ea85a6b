"""One tick of the clock: what has fallen due and isn't written yet becomes rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.campaigns.news import announce_late
from handlers.committee.digest import send_digests
from handlers.deadlines.reminders import remind
from handlers.notices import hold_back
from storage.campaigns import Obligation
from storage.database import is_alone
from storage.organisations import Organisation

#: What the clock does; each gives how much there was, and is called again, in a transaction of its own,
#: until nothing is left.
DUTIES: tuple[Callable[[Session, datetime], int], ...] = (hold_back, remind, send_digests, announce_late)


def do(session: Session, duty: Callable[[Session, datetime], int], now: datetime) -> int:
    """One round of a duty; how much there was. Nothing while another process is at it: two that each see
    a part of what has come would tell a person in two messages what belongs into one."""
    return duty(session, now) if is_alone(session) else 0


@dataclass(frozen=True, slots=True)
class Planned:
    """The next thing that falls due: "reminder" or "digest"."""

    at: datetime
    kind: str


def next_planned(session: Session) -> Planned | None:
    """What falls due next; None if nothing is planned."""
    moments = {
        "reminder": session.scalar(select(func.min(Obligation.next_at))),
        "digest": session.scalar(select(func.min(Organisation.next_digest_at))),
    }
    planned = [Planned(at, kind) for kind, at in moments.items() if at is not None]
    return min(planned, key=lambda one: one.at, default=None)
