"""How fast each platform lets us send: per chat, per group, overall.

A limit is a window ("at most 20 in any 60 seconds"), as the platforms word it, and not a token bucket: a
bucket that lets 20 through at once and refills at 20 a minute lets up to 40 through in some minute. All
times here are seconds on the event loop's clock.

Replies take whatever the windows have room for. All else goes evenly, one at a time, so that a reply in the
midst of thousands of reminders finds a place at the latest when the next of them would have gone; and it
leaves free what replies have lately needed, so that most find one at once. While nobody writes, nothing is
left free.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, inf

from storage.outbox import REPLY


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one platform. Accounts that begin with `group_sign` are groups."""

    overall: tuple[Limit, ...] = ()
    chat: tuple[Limit, ...] = ()
    group: tuple[Limit, ...] = ()
    group_sign: str | None = None

    def of(self, account: str) -> tuple[Limit, ...]:
        """The limits of that one account."""
        grouped = self.group_sign is not None and account.startswith(self.group_sign)
        return self.group if grouped else self.chat


#: Telegram (core.telegram.org/bots/faq, "My bot is hitting limits"): about one message a second in a chat,
#: short bursts tolerated; 20 a minute in a group; about 30 a second overall. Group ids are negative.
LIMITS: Mapping[str, Limits] = {
    "telegram": Limits(
        overall=(Limit(30, 1),),
        chat=(Limit(3, 3),),
        group=(Limit(3, 3), Limit(20, 60)),
        group_sign="-",
    ),
}


