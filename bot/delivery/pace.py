"""How fast each platform lets us send: per chat, per group, overall.

A limit is a window ("at most 20 in any 60 seconds"), as the platforms word it, and not a token bucket: a
bucket that lets 20 through at once and refills at 20 a minute lets up to 40 through in some minute. All
times here are seconds on the event loop's clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from math import inf


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
#: WeCom (developer.work.weixin.qq.com/document/path/90454): 30 a minute and 1000 an hour for one member,
#: what is above is dropped without an error; 10 000 calls a minute overall.
LIMITS: Mapping[str, Limits] = {
    "telegram": Limits(
        overall=(Limit(30, 1),),
        chat=(Limit(3, 3),),
        group=(Limit(3, 3), Limit(20, 60)),
        group_sign="-",
    ),
    "wecom": Limits(overall=(Limit(10_000, 60),), chat=(Limit(30, 60), Limit(1000, 3600))),
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


class _Windows:
    """What was sent lately, for a few limits at once."""

    def __init__(self, limits: tuple[Limit, ...]) -> None:
        self._limits = limits
        self._sent: deque[float] = deque(maxlen=max((limit.count for limit in limits), default=0))

    def ready_at(self) -> float:
        """From when on one more may be sent."""
        ready = -inf
        for limit in self._limits:
            if len(self._sent) >= limit.count:
                ready = max(ready, self._sent[-limit.count] + limit.seconds)
        return ready

    def room(self, now: float, most: int) -> int:
        """How many may be sent at once, as far as it is fewer than `most`."""
        room = most
        for limit in self._limits:
            start = max(0, len(self._sent) - limit.count)
            old = islice(self._sent, start, start + most)
            over = sum(1 for _ in takewhile(lambda at, limit=limit: at + limit.seconds <= now, old))  # type: ignore[misc]  # a default argument in a lambda
            room = min(room, limit.count - (len(self._sent) - start) + over)
        return room

    def take(self, now: float) -> None:
        self._sent.append(now)

    def quiet_at(self) -> float:
        """From when on none of the limits remembers anything."""
        last = self._sent[-1] if self._sent else -inf
        return last + max((limit.seconds for limit in self._limits), default=0)


class Pace:
    """The pace of one channel: what was sent lately, and what the platform asked to wait for."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall = _Windows(limits.overall)
        self._chats: dict[str, _Windows] = {}
        self._paused: dict[str, float] = {}
        self._paused_all = -inf
        self._asked: tuple[str, float] = "", -inf
        self._taken = 0

    def ready_at(self) -> float:
        """From when on the channel may send at all."""
        return max(self._paused_all, self._overall.ready_at())

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

    def take(self, account: str, now: float) -> None:
        """One message to that account sets out."""
        self._overall.take(now)
        if limits := self._limits.of(account):
            self._chats.setdefault(account, _Windows(limits)).take(now)
        self._taken += 1
        if self._taken % _SWEEP == 0:
            self._chats = {name: chat for name, chat in self._chats.items() if chat.quiet_at() > now}
            self._paused = {name: until for name, until in self._paused.items() if until > now}

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
