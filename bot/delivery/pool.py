"""The rows that a lane has at hand: claimed, or written as held, and not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from storage.outbox import Outbound


class Pool:
    """The most urgent first, and of these the earliest."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Outbound]] = []

    def __len__(self) -> int:
        return len(self._heap)

    def __iter__(self) -> Iterator[Outbound]:
        """All of them, in no order."""
        return (row for _, _, row in self._heap)

    def add(self, rows: Iterable[Outbound]) -> None:
        """These as well."""
        for row in rows:
            heappush(self._heap, (row.urgency, row.id, row))

    def count(self, least: int) -> int:
        """How many are as urgent as that, or more."""
        return sum(urgency <= least for urgency, _, _ in self._heap)

    def first(self) -> Outbound:
        """The one to be sent next; there has to be one."""
        return self._heap[0][2]

    def pop(self) -> Outbound:
        """The one to be sent next, which is no more at hand then."""
        return heappop(self._heap)[2]

    def take(self) -> list[Outbound]:
        """All of them; none is at hand any more."""
        rows, self._heap = list(self), []
        return rows
