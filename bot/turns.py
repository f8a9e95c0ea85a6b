"""From an arrival to its committed turn: one person's messages in order, those of many in one transaction."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.channels.base import Arrival, Busy, Channel
from bot.clock import Clock
from bot.delivery import Delivery
from bot.excuses import Excuses
from bot.log import turn_id
from bot.media import Media
from bot.vitals import Vitals
from bot.work import AwayError, Work
from handlers.dispatch import Taken, take, take_together
from handlers.doors import Doors
from handlers.messages import Inbound

log = logging.getLogger(__name__)

#: Messages of one person that may wait; more are given back to the platform, which brings them again.
MOST_WAITING = 30
#: Turns that share a transaction. More would let the first wait longer than it saves.
BATCH = 64


@dataclass
class _Lane:
    """One account's messages: one at a time, so many waiting."""

    lock: asyncio.Lock
    waiting: int = 0


@dataclass(frozen=True)
class _Waiting:
    inbound: Inbound
    done: asyncio.Future[Taken]


class Turns:
    """Takes arrivals of all channels. `receive` returns when the turn is committed."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        media: Media,
        doors: Doors,
        channels: Mapping[str, Channel],
        delivery: Delivery,
        vitals: Vitals | None = None,
    ) -> None:
        self._work = work
        self._clock = clock
        self._media = media
        self._doors = doors
        self._channels = channels
        self._delivery = delivery
        self._vitals = vitals or Vitals()
        self._excuses = Excuses(channels, work)
        self._lanes: dict[object, _Lane] = {}
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()

    async def receive(self, arrival: Arrival) -> None:
        """Take one arrival; raises Busy if too many of this account wait, or what the database raised:
        AwayError if it can't be used now."""
        with self._vitals.turn(arrival.inbound.address.channel) as turn:
            if (await self._take_in_lane(arrival)).fault:
                turn.outcome = "fault"

    async def _take_in_lane(self, arrival: Arrival) -> Taken:
        address = arrival.inbound.address
        lane = self._lanes.setdefault(address, _Lane(asyncio.Lock()))
        if lane.waiting >= MOST_WAITING:
            raise Busy
        lane.waiting += 1
        try:
            async with lane.lock:
                return await self._take(arrival)
        except AwayError:
            self._excuses.offer(arrival.inbound)
            raise
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                self._lanes.pop(address, None)

    async def _take(self, arrival: Arrival) -> Taken:
        turn_id.set(uuid.uuid4().hex[:12])
        inbound = arrival.inbound
        if arrival.files:
            channel = self._channels[inbound.address.channel]
            inbound = replace(inbound, photos=await self._media.take(channel, arrival.files))
        waiting = _Waiting(inbound, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        taken = await waiting.done
        if taken.fault:
            log.error("a turn failed\n%s", taken.fault)
        if taken.outbox_id is not None:
            self._delivery.wake(inbound.address.channel)
        return taken

    async def run(self) -> None:
        """Commit what waits, until cancelled."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            await self._commit(batch)

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        now = self._clock.now()
        inbounds = [waiting.inbound for waiting in batch]
        try:
            taken = await self._work(partial(take_together, now=now, inbounds=inbounds, doors=self._doors))
        except Exception as fault:
            if isinstance(fault, AwayError) and fault.total:
                # Nobody is told "received", so the platforms bring it again.
                for waiting in batch:
                    _settle(waiting, fault)
                return
            await self._commit_each(batch, now)
            return
        for waiting, one in zip(batch, taken, strict=True):
            _settle(waiting, one)

    async def _commit_each(self, batch: Sequence[_Waiting], now: datetime) -> None:
        """Each in a transaction of its own, so that the one that raised spoils none of the others."""
        for place, waiting in enumerate(batch):
            try:
                taken = await self._work(partial(take, now=now, inbound=waiting.inbound, doors=self._doors))
            except AwayError as fault:
                for left in batch[place:]:
                    _settle(left, fault)
                return
            except Exception as fault:
                _settle(waiting, fault)
            else:
                _settle(waiting, taken)


def _settle(waiting: _Waiting, became: Taken | Exception) -> None:
    """Tell the one who waits, if they still do."""
    if waiting.done.done():
        return
    if isinstance(became, Exception):
        waiting.done.set_exception(became)
    else:
        waiting.done.set_result(became)
