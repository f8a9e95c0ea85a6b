"""Turns that wait are committed together, and none has to pay for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from bot.channels.base import Arrival, Busy, Ride
from bot.clock import SetClock
from bot.delivery import Delivery
from bot.media import Media
from bot.turns import MOST_WAITING, Turns
from bot.work import AwayError, Work
from handlers import hearing
from handlers.messages import Inbound
from handlers.turn import Turn
from storage.database import Database, Outage
from storage.outbox import Outbound
from storage.photos import MissingPhotoError, PhotoFolder
from storage.runs import Seen
from tests.kit.scene import Scene
from tests.kit.stage import DOORS
from tests.shell.scripted import ScriptedChannel

T = TypeVar("T")
SOME_TIME = datetime(2019, 3, 12, tzinfo=UTC)


class SomeWork(Work):
    """Counts its transactions, can be away, and says only when it may be `heard` that it has committed."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.heard = asyncio.Event()
        self.heard.set()

    count = 0
    away = False
    total = False

    async def __call__(self, work: Callable[[Session], T]) -> T:
        self.count += 1
        if self.away:
            raise AwayError(Outage("away", self.total))
        done = await super().__call__(work)
        await self.heard.wait()
        return done


@pytest.fixture
async def work(database: Database) -> AsyncIterator[SomeWork]:
    work = SomeWork(database)
    yield work
    work.close()


@pytest.fixture
def channel() -> ScriptedChannel:
    return ScriptedChannel("web")


@pytest.fixture
def delivery(work: SomeWork, now: datetime, channel: ScriptedChannel) -> Delivery:
    async def load(source: str) -> bytes:
        raise MissingPhotoError(source)

    return Delivery({"web": channel}, work, SetClock(now), load, poll_seconds=1e6)


@pytest.fixture
async def turns(work: SomeWork, now: datetime, tmp_path: Path, delivery: Delivery) -> AsyncIterator[Turns]:
    clock = SetClock(now)
    media = Media(PhotoFolder(tmp_path / "photos"), work, clock)
    turns = Turns(work, clock, media, DOORS, {}, delivery)
    task = asyncio.create_task(turns.run())
    yield turns
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def arrival(scene: Scene, who: str, words: str, number: int = 1) -> Arrival:
    return Arrival(Inbound(scene.address(who), f"{who}{number}", text=words))


async def receive_all(turns: Turns, *arrivals: Arrival) -> list[Ride | BaseException | None]:
    return await asyncio.gather(*(turns.receive(one) for one in arrivals), return_exceptions=True)


def replies(scene: Scene) -> dict[str, str]:
    return {row.key: row.body["text"] for row in scene.rows(Outbound)}


async def test_those_who_write_at_once_share_a_transaction(
    turns: Turns, work: SomeWork, scene: Scene
) -> None:
    done = await receive_all(turns, *(arrival(scene, who, "/help") for who in ("李明", "陈静", "王芳")))
    assert done == [None, None, None]
    assert len(replies(scene)) == 3
    assert work.count == 1


