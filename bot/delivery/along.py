"""What delivery does in the transaction of a turn, so that a reply needs no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.base import Ride
from bot.delivery.exchange import lease
from bot.delivery.lane import Lane
from bot.delivery.outcome import write
from handlers.messages import Address
from storage.outbox import Letter
from storage.replies import Hold


class Along:
    """For one transaction: `write` in it, tell `hold` to the turns, and then either `committed` or `failed`.

    It notes what became of what was sent before, which also frees the accounts for the next replies, and
    lets the turns write as many replies as held as will be sent at once. `answerable`: the keys of replies
    that could travel in an answer, with the addresses they are for. All methods but `write` belong to the
    event loop's thread.
    """

    def __init__(
        self, lanes: Mapping[str, Lane], owner: str, now: datetime, answerable: Mapping[str, Address]
    ) -> None:
        self._lanes, self._owner, self._now = lanes, owner, now
        self._settled = {lane: lane.take_settled() for lane in lanes.values()}
        room = {name: lane.room() for name, lane in lanes.items()}
        self.hold = Hold(owner, lease(now), room, self._answers(answerable))

    def _answers(self, answerable: Mapping[str, Address]) -> Collection[str]:
        found = set()
        for name in {address.channel for address in answerable.values()} & self._lanes.keys():
            keys = {address.account: key for key, address in answerable.items() if address.channel == name}
            found |= {keys[account] for account in self._lanes[name].may_answer(keys)}
        return found

    def write(self, session: Session) -> None:
        """In the transaction's thread, before the turns."""
        outcomes = [outcome for settled in self._settled.values() for outcome in settled]
        write(session, outcomes, self._owner, self._now)

    def committed(self, held: Iterable[Letter]) -> dict[int, Ride]:
        """These were written as held: they are sent, but for those that travel in an answer, which are given
        back by their ids."""
        for lane, settled in self._settled.items():
            if settled:
                lane.settled()
        rides, offered = dict[int, Ride](), defaultdict[Lane, list[Letter]](list)
        for letter in held:
            lane = self._lanes[letter.channel]
            if letter.claimed_at is not None:
                offered[lane].append(letter)
            elif ride := lane.answers.begin(letter, lane.now()):
                rides[letter.id] = ride
        for lane, letters in offered.items():
            lane.offer(letters)
        return rides

    def failed(self) -> None:
        """It was rolled back, or nobody knows whether it was committed."""
        for lane, settled in self._settled.items():
            lane.retake(settled, self.hold.until)
