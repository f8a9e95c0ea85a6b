"""A channel that does what it is told, and the setting in which a delivery is tried."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.base import File, Receive, RemoteFile, Ride
from bot.delivery import LIMITS, Delivery, Limits
from handlers.messages import Address, Message
from storage import outbox
from storage.database import Database
from storage.outbox import REPLY, Draft, Letter, Outbound
from storage.replies import post_replies
from tests.shell.virtual_time import VirtualClock

T = TypeVar("T")


@dataclass(frozen=True)
class Sent:
    """A message that the platform took, and when."""

    at: float
    account: str
    text: str
    files: tuple[File, ...] = ()


@dataclass
class ScriptedChannel:
    """Takes every message after `delay` seconds; `script` may raise for (account, text) instead."""

    name: str = "telegram"
    delay: float = 0.0
    script: Callable[[str, str], None] = lambda account, text: None
    repeats: bool = False
    sent: list[Sent] = field(default_factory=list)
    tries: list[Sent] = field(default_factory=list)

    async def run(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        entry = Sent(asyncio.get_running_loop().time(), account, message.text, tuple(files))
        self.tries.append(entry)
        await asyncio.sleep(self.delay)
        self.script(account, message.text)
        self.sent.append(entry)
        return f"m{len(self.sent)}"

    async def fetch(self, file: RemoteFile) -> bytes:
        raise NotImplementedError

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.sent]

    @property
    def times(self) -> list[float]:
        return [entry.at for entry in self.sent]


def raise_at_first(*errors: Exception) -> Callable[[str, str], None]:
    """A script: each of these errors once, then all is well."""
    left = list(errors)

    def script(account: str, text: str) -> None:
        if left:
            raise left.pop(0)

    return script


class Stage:
    """A database, a delivery over it, and short ways to write rows and look at them."""

    def __init__(
        self, database: Database, start: datetime, *channels: ScriptedChannel, limits: Any = LIMITS
    ) -> None:
        self.database = database
        self.start = start
        self.clock = VirtualClock(start)
        self.files: dict[str, bytes | Exception] = {}
        self.load_seconds = 0.0
        self.work_count = 0
        self.away = False
        self.unheard = False
        self.channels = {channel.name: channel for channel in channels}
        self.limits: dict[str, Limits] = dict(limits)
        self.delivery = self.new_delivery()

    def new_delivery(self, poll_seconds: float = 1e6) -> Delivery:
        """Another sender over the same database and channels; the jitter is always at its longest. That it
        hardly polls shows that it finds out by itself when there is something to do."""
        return Delivery(
            self.channels,
            self.work,
            self.clock,
            self.load,
            limits=self.limits,
            poll_seconds=poll_seconds,
            chance=lambda: 1.0,
        )

    async def work(self, work: Callable[[Session], T]) -> T:
        await asyncio.sleep(0)
        self.work_count += 1
        if self.away:
            raise OperationalError("the text of a statement", {}, Exception("away"))
        with self.database.begin() as session:
            done = work(session)
        if self.unheard:
            raise OperationalError("COMMIT", {}, Exception("away"))
        return done

    async def load(self, source: str) -> bytes:
        await asyncio.sleep(self.load_seconds)
        content = self.files[source]
        if isinstance(content, Exception):
            raise content
        return content

    def post(self, text: str, account: str = "1", urgency: int = 1, **more: Any) -> None:
        now = more.pop("now", self.start)
        values: dict[str, Any] = {"channel": "telegram", "due_at": now, "body": {"text": text}} | more
        with self.database.begin() as session:
            outbox.post(session, key=text, account=account, urgency=urgency, now=now, **values)

    def post_all(self, texts: Sequence[str], accounts: Sequence[str], urgency: int = 2) -> None:
        drafts = [
            Draft(text, "telegram", account, urgency, {"text": text}, self.start)
            for text, account in zip(texts, accounts, strict=True)
        ]
        with self.database.begin() as session:
            outbox.post_all(session, drafts, self.start)

    async def turn(self, *texts: str, account: str = "", answerable: Collection[str] = ()) -> dict[str, Ride]:
        """A turn in which these replies are written, each for the account of its name; those on their way in
        an answer, by their texts."""
        now = self.clock.now()
        drafts = [Draft(text, "telegram", account or text, REPLY, {"text": text}, now) for text in texts]
        addresses = {
            draft.key: Address("telegram", draft.account) for draft in drafts if draft.key in answerable
        }
        along = self.delivery.join(now, addresses)

        def work(session: Session) -> list[Letter]:
            along.write(session)
            return list(post_replies(session, drafts, now, along.hold)[1].values())

        try:
            held = await self.work(work)
        except OperationalError:
            along.failed()
            raise
        rides = along.committed(held)
        if len(held) < len(texts):
            self.delivery.wake("telegram")
        return {ride.message.text: ride for ride in rides.values()}

    def rows(self) -> dict[str, Outbound]:
        with self.database.read() as session:
            return {row.key: row for row in session.execute(select(Outbound)).scalars()}

    def states(self) -> dict[str, str]:
        return {key: row.state for key, row in self.rows().items()}

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[None]:
        """The delivery runs meanwhile, and is cancelled at the end."""
        task = asyncio.create_task(self.delivery.run())
        yield
        assert not task.done(), "it ended by itself"
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def deliver_for(self, seconds: float) -> None:
        """Run the delivery for so long, then cancel it."""
        async with self.delivering():
            await asyncio.sleep(seconds)
