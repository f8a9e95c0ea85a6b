"""The deliveries of one channel: take rows, send them at the channel's pace, write what became of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.base import Channel, WaitError
from bot.delivery.ailing import Ailing
from bot.delivery.answers import Answers
from bot.delivery.carrier import LOAD_SECONDS, SEND_SECONDS, hand_over
from bot.delivery.exchange import LEASE, Wanted, exchange, lease
from bot.delivery.outcome import SETTLED, Fate, Outcome, Unwritten, judge, write
from bot.delivery.pace import Pace
from bot.delivery.patience import Patience
from bot.delivery.pool import Pool
from bot.delivery.tools import Tools
from bot.vitals import STUCK_SECONDS
from bot.work import AwayError
from storage.outbox import BROADCAST, REPLY, Letter

log = logging.getLogger(__name__)

#: Sendings under way at once; a platform answers in about 0.1 s, so this is ten times what 30/s needs.
IN_FLIGHT = 32
#: Rows are claimed up to HIGH when fewer than LOW are at hand: enough for the next second, and not more,
#: because what is claimed when the process dies ends as unknown.
LOW, HIGH = 32, 64
#: What would have to wait longer than this for its turn goes back into the outbox.
PATIENCE_SECONDS = 5.0
#: What became of sendings is written together, at the latest after this time: with the next turn, if one
#: comes. If nothing is on its way and something may wait for that, it is written at once.
WRITE_SECONDS = 0.25
#: What isn't loaded, sent and written within this may outlive its lease, and count as lost while it is under
#: way: it goes back into the outbox before.
NEEDED = timedelta(seconds=LOAD_SECONDS + SEND_SECONDS + 5)
#: How long a shutdown waits for sendings under way.
GRACE_SECONDS = 5.0


class Lane:
    """One channel's deliveries."""

    def __init__(self, channel: Channel, pace: Pace, tools: Tools) -> None:
        self._channel = channel
        self._pace = pace
        self._tools = tools
        self._pool = Pool()
        self._flying: set[asyncio.Task[None]] = set()
        self._unwritten = Unwritten()
        self._hurried = False
        self._running = False
        self.answers = Answers(pace, self._end)
        self._asking: asyncio.Task[None] | None = None
        self._stir = asyncio.Event()
        self._ask_at = 0.0
        self._asked_least = -1
        self._ailing = Ailing(tools.chance)
        self._patience = Patience()
        self._lost: list[datetime] = []  # leases of claims whose commit wasn't answered

    async def run(self) -> None:
        """Deliver until cancelled; then end what is under way and give back the rest."""
        self._tools.vitals.expect(part := f"delivery to {self._channel.name}", STUCK_SECONDS)
        self._running = True
        try:
            while True:
                await self._step()
                await self._rest()
                self._tools.vitals.beat(part)
        finally:
            self._running = False
            await self._close()

    async def drain(self) -> None:
        """Deliver all that is due now, and return."""
        self.wake()
        try:
            await self._step()
            while self._pool or self._flying or self._unwritten or self._may_ask():
                await self._rest()
                await self._step()
        finally:
            await self._close()

    def wake(self) -> None:
        """Something new is in the outbox."""
        self._ask_at = 0.0
        self._hurried = True
        self._stir.set()

    # What a turn does along with it; see `bot.delivery.along`.

    def room(self) -> int:
        """How many replies may be written as held: what is at hand and under way when we die is in doubt."""
        most = self._most() + self._slots() - len(self._pool) - len(self._flying)
        return min(most, self._pace.room(self.now(), most)) if self._running and most > 0 else 0

    def may_answer(self, accounts: Iterable[str]) -> list[str]:
        """To whom of these a reply may travel in an answer."""
        now = self.now()
        return self.answers.may(accounts, self._pace.room(now, HIGH), now) if self._running else []

    def offer(self, letters: Iterable[Letter]) -> None:
        """Send these too, which were written as held by this owner."""
        self._pool.add(letters)
        if self._running:
            self._start()
        self._stir.set()

    def take_settled(self) -> list[Outcome]:
        """What a turn may write."""
        return self._unwritten.take_settled() if self._running else []

    def settled(self) -> None:
        """It is written: what was behind it may be claimed."""
        if self._hurried:
            self.wake()

    def retake(self, outcomes: Sequence[Outcome], until: datetime) -> None:
        """It wasn't written, for all that is known, nor what was held with that lease."""
        self._unwritten.give_back(outcomes)
        self._lost.append(until)

    async def _step(self) -> None:
        await self._exchange()
        self._start()

    # The database side.

    def _room(self) -> tuple[int, int]:
        """How urgent a row must be to be claimed now, and how many; a heap of broadcasts never keeps a
        reply from being claimed."""
        if self._pace.ready_at() - self.now() > PATIENCE_SECONDS:
            return REPLY, 0
        for least in range(BROADCAST, REPLY - 1, -1):
            count = self._pool.count(least)
            if count < min(LOW, self._slots()):
                return least, self._most() - count
        return REPLY, 0

    def _may_ask(self) -> bool:
        least, room = self._room()
        return room > 0 and (self.now() >= self._ask_at or least > self._asked_least)

    def _may_write(self) -> bool:
        if not self._unwritten:
            return False
        due = len(self._unwritten) >= IN_FLIGHT or self.now() >= self._unwritten.by
        return due or (self._hurried and not self._flying)

    async def _exchange(self) -> None:
        """Write outcomes and claim rows, in one transaction; wait and keep the outcomes if that fails."""
        if not self._may_write() and not self._may_ask():
            return
        # A claim that was begun commits even if we are cancelled: its rows must not be lost sight of.
        self._asking = asyncio.create_task(self._ask(*self._room()))
        await asyncio.shield(self._asking)

    async def _ask(self, least: int, room: int) -> None:
        outcomes = self._unwritten.take()
        now, wanted = self._tools.clock.now(), Wanted(self._channel.name, least, room)
        until = lease(now)
        lost = list(self._lost)
        # What was written may have made rows due that nobody has looked at when there is no room now.
        self._ask_at = self.now() + self._tools.poll_seconds if room else 0.0
        try:
            found = await self._tools.sessions(
                lambda session: exchange(session, self._tools.owner, now, until, outcomes, wanted, lost)
            )
        except (AwayError, SQLAlchemyError) as error:
            if not isinstance(error, AwayError):
                log.error("outbox out of reach: channel %s, %s", self._channel.name, type(error).__name__)
            self._unwritten.give_back(outcomes)
            self._lost.append(until)
            await self._patience.wait(self._stir)
            self._ask_at = 0.0
            return
        self._patience.renew()
        self._lost = [one for one in self._lost if one not in lost]
        self._pool.add(found.letters)
        self._hurried = found.behind
        if room and len(found.letters) == room:
            self._ask_at = 0.0
        elif room:
            self._asked_least = least
        if found.due_at is not None:
            self._ask_at = min(self._ask_at, self.now() + (found.due_at - now).total_seconds())

    # The platform's side.

    def _slots(self) -> int:
        return 1 if self._ailing else IN_FLIGHT

    def _most(self) -> int:
        return min(HIGH, self._slots() * 2)

    def _start(self) -> None:
        """Send what may be sent now, the most urgent first; give back what would wait too long."""
        now, at, soon = self.now(), self._tools.clock.now(), list[Letter]()
        # No lease is longer, unless the clock was set back: those in the outbox are shortened then.
        for letter in self._pool.take_ending(at + NEEDED, at + LEASE):
            self._end(Outcome(letter, Fate.UNTRIED))
        while self._pool and len(self._flying) < self._slots():
            # What comes behind is no more urgent, so it isn't ready before this one.
            ready_at = self._pace.ready_at(self._pool.first().urgency)
            if 0 < ready_at - now <= PATIENCE_SECONDS:
                break
            letter = self._pool.pop()
            wait = max(ready_at, self._pace.chat_ready_at(letter.account)) - now
            if wait <= 0:
                self._launch(letter, now)
            elif wait <= PATIENCE_SECONDS:
                soon.append(letter)
            else:
                self._end(Outcome(letter, Fate.UNTRIED, due_at=at + timedelta(seconds=wait)))
        self._pool.add(soon)

    def _launch(self, letter: Letter, now: float) -> None:
        self._pace.take(letter.account, now, letter.urgency)
        task = asyncio.create_task(self._send(letter))
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        if self._pool or not self._flying:
            self._stir.set()

    async def _send(self, letter: Letter) -> None:
        try:
            name = await hand_over(letter, self._channel, self._tools.load)
        except asyncio.CancelledError:
            self._end(Outcome(letter, Fate.UNKNOWN))
            raise
        except Exception as error:
            self._heed(letter, error)
            self._end(judge(letter, error, self._tools.clock.now(), self._tools.chance))
        else:
            self._ailing.heed()
            self._end(Outcome(letter, Fate.SENT, name))

    def _heed(self, letter: Letter, error: Exception) -> None:
        """What an error says about the pace of what follows."""
        if rest := self._ailing.heed(error):
            self._pace.pause(self.now() + rest)
        if isinstance(error, WaitError):
            self._pace.slow_down(letter.account, error.seconds, self.now())

    def _end(self, outcome: Outcome) -> None:
        self._unwritten.add(outcome, self.now() + WRITE_SECONDS)
        self._hurried = self._hurried or outcome.fate not in SETTLED
        if self._hurried or len(self._unwritten) == 1:
            self._stir.set()
        if outcome.fate not in (Fate.UNTRIED, Fate.UNANSWERED):
            self._tools.vitals.sent(self._channel.name, outcome.fate.name.lower())

    def now(self) -> float:
        """The moment it is, in seconds on the event loop's clock."""
        return asyncio.get_running_loop().time()

    async def _rest(self) -> None:
        """Until there is something to do."""
        moments = [self.now() + self._tools.poll_seconds]
        if self._room()[1]:
            moments.append(self._ask_at)
        elif not self._pool:
            moments.append(self._pace.ready_at() - PATIENCE_SECONDS)
        if self._unwritten:
            moments.append(0.0 if self._hurried and not self._flying else self._unwritten.by)
        if self._pool:
            at_hand = self._pool.held_until - NEEDED - self._tools.clock.now()
            moments.append(self.now() + at_hand.total_seconds())
        if self._pool and len(self._flying) < self._slots():
            moments.append(min(self._pace.free_at(letter.account, letter.urgency) for letter in self._pool))
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
        rest = [Outcome(letter, Fate.UNTRIED) for letter in self._pool.take()]
        self.answers.give_up()
        if outcomes := self._unwritten.take() + rest:
            now, owner = self._tools.clock.now(), self._tools.owner
            await self._tools.sessions(lambda session: write(session, outcomes, owner, now))
