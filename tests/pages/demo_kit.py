"""The real demo, served from a thread with a loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from bot.demo import run_demo
from bot.serving import open_port


class Served:
    """The demo at `address`."""

    def __init__(self) -> None:
        self._port = open_port("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._port.getsockname()[1]}"
        self._begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._begun.wait(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._begun.set()
        await run_demo(self._port, self._stop, typing_seconds=0.0)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(15)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def demo() -> Iterator[Served]:
    served = Served()
    yield served
    served.stop()
