"""Telegram's rates, enforced: what is sent too fast gets a 429.

core.telegram.org/bots/faq ("My bot is hitting limits"): in a chat one message a second, short bursts
tolerated; in a group 20 a minute; overall about 30 a second. Each message of an album counts.
"""

from __future__ import annotations

from collections import deque
from math import ceil

from tests.kit.bot_api import checks
from tests.kit.bot_api.server import refuse
from tests.kit.bot_api.world import Answer, Call, World, flood

#: Messages, and the seconds in which so many are let through.
OVERALL = (30, 1.0)
PRIVATE = (4, 3.0)
GROUP = (20, 60.0)


class Rates:
    """Put it first among a server's `troubles`. `refused` counts the floods.

    `slack`: a window is judged as if it were so much shorter, in seconds, because requests that leave
    evenly don't arrive evenly.
    """

    def __init__(self, world: World, slack: float = 0.0) -> None:
        self.refused, self.slack = 0, slack
        self._world = world
        self._sent: dict[str, deque[float]] = {}

    async def __call__(self, call: Call) -> Answer | None:
        """A flood, if that message is one too many."""
        if not call.method.startswith("send") or call.method == "sendchataction":
            return None
        now, account = self._world.now, checks.word(call, "chat_id")
        windows = {"": OVERALL, account: GROUP if account.startswith("-") else PRIVATE}
        wait = max(self._wait(name, now, *window) for name, window in windows.items())
        if wait > 0:
            self.refused += 1
            return refuse(flood(ceil(wait)))
        for name in windows:
            self._sent[name].extend([now] * _messages(call))
        return None

    def _wait(self, name: str, now: float, count: int, seconds: float) -> float:
        """How long until one more fits."""
        sent = self._sent.setdefault(name, deque(maxlen=count))
        return sent[0] + seconds - self.slack - now if len(sent) == count else 0.0


def _messages(call: Call) -> int:
    """How many messages a request makes."""
    if call.method != "sendmediagroup":
        return 1
    return len(checks.structure(call, "media", "can't parse media JSON object"))
