"""A small world around the web chat: a database, a core that talks back, and a real server."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from sqlalchemy import update
from starlette.applications import Starlette

from bot.channels.base import Arrival, Busy, SendError
from bot.channels.web.channel import WebChat
from bot.channels.web.demo_routes import DemoState, Due, Phone, demo_routes
from bot.channels.web.links import Links
from bot.channels.web.needs import Result
from bot.channels.web.routes import routes
from bot.channels.web.site import site
from bot.clock import SetClock
from bot.work import Work
from handlers.messages import Button, Message, Sheet
from storage.database import Database
from storage.people import Person, make_link_key
from storage.photos import MissingPhotoError

START = datetime(2019, 3, 7, 9, 30, tzinfo=UTC)

#: The smallest PNG there is: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f"
    "00050001ffa72fcf900000000049454e44ae426082"
)


#: The link key of everybody in the world, at first.
KEY = "a-link-key"


class Core:
    """Answers what a test told it to, or with an echo. `busy` and `broken` count down the refusals."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.photos: list[bytes] = []
        self.answers: dict[str, Message] = {}
        self.seen: set[str] = set()
        self.busy = self.broken = 0
        self.silent = False
        self.chat: WebChat

    async def receive(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)
        if self.busy:
            self.busy -= 1
            raise Busy
        if self.broken:
            self.broken -= 1
            raise RuntimeError("the core broke, as the test wants it")
        for file in arrival.files:
            with suppress(SendError, ValueError):
                self.photos.append(await self.chat.fetch(file))
        if self.silent or arrival.inbound.update_id in self.seen:
            return
        self.seen.add(arrival.inbound.update_id)
        said = arrival.inbound.pressed or arrival.inbound.text or f"{len(arrival.files)} photos"
        await self.chat.send(arrival.inbound.address.account, self.answers.get(said, echo(said)), [])


def echo(said: str) -> Message:
    return Message(text=f"echo {said}")


class Demo:
    """A clock that a test can watch."""

    def __init__(self, phones: tuple[Phone, ...]) -> None:
        self.now = START
        self.phones = phones
        self.due: Due | None = Due(START + timedelta(hours=20), "提醒：周五报送")
        self.offer = "代陈队长填报“清洁河堤”"
        self.done: list[str] = []

    async def state(self) -> DemoState:
        return DemoState(self.now, self.due, self.phones, self.offer)

    async def next(self) -> None:
        self.done.append("next")
        if self.due:
            self.now, self.due = self.due.at, None

    async def advance(self, minutes: int) -> None:
        self.done.append(f"advance {minutes}")
        self.now += timedelta(minutes=minutes)

    async def file(self) -> None:
        self.done.append("file")
        self.offer = ""

    async def restart(self) -> None:
        self.done.append("restart")
        self.now = START


class World:
    """Persons 1 to 3 with their pages. `files` is what attachments are loaded from."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.work = Work(database)
        self.clock = SetClock(START)
        self.files: dict[str, bytes] = {}
        self.core = Core()
        self.links = Links("a secret of this test only")
        people = (("陈队长", "zh-CN"), ("团委 林老师", "zh-CN"), ("Ann Li", "en"))
        with database.begin() as session:
            for name, language in people:
                session.add(Person(name=name, language=language, link_key=KEY, created_at=START))
                session.flush()
        phones = tuple(
            Phone(title, name, self.path(n))
            for n, (title, name) in enumerate(
                (("服务队负责人", "陈队长"), ("团委", "林老师"), ("志愿者", "Ann")), start=1
            )
        )
        self.demo = Demo(phones)
        self.renew()

    def renew(self) -> None:
        """A process of the bot as it starts: nothing in memory, everything in the database."""
        self.chat = WebChat(self.work, self.clock, look_seconds=0.05)
        self.core.chat = self.chat
        served = [*routes(self.chat, self.links, self.load), *demo_routes(self.demo)]
        self.app = site(served, lifespan=self._life)

    async def load(self, source: str) -> bytes:
        if source not in self.files:
            raise MissingPhotoError(source)
        return self.files[source]

    def path(self, person_id: int) -> str:
        """The path of a person's page, until it is revoked."""
        return self.links.path(person_id, KEY)

    def revoke(self, person_id: int) -> None:
        with self.database.begin() as session:
            session.execute(update(Person).where(Person.id == person_id).values(link_key=make_link_key()))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The channel at work, as the bot's process runs it."""
        task = asyncio.create_task(self.chat.run(self.core.receive))
        await asyncio.sleep(0)
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        async with self.running():
            yield

    def close(self) -> None:
        self.work.close()


class Announced(uvicorn.Server):
    """Says when it takes connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Server:
    """The world's application on a real port, in a thread of its own; may be stopped and started again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.port = 0

    def start(self) -> Server:
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self.port = self._socket.getsockname()[1]
        config = uvicorn.Config(
            self.world.app, log_level="error", ws="none", lifespan="on", timeout_graceful_shutdown=1
        )
        self._server = Announced(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._server.ready.wait(10)
        return self

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._socket])

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.world.chat.bell.close)
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._socket.close()

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def tell(self, person_id: int, message: Message) -> None:
        self.do(self.world.chat.send(str(person_id), message, []))

    def link(self, person_id: int) -> str:
        return f"http://127.0.0.1:{self.port}{self.world.path(person_id)}"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def ask(
    text: str,
    *labels: str,
    controls: tuple[str, ...] = (),
    numbered: bool = True,
    expects: str = "choice",
    sheets: tuple[Sheet, ...] = (),
) -> Message:
    """A question with its options; each label is its value as well."""
    buttons = [Button(label=label, value=label) for label in labels]
    buttons += [Button(label=label, value=label, control=True) for label in controls]
    return Message.model_validate(
        {
            "text": text,
            "buttons": buttons,
            "numbered": numbered,
            "expects": expects,
            "attachments": sheets,
        }
    )
