"""The deliveries of one channel: take rows, send them at the channel's pace, write what became of them."""

from __future__ import annotations

import asyncio
import logging
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.channels.base import Channel, FateUnknownError, NotSentError, WaitError
from bot.delivery.carrier import hand_over
from bot.delivery.outcome import Fate, Outcome, backoff_seconds, judge, write
from bot.delivery.pace import Pace
from bot.delivery.patience import Patience
from bot.delivery.tools import Tools
from bot.vitals import STUCK_SECONDS
from bot.work import AwayError
from storage.outbox import BROADCAST, REPLY, Outbound, next_due
from storage.sending import claim, release_claims

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Sendings under way at once; a platform answers in about 0.1 s, so this is ten times what 30/s needs.
IN_FLIGHT = 32
#: Rows are claimed up to HIGH when fewer than LOW are at hand: enough for the next second, and not more,
#: because what is claimed when the process dies ends as unknown.
LOW, HIGH = 32, 64
#: What would have to wait longer than this for its turn goes back into the outbox.
PATIENCE_SECONDS = 5.0
#: What became of sendings is written together, at the latest after this time.
WRITE_SECONDS = 0.25
#: Longer than the patience and the times for loading and sending together: a live sender keeps its rows.
LEASE = timedelta(seconds=120)
#: How long a shutdown waits for sendings under way.
GRACE_SECONDS = 5.0
#: After so many sendings in a row that found no connection, or whose fate is unknown, only one at a time is
#: tried, ever more seldom: what is sent to a platform that only fails may never be sent again.
AILING = 3
AILING_SECONDS = 60.0


@dataclass(order=True, slots=True)
class _Waiting:
    """A claimed row, in the order of sending."""

    rank: tuple[int, int]
    row: Outbound = field(compare=False)


