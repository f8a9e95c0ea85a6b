"""The bot as a process that is started, killed at a moment chosen beforehand, and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Literal, Self

from tests.kit.bot_api import Answer, Call, Refusal, Server
from tests.kit.bot_api.methods import METHODS
from tests.kit.bot_api.server import refuse
from tests.soak.nest import Nest
from tests.soak.process import LOG

#: A start takes about so long (seconds); how long a process lives at most when nothing springs its trap.
START_SECONDS, LIFE_SECONDS = 0.3, 2.5
#: What a trap may wait for, and how often it may have happened by then; by webhook nobody polls.
TRAPS = {"sendmessage": 150, "getupdates": 25, "answercallbackquery": 40, "getfile": 3, "sendphoto": 1}
#: Seconds after which the fake posts again what wasn't taken, at most: Telegram's minute would be too long.
LONGEST_PAUSE = 0.3


@dataclass(frozen=True)
class Moment:
    """When to kill: after `seconds`, or at the `count`-th call of a method, "before" Telegram takes it or
    "after", with the answer still on its way."""

    seconds: float
    method: str = ""
    count: int = 0
    side: Literal["before", "after"] = "after"


def choose_moment(dice: Random) -> Moment:
    """A quarter while it starts, the others at work: half of those by the clock, half by a call."""
    chance = dice.random()
    if chance < 0.25:
        return Moment(dice.uniform(0.0, START_SECONDS))
    if chance < 0.6:
        return Moment(START_SECONDS + dice.uniform(0.0, 1.5))
    method = dice.choices(list(TRAPS), weights=(8, 2, 1, 2, 1))[0]
    count = dice.randint(1, TRAPS[method])
    return Moment(LIFE_SECONDS, method, count, dice.choice(("before", "after")))


class Trap:
    """Stands before the fake, and springs at a call."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._moment = Moment(0)
        self._left = 0
        self.sprung = asyncio.Event()
        server.troubles.append(self)

    def set(self, moment: Moment, process: int, blow: signal.Signals = signal.SIGKILL) -> None:
        """Wait for that call, and strike that process."""
        self._moment, self._left, self._process, self._blow = moment, moment.count, process, blow
        self.sprung.clear()

    def clear(self) -> None:
        """Let everything pass."""
        self._left = 0

    async def __call__(self, call: Call) -> Answer | None:
        """See `tests.kit.bot_api.server.Trouble`."""
        if self._left == 0 or call.method != self._moment.method:
            return None
        self._left -= 1
        if self._left:
            return None
        answer = await self._take(call) if self._moment.side == "after" else Answer(500, {"ok": False})
        os.kill(self._process, self._blow)
        self.sprung.set()
        return answer

    async def _take(self, call: Call) -> Answer:
        try:
            return Answer(200, {"ok": True, "result": await METHODS[call.method](self._server, call)})
        except Refusal as refusal:
            return refuse(refusal)


def free_port() -> int:
    """One that each process can listen on in turn."""
    with socket.create_server(("127.0.0.1", 0)) as port:
        return int(port.getsockname()[1])


async def pause_shortly(seconds: float) -> None:
    """Wait, but not for long; for a fake whose bot is killed."""
    await asyncio.sleep(min(seconds, LONGEST_PAUSE))


class Keeper:
    """Starts the bot on a folder, one process after another."""

    def __init__(self, server: Server, folder: Path, *, webhook: bool = False) -> None:
        self.log = folder / LOG
        self._server, self._folder = server, folder
        self._port = [str(free_port())] if webhook else []
        self._trap = Trap(server)

    async def __aenter__(self) -> Self:
        self._nest = Nest("tests.soak.process", self._server.url, str(self._folder), *self._port)
        await self._nest.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._nest.close()

    async def live_until(self, moment: Moment, shift: float) -> int:
        """Start it, and kill it then; its status, which is that of a process that was killed."""
        child = await self._nest.begin(str(shift))
        self._trap.set(moment, child)
        ended = asyncio.create_task(self._nest.ended())
        await asyncio.wait([ended], timeout=moment.seconds)
        if not ended.done():
            os.kill(child, signal.SIGKILL)
        self._trap.clear()
        return await ended

    async def live_through(self, shift: float, enough: asyncio.Event) -> int:
        """Start it, and tell it to stop when that is enough; its status."""
        child = await self._nest.begin(str(shift))
        ended, told = asyncio.create_task(self._nest.ended()), asyncio.create_task(enough.wait())
        await asyncio.wait([ended, told], return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not ended.done():
            os.kill(child, signal.SIGTERM)
        return await ended
