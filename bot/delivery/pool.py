"""The rows that a lane has at hand: claimed, or written as held, and not sent yet."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from storage.outbox import Outbound


@dataclass(order=True, slots=True)
class _Waiting:
    """A row, in the order of sending."""

    rank: tuple[int, int]
    row: Outbound = field(compare=False)


class Pool:
    """The most urgent first, and of these the earliest."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Outbound]:
        return (waiting.row for waiting in self._waiting)

    def add(self, rows: Iterable[Outbound]) -> None:
        """These as well."""
        for row in rows:
            insort(self._waiting, _Waiting((row.urgency, row.id), row))

    def count(self, least: int) -> int:
        """How many are as urgent as that, or more."""
        return sum(row.urgency <= least for row in self)

    def take(self) -> list[Outbound]:
        """All of them; none is at hand any more."""
        rows, self._waiting = list(self), []
        return rows

    def drop_lapsed(self, at: datetime) -> list[Outbound]:
        """Let go, and give, those whose leases have ended: somebody else may have sent them."""
        lapsed = [row for row in self if row.lease_until is not None and row.lease_until <= at]
        if lapsed:
            ids = {row.id for row in lapsed}
            self._waiting = [one for one in self._waiting if one.row.id not in ids]
        return lapsed
