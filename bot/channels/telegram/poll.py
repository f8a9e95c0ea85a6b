"""Long polling that confirms an update only after its turn is committed.

Telegram forgets every update below the `offset` of a getUpdates. So the offset is moved past the first
updates, in the order they came, that are all done, and never past one that isn't; ids are not compared,
since after a quiet week they start anew anywhere. What is not confirmed comes again, also while it is
still under way: it is known by its id and not begun twice.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias, cast

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.vitals import Vitals

log = logging.getLogger(__name__)

Raw: TypeAlias = Mapping[str, object]
#: offset (None: the earliest there is), timeout in seconds, limit → updates.
Fetch: TypeAlias = Callable[[int | None, int, int], Awaitable[Sequence[Raw]]]
Sleep: TypeAlias = Callable[[float], Awaitable[None]]

#: Most updates that one getUpdates brings (Bot API).
LIMIT = 100
#: Seconds to wait for what is under way before asking again. Asked twice within half a second with the
#: same offset, Telegram gives one update only (tdlib/telegram-bot-api, process_get_updates_query).
SOON = 0.05
SAME_OFFSET = 0.55
#: If none was answered in the time of so many long polls, the connection is given up. The timeouts of the
#: request itself come sooner as a rule; but a proxy that trickles bytes, or a fault in a library, can
#: outwit them, and then nobody would be heard until somebody restarts the bot.
STUCK_POLLS = 3.0


def pauses(longest: float = 30.0) -> Iterator[float]:
    """Seconds to wait before the next try: doubling from half a second, with jitter."""
    pause = 0.5
    while True:
        yield pause * random.uniform(0.75, 1.25)  # noqa: S311 - no secret is made of it
        pause = min(pause * 2, longest)


class Poll:
    """The loop. `take` returns when an update is done with; `fetch` is getUpdates, `reconnect` drops its
    connections so that the next one is new."""

    def __init__(
        self,
        fetch: Fetch,
        take: Callable[[Raw], Coroutine[None, None, None]],
        *,
        timeout: int = 30,
        grace: float = 5.0,
        sleep: Sleep = asyncio.sleep,
        reconnect: Callable[[], Awaitable[None]] | None = None,
        vitals: Vitals | None = None,
    ) -> None:
        self._fetch, self._take, self._sleep = fetch, take, sleep
        self._timeout, self._grace = timeout, grace
        self._reconnect, self._vitals = reconnect, vitals or Vitals()
        self._silent_since: float | None = None
        self._stuck = False
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._offset: int | None = None
        self._asked: int | None = None
        self._asked_at = float("-inf")

    async def run(self) -> None:
        """Bring updates until cancelled; then what is under way gets `grace` seconds to be done and
        confirmed. Raises InvalidToken if the token is refused."""
        tries = pauses()
        try:
            while True:
                await self._settle()
                try:
                    updates = await self._ask_watched()
                except InvalidToken:
                    raise
                except TelegramError as error:
                    await self._sleep(_wait(error, next(tries)))
                    continue
                tries = pauses()
                self._begin(updates)
        finally:
            await self._finish()

    async def _ask_watched(self) -> Sequence[Raw]:
        """Ask; after too long without any answer, over a new connection. TimedOut if that takes too long."""
        patience, now = STUCK_POLLS * self._timeout, asyncio.get_running_loop().time()
        if self._silent_since is None:
            self._silent_since = now
        elif now - self._silent_since >= patience:
            await self._begin_afresh()
        try:
            async with asyncio.timeout_at(self._silent_since + patience):
                updates = await self._ask(self._timeout, LIMIT)
        except TimeoutError:
            await self._begin_afresh()
            raise TimedOut("no answer at all") from None
        except NetworkError:
            raise
        except TelegramError:
            self._silent_since = None
            raise
        self._silent_since, self._stuck = None, False
        self._vitals.polled()
        return updates

    async def _begin_afresh(self) -> None:
        """Drop the connections. Said once, until a poll is answered again."""
        if not self._stuck:
            log.error("no poll was answered for %.0f s: polling begins afresh", STUCK_POLLS * self._timeout)
        self._stuck, self._silent_since = True, asyncio.get_running_loop().time()
        self._vitals.poll_restarted()
        if self._reconnect:
            await self._reconnect()

    async def _ask(self, wait: int, limit: int) -> Sequence[Raw]:
        self._asked, self._asked_at = self._offset, asyncio.get_running_loop().time()
        return await self._fetch(self._offset, wait, limit)

    def _begin(self, updates: Sequence[Raw]) -> None:
        for update in updates:
            update_id = cast(int, update["update_id"])
            if update_id not in self._under_way:
                self._under_way[update_id] = asyncio.create_task(self._take(update))

    async def _settle(self) -> None:
        """Wait until asking again brings something new, and move the offset."""
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=SOON)
        self._confirm()
        if self._under_way and self._offset == self._asked:
            rest = self._asked_at + SAME_OFFSET - asyncio.get_running_loop().time()
            first = next(iter(self._under_way.values()))
            await asyncio.wait([first], timeout=max(0.0, rest))
            self._confirm()

    def _confirm(self) -> None:
        """Move the offset past the first updates that are all done."""
        for update_id, task in list(self._under_way.items()):
            if not task.done() or task.cancelled() or task.exception():
                break
            del self._under_way[update_id]
            self._offset = update_id + 1

    async def _finish(self) -> None:
        tasks = list(self._under_way.values())
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=self._grace)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        self._confirm()
        if self._offset != self._asked:
            with suppress(TelegramError, TimeoutError):
                await asyncio.wait_for(self._ask(0, 1), self._grace)


def _wait(error: TelegramError, pause: float) -> float:
    """Seconds to wait after an error, which is said in the log."""
    if isinstance(error, Conflict):
        log.error(
            "another process fetches this bot's updates, or a webhook is set for it: stop one of them (%s)",
            error,
        )
        return max(pause, 3.0)
    if isinstance(error, RetryAfter):
        pause = max(pause, seconds(error))
    log.warning("getUpdates failed, next try in %.1f s: %s", pause, error)
    return pause


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait; python-telegram-bot gives a number or a timedelta."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
