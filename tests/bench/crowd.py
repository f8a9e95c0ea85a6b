"""Telegram and all its leaders in one process: the fake Bot API, and those who fill the form at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import repeat
from math import inf
from time import perf_counter

from tests.bench.talk import RECEIPT, TALK, Line
from tests.kit.bot_api import Person, Server, Shown

#: Seconds within which a whole round must be over; only a bot that has stopped answering takes so long.
PATIENCE = 300.0
#: Where the accounts of the leaders begin.
FIRST_ACCOUNT = 1000


class TalkError(Exception):
    """A leader was not answered as the talk has it."""


def accounts(leaders: int) -> range:
    """The Telegram accounts of so many leaders."""
    return range(FIRST_ACCOUNT, FIRST_ACCOUNT + leaders)


class Leader:
    """Someone with a phone, who fills the form over and over; `place` is the next line of the talk."""

    def __init__(self, person: Person) -> None:
        self.person, self.place = person, 0
        self.shown: Shown | None = None

    async def go_on(self, moments: Iterable[float]) -> list[float]:
        """Say the next line at each of these moments (of `perf_counter`), or when the last was answered, if
        that is later; how many seconds each answer took, counted from the moment if it has passed."""
        latencies = []
        for moment in moments:
            began = await _begin(moment)
            await self._say(TALK[self.place])
            latencies.append(perf_counter() - began)
            self.place = (self.place + 1) % len(TALK)
        return latencies

    async def _say(self, line: Line) -> None:
        if line.press:
            self.person.press(line.words, self.shown)
        else:
            self.person.say(line.words)
        self.shown = await self.person.chat.heard.get()
        at_end = self.place == len(TALK) - 1
        if (at_end and RECEIPT not in self.shown.text) or self.person.unheard():
            raise TalkError(f"{self.person.id} got {self.shown}, and {self.person.unheard()} messages more")


async def play(leaders: Sequence[Leader]) -> list[float]:
    """All fill the form at once, each saying the next thing when the last was answered."""
    return await _together((leader, repeat(-inf, len(TALK))) for leader in leaders)


async def spread(leaders: Sequence[Leader]) -> None:
    """Bring them to different lines, so that they don't all submit at the same time."""
    await _together((leader, repeat(-inf, place % len(TALK))) for place, leader in enumerate(leaders))


async def play_at(leaders: Sequence[Leader], moments: Sequence[float]) -> list[float]:
    """One line at each moment, of one leader after the other."""
    count = len(leaders)
    return await _together((leader, moments[place::count]) for place, leader in enumerate(leaders))


async def _together(talks: Iterable[tuple[Leader, Iterable[float]]]) -> list[float]:
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        talking = [tasks.create_task(leader.go_on(moments)) for leader, moments in talks]
    return [latency for task in talking for latency in task.result()]


async def _begin(moment: float) -> float:
    """When the waiting for an answer begins: now, or at that moment, even if it has passed already."""
    now = perf_counter()
    if now >= moment:
        return now if moment == -inf else moment
    await asyncio.sleep(moment - now)
    return perf_counter()


def invite(server: Server, leaders: int) -> list[Person]:
    """The leaders, with their phones."""
    return [server.person(account, f"领队{account}", "zh-hans") for account in accounts(leaders)]
