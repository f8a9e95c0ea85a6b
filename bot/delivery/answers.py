"""Replies that travel in what a channel answers to its platform, instead of in a request of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from bot.channels.base import Ride
from bot.delivery.outcome import Fate, Outcome
from bot.delivery.pace import Pace
from handlers.messages import Message
from storage.outbox import Outbound


class Answers:
    """Those of one channel. What a platform would have said to a request isn't told of them: not that it was
    too much, nor that the person is gone. So they keep the pace, and none travels so while the platform has
    lately asked to wait; that somebody is gone shows at the next message that isn't a reply.

    `note` is told what became of each. Moments are seconds on the event loop's clock.
    """

    def __init__(self, pace: Pace, note: Callable[[Outcome], None]) -> None:
        self._pace = pace
        self._note = note
        self._under_way: dict[int, Outbound] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def may(self, accounts: Iterable[str], room: int, now: float) -> list[str]:
        """To whom of these a reply may travel so, of which there is room for so many."""
        if not self._pace.calm(now):
            return []
        return [account for account in accounts if self._pace.chat_ready_at(account) <= now][:room]

    def begin(self, row: Outbound, now: float) -> Ride | None:
        """A reply that was written as held for an answer sets out; None if the pace was used up meanwhile."""
        if self._pace.free_at(row.account, row.urgency) > now:
            self._note(Outcome(row, Fate.UNANSWERED))
            return None
        self._pace.take(row.account, now)
        self._under_way[row.id] = row
        return Ride(row.account, Message.model_validate(row.body), partial(self._end, row))

    def give_up(self) -> None:
        """No answer is written any more."""
        for row in list(self._under_way.values()):
            self._end(row, written=False)

    def _end(self, row: Outbound, *, written: bool) -> None:
        if self._under_way.pop(row.id, None) is not None:
            self._note(Outcome(row, Fate.ANSWERED if written else Fate.UNANSWERED))
