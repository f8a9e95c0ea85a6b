"""Where the time comes from: nothing but this module asks the machine what time it is."""

from __future__ import annotations

import time
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


class RunningClock(SetClock):
    """A clock that goes on from the moment it was set to: for the demo, where waiting still takes time."""

    def now(self) -> datetime:
        """The moment it was set to, and what has passed since."""
        return self._moment + timedelta(seconds=time.monotonic() - self._set_at)

    def move_to(self, moment: datetime) -> None:
        """Set it to that moment, later or earlier."""
        super().move_to(moment)
        self._set_at = time.monotonic()

    def advance(self, by: timedelta) -> None:
        """Move it on by that much; backwards if negative."""
        self.move_to(self.now() + by)
