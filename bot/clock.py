"""Where the time comes from: nothing but this module asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved: for the demo, the console and tests.

    Raises ValueError for a moment without a zone.
    """

    def __init__(self, moment: datetime) -> None:
        self.move_to(moment)

    def now(self) -> datetime:
        """The moment it was set to, in UTC."""
        return self._moment

    def move_to(self, moment: datetime) -> None:
        """Set it to that moment, later or earlier."""
        if moment.tzinfo is None:
            raise ValueError(f"a moment without a zone: {moment}")
        self._moment = moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move it on by that much; backwards if negative."""
        self._moment += by
