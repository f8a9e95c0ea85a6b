"""How much one person may write by the web chat: each message is a line and an answer that are kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.channels.base import Busy

#: The most messages a minute. The turn itself answers no more than `handlers.dispatch.MOST_A_MINUTE`, but
#: what it leaves unanswered is written down too; here the page has to wait, and nothing is.
MOST_A_MINUTE = 120


class Flood:
    """Counts the messages of every account in the minute that runs."""

    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self._most = most
        self._minute: datetime | None = None
        self._counted: Counter[str] = Counter()

    def count(self, account: str, now: datetime) -> None:
        """One more message. Raises Busy if that is too many."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self._counted.clear()
        if self._counted[account] >= self._most:
            raise Busy
        self._counted[account] += 1
