"""What every measured bot does beside its work: it says that it is there, and what CPU time it took."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from time import process_time
from types import MappingProxyType
from typing import TypeAlias

#: What a bot does when it is told to, by the word for it.
Orders: TypeAlias = Mapping[str, Callable[[], Awaitable[None]]]
NONE: Orders = MappingProxyType({})


async def obey(parts: Mapping[str, float] | None = None, orders: Orders = NONE) -> None:
    """Say "ready", then, for each line that comes in, do what it orders, if anything, and tell the CPU
    seconds used so far, until none comes: all of the process as "all", and those of its parts, where they
    are known."""
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        if order := orders.get(line.strip()):
            await order()
        print(json.dumps({"all": process_time(), **(parts or {})}), flush=True)
