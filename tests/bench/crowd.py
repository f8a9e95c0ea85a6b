"""Telegram and all its leaders in one process: the fake Bot API, and those who fill the form at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import repeat
from math import inf
from time import perf_counter

from tests.bench.talk import RECEIPT, TALK
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


async def play(people: Sequence[Person], moments: Sequence[float] = ()) -> list[float]:
    """All fill the form at once; how many seconds each answer took.

    Each says the next thing when the last was answered, or, if there are `moments` (of `perf_counter`),
    at their time, one person after the other: whoever is still waiting then is late, and that counts.
    """
    latencies: list[float] = []
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        for place, person in enumerate(people):
            tasks.create_task(_fill(person, latencies, moments[place :: len(people)]))
    return latencies


async def _fill(person: Person, latencies: list[float], moments: Sequence[float]) -> None:
    shown: Shown | None = None
    for line, moment in zip(TALK, moments or repeat(-inf), strict=False):
        began = await _begin(moment)
        if line.press:
            person.press(line.words, shown)
        else:
            person.say(line.words)
        shown = await person.chat.heard.get()
        latencies.append(perf_counter() - began)
    if shown is None or RECEIPT not in shown.text or person.unheard():
        raise TalkError(f"{person.id} got {shown} in the end, and {person.unheard()} messages more")


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
