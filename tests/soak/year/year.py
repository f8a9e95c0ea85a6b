"""A year of a county in several bots that are killed and stopped, compared with a year of one in peace."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from pathlib import Path
from random import Random

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.delivery import LEASE
from storage.campaigns import Obligation
from storage.database import Database
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.sending import REPEAT_AFTER
from tests.kit.bot_api import Server
from tests.soak import checks
from tests.soak.killing import Moment, Trap
from tests.soak.nest import Nest
from tests.soak.year.county import BEGINS_AT, GROUPS, Plan, act, names, settle, written
from tests.soak.year.process import LOG, SharedClock

#: All that is due takes so long (seconds) at most; only bots that hang take longer.
QUIET_SECONDS = 30.0
LOOK_SECONDS = 0.02
#: Among how many calls, and within how many seconds after the clock was moved, a blow may come.
MOST_CALLS, MOST_SECONDS = 24, 0.4
#: How often the clock may be moved on for what is in doubt.
MOST_REPEATS = 6


@dataclass
class Outcome:
    """What happened, and what was wrong with it."""

    moments: int = 0
    kills: int = 0
    stops: int = 0
    states: dict[str, int] = field(default_factory=dict)
    unknowable: checks.Unknowable = field(default_factory=lambda: checks.Unknowable(0, 0, 0))
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return (
            f"{self.moments} moments, {self.kills} kills, {self.stops} stops beyond the lease\n"
            f"outbox: {rows}; nobody can know of {self.unknowable.replies} replies and "
            f"{self.unknowable.reminders} reminders, {self.unknowable.twice} of which came twice"
        )


@dataclass
class Bot:
    """One of the processes."""

    nest: Nest
    number: int = 0

    async def start(self) -> None:
        self.number = await self.nest.begin()

    def strike(self, blow: signal.Signals) -> None:
        os.kill(self.number, blow)


class Year:
    """One run over an empty database with tables. The same seed makes the same choices."""

    def __init__(
        self, server: Server, database: Database, folder: Path, *, plan: Plan, weeks: int, seed: int
    ) -> None:
        self._server, self._database, self._folder = server, database, folder
        self._plan, self._seed, self._dice = plan, seed, Random(seed)
        self._clock = SharedClock(folder, BEGINS_AT)
        self._trap = Trap(server)
        self._outcome = Outcome(moments=len(plan.moments))
        with database.begin() as session:
            settle(session, weeks)
        with database.read() as session:
            for account, name in names(session).items():
                server.person(int(account), name, "zh-hans").chat.reachable = True
        for group in GROUPS:
            server.group(group, "群").chat.reachable = True

    async def live(self, *, bots: int, blows: int) -> Outcome:
        """So many bots, and about so many blows spread over the year."""
        address = self._database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        chance = blows / len(self._plan.moments)
        async with AsyncExitStack() as stack:
            self._bots = []
            for _ in range(bots):
                nest = Nest("tests.soak.year.process", self._server.url, address, str(self._folder))
                stack.push_async_callback(nest.close)
                await nest.open()
                self._bots.append(Bot(nest))
            for one in self._bots:
                await one.start()
            for moment in self._plan.moments:
                self._clock.move_to(moment)
                if self._dice.random() < chance:
                    await self._strike()
                await self._settle_doubts()
                act(self._database, moment, self._seed)
                await self._settle_doubts()
        self._look()
        return self._outcome

    async def _strike(self) -> None:
        """Kill one, or all, or stop one for longer than its lease; at a moment or at a call."""
        victims = self._bots if self._dice.random() < 0.1 else [self._dice.choice(self._bots)]
        if len(victims) == 1 and self._dice.random() < 0.5:
            await self._stop(victims[0])
            return
        await self._wait_for(victims[0], signal.SIGKILL)
        for one in victims[1:]:
            one.strike(signal.SIGKILL)
        for one in victims:
            self._outcome.kills += await one.nest.ended() == -signal.SIGKILL
        for one in victims:
            await one.start()

    async def _stop(self, victim: Bot) -> None:
        """It sees nothing of what the others do meanwhile, and goes on where it was."""
        self._outcome.stops += 1
        await self._wait_for(victim, signal.SIGSTOP)
        try:
            self._clock.move_to(self._clock.now() + LEASE + timedelta(seconds=1))
            if self._dice.random() < 0.7:
                await self._until_quiet()
            if self._dice.random() < 0.5:
                self._clock.move_to(self._clock.now() + REPEAT_AFTER)
                await self._until_quiet()
        finally:
            victim.strike(signal.SIGCONT)

    async def _wait_for(self, victim: Bot, blow: signal.Signals) -> None:
        """Strike it at the moment, or the call, that the dice say."""
        seconds = self._dice.uniform(0, MOST_SECONDS)
        count = self._dice.randint(1, MOST_CALLS) if self._dice.random() < 0.6 else 0
        moment = Moment(seconds, "sendmessage", count, self._dice.choice(("before", "after")))
        self._trap.set(moment, victim.number, blow)
        try:
            async with asyncio.timeout(seconds):
                await self._trap.sprung.wait()
        except TimeoutError:
            self._trap.clear()
            victim.strike(blow)

    async def _settle_doubts(self) -> None:
        """Everything is done; what may have arrived is repeated, which takes the time that it takes."""
        await self._until_quiet()
        for _ in range(MOST_REPEATS):
            if not self._doubted():
                return
            self._clock.move_to(self._clock.now() + REPEAT_AFTER + timedelta(minutes=1))
            await self._until_quiet()

    async def _until_quiet(self) -> None:
        """Wait until nothing is due. What stays undone is a fault."""
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                while self._under_way():  # noqa: ASYNC110 - what other processes do sets no event
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            self._outcome.faults.append(f"{self._clock.now()}: still under way: {self._under_way()}")

    def _under_way(self) -> dict[str, int]:
        """How much is due and not done."""
        now = self._clock.now()
        due = or_(Outbound.state == "sending", (Outbound.state == "waiting") & (Outbound.due_at <= now))
        asked = {
            "obligations": select(func.count()).where(Obligation.next_at <= now),
            "digests": select(func.count()).where(Organisation.next_digest_at <= now),
            "messages": select(func.count()).select_from(Outbound).where(due),
        }
        with self._database.read() as session:
            counts = {what: session.scalar(query) or 0 for what, query in asked.items()}
        return {what: count for what, count in counts.items() if count}

    def _doubted(self) -> int:
        with self._database.read() as session:
            waiting = select(func.count()).select_from(Outbound).where(Outbound.state == "waiting")
            return session.scalar(waiting) or 0

    def _look(self) -> None:
        sent = checks.delivered(self._server)
        with self._database.read() as session:
            states = select(Outbound.state, func.count()).group_by(Outbound.state)
            counted = session.execute(states)
            self._outcome.states = {state: count for state, count in counted}  # noqa: C416 - a row is no pair
            self._outcome.unknowable = checks.count_unknowable(session, sent)
            self._outcome.faults += chain(
                _compare(self._plan.written, written(session)),
                checks.check_outbox(session, sent),
                checks.check_reminders(session, sent),
                _check_order(session),
                _check_log(self._folder / LOG, self._outcome.stops),
            )


def _compare(wanted: Counter[tuple[str, str, str]], found: Counter[tuple[str, str, str]]) -> Iterator[str]:
    """Nothing is missing, nothing is there twice."""
    yield from (f"missing {count} × {line}" for line, count in (wanted - found).items())
    yield from (f"too many: {count} × {line}" for line, count in (found - wanted).items())


def _check_order(session: Session) -> Iterator[str]:
    """Each account got what is sure to have arrived in the order in which it was written."""
    where = (Outbound.state == "sent", Outbound.doubted.is_(False))
    last: dict[str, Outbound] = {}
    for row in session.scalars(select(Outbound).where(*where).order_by(Outbound.id)):
        before = last.get(row.account)
        if before is not None and int(before.platform_id or 0) > int(row.platform_id or 0):
            yield f"{row.account}: {row.key} came before {before.key}"
        last[row.account] = row


def _check_log(file: Path, stops: int) -> Iterator[str]:
    """No complaint, but that PostgreSQL ended the transaction in which a bot was stopped; if it was reading
    row by row, the pool complains too, with a traceback, that it can't close the cursor."""
    ended, closing = 0, False
    for line in checks.check_log(file):
        closing, was_closing = "Error closing cursor" in line, closing
        if "name=bot.work" in line and "can't be used to" in line:
            ended += 1
        elif not closing and not (was_closing and "Traceback" in line):
            yield line
    if ended > stops:
        yield f"{ended} transactions were ended, and only {stops} times was a bot stopped"
