"""Whether a platform only fails: then one message at a time is tried, ever more seldom, since what is sent to
it may never be sent again."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.base import FateUnknownError, NotSentError
from bot.delivery.outcome import backoff_seconds

#: So many sendings in a row that found no connection, or whose fate is unknown.
AILING = 3
#: The longest rest between two tries.
LONGEST_SECONDS = 60.0


class Ailing:
    """True while it is. `chance` gives numbers from 0 to 1 for the jitter."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._failures = 0

    def __bool__(self) -> bool:
        return self._failures >= AILING

    def heed(self, error: Exception | None = None) -> float:
        """What a sending ended with, None for all well; the seconds to rest before the next."""
        failed = isinstance(error, NotSentError | FateUnknownError)
        self._failures = self._failures + 1 if failed else 0
        return min(backoff_seconds(self._failures - AILING, self._chance), LONGEST_SECONDS) if self else 0.0
