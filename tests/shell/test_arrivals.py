"""From an arrival to its turn: in order, once, with its photos, and whoever else brings something odd."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

import handlers.dispatch
from bot.channels.base import Arrival, Channel, RemoteFile
from bot.clock import Clock, SetClock
from bot.delivery import Delivery
from bot.media import Media
from bot.turns import Turns
from bot.work import Work
from handlers.messages import Address, Inbound, Photo, Text
from storage.database import Database
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.photos import MissingPhotoError
from storage.runs import Run, Seen
from tests.kit.scene import Scene, said
from tests.kit.stage import DOORS


class Ear(Delivery):
    """A delivery that doesn't run: which channels were woken."""

    def __init__(self, work: Work, clock: Clock) -> None:
        super().__init__({}, work, clock, _load_nothing)
        self.woken: list[str] = []

    def wake(self, *channels: str) -> None:
        self.woken += channels


async def _load_nothing(source: str) -> bytes:
    raise MissingPhotoError(source)


@dataclass
class Camera:
    """Stands for the photos: gives what it was told to give."""

    gives: tuple[Photo | Text, ...] = ()
    asked: int = 0

    async def take(self, channel: Channel, files: tuple[RemoteFile, ...]) -> tuple[Photo | Text, ...]:
        self.asked += 1
        return self.gives


@dataclass
class Desk:
    """Turns that run on a county."""

    scene: Scene
    turns: Turns
    ear: Ear
    camera: Camera

    def arrival(self, who: str, words: str = "", update: str = "", files: int = 0) -> Arrival:
        update = update or f"{who}{words}"
        inbound = Inbound(self.scene.address(who), update, text=words)
        return Arrival(inbound, tuple(RemoteFile(str(n)) for n in range(files)))

    async def hear(self, who: str, words: str = "", **more: object) -> None:
        async with asyncio.timeout(10):
            await self.turns.receive(self.arrival(who, words, **more))  # type: ignore[arg-type]  # by name

    def replies(self) -> list[str]:
        return [row.body["text"] for row in self.scene.rows(Outbound)]


@asynccontextmanager
async def desk(database: Database) -> AsyncIterator[Desk]:
    scene = Scene(database)
    scene.open()
    work, clock, camera = Work(database), SetClock(scene.now), Camera()
    ear = Ear(work, clock)
    channels = cast(dict[str, Channel], {"web": None})
    turns = Turns(work, clock, cast(Media, camera), DOORS, channels, ear)
    running = asyncio.create_task(turns.run())
    try:
        yield Desk(scene, turns, ear, camera)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        work.close()


async def test_a_turn_is_committed_when_it_is_confirmed(database: Database) -> None:
    async with desk(database) as here:
        await here.hear("李明", "/help")
        assert said("help-intro") in here.replies()[0]
        assert here.ear.woken == ["web"]


async def test_one_person_is_heard_in_order(database: Database) -> None:
    lines = ["/report 3.1.activity", "生态环保", "护河清洁", "星湖义工队", "西江边"]
    async with desk(database) as here:
        async with asyncio.timeout(10):
            await asyncio.gather(*(here.turns.receive(here.arrival("李明", line)) for line in lines))
        (run,) = here.scene.rows(Run)
        assert run.body["answers"] == {
            "category": "environment",
            "title": "护河清洁",
            "host": "星湖义工队",
            "place": "西江边",
        }
        assert here.turns._lanes == {}, "nothing is left of a lane that is empty"


async def test_the_same_update_twice_at_once_is_one_turn(database: Database) -> None:
    async with desk(database) as here:
        async with asyncio.timeout(10):
            twice = [here.arrival("李明", "/report 3.1.activity", update="7") for _ in range(2)]
            await asyncio.gather(*(here.turns.receive(one) for one in twice))
        assert len(here.replies()) == len(here.scene.rows(Run)) == len(here.scene.rows(Seen)) == 1


async def test_one_person_on_two_channels_at_once(database: Database) -> None:
    """Both messages may share a transaction; both are taken."""
    async with desk(database) as here:
        await here.hear("李明", "/report 3.1.activity")
        await here.hear("李明", "生态环保")
        other = Inbound(Address("console", here.scene.address("李明").account), "c1", text="护河清洁")
        async with asyncio.timeout(10):
            await asyncio.gather(
                here.turns.receive(Arrival(other)), here.turns.receive(here.arrival("李明", "星湖义工队"))
            )
        (run,) = here.scene.rows(Run)
        assert set(run.body["answers"].values()) == {"environment", "护河清洁", "星湖义工队"}


async def test_a_message_that_cannot_be_taken_at_all_spoils_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the apology could be written, and it is brought again and again."""
    take, together = handlers.dispatch.take, handlers.dispatch.take_together

    def one(session: Session, **given: Any) -> object:
        _refuse_poison([given["inbound"]])
        return take(session, **given)

    def many(session: Session, **given: Any) -> object:
        _refuse_poison(given["inbounds"])
        return together(session, **given)

    monkeypatch.setattr("bot.turns.take", one)
    monkeypatch.setattr("bot.turns.take_together", many)
    async with desk(database) as here:
        arrivals = [
            here.arrival("李明", "poison"),
            here.arrival("王芳", "/hours"),
            here.arrival("陈静", "/mine"),
        ]
        async with asyncio.timeout(10):
            ended = await asyncio.gather(
                *(here.turns.receive(one) for one in arrivals), return_exceptions=True
            )
        assert [type(one) for one in ended] == [ValueError, type(None), type(None)]
        assert len(here.replies()) == 2


def _refuse_poison(inbounds: list[Inbound]) -> None:
    if any(inbound.text == "poison" for inbound in inbounds):
        raise ValueError("poison")


async def test_photos_are_fetched_first_and_their_refusals_told(database: Database) -> None:
    async with desk(database) as here:
        await here.hear("李明", "/report 3.1.activity")
        here.camera.gives = (Photo("a" * 64), Text("photo-broken"))
        await here.hear("李明", "", files=2)
        assert said("form-photos-taken", count=1) in here.replies()[-1]
        assert said("photo-broken") in here.replies()[-1]
        assert here.camera.asked == 1


async def test_who_goes_away_meanwhile_is_taken_all_the_same(database: Database) -> None:
    """The page is closed while its message is on the way: nobody waits, but nothing is lost."""
    async with desk(database) as here:
        waiting = asyncio.create_task(here.turns.receive(here.arrival("周敏", "/newteam 2")))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await here.hear("王芳", "/hours")
        await here.hear("周敏", "城西义工队")
        assert "城西义工队" in [row.name for row in here.scene.rows(Organisation)]
