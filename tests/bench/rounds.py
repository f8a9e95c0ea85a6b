"""Rounds of a bench: a fake Telegram, one bot in a process of its own, and the leaders who use it."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from tests.bench.crowd import Leader, TalkError, invite, play, play_at, spread
from tests.kit.bot_api import Server

ROOT = Path(__file__).parents[2]
#: So many of the leaders fill the form once before the clock runs.
WARM = 0.1


@dataclass(frozen=True, slots=True)
class Contender:
    """A bot: its name in the output, and what is run: `python -m MODULE URL LEADERS FOLDER [MODE]`."""

    name: str
    module: str
    mode: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """What was measured: seconds on the wall, CPU seconds of the bot ("all", and of its parts, if it tells
    them) and of the crowd, and how long each turn took from the leader's words to the bot's."""

    seconds: float
    cpu: Mapping[str, float]
    crowd_cpu: float
    latencies: Sequence[float]

    @property
    def turns(self) -> int:
        return len(self.latencies)

    @property
    def turns_per_second(self) -> float:
        return self.turns / self.seconds

    def cpu_ms(self, part: str = "all") -> float:
        """Of the bot, a turn."""
        return self.cpu[part] / self.turns * 1000

    @property
    def crowd_cpu_ms(self) -> float:
        return self.crowd_cpu / self.turns * 1000

    def latency_ms(self, part: float) -> float:
        """So many ms or less it took in that part of the turns."""
        return sorted(self.latencies)[int((self.turns - 1) * part)] * 1000


class Stage:
    """A bot at work, and the leaders who use it."""

    def __init__(self, leaders: Sequence[Leader], bot: asyncio.subprocess.Process) -> None:
        self.leaders, self._bot = leaders, bot

    async def warm_up(self) -> None:
        """A few fill the form once."""
        await play(self.leaders[: max(1, int(len(self.leaders) * WARM))])

    async def play(self) -> Round:
        """All fill the form once, each as soon as they are answered."""
        return await self._measure(lambda: play(self.leaders))

    async def play_open(self, moments: Callable[[], Sequence[float]]) -> Round:
        """Each says as many lines, in turn, at these moments; they are made when it begins."""
        await spread(self.leaders)
        return await self.play_some(self.leaders, moments)

    async def play_some(self, leaders: Sequence[Leader], moments: Callable[[], Sequence[float]]) -> Round:
        """The same of these leaders, from the line where each of them is."""
        return await self._measure(lambda: play_at(leaders, moments()))

    async def order(self, word: str) -> None:
        """Have the bot do what that word means to it (`tests.bench.contender.Orders`)."""
        await _ask(self._bot, word)

    async def _measure(self, talk: Callable[[], Awaitable[list[float]]]) -> Round:
        before, crowd_cpu, began = await _ask(self._bot, "cpu"), process_time(), perf_counter()
        latencies = await talk()
        seconds, after = perf_counter() - began, await _ask(self._bot, "cpu")
        used = {part: after[part] - before[part] for part in after}
        return Round(seconds, used, process_time() - crowd_cpu, latencies)


@asynccontextmanager
async def stage(contender: Contender, leaders: int) -> AsyncIterator[Stage]:
    """The bot, started with a fake Telegram, and warmed up."""
    async with Server(keep=False) as server, cold_stage(contender, server, leaders) as ready:
        await ready.warm_up()
        yield ready


@asynccontextmanager
async def cold_stage(contender: Contender, server: Server, leaders: int) -> AsyncIterator[Stage]:
    """The bot, started with that fake Telegram; nobody has said anything yet."""
    crowd = [Leader(person) for person in invite(server, leaders)]
    async with _started(contender, server.url, leaders) as bot:
        yield Stage(crowd, bot)


async def run_round(contender: Contender, leaders: int) -> Round:
    """Start the bot, let all leaders fill the form once, each as soon as they are answered, and stop it."""
    async with stage(contender, leaders) as ready:
        return await ready.play()


@asynccontextmanager
async def _started(contender: Contender, url: str, leaders: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot, with a folder to write to. It is killed in the end: none has anything left to do."""
    with tempfile.TemporaryDirectory() as folder:
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", contender.module, url, str(leaders), folder, *contender.mode),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            with _apart(bot.pid), _uncollected():
                if await _line(bot) != "ready":
                    raise TalkError(f"{contender.name} didn't start")
                yield bot
        finally:
            with suppress(ProcessLookupError):
                bot.kill()
            await bot.wait()


@contextmanager
def _apart(bot: int) -> Iterator[None]:
    """The bot on one core and we on another, where there are two and the system lets us say so (Linux):
    else they push each other about, which makes the figures jump."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        yield
        return
    os.sched_setaffinity(bot, cores[1:2])
    os.sched_setaffinity(0, cores[:1])
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Our garbage collector doesn't stop the crowd and the fake, for up to a second when it looks at all
    that they keep: the bot would seem to be slow."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


async def _line(bot: asyncio.subprocess.Process) -> str:
    assert bot.stdout is not None
    return (await bot.stdout.readline()).decode().strip()


async def _ask(bot: asyncio.subprocess.Process, word: str) -> dict[str, float]:
    """Have the bot do that; the CPU seconds that it has used so far, in all and in its parts."""
    assert bot.stdin is not None
    bot.stdin.write(f"{word}\n".encode())
    return dict(json.loads(await _line(bot)))
