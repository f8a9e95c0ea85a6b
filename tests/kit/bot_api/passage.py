"""The way of updates to the bot, when it isn't smooth: late, out of order, in pieces, and more than once.

Telegram keeps the messages of a chat in one queue and somebody's presses in another (tdlib/
telegram-bot-api, Client.cpp), so a press may overtake messages, but messages never each other.
"""

from __future__ import annotations

import random
from collections import Counter

from tests.kit.bot_api.world import Json

#: Seconds that a message may be late, and the further pictures of an album, whose end Telegram doesn't tell.
LONGEST_DELAY = 4.0
SPLIT_SECONDS = (0.5, 3.0)


class Passage:
    """Put it into a server's queue. Each is a chance from 0 to 1: that a message comes so late that presses
    overtake it, that a picture of an album comes later than the one before, that an update comes again
    after it was confirmed. A seed decides for the first, second, … update of a lane."""

    def __init__(self, seed: int, *, overtaken: float = 0.0, split: float = 0.0, twice: float = 0.0) -> None:
        self.overtaken, self.split, self.twice = overtaken, split, twice
        self.again = 0
        self._seed = seed
        self._asked: Counter[str] = Counter()

    def delay(self, kind: str, content: Json, lane: int) -> float:
        """How many seconds later an update sets out."""
        if kind == "callback_query":
            return 0.0
        chance = self._chance(f"delay {lane}")
        drawn = chance.random()
        if "media_group_id" in content and drawn < self.split:
            return chance.uniform(*SPLIT_SECONDS)
        return chance.uniform(0.0, LONGEST_DELAY) if drawn < self.overtaken else 0.0

    def comes_again(self, lane: int) -> bool:
        """Whether an update that is confirmed for the first time comes once more."""
        again = self._chance(f"again {lane}").random() < self.twice
        self.again += again
        return again

    def _chance(self, what: str) -> random.Random:
        self._asked[what] += 1
        return random.Random(f"{self._seed} {what} {self._asked[what]}")
