"""An event loop whose clock runs fast: what takes minutes, over real sockets and threads, takes seconds.

Time-outs, pauses and paces all go by the loop's clock, so they keep their proportions. Unlike in virtual
time the machine's own time counts, `speed` times over: leave the time-outs room.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


class _Hurried(selectors.DefaultSelector):
    """Waits only a part of the time."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / self._speed)


class FastLoop(asyncio.SelectorEventLoop):
    """A loop that starts at zero seconds and runs `speed` times as fast as the machine's clock."""

    def __init__(self, speed: float) -> None:
        self._speed, self._began = speed, time.monotonic()
        super().__init__(_Hurried(speed))

    def time(self) -> float:
        return (time.monotonic() - self._began) * self._speed


class LoopClock:
    """A clock that shows the time of the loop it is made in, counted from `start`; it can be set forward."""

    def __init__(self, start: datetime) -> None:
        self._start, self._loop = start, asyncio.get_running_loop()

    def now(self) -> datetime:
        """The moment it is, asked from any thread."""
        return self._start + timedelta(seconds=self._loop.time())

    def advance(self, seconds: float) -> None:
        """Set it forward, which no time-out notices."""
        self._start += timedelta(seconds=seconds)


def run(main: Coroutine[Any, Any, T], speed: float) -> T:
    """What `main` returns, run in a loop of fast time."""
    with asyncio.Runner(loop_factory=lambda: FastLoop(speed)) as runner:
        return runner.run(main)
