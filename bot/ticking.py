"""The clock's tick: APScheduler only says when, what is due stands in the database."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta

from apscheduler.job import Job
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock
from bot.delivery import Delivery
from bot.media import Media
from bot.vitals import TICKING, Vitals
from bot.work import AwayError, Work
from handlers.notices import hold_back
from handlers.retention import clear_away
from handlers.tick import DUTIES, do

log = logging.getLogger(__name__)

#: How often the clock looks; a reminder is at most so much late.
TICK_SECONDS = 20
#: After how many ticks that failed, or didn't come, the clock counts as stuck.
MISSED_TICKS = 3


class _Store(MemoryJobStore):  # type: ignore[misc]  # comes without types
    """Keeps the next tick. A clock that is set back would let the scheduler sleep until it is there again."""

    def get_due_jobs(self, now: datetime) -> list[Job]:
        """What is due; also what is further ahead than it ever is."""
        for job in self.get_all_jobs():
            if job.next_run_time and job.next_run_time - now > timedelta(seconds=2 * TICK_SECONDS):
                log.warning("the clock was set back")
                job.modify(next_run_time=now)
        return list(super().get_due_jobs(now))


class Ticking:
    """Does what is due. Any number of processes may: the rows' keys see to it that nothing comes twice."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        delivery: Delivery,
        vitals: Vitals | None = None,
        media: Media | None = None,
    ) -> None:
        self._work = work
        self._clock = clock
        self._delivery = delivery
        self._vitals = vitals or Vitals()
        self._media = media

    async def tick(self) -> int:
        """Do what is due now; how much there was."""
        now = self._clock.now()
        done = 0
        for duty in DUTIES:
            while there_was := await self._work(lambda session, duty=duty: do(session, duty, now)):  # type: ignore[misc]  # a default argument in a lambda
                done += there_was
        if done:
            self._delivery.wake()
        # Once a tick and not until nothing is left: it can wait, and turns shall not.
        await self._work(lambda session: do(session, clear_away, now))
        if self._media:
            await self._media.let_go()
            await self._media.look_again()
        return done

    async def begin(self) -> None:
        """Before anything is delivered: what waited through a downtime isn't for the night. If the database
        is away, the first tick does it."""
        now = self._clock.now()
        with suppress(AwayError):
            await self._work(lambda session: hold_back(session, now))

    async def _tick_safely(self) -> None:
        try:
            await self.tick()
        except asyncio.CancelledError:
            log.debug("a tick was cut short by the end")
        except AwayError:
            log.debug("a tick found the database away")
        except Exception:
            # The next tick finds the same rows again, so a fault costs time and nothing else.
            log.exception("a tick failed")
            self._vitals.ticked(good=False)
        else:
            self._vitals.ticked(good=True)

    def start(self) -> AsyncIOScheduler:
        """Tick from now on. A late tick is made up for (`misfire_grace_time` of one second would drop it)."""
        self._vitals.expect(TICKING, (MISSED_TICKS + 0.5) * TICK_SECONDS)
        scheduler = AsyncIOScheduler(jobstores={"default": _Store()}, timezone="UTC")
        scheduler.add_job(
            self._tick_safely,
            IntervalTrigger(seconds=TICK_SECONDS, timezone="UTC"),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        return scheduler
