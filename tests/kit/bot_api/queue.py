"""The updates that wait for the bot, and getUpdates.

Rules from tdlib/telegram-bot-api, `process_get_updates_query` and `do_get_updates`: an update waits until
it is confirmed by a higher offset or its time is over; the same offset twice within half a second brings
one update, twice within three seconds waits at least three; of two that wait, the older gets a 409.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.kit.bot_api.passage import Passage
from tests.kit.bot_api.world import Json, Refusal, World

#: Seconds that an update is kept: a day, but presses and their kin 150 (tdlib/telegram-bot-api, Client).
DAY = 86_400
PRESS_LIFE = 150
LONGEST_POLL = 50
#: Not brought unless they are asked for by name (Bot API, getUpdates, allowed_updates).
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
CONFLICT_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(slots=True)
class Pending:
    """An update that waits. `lane` is the webhook's queue: one post at a time for each."""

    id: int
    kind: str
    content: Json
    ends_at: float
    lane: int
    again: bool = False

    @property
    def body(self) -> Json:
        return {"update_id": self.id, self.kind: self.content}


@dataclass(slots=True)
class Queue:
    """`pushed` is called for each new update: the webhook listens there. `passage` makes the way rough."""

    world: World
    pushed: Callable[[Pending], None] = lambda _: None
    waiting: dict[int, Pending] = field(default_factory=dict)
    allowed: list[str] = field(default_factory=list)
    webhook: bool = False
    passage: Passage | None = None
    next_id: int = 0
    _poll: asyncio.Future[None] | None = None
    _offset: int = -1
    _offset_at: float = float("-inf")
    _coming: Counter[int] = field(default_factory=Counter)
    _free_at: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.next_id = self.world.random.randrange(10**8, 9 * 10**8)

    def push(self, kind: str, content: Json, lane: int, life: float = DAY) -> None:
        """A new update, which may take its time; those of one lane stay in order."""
        late = self.passage.delay(kind, content, lane) if self.passage else 0.0
        if not late and not self._coming[lane]:
            self._arrive(kind, content, lane, life)
            return
        loop = asyncio.get_running_loop()
        self._free_at[lane] = at = max(loop.time() + late, self._free_at.get(lane, 0.0) + 1e-3)
        self._coming[lane] += 1
        loop.call_at(at, self._come, kind, content, lane, life)

    def empty(self, *lanes: int) -> bool:
        """Whether the bot has taken every update of these lanes, or of all, and none is on its way."""
        left = [update.lane for update in self.waiting.values()] + list(self._coming.elements())
        return not left if not lanes else not set(lanes) & set(left)

    def _come(self, kind: str, content: Json, lane: int, life: float) -> None:
        self._coming[lane] -= 1
        self._arrive(kind, content, lane, life)

    def _arrive(self, kind: str, content: Json, lane: int, life: float) -> None:
        """An update is there, unless the bot doesn't want its kind."""
        if (kind not in self.allowed) if self.allowed else (kind in UNASKED):
            return
        update = Pending(self.next_id, kind, content, self.world.now + life, lane)
        self.next_id += 1
        self.waiting[update.id] = update
        self.stop()
        self.pushed(update)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember which kinds are wanted; None leaves it as it was, an empty list is the default."""
        if kinds is not None:
            self.allowed = list(kinds)

    def confirm(self, ids: Iterable[int]) -> None:
        """The bot says that it has these."""
        for update_id in list(ids):
            update = self.waiting.get(update_id)
            if update and self.passage and not update.again and self.passage.comes_again(update.lane):
                update.again = True
            else:
                self.waiting.pop(update_id, None)

    def drop_late(self) -> None:
        """Drop what nobody fetched in time."""
        now = self.world.now
        for update in list(self.waiting.values()):
            if update.ends_at < now:
                del self.waiting[update.id]

    async def get(self, offset: int, limit: int, wait: int) -> list[Json]:
        """getUpdates."""
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        limit, wait = min(max(limit, 1), 100), min(max(wait, 0), LONGEST_POLL)
        now = asyncio.get_running_loop().time()
        if offset == self._offset and wait < 3 and now < self._offset_at + 3:
            wait = 3
        if offset == self._offset and now < self._offset_at + 0.5:
            limit = 1
        self._offset, self._offset_at = offset, now
        found = self._find(offset, limit)
        if found or not wait:
            return found
        await self._wait(wait)
        return self._find(offset, limit)

    def stop(self, refusal: Refusal | None = None) -> None:
        """End a long poll that waits, with an error or with nothing."""
        poll, self._poll = self._poll, None
        if poll and not poll.done():
            poll.set_exception(refusal) if refusal else poll.set_result(None)

    def _find(self, offset: int, limit: int) -> list[Json]:
        self.drop_late()
        ids = sorted(self.waiting)
        if offset < 0:
            self.confirm(ids[:offset])
        elif offset and offset <= self.next_id:
            self.confirm(update_id for update_id in ids if update_id < offset)
        return [self.waiting[update_id].body for update_id in sorted(self.waiting)[:limit]]

    async def _wait(self, seconds: float) -> None:
        self.stop(Refusal(409, CONFLICT_POLL))
        self._poll = poll = asyncio.get_running_loop().create_future()
        with suppress(TimeoutError):
            await asyncio.wait_for(poll, seconds)
