"""The life signs of this process: when each part last did its work, and, where asked for, how much of it.

The parts tell; `/readyz` and the metrics listen. Telling costs well under a microsecond without metrics.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.metrics import Metrics

#: What polls, delivers and ticks is called so in what an operator reads.
TELEGRAM, TICKING = "telegram", "ticking"
#: Delivery looks around every second; if it hasn't for so long it is stuck, most likely in the database.
STUCK_SECONDS = 30.0


@dataclass(slots=True)
class _Part:
    """`at` is its last sign, None before the first; seconds on the monotonic clock, like `within`."""

    within: float
    at: float | None


@dataclass(slots=True)
class Turn:
    """A turn that is under way; `outcome` is what to call it if it raises nothing."""

    outcome: str = "done"


class Vitals:
    """Told by the parts, from the event loop's thread. Without `metrics` nothing is counted."""

    def __init__(self, metrics: Metrics | None = None) -> None:
        self._metrics = metrics
        self._parts: dict[str, _Part] = {}

    def expect(self, part: str, within: float, *, begun: bool = True) -> None:
        """The part gives a sign every `within` seconds. If it has not `begun`, it isn't ready until the
        first one."""
        self._parts[part] = _Part(within, monotonic() if begun else None)

    def beat(self, part: str) -> None:
        """A sign of that part. One that nobody expects is not kept."""
        if known := self._parts.get(part):
            known.at = monotonic()

    def silent(self) -> dict[str, str]:
        """The parts that gave no sign in time, and what there is to say of each."""
        now = monotonic()
        found = {}
        for name, part in self._parts.items():
            if part.at is None:
                found[name] = "hasn't begun"
            elif now - part.at > part.within:
                found[name] = f"no sign for {now - part.at:.0f} s"
        return found

    @contextmanager
    def turn(self, channel: str) -> Iterator[Turn]:
        """A turn, from the arrival to the commit. One that raises counts under the name of its fault."""
        turn, begun = Turn(), perf_counter()
        try:
            yield turn
        except BaseException as fault:
            turn.outcome = type(fault).__name__
            raise
        finally:
            if self._metrics:
                self._metrics.count_turn(channel, turn.outcome, perf_counter() - begun)

    def sent(self, channel: str, fate: str) -> None:
        """A sending came to an end, or is to be tried again."""
        if self._metrics:
            self._metrics.count_sending(channel, fate)

    def polled(self) -> None:
        """Telegram has answered a poll."""
        self.beat(TELEGRAM)
        if self._metrics:
            self._metrics.note_poll()

    def poll_restarted(self) -> None:
        """Polling was stuck and begins afresh."""
        if self._metrics:
            self._metrics.count_restart()

    def ticked(self, *, good: bool) -> None:
        """The clock has looked for what is due; `good` if nothing was raised."""
        if good:
            self.beat(TICKING)
        if self._metrics:
            self._metrics.count_tick("done" if good else "failed")
