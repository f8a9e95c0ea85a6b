"""From an arrival to its committed turn: one person's messages in order, those of many in one transaction."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.channels.base import Arrival, Busy, Channel, Ride
from bot.clock import Clock
from bot.delivery import Delivery
from bot.excuses import Excuses
from bot.log import turn_id
from bot.media import Media
from bot.vitals import Vitals
from bot.work import AwayError, Work
from handlers.dispatch import Taken, take, take_together
from handlers.doors import Doors
from handlers.messages import Address, Inbound
from handlers.rules.keys import reply_key
from storage.database import have_collided
from storage.outbox import posted

log = logging.getLogger(__name__)

#: Messages of one person that may wait; more are given back to the platform, which brings them again.
MOST_WAITING = 30
#: Turns that share a transaction. More would let the first wait longer than it saves.
BATCH = 64
#: How often a turn by itself may collide with another process's before it is given back to the platform.
COLLISIONS = 3


@dataclass
class _Lane:
    """One account's messages: one at a time, so many waiting."""

    lock: asyncio.Lock
    waiting: int = 0


@dataclass(frozen=True)
class _Done:
    """A turn that is committed, and its reply, if that may travel in the channel's answer."""

    taken: Taken
    ride: Ride | None = None


@dataclass(frozen=True)
class _Waiting:
    inbound: Inbound
    answerable: bool
    done: asyncio.Future[_Done]


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

    async def receive(self, arrival: Arrival) -> Ride | None:
        """Take one arrival; the reply, if it may travel in the channel's answer. Raises Busy if too many of
        this account wait, or what the database raised: AwayError if it can't be used now."""
        with self._vitals.turn(arrival.inbound.address.channel) as turn:
            done = await self._take_in_lane(arrival)
            if done.taken.fault:
                turn.outcome = "fault"
        return done.ride

    async def _take_in_lane(self, arrival: Arrival) -> _Done:
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

    async def _take(self, arrival: Arrival) -> _Done:
        turn_id.set(secrets.token_hex(6))
        inbound = arrival.inbound
        if arrival.files:
            channel = self._channels[inbound.address.channel]
            inbound = replace(inbound, photos=await self._media.take(channel, arrival.files))
        waiting = _Waiting(inbound, arrival.answerable, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        try:
            done = await waiting.done
        except asyncio.CancelledError:
            _let_go(waiting)
            raise
        if done.taken.fault:
            log.error("a turn failed\n%s", done.taken.fault)
        return done

    async def run(self) -> None:
        """Commit what waits, until cancelled."""
        committing: asyncio.Task[None] | None = None
        try:
            while True:
                batch = [await self._queue.get()]
                # What came while the last batch was committed is read first: it shares this one.
                await asyncio.sleep(0)
                while len(batch) < BATCH and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                # What was begun commits even if we are cancelled: replies in it must not be lost sight of.
                committing = asyncio.create_task(self._commit(batch))
                await asyncio.shield(committing)
        finally:
            if committing is not None:
                await asyncio.wait([committing])

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        now = self._clock.now()
        along = self._delivery.join(now, _answerable(batch))
        inbounds = [waiting.inbound for waiting in batch]

        def work(session: Session) -> tuple[list[Taken], frozenset[str]]:
            along.write(session)
            taken = take_together(session, now=now, inbounds=inbounds, doors=self._doors, hold=along.hold)
            return taken, posted(session)

        try:
            taken, written = await self._work(work)
        except Exception as fault:
            along.failed()
            if isinstance(fault, AwayError) and fault.total:
                # Nobody is told "received", so the platforms bring it again.
                for waiting in batch:
                    _settle(waiting, fault)
                return
            await self._commit_each(batch, now)
            return
        rides = along.committed(one.held for one in taken if one.held)
        if written:
            self._delivery.wake(*written)
        for waiting, one in zip(batch, taken, strict=True):
            _settle(waiting, _Done(one, rides.get(one.outbox_id or 0)))

    async def _commit_each(self, batch: Sequence[_Waiting], now: datetime) -> None:
        """Each in a transaction of its own, so that the one that raised spoils none of the others."""
        for place, waiting in enumerate(batch):
            try:
                taken, written = await self._alone(now, waiting.inbound)
            except AwayError as fault:
                for left in batch[place:]:
                    _settle(left, fault)
                return
            except Exception as fault:
                _settle(waiting, fault)
            else:
                if written:
                    self._delivery.wake(*written)
                _settle(waiting, _Done(taken))

    async def _alone(self, now: datetime, inbound: Inbound) -> tuple[Taken, frozenset[str]]:
        """Taken anew if it and another process's turns waited for each other: those have gone on by then."""
        take_it = partial(self._take_alone, now, inbound)
        for _ in range(COLLISIONS):
            try:
                return await self._work(take_it)
            except Exception as error:
                if not have_collided(error):
                    raise
        return await self._work(take_it)

    def _take_alone(self, now: datetime, inbound: Inbound, session: Session) -> tuple[Taken, frozenset[str]]:
        return take(session, now=now, inbound=inbound, doors=self._doors), posted(session)


def _answerable(batch: Sequence[_Waiting]) -> dict[str, Address]:
    """The keys of replies that could travel in an answer, with the addresses that they are for. What is said
    in a group is answered there, and so much rarer that it isn't worth it."""
    inbounds = [waiting.inbound for waiting in batch if waiting.answerable and not waiting.inbound.group]
    return {reply_key(one.address.channel, one.update_id): one.address for one in inbounds}


def _settle(waiting: _Waiting, became: _Done | Exception) -> None:
    """Tell the one who waits, if they still do."""
    if waiting.done.done():
        if isinstance(became, _Done) and became.ride:
            became.ride.end(written=False)
        return
    if isinstance(became, Exception):
        waiting.done.set_exception(became)
    else:
        waiting.done.set_result(became)


def _let_go(waiting: _Waiting) -> None:
    """Nobody waits any more, though it may just have been told."""
    done = waiting.done
    if not done.cancelled() and done.done() and not done.exception() and (ride := done.result().ride):
        ride.end(written=False)