class Lane:
    """One channel's deliveries."""

    def __init__(self, channel: Channel, pace: Pace, tools: Tools) -> None:
        self._channel = channel
        self._pace = pace
        self._tools = tools
        self._pool: list[_Waiting] = []
        self._flying: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._write_at = 0.0
        self._asking: asyncio.Task[None] | None = None
        self._stir = asyncio.Event()
        self._ask_at = 0.0
        self._asked_least = -1
        self._failures = 0
        self._patience = Patience()
        self._lost: list[datetime] = []  # leases of claims whose commit wasn't answered

    async def run(self) -> None:
        """Deliver until cancelled; then end what is under way and give back the rest."""
        self._tools.vitals.expect(part := f"delivery to {self._channel.name}", STUCK_SECONDS)
        try:
            while True:
                await self._step()
                await self._rest()
                self._tools.vitals.beat(part)
        finally:
            await self._close()

    async def drain(self) -> None:
        """Deliver all that is due now, and return."""
        self.wake()
        try:
            await self._step()
            while self._pool or self._flying or self._outcomes or self._may_ask():
                await self._rest()
                await self._step()
        finally:
            await self._close()

    def wake(self) -> None:
        """Something new is in the outbox."""
        self._ask_at = 0.0
        self._stir.set()

    def take(self, rows: Iterable[Outbound]) -> None:
        """Send these too; they are claimed by this owner."""
        for row in rows:
            insort(self._pool, _Waiting((row.urgency, row.id), row))
        self._stir.set()

    def crowded(self) -> bool:
        """Whether more is at hand than can be sent soon."""
        return len(self._pool) >= HIGH

    async def _step(self) -> None:
        await self._exchange()
        self._start()

    # The database side.

    def _room(self) -> tuple[int, int]:
        """How urgent a row must be to be claimed now, and how many; a heap of broadcasts never keeps a
        reply from being claimed."""
        if self._pace.ready_at() - self._now() > PATIENCE_SECONDS:
            return REPLY, 0
        for least in range(BROADCAST, REPLY - 1, -1):
            count = sum(waiting.row.urgency <= least for waiting in self._pool)
            if count < min(LOW, self._slots()):
                return least, min(HIGH, self._slots() * 2) - count
        return REPLY, 0

    def _may_ask(self) -> bool:
        least, room = self._room()
        return room > 0 and (self._now() >= self._ask_at or least > self._asked_least)

    def _may_write(self) -> bool:
        return bool(self._outcomes) and (
            not self._flying or len(self._outcomes) >= IN_FLIGHT or self._now() >= self._write_at
        )

    async def _exchange(self) -> None:
        """Write outcomes and claim rows, in one transaction; wait and keep the outcomes if that fails."""
        if not self._may_write() and not self._may_ask():
            return
        # A claim that was begun commits even if we are cancelled: its rows must not be lost sight of.
        self._asking = asyncio.create_task(self._ask(*self._room()))
        await asyncio.shield(self._asking)

    async def _ask(self, least: int, room: int) -> None:
        outcomes, self._outcomes = self._outcomes, []
        now, owner, names = self._tools.clock.now(), self._tools.owner, (self._channel.name,)
        lost = [] if self._pool or self._flying else self._lost

        def work(session: Session) -> tuple[list[Outbound], datetime | None]:
            write(session, outcomes, owner, now)
            release_claims(session, owner, self._channel.name, lost)
            rows = claim(session, now, owner, LEASE, room, names, least=least) if room else []
            short = len(rows) < room
            return rows, next_due(session, after=now, channels=names) if short else None

        # What was written may have made rows due that nobody has looked at when there is no room now.
        self._ask_at = self._now() + self._tools.poll_seconds if room else 0.0
        try:
            rows, due_at = await self._tools.sessions(work)
        except (AwayError, SQLAlchemyError) as error:
            if not isinstance(error, AwayError):
                log.error("outbox out of reach: channel %s, %s", self._channel.name, type(error).__name__)
            self._outcomes = outcomes + self._outcomes
            self._lost.append(now + LEASE)
            await self._patience.wait(self._stir)
            self._ask_at = 0.0
            return
        self._patience.renew()
        self._lost = [lease for lease in self._lost if lease not in lost]
        self.take(rows)
        if room and len(rows) == room:
            self._ask_at = 0.0
        elif room:
            self._asked_least = least
        if due_at is not None:
            self._ask_at = min(self._ask_at, self._now() + (due_at - now).total_seconds())

    # The platform's side.

    def _slots(self) -> int:
        return 1 if self._failures >= AILING else IN_FLIGHT

    def _start(self) -> None:
        """Send what may be sent now, the most urgent first; give back what would wait too long."""
        now = self._now()
        waiting, self._pool = self._held(), []
        for place, next_one in enumerate(waiting):
            # What comes behind is no more urgent, so it isn't ready before this one.
            ready_at, account = self._pace.ready_at(next_one.row.urgency), next_one.row.account
            if len(self._flying) >= self._slots() or 0 < ready_at - now <= PATIENCE_SECONDS:
                self._pool += waiting[place:]
                return
            wait = max(ready_at, self._pace.chat_ready_at(account)) - now
            if wait <= 0:
                self._launch(next_one.row, now)
            elif wait <= PATIENCE_SECONDS:
                self._pool.append(next_one)
            else:
                due_at = self._tools.clock.now() + timedelta(seconds=wait)
                self._end(Outcome(next_one.row, Fate.UNTRIED, due_at=due_at))

    def _held(self) -> list[_Waiting]:
        """What is at hand, without what isn't ours any more: after a stop longer than a lease somebody else
        has sent it."""
        at = self._tools.clock.now()
        lapsed = [one for one in self._pool if one.row.lease_until is not None and one.row.lease_until <= at]
        for one in lapsed:
            self._end(Outcome(one.row, Fate.UNTRIED))
        return [one for one in self._pool if one not in lapsed] if lapsed else self._pool

    def _launch(self, row: Outbound, now: float) -> None:
        self._pace.take(row.account, now, row.urgency)
        task = asyncio.create_task(self._send(row))
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._stir.set()

    async def _send(self, row: Outbound) -> None:
        try:
            name = await hand_over(row, self._channel, self._tools.load)
        except asyncio.CancelledError:
            self._end(Outcome(row, Fate.UNKNOWN))
            raise
        except Exception as error:
            self._heed(row, error)
            self._end(judge(row, error, self._tools.clock.now(), self._tools.chance))
        else:
            self._failures = 0
            self._end(Outcome(row, Fate.SENT, name))

    def _heed(self, row: Outbound, error: Exception) -> None:
        """What an error says about the pace of what follows."""
        if isinstance(error, NotSentError | FateUnknownError):
            self._failures += 1
            if self._failures >= AILING:
                rest = backoff_seconds(self._failures - AILING, self._tools.chance)
                self._pace.pause(self._now() + min(rest, AILING_SECONDS))
        else:
            self._failures = 0
        if isinstance(error, WaitError):
            self._pace.slow_down(row.account, error.seconds, self._now())

    def _end(self, outcome: Outcome) -> None:
        if not self._outcomes:
            self._write_at = self._now() + WRITE_SECONDS
        self._outcomes.append(outcome)
        if outcome.fate is not Fate.UNTRIED:
            self._tools.vitals.sent(self._channel.name, outcome.fate.name.lower())

    # Resting and closing.

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _rest(self) -> None:
        """Until there is something to do."""
        moments = [self._now() + self._tools.poll_seconds]
        if self._room()[1]:
            moments.append(self._ask_at)
        elif not self._pool:
            moments.append(self._pace.ready_at() - PATIENCE_SECONDS)
        if self._outcomes:
            moments.append(self._write_at if self._flying else 0.0)
        if self._pool and len(self._flying) < self._slots():
            rows = (waiting.row for waiting in self._pool)
            pace = self._pace
            moments.append(min(max(pace.ready_at(r.urgency), pace.chat_ready_at(r.account)) for r in rows))
        try:
            async with asyncio.timeout_at(min(moments)):
                await self._stir.wait()
        except TimeoutError:
            pass
        self._stir.clear()

    async def _close(self) -> None:
        """Nothing new is sent; what is under way gets a moment to end, and all outcomes are written."""
        if self._asking is not None:
            await asyncio.wait([self._asking])
        if self._flying:
            _, late = await asyncio.wait(self._flying, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        rest = [Outcome(waiting.row, Fate.UNTRIED) for waiting in self._pool]
        self._pool = []
        if outcomes := self._outcomes + rest:
            self._outcomes = []
            now, owner = self._tools.clock.now(), self._tools.owner
            await self._tools.sessions(lambda session: write(session, outcomes, owner, now))
