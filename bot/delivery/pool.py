"""The letters that a lane has at hand: claimed, or written as held, and not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from heapq import heappop, heappush

from storage.outbox import Letter

_EVER, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Pool:
    """The most urgent first, and of these the earliest."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Letter]] = []
        self._ids: set[int] = set()
        #: No lease of these ends before the one, nor after the other.
        self.held_until, self.held_to = _NEVER, _EVER

    def __len__(self) -> int:
        return len(self._heap)

    def __iter__(self) -> Iterator[Letter]:
        """All of them, in no order."""
        return (letter for _, _, letter in self._heap)

    def add(self, letters: Iterable[Letter]) -> None:
        """These as well. One that is at hand already stays as it is: after the clock was set back, its lease
        may have ended in the database, and it be claimed again."""
        for letter in letters:
            if letter.id in self._ids:
                continue
            self._ids.add(letter.id)
            heappush(self._heap, (letter.urgency, letter.id, letter))
            end = _end(letter)
            self.held_until, self.held_to = min(self.held_until, end), max(self.held_to, end)

    def count(self, least: int) -> int:
        """How many are as urgent as that, or more."""
        return sum(urgency <= least for urgency, _, _ in self._heap)

    def first(self) -> Letter:
        """The one to be sent next; there has to be one."""
        return self._heap[0][2]

    def pop(self) -> Letter:
        """The one to be sent next, which is no more at hand then."""
        letter = heappop(self._heap)[2]
        self._ids.remove(letter.id)
        return letter

    def take(self) -> list[Letter]:
        """All of them; none is at hand any more."""
        letters, self._heap = list(self), []
        self._ids.clear()
        self.held_until, self.held_to = _NEVER, _EVER
        return letters

    def take_ending(self, first: datetime, last: datetime) -> list[Letter]:
        """Those whose lease ends by `first`, or after `last`; they are no more at hand."""
        if self.held_until > first and self.held_to <= last:
            return []
        letters = self.take()
        self.add(letter for letter in letters if first < _end(letter) <= last)
        return [letter for letter in letters if not first < _end(letter) <= last]


def _end(letter: Letter) -> datetime:
    if letter.lease_until is None:
        raise ValueError(f"nobody holds outbox {letter.id}")
    return letter.lease_until