async def test_a_fault_spoils_nobody_elses_turn(
    turns: Turns, scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    route = hearing._route

    def broken(turn: Turn) -> object:
        if turn.person.name == "陈静":
            raise ZeroDivisionError
        return route(turn)

    monkeypatch.setattr(hearing, "_route", broken)
    done = await receive_all(turns, *(arrival(scene, who, "/help") for who in ("李明", "陈静", "王芳")))
    assert done == [None, None, None]
    assert [bool(row.fault) for row in scene.rows(Seen)] == [False, True, False]
    assert "ZeroDivisionError" in caplog.text


async def test_while_the_database_is_away_nobody_is_told_received(
    turns: Turns, work: SomeWork, scene: Scene
) -> None:
    work.away = True
    done = await receive_all(turns, *(arrival(scene, who, "/help") for who in ("李明", "陈静", "王芳")))
    assert [type(fault) for fault in done] == [AwayError] * 3
    assert work.count == 2, "the second try stands for all of them"
    work.total = True
    done = await receive_all(turns, *(arrival(scene, who, "/help") for who in ("李明", "陈静", "王芳")))
    assert [type(fault) for fault in done] == [AwayError] * 3
    assert work.count == 3, "nothing can be done with it at all"
    work.away = False
    assert await receive_all(turns, arrival(scene, "李明", "/help")) == [None]


async def test_one_persons_messages_are_taken_in_order_and_so_many_may_wait(
    turns: Turns, scene: Scene
) -> None:
    lines = [arrival(scene, "李明", f"第{number}句", number) for number in range(MOST_WAITING + 1)]
    done = await receive_all(turns, *lines)
    assert [type(fault) for fault in done if fault] == [Busy]
    ids = [row.update_id for row in scene.rows(Seen)]
    assert ids == [f"李明{number}" for number in range(MOST_WAITING)]


@asynccontextmanager
async def delivering(delivery: Delivery, work: SomeWork) -> AsyncIterator[None]:
    """The delivery is at work, and has looked once."""
    task = asyncio.create_task(delivery.run())
    while delivery.join(SOME_TIME, {}).hold.room["web"] == 0:  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(0)
    try:
        yield
    finally:
        work.heard.set()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def states(scene: Scene) -> list[str]:
    return [row.state for row in scene.rows(Outbound)]


async def until_held(scene: Scene) -> None:
    """Until the reply is written, of which nobody has heard."""
    async with asyncio.timeout(20):
        while states(scene) != ["sending"]:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0)


async def test_a_reply_is_written_as_held_and_sent(
    turns: Turns, work: SomeWork, scene: Scene, delivery: Delivery, channel: ScriptedChannel
) -> None:
    async with delivering(delivery, work):
        await receive_all(turns, *(arrival(scene, who, "/help") for who in ("李明", "陈静")))
        assert [row.claimed_at is not None for row in scene.rows(Outbound)] == [True, True]
    assert states(scene) == ["sent", "sent"]
    assert len(channel.sent) == 2


async def test_a_reply_is_given_to_who_can_answer_with_it(
    turns: Turns, work: SomeWork, scene: Scene, delivery: Delivery, channel: ScriptedChannel
) -> None:
    async with delivering(delivery, work):
        ride = await turns.receive(replace(arrival(scene, "李明", "/help"), answerable=True))
        assert ride is not None
        ride.end(written=True)
        again = await turns.receive(replace(arrival(scene, "陈静", "/help"), answerable=True))
        assert again is not None
        again.end(written=False)
        await turns.receive(arrival(scene, "王芳", "/help"))
    assert len(channel.texts) == 2 and ride.message.text not in channel.texts
    assert states(scene)[0] == "sent"


async def test_a_reply_for_who_has_gone_meanwhile_goes_by_itself(
    turns: Turns, work: SomeWork, scene: Scene, delivery: Delivery
) -> None:
    """The web server gives a request up while its turn is under way."""
    async with delivering(delivery, work):
        work.heard.clear()
        waiting = asyncio.create_task(
            turns.receive(replace(arrival(scene, "李明", "/help"), answerable=True))
        )
        await until_held(scene)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        work.heard.set()
        async with asyncio.timeout(20):
            while states(scene) != ["sent"]:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0)


async def test_a_turn_that_commits_while_all_ends_leaves_no_reply_behind(
    work: SomeWork, scene: Scene, delivery: Delivery, now: datetime, tmp_path: Path
) -> None:
    """Else it would be held by a process that is no more, and nobody would know whether it was sent."""
    media = Media(PhotoFolder(tmp_path / "photos"), work, SetClock(now))
    turns = Turns(work, SetClock(now), media, DOORS, {}, delivery)
    async with delivering(delivery, work):
        running = asyncio.create_task(turns.run())
        work.heard.clear()
        waiting = asyncio.create_task(turns.receive(arrival(scene, "李明", "/help")))
        await until_held(scene)
        running.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        assert not running.done(), "the delivery must not end before"
        work.heard.set()
        await asyncio.gather(running, return_exceptions=True)
    await waiting
    assert states(scene) in (["sent"], ["waiting"])
