"""The bell: wakes the open pages of an account when there is a new line for it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Who listens, by account. One person may have several pages open."""

    def __init__(self) -> None:
        self._ears: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.closed = False

    @contextmanager
    def listen(self, account: str) -> Iterator[asyncio.Event]:
        """An event that is set by every ring for the account, as long as the block runs."""
        ear = asyncio.Event()
        self._ears[account].add(ear)
        try:
            yield ear
        finally:
            self._ears[account].discard(ear)
            if not self._ears[account]:
                del self._ears[account]

    def count(self, account: str) -> int:
        """How many pages of the account listen."""
        return len(self._ears.get(account, ()))

    def accounts(self) -> list[str]:
        """Who listens."""
        return list(self._ears)

    def ring(self, account: str) -> None:
        """There is a new line for this account."""
        for ear in self._ears.get(account, ()):
            ear.set()

    def close(self) -> None:
        """Let all listeners go: an open stream would hold up the server's end."""
        self.closed = True
        for account in self.accounts():
            self.ring(account)

    def open(self) -> None:
        """Take listeners (again)."""
        self.closed = False
