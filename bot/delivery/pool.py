"""The letters that a lane has at hand: claimed, or written as held, and not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from storage.outbox import Letter


class Pool:
    """The most urgent first, and of these the earliest."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Letter]] = []

    def __len__(self) -> int:
        return len(self._heap)

    def __iter__(self) -> Iterator[Letter]:
        """All of them, in no order."""
        return (letter for _, _, letter in self._heap)

    def add(self, letters: Iterable[Letter]) -> None:
        """These as well."""
        for letter in letters:
            heappush(self._heap, (letter.urgency, letter.id, letter))

    def count(self, least: int) -> int:
        """How many are as urgent as that, or more."""
        return sum(urgency <= least for urgency, _, _ in self._heap)

    def first(self) -> Letter:
        """The one to be sent next; there has to be one."""
        return self._heap[0][2]

    def pop(self) -> Letter:
        """The one to be sent next, which is no more at hand then."""
        return heappop(self._heap)[2]

    def take(self) -> list[Letter]:
        """All of them; none is at hand any more."""
        letters, self._heap = list(self), []
        return letters