def shared_out(limits: Mapping[str, Limits], processes: int) -> dict[str, Limits]:
    """One process's part of the limits when so many deliver at the same time, at least one message each.

    A private chat's limit stays whole: its messages go out one after another whoever sends them, and more
    than a person's own replies hardly ever come together there.
    """

    def part(whole: tuple[Limit, ...]) -> tuple[Limit, ...]:
        return tuple(Limit(max(1, limit.count // processes), limit.seconds) for limit in whole)

    return {
        name: replace(each, overall=part(each.overall), group=part(each.group))
        for name, each in limits.items()
    }


#: A "wait" from the platform within this many seconds of one for another chat holds up the whole channel.
_SOON = 10.0
#: After so many sendings the windows of accounts that have been quiet are forgotten.
_SWEEP = 1000
#: For so many seconds a reply counts for what is left free: half as much again as went out on average, since
#: they don't come evenly, but never more than half of a window.
_RECALL = 10.0
_AMPLE = 1.5
#: What goes evenly keeps so much longer gaps than it need: it doesn't arrive as evenly as it leaves, and a
#: machine that wakes us a little late doesn't make the whole broadcast later each time.
_MARGIN = 1.015
#: What is late by up to so many seconds is made up for; what is later begins anew.
_CATCH_UP = 0.1


class _Windows:
    """What was sent lately, for a few limits at once."""

    def __init__(self, limits: tuple[Limit, ...]) -> None:
        self._limits = limits
        self._sent: deque[float] = deque(maxlen=max((limit.count for limit in limits), default=0))

    def ready_at(self, kept: float = 0.0) -> float:
        """From when on one more may be sent, if so many a second are kept free."""
        ready = -inf
        for limit in self._limits:
            if len(self._sent) >= (count := _left(limit, kept)):
                ready = max(ready, self._sent[-count] + limit.seconds)
        return ready

    def room(self, now: float, most: int) -> int:
        """How many may be sent at once, as far as it is fewer than `most`."""
        room = most
        for limit in self._limits:
            start = max(0, len(self._sent) - limit.count)
            over = sum(at + limit.seconds <= now for at in islice(self._sent, start, start + most))
            room = min(room, limit.count - (len(self._sent) - start) + over)
        return room

    def take(self, now: float) -> None:
        self._sent.append(now)

    def quiet_at(self) -> float:
        """From when on none of the limits remembers anything."""
        last = self._sent[-1] if self._sent else -inf
        return last + max((limit.seconds for limit in self._limits), default=0)


class _Even:
    """What is sent evenly, nearly as fast as the limits allow."""

    def __init__(self, limits: tuple[Limit, ...]) -> None:
        self._limits = limits
        self._windows = _Windows(limits)
        self._next_at = -inf

    def ready_at(self, kept: float) -> float:
        """From when on one more may be sent, if so many a second are kept free."""
        return max(self._next_at, self._windows.ready_at(kept))

    def take(self, now: float, kept: float) -> None:
        self._windows.take(now)
        step = max((limit.seconds / _left(limit, kept) for limit in self._limits), default=0.0)
        begun = self._next_at if now - self._next_at <= _CATCH_UP else now
        self._next_at = begun + step * _MARGIN


def _left(limit: Limit, kept: float) -> int:
    """How many may go, if so many a second are kept free, but never more than half."""
    return limit.count - min(limit.count // 2, ceil(kept * limit.seconds))


class Pace:
    """The pace of one channel: what was sent lately, and what the platform asked to wait for."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall = _Windows(limits.overall)
        self._unhurried = _Even(limits.overall)
        self._replies: deque[float] = deque()
        self._kept = 0.0
        self._chats: dict[str, _Windows] = {}
        self._paused: dict[str, float] = {}
        self._paused_all = -inf
        self._asked: tuple[str, float] = "", -inf
        self._taken = 0

    def ready_at(self, urgency: int = REPLY) -> float:
        """From when on the channel may send what is so urgent."""
        ready = max(self._paused_all, self._overall.ready_at())
        return ready if urgency == REPLY else max(ready, self._unhurried.ready_at(self._kept))

    def room(self, now: float, most: int) -> int:
        """How many the channel may send at once, as far as it is fewer than `most`."""
        return 0 if self._paused_all > now else self._overall.room(now, most)

    def calm(self, now: float) -> bool:
        """Whether the platform has not asked to wait for a while."""
        return now - self._asked[1] > _SOON

    def chat_ready_at(self, account: str) -> float:
        """From when on that account may get one more, as far as it alone is concerned."""
        windows = self._chats.get(account)
        ready = windows.ready_at() if windows else -inf
        return max(ready, self._paused.get(account, -inf))

    def free_at(self, account: str, urgency: int) -> float:
        """From when on what is so urgent may be sent to that account."""
        return max(self.ready_at(urgency), self.chat_ready_at(account))

    def take(self, account: str, now: float, urgency: int = REPLY) -> None:
        """One message to that account sets out."""
        self._overall.take(now)
        self._keep_free(now, urgency)
        if urgency != REPLY:
            self._unhurried.take(now, self._kept)
        if limits := self._limits.of(account):
            self._chats.setdefault(account, _Windows(limits)).take(now)
        self._taken += 1
        if self._taken % _SWEEP == 0:
            self._chats = {name: chat for name, chat in self._chats.items() if chat.quiet_at() > now}
            self._paused = {name: until for name, until in self._paused.items() if until > now}

    def _keep_free(self, now: float, urgency: int) -> None:
        """Reckon anew what replies need."""
        if urgency == REPLY:
            self._replies.append(now)
        while self._replies and self._replies[0] <= now - _RECALL:
            self._replies.popleft()
        self._kept = len(self._replies) / _RECALL * _AMPLE

    def slow_down(self, account: str, seconds: float, now: float) -> None:
        """The platform asked to wait: that chat does, and all do if it asked so for another shortly before.
        A single chat that is asked again and again has only had too much itself."""
        until = now + seconds
        self._paused[account] = max(until, self._paused.get(account, -inf))
        before, asked_at = self._asked
        if before != account and now - asked_at <= _SOON:
            self.pause(until)
        self._asked = account, now

    def pause(self, until: float) -> None:
        """Send nothing at all before then."""
        self._paused_all = max(self._paused_all, until)
