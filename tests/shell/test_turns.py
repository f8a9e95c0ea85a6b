"""Turns that wait are committed together, and none has to pay for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from bot.channels.base import Arrival, Busy
from bot.clock import SetClock
from bot.media import Media
from bot.turns import MOST_WAITING, Turns
from bot.work import AwayError, Work
from handlers import hearing
from handlers.messages import Inbound
from handlers.turn import Turn
from storage.database import Database, Outage
from storage.outbox import Outbound
from storage.photos import PhotoFolder
from storage.runs import Seen
from tests.kit.scene import Scene
from tests.kit.stage import DOORS
from tests.shell.scripted import Stage

T = TypeVar("T")


class SomeWork(Work):
    """Counts its transactions, and can be away."""

    count = 0
    away = False
    total = False

    async def __call__(self, work: Callable[[Session], T]) -> T:
        self.count += 1
        if self.away:
            raise AwayError(Outage("away", self.total))
        return await super().__call__(work)


@pytest.fixture
async def work(database: Database) -> AsyncIterator[SomeWork]:
    work = SomeWork(database)
    yield work
    work.close()


@pytest.fixture
async def turns(database: Database, work: SomeWork, now: datetime, tmp_path: Path) -> AsyncIterator[Turns]:
    clock = SetClock(now)
    media = Media(PhotoFolder(tmp_path / "photos"), work, clock)
    turns = Turns(work, clock, media, DOORS, {}, Stage(database, now).delivery)
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


async def receive_all(turns: Turns, *arrivals: Arrival) -> list[BaseException | None]:
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
