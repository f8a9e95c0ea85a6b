"""A crowd, a bot that is killed again and again, and what is true in the end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from handlers.messages import Role
from handlers.people.founding import add_person
from storage.database import Database
from storage.migrations import migrate
from storage.organisations import Group, Organisation
from storage.outbox import Outbound
from storage.people import reach
from storage.photos import StoredPhoto
from storage.reports import Report
from storage.runs import Seen
from tests.bench.crowd import invite
from tests.bench.talk import BEGINS_AT
from tests.bench.yidong import settle
from tests.kit.bot_api import Call, Server
from tests.kit.bot_api.queue import Pending
from tests.soak import checks
from tests.soak.crowd import Leader
from tests.soak.killing import Keeper, choose_moment

#: Moments at which reminders, lists of the missing, or summaries fall due; the clock is moved there by and
#: by, as if the bot had been down meanwhile.
DUE = tuple(
    datetime(2019, 3, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
    for day, hour, minute in (
        *((13, 9, 1), (14, 9, 1), (15, 9, 1), (18, 9, 1), (20, 9, 1), (21, 9, 1)),
        *((22, 9, 1), (25, 9, 1), (27, 9, 1), (28, 9, 1), (29, 9, 1), (31, 9, 1)),
    )
)
#: So many teams whose leaders never report: they are reminded, and stand on the lists.
SILENT = 25
ORGANIZER, GROUP = 900, -900
#: Longer than a lease, and than the wait before a reminder in doubt is repeated.
LATER = timedelta(minutes=12).total_seconds()
#: How often the bot is started in the end, until nothing is left to do.
MOST_ENDS = 4
#: So long (seconds) everything under way may take to be done.
QUIET_SECONDS = 30.0


@dataclass
class Outcome:
    """What was done, and what was wrong with it."""

    kills: int = 0
    turns: int = 0
    reports: int = 0
    nudges: int = 0
    photos: int = 0
    states: dict[str, int] = field(default_factory=dict)
    unknowable: checks.Unknowable = field(default_factory=lambda: checks.Unknowable(0, 0, 0))
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return (
            f"{self.kills} kills, {self.turns} messages taken, {self.reports} reports, {self.photos} photos\n"
            f"outbox: {rows}; nobody can know of {self.unknowable.replies} replies and "
            f"{self.unknowable.reminders} reminders, {self.unknowable.twice} of which came twice\n"
            f"{self.nudges} times a leader asked again for want of an answer"
        )


class Soak:
    """One run. The same seed makes the same choices; what they meet depends on the machine's speed."""

    def __init__(
        self,
        server: Server,
        folder: Path,
        *,
        leaders: int,
        seed: int,
        hurry: float,
        webhook: bool = False,
    ) -> None:
        self.folder = folder
        self.keeper = Keeper(server, folder, webhook=webhook)
        self._server = server
        self._dice = Random(seed)
        self._shift = (BEGINS_AT - datetime.now(UTC)).total_seconds()
        self._pushed: list[str] = []
        self._begins = "setwebhook" if webhook else "getupdates"
        self._bring, server.queue.pushed = server.queue.pushed, self._note
        people = invite(server, leaders + SILENT)
        for person in people:
            person.chat.reachable = True
        server.person(ORGANIZER, "周敏", "zh-hans").chat.reachable = True
        server.group(GROUP, "志愿者联合会").chat.reachable = True
        self.leaders = [Leader(person, seed, hurry) for person in people[:leaders]]
        self._database = Database(f"sqlite:///{folder / 'yidong.db'}")
        self._settle(leaders + SILENT)

    async def run(self, kills: int) -> Outcome:
        """Kill so often, then let everybody come to an end, and look."""
        async with self.keeper:
            outcome = await self._kill(kills)
        self._look(outcome)
        return outcome

    async def _kill(self, kills: int) -> Outcome:
        over, outcome = asyncio.Event(), Outcome()
        crowd = [asyncio.create_task(leader.report_on(over)) for leader in self.leaders]
        for number in range(kills):
            self._move_on(number, kills)
            status = await self.keeper.live_until(choose_moment(self._dice), self._shift)
            outcome.kills += status == -signal.SIGKILL
        outcome.faults += [str(fault) for fault in await self._end(over, crowd)]
        return outcome

    def _note(self, update: Pending) -> None:
        self._pushed.append(str(update.id))
        self._bring(update)

    def _settle(self, teams: int) -> None:
        migrate(self._database)
        with self._database.begin() as session:
            settle(session, BEGINS_AT, teams)
            city = session.scalars(select(Organisation).order_by(Organisation.id)).first()
            assert city is not None
            organizer = add_person(session, BEGINS_AT, "周敏", Role.ORGANIZER, city)
            reach(session, organizer, "telegram", str(ORGANIZER), BEGINS_AT)
            where = {"channel": "telegram", "account": str(GROUP)}
            session.add(Group(organisation_id=city.id, bound_by=organizer.id, **where))

    def _move_on(self, number: int, kills: int) -> None:
        """The clock at that start: most often nobody noticed that the bot was away."""
        every = max(1, kills // len(DUE))
        if number % every == every // 2 and number // every < len(DUE):
            ahead = (DUE[number // every] - datetime.now(UTC)).total_seconds()
            self._shift = max(self._shift, ahead)
        elif self._dice.random() < 0.2:
            self._shift += self._dice.uniform(1, 200)

    async def _end(self, over: asyncio.Event, crowd: list[asyncio.Task[None]]) -> list[BaseException]:
        """The leaders stop; what is under way is delivered, and what is in doubt is repeated."""
        over.set()
        faults: list[BaseException] = []
        async with self._living(faults):
            faults += [fault for fault in await asyncio.gather(*crowd, return_exceptions=True) if fault]
            await self._until(lambda: not self._server.queue.waiting)
        for path in self.folder.rglob("*.part"):
            os.utime(path, (0, 0))  # as if its process had died long ago
        for _ in range(MOST_ENDS):
            self._shift += LATER
            async with self._living(faults):
                await self._until(lambda: not self._under_way(self._now()))
            if not self._under_way(datetime.max.replace(tzinfo=UTC)):
                break
        return faults

    @asynccontextmanager
    async def _living(self, faults: list[BaseException]) -> AsyncIterator[None]:
        """The bot is at work meanwhile, and ends as it is told."""
        enough, asked = asyncio.Event(), asyncio.Event()

        async def watch(call: Call) -> None:
            if call.method == self._begins:
                asked.set()

        self._server.troubles.append(watch)
        living = asyncio.create_task(self.keeper.live_through(self._shift, enough))
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                await asked.wait()
            yield
        finally:
            enough.set()
            if status := await living:
                faults.append(RuntimeError(f"the bot ended with {status}"))

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Wait for it; what doesn't come is found by the checks."""
        with suppress(TimeoutError):
            async with asyncio.timeout(QUIET_SECONDS):
                while not holds():  # noqa: ASYNC110 - what another process does sets no event
                    await asyncio.sleep(0.1)

    def _now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._shift)

    def _under_way(self, by: datetime) -> int:
        """How many rows are to be delivered by then."""
        with self._database.read() as session:
            where = (Outbound.state.in_(("waiting", "sending")), Outbound.due_at <= by)
            return session.scalar(select(func.count()).select_from(Outbound).where(*where)) or 0

    def _look(self, outcome: Outcome) -> None:
        sent = checks.delivered(self._server)
        filings = {leader.person.id: leader.filings for leader in self.leaders}
        with self._database.read() as session:
            outcome.turns = session.scalar(select(func.count()).select_from(Seen)) or 0
            outcome.reports = session.scalar(select(func.count()).select_from(Report)) or 0
            outcome.photos = session.scalar(select(func.count()).select_from(StoredPhoto)) or 0
            states = select(Outbound.state, func.count()).group_by(Outbound.state)
            outcome.states = {state: count for state, count in session.execute(states)}  # noqa: C416 - a row is no pair
            outcome.unknowable = checks.count_unknowable(session, sent)
            outcome.faults += chain(
                checks.check_updates(session, self._pushed, self._server.queue.waiting),
                checks.check_filings(session, filings),
                checks.check_photos(session, filings, self.folder / "photos"),
                checks.check_outbox(session, sent),
                checks.check_reminders(session, sent),
                checks.check_log(self.keeper.log),
                self._database.integrity(),
            )
        outcome.nudges = sum(leader.nudges for leader in self.leaders)
        self._database.dispose()
