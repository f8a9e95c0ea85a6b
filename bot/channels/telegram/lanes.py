"""One at a time for each person, in the order they came; different people side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lanes:
    """A lane for everyone who has something under way; an empty lane is forgotten."""

    def __init__(self) -> None:
        self._lanes: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        """Wait for the person's turn, first come first served, and hold it."""
        lock, waiting = self._lanes.get(person, (asyncio.Lock(), 0))
        self._lanes[person] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            _, waiting = self._lanes[person]
            if waiting == 1:
                del self._lanes[person]
            else:
                self._lanes[person] = (lock, waiting - 1)

    def __len__(self) -> int:
        """How many people have something under way."""
        return len(self._lanes)
