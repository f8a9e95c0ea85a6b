"""What the lanes of all channels share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from bot.channels.base import Load
from bot.clock import Clock
from bot.vitals import Vitals

T = TypeVar("T")


class Work(Protocol):
    """Runs a plain function with a Session in a worker thread and commits."""

    async def __call__(self, work: Callable[[Session], T]) -> T:
        """What `work` returned, after the commit."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What all lanes share. `poll_seconds`: how often the outbox is looked at without being woken, for
    rows that another process wrote. `chance` gives numbers from 0 to 1 for the jitter."""

    sessions: Work
    clock: Clock
    load: Load
    owner: str
    poll_seconds: float
    chance: Callable[[], float]
    vitals: Vitals
