"""Delivery: what waits in the outbox is sent, at each platform's pace, the most urgent first."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.channels.base import Channel, Load
from bot.clock import Clock
from bot.delivery.along import Along
from bot.delivery.exchange import LEASE
from bot.delivery.lane import Lane
from bot.delivery.owner import is_dead, name_owner
from bot.delivery.pace import LIMITS, Limit, Limits, Pace, shared_out
from bot.delivery.tools import Tools, Work
from bot.vitals import Vitals
from bot.work import AwayError
from handlers.messages import Address
from storage.sending import expire_leases, heed_clock, holders

__all__ = ["LEASE", "LIMITS", "Along", "Delivery", "Limit", "Limits", "Work", "shared_out"]

log = logging.getLogger(__name__)

#: How often rows are looked for whose sender died, the first time at the start.
EXPIRE_SECONDS = 30.0


class Delivery:
    """Sends what is in the outbox over these channels; several processes may do so over one database.

    `load` gives the bytes behind an attachment's `source`; OSError means "not now", anything else "never".
    `owner` names this sender in the leases. All methods belong to the event loop's thread.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        sessions: Work,
        clock: Clock,
        load: Load,
        *,
        limits: Mapping[str, Limits] = LIMITS,
        poll_seconds: float = 1.0,
        chance: Callable[[], float] = random.random,
        vitals: Vitals | None = None,
    ) -> None:
        self.owner = name_owner()
        self._tools = Tools(sessions, clock, load, self.owner, poll_seconds, chance, vitals or Vitals())
        self._lanes = {
            name: Lane(channel, Pace(limits.get(name, Limits())), self._tools)
            for name, channel in channels.items()
        }

    async def run(self) -> None:
        """Deliver until cancelled. What is under way then gets a moment to end; nothing claimed is lost."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._expire())
            for lane in self._lanes.values():
                tasks.create_task(lane.run())

    async def drain(self) -> None:
        """Deliver all that is due now, at the platforms' pace, and return; not while `run` is running.

        What a platform makes wait for long, and what is to be tried again later, is left for the next time.
        """
        await self._expire_once()
        await asyncio.gather(*(lane.drain() for lane in self._lanes.values()))

    def wake(self, *channels: str) -> None:
        """Something was committed to the outbox (for these channels, if any are named), or the clock was
        moved: look at once."""
        for name in channels or self._lanes:
            if lane := self._lanes.get(name):
                lane.wake()

    def join(self, now: datetime, answerable: Mapping[str, Address]) -> Along:
        """Go along with a transaction of turns at that moment; see `Along`."""
        return Along(self._lanes, self.owner, now, answerable)

    async def _expire(self) -> None:
        away = False
        while True:
            try:
                lost, stuck = await self._expire_once(spare_living=away)
            except (AwayError, SQLAlchemyError) as error:
                away = True
                if not isinstance(error, AwayError):
                    log.error("leases not looked at: %s", type(error).__name__)
            else:
                away = False
                if lost:
                    log.warning("%d messages whose sender died: their fate is unknown", lost)
                if stuck:
                    log.warning("%d messages waited for a clock that was set back", stuck)
                if lost or stuck:
                    self.wake()
            await asyncio.sleep(EXPIRE_SECONDS)

    async def _expire_once(self, *, spare_living: bool = False) -> tuple[int, int]:
        """How many messages were lost with their sender, and how many a clock that was set back held up.

        `spare_living`: the database was away, and leases have ended of senders that live. They know what
        became of their rows, or that it was never tried: they get until the next look to write it.
        """
        now = self._tools.clock.now()

        def work(session: Session) -> tuple[int, int]:
            dead = [owner for owner in holders(session) if is_dead(owner)]
            lost = expire_leases(session, now, dead, only_dead=spare_living)
            return lost, heed_clock(session, now, LEASE)

        return await self._tools.sessions(work)
