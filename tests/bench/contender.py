"""What every measured bot does beside its work: it says that it is there, and what CPU time it took."""

from __future__ import annotations

import asyncio
import sys
from time import process_time


async def obey() -> None:
    """Say "ready", then the CPU seconds used so far for each line that comes in, until none comes."""
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(process_time(), flush=True)
