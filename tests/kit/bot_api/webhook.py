"""Posting updates to the bot's webhook.

Rules from tdlib/telegram-bot-api, `WebhookActor`: one post at a time for each queue; what isn't answered
with 2xx is posted again, at once the first time, then after a delay that doubles up to one or two
minutes; a `Retry-After` of the answer counts, up to an hour. A method in an answer of 2xx is done (Bot API,
"Making requests when getting updates").
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from tests.kit.bot_api.queue import Pending, Queue
from tests.kit.bot_api.world import Call, Json, World

LONGEST_RETRY_AFTER = 3600
LONGEST_DELAY = 60


@dataclass(slots=True)
class Post:
    """One try to deliver: the update, the status of the bot's answer (None: no answer), and the method that
    it bore."""

    update_id: int
    status: int | None
    delay: float = 0.0
    method: str = ""


@dataclass(slots=True)
class Webhook:
    """Where updates are posted, as setWebhook said. `sleep` waits between tries; `do` does what an answer
    asks for, unless that is one that gets lost."""

    world: World
    queue: Queue
    sleep: Callable[[float], Awaitable[None]]
    do: Callable[[Call], Awaitable[bool]]
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    posts: list[Post] = field(default_factory=list)
    last_error: Json = field(default_factory=dict)
    _lanes: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _session: aiohttp.ClientSession | None = None

    def set(self, url: str, secret: str, max_connections: int) -> None:
        """Begin to post, what waits first; an empty url ends it."""
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.queue.webhook = bool(url)
        self.last_error = {}
        self._cancel()
        if url:
            for update in list(self.queue.waiting.values()):
                self.pushed(update)

    def pushed(self, update: Pending) -> None:
        """See that the update's lane is running."""
        if self.url and update.lane not in self._lanes:
            self._lanes[update.lane] = asyncio.create_task(self._run(update.lane))

    async def close(self) -> None:
        tasks = list(self._lanes.values())
        self._cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _cancel(self) -> None:
        for task in self._lanes.values():
            task.cancel()
        self._lanes.clear()

    def _first(self, lane: int) -> Pending | None:
        self.queue.drop_late()
        return next((update for update in self.queue.waiting.values() if update.lane == lane), None)

    async def _run(self, lane: int) -> None:
        while update := self._first(lane):
            delay, tries = 1.0, 0
            while update.id in self.queue.waiting:
                status, retry_after, call = await self._post(update)
                if call and not await self._done(update, call):
                    status = None
                if status and 200 <= status <= 299:
                    self.posts.append(Post(update.id, status, method=call.method if call else ""))
                    self.queue.confirm([update.id])
                    break
                wait = float(min(retry_after, LONGEST_RETRY_AFTER))
                if not wait and tries:
                    wait = delay = min(delay * 2, LONGEST_DELAY * self.world.random.uniform(1, 2))
                tries += 1
                self.posts.append(Post(update.id, status, wait))
                await self.sleep(wait)
                self.queue.drop_late()
        del self._lanes[lane]

    async def _done(self, update: Pending, call: Call) -> bool:
        """Whether the answer came, and so what it asked for is done. Updates that come again do so because it
        didn't."""
        passage = self.queue.passage
        lost = passage and not update.again and passage.comes_again(update.lane)
        update.again = True
        return not lost and await self.do(call)

    async def _post(self, update: Pending) -> tuple[int | None, int, Call | None]:
        """Status, the seconds of `Retry-After`, and what the answer asks for."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with self._open().post(
                self.url, json=update.body, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
                good = 200 <= answer.status <= 299
                if not good:
                    self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                return answer.status, int(answer.headers.get("Retry-After", 0)), _call(body) if good else None
        except (aiohttp.ClientError, TimeoutError):
            self._failed("Connection refused or read timeout expired")
            return None, 0, None

    def _failed(self, message: str) -> None:
        self.last_error = {"last_error_date": int(self.world.now), "last_error_message": message}

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self.max_connections),
                timeout=aiohttp.ClientTimeout(total=60),
            )
        return self._session


def _call(body: bytes) -> Call | None:
    """The method in an answer, if there is one."""
    try:
        params = json.loads(body)
    except ValueError:
        return None
    method = params.pop("method", None) if isinstance(params, dict) else None
    return Call(str(method).lower(), params, in_answer=True) if method else None
