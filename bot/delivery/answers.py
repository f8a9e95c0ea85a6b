"""Replies that travel in what a channel answers to its platform, instead of in a request of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from bot.channels.base import Ride
from bot.delivery.outcome import Fate, Outcome
from bot.delivery.pace import Pace
from handlers.messages import Message
from storage.outbox import Letter


class Answers:
    """Those of one channel. What a platform would have said to a request isn't told of them: not that it was
    too much, nor that the person is gone. So they keep the pace, and none travels so while the platform has
    lately asked to wait; that somebody is gone shows at the next message that isn't a reply.

    `note` is told what became of each. Moments are seconds on the event loop's clock.
    """

    def __init__(self, pace: Pace, note: Callable[[Outcome], None]) -> None:
        self._pace = pace
        self._note = note
        self._under_way: dict[int, Letter] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def may(self, accounts: Iterable[str], room: int, now: float) -> list[str]:
        """To whom of these a reply may travel so, of which there is room for so many."""
        if not self._pace.calm(now):
            return []
        return [account for account in accounts if self._pace.chat_ready_at(account) <= now][:room]

    def begin(self, letter: Letter, now: float) -> Ride | None:
        """A reply that was written as held for an answer sets out; None if the pace was used up meanwhile."""
        if self._pace.free_at(letter.account, letter.urgency) > now:
            self._note(Outcome(letter, Fate.UNANSWERED))
            return None
        self._pace.take(letter.account, now)
        self._under_way[letter.id] = letter
        return Ride(letter.account, Message.model_validate(letter.body), partial(self._end, letter))

    def give_up(self) -> None:
        """No answer is written any more."""
        for letter in list(self._under_way.values()):
            self._end(letter, written=False)

    def _end(self, letter: Letter, *, written: bool) -> None:
        if self._under_way.pop(letter.id, None) is not None:
            self._note(Outcome(letter, Fate.ANSWERED if written else Fate.UNANSWERED))
