"""Two bots whose turns wait for each other in a circle: PostgreSQL ends one of them, and nobody notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Barrier, Event, get_ident
from time import monotonic

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection, ExceptionContext

from bot.channels.base import Arrival
from bot.clock import SetClock
from bot.delivery import Delivery
from bot.media import Media
from bot.turns import Turns
from bot.work import Work
from handlers.messages import Inbound
from storage.database import Database
from storage.outbox import Outbound
from storage.photos import PhotoFolder
from storage.reports import Report
from storage.runs import Seen
from tests.kit.between import waiting
from tests.kit.scene import Scene, said
from tests.kit.stage import DOORS
from tests.shell.scripted import ScriptedChannel

DEADLOCK = "40P01"
PATIENCE = 30.0


class Collisions:
    """What PostgreSQL said to those whose transactions it ended."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def hear(self, context: ExceptionContext) -> None:
        """Told by an engine."""
        self.said.append(str(getattr(context.original_exception, "sqlstate", None)))


@pytest.fixture
def collisions() -> Collisions:
    return Collisions()


@pytest.fixture
def scene(postgres: Database) -> Scene:
    """Two teams have reported: 1 is 李明's, 2 is 陈静's."""
    scene = Scene(postgres)
    scene.open()
    scene.report("李明")
    scene.report("陈静")
    return scene


@pytest.fixture
def second(postgres: Database) -> Iterator[Database]:
    """Another bot's way to the same database."""
    database = Database(postgres.url)
    yield database
    database.dispose()


@asynccontextmanager
async def bot(database: Database, scene: Scene, folder: Path, heard: Collisions) -> AsyncIterator[Turns]:
    async def load(source: str) -> bytes:
        raise FileNotFoundError(source)

    event.listen(database.engine, "handle_error", heard.hear)
    work, clock, channel = Work(database), SetClock(scene.now), ScriptedChannel("web")
    media = Media(PhotoFolder(folder), work, clock)
    turns = Turns(work, clock, media, DOORS, {}, Delivery({"web": channel}, work, clock, load))
    running = asyncio.create_task(turns.run())
    yield turns
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    work.close()


def arrival(scene: Scene, who: str, line: str) -> Arrival:
    return Arrival(Inbound(scene.address(who), f"last-{who}", text=line))


def answers(scene: Scene) -> dict[str, str]:
    """What was answered last to each."""
    return {row.key.rpartition("-")[2]: row.body["text"] for row in scene.rows(Outbound) if "last" in row.key}


def wait_once(database: Database, barrier: Barrier) -> None:
    """Whoever locks a report first here waits until the other has locked one too."""
    waited = set[int]()

    def wait(_: Connection, __: object, statement: str, *___: object) -> None:
        if "FROM reports" in statement and "FOR NO KEY UPDATE" in statement and not waited:
            waited.add(get_ident())
            barrier.wait(PATIENCE)

    event.listen(database.engine, "after_cursor_execute", wait)


async def test_batches_that_lock_the_same_reports_in_other_orders(
    scene: Scene, second: Database, tmp_path: Path, collisions: Collisions
) -> None:
    barrier = Barrier(2)
    for database in (scene.database, second):
        wait_once(database, barrier)
    async with (
        bot(scene.database, scene, tmp_path, collisions) as here,
        bot(second, scene, tmp_path, collisions) as there,
        asyncio.timeout(PATIENCE),
    ):
        await asyncio.gather(
            here.receive(arrival(scene, "李明", "/withdraw 1")),
            here.receive(arrival(scene, "陈静", "/withdraw 2")),
            there.receive(arrival(scene, "吴刚", "/accept 2")),
            there.receive(arrival(scene, "周敏", "/accept 1")),
        )
    assert DEADLOCK in collisions.said
    assert [row.fault for row in scene.rows(Seen) if "last" in row.update_id] == [None] * 4
    told, states = answers(scene), [row.state for row in scene.rows(Report)]
    for leader, organizer, state, number in zip(
        ("李明", "陈静"), ("周敏", "吴刚"), states, ("LF19-0001", "LF19-0002"), strict=True
    ):
        withdrawn = told[leader].startswith(said("report-withdrawn", number=number))
        accepted = told[organizer].startswith("✓ 已通过")
        assert (state, withdrawn, accepted) in (("withdrawn", True, False), ("accepted", False, True))


def stand_in_the_way(database: Database, ready: Event, collisions: Collisions, times: int) -> None:
    """Hold what a report has settled, and ask for the report whenever somebody waits for that."""
    owed = text("SELECT id FROM obligations WHERE report_id = 1 FOR UPDATE")
    report = text("SELECT id FROM reports WHERE id = 1 FOR UPDATE")
    with database.engine.connect() as connection:
        # The other one finds out first, and is ended.
        connection.execute(text(f"SET deadlock_timeout = '{PATIENCE:.0f}s'"))
        connection.execute(owed)
        ready.set()
        until = monotonic() + PATIENCE
        while len(collisions.said) < times and monotonic() < until:
            if waiting(database):
                asked = connection.begin_nested()
                connection.execute(report)
                asked.rollback()


async def test_a_turn_that_collides_by_itself_too_is_taken_once_more(
    scene: Scene, second: Database, tmp_path: Path, collisions: Collisions
) -> None:
    ready = Event()
    # In a batch, and then by itself.
    in_the_way = asyncio.create_task(asyncio.to_thread(stand_in_the_way, second, ready, collisions, 2))
    await asyncio.to_thread(ready.wait, PATIENCE)
    async with bot(scene.database, scene, tmp_path, collisions) as turns, asyncio.timeout(PATIENCE):
        await turns.receive(arrival(scene, "李明", "/withdraw 1"))
        await in_the_way
    assert collisions.said == [DEADLOCK, DEADLOCK]
    assert answers(scene)["李明"].startswith(said("report-withdrawn", number="LF19-0001"))
    assert scene.rows(Seen)[-1].fault is None
