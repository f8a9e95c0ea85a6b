"""A fake server, a channel against it, and a receiver that a test can hold back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from PIL import Image

from bot.channels.base import Arrival
from bot.channels.telegram.channel import Telegram
from tests.kit.bot_api import TOKEN, Answer, Call, Clock, Server, spec


async def soon(_: float) -> None:
    """Waiting, without the wait."""
    await asyncio.sleep(0)


class Receiver:
    """Takes arrivals; `gate` closed holds every turn back, `faults` are raised first, one a call."""

    def __init__(self) -> None:
        self.begun: list[Arrival] = []
        self.done: list[Arrival] = []
        self.faults: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._news = asyncio.Event()

    async def __call__(self, arrival: Arrival) -> None:
        self._tell(self.begun, arrival)
        if self.faults:
            raise self.faults.pop(0)
        await self.gate.wait()
        self._tell(self.done, arrival)

    async def until(self, fulfilled: Callable[[], bool]) -> None:
        """Wait for something that the arrivals bring about."""
        async with asyncio.timeout(5):
            while not fulfilled():
                self._news.clear()
                await self._news.wait()

    def _tell(self, arrivals: list[Arrival], arrival: Arrival) -> None:
        arrivals.append(arrival)
        self._news.set()

    @property
    def texts(self) -> list[str]:
        return [arrival.inbound.text for arrival in self.done]


@asynccontextmanager
async def running(channel: Telegram, receive: Callable[[Arrival], Awaitable[None]]) -> AsyncIterator[None]:
    """The channel at work, and stopped in the end."""
    task = asyncio.create_task(channel.run(receive))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def asked(server: Server, method: str) -> asyncio.Event:
    """Set once the method is called."""
    event = asyncio.Event()

    async def watch(call: Call) -> Answer | None:
        if call.method == method.lower():
            event.set()
        return None

    server.troubles.append(watch)
    return event


def picture(width: int = 40, height: int = 30, kind: str = "JPEG") -> bytes:
    """A small picture."""
    file = BytesIO()
    Image.new("RGB", (width, height), (width % 256, 90, 60)).save(file, kind)
    return file.getvalue()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[Server]:
    """The fake; where the Bot API's description is at hand, it judges all good requests in the end."""
    async with Server(clock=clock, seed=7, sleep=soon) as server:
        yield server
    assert spec.misfits(server.requests) == []


@pytest.fixture
async def channel(server: Server) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, base_url=server.url, timeout=5, grace=0.05, sleep=soon)
    yield channel
    await channel.close()
