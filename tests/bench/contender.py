"""What every measured bot does beside its work: it says that it is there, and what CPU time it took."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from time import process_time


async def obey(parts: Mapping[str, float] | None = None) -> None:
    """Say "ready", then the CPU seconds used so far for each line that comes in, until none comes: all of
    the process as "all", and those of its parts, where they are known."""
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps({"all": process_time(), **(parts or {})}), flush=True)
