"""How long a lane waits before it asks a database again that failed."""

from __future__ import annotations

import asyncio
from contextlib import suppress

#: At first, and at most.
FIRST_SECONDS, LAST_SECONDS = 1.0, 5.0


class Patience:
    """Waits twice as long each time, until it is renewed."""

    def __init__(self) -> None:
        self._seconds = FIRST_SECONDS

    async def wait(self, stir: asyncio.Event) -> None:
        """Wait, but not on when something stirs: then something was committed, or sendings have ended."""
        stir.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await stir.wait()
        self._seconds = min(self._seconds * 2, LAST_SECONDS)

    def renew(self) -> None:
        """It has worked."""
        self._seconds = FIRST_SECONDS
