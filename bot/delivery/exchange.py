"""What a lane does with the outbox, in one transaction: tell what became of rows, and claim more."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.delivery.outcome import Outcome, write
from storage.outbox import Letter, next_due
from storage.sending import claim, release_claims

#: Longer than the patience and the times for loading and sending together: a live sender keeps its rows.
LEASE = timedelta(seconds=120)
_numbers = itertools.count()


def lease(now: datetime) -> datetime:
    """Until when what is taken now is held. No two are the same, even of one moment: what was lost sight of
    is put back by its lease, and what is held by another must not go with it."""
    return now + LEASE - timedelta(microseconds=next(_numbers) % 10_000)


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many rows of a channel, none less urgent than `least`."""

    channel: str
    least: int
    room: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was claimed; when something else falls due; and whether something is due already that has
    something in front of it, or for which there was no room."""

    letters: list[Letter]
    due_at: datetime | None
    behind: bool


def exchange(
    session: Session,
    owner: str,
    now: datetime,
    until: datetime,
    outcomes: Sequence[Outcome],
    wanted: Wanted,
    lost: Collection[datetime],
) -> Found:
    """Write the outcomes, put back what was claimed with the leases that were `lost`, and claim more."""
    names = (wanted.channel,)
    write(session, outcomes, owner, now)
    release_claims(session, owner, wanted.channel, lost)
    if not wanted.room:
        return Found([], None, behind=True)
    letters = claim(session, now, owner, until - now, wanted.room, names, least=wanted.least)
    if len(letters) == wanted.room:
        return Found(letters, None, behind=True)
    first = next_due(session, channels=names)
    if first is None or first > now:
        return Found(letters, first, behind=False)
    return Found(letters, next_due(session, after=now, channels=names), behind=True)
