"""The web chat as a channel: its accounts are persons' ids, its lines lie in the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.channels.base import Busy, File, NotSentError, Receive, RemoteFile
from bot.channels.web.bell import Bell
from bot.channels.web.needs import Sessions
from bot.channels.web.uploads import Uploads
from bot.clock import Clock
from bot.work import AwayError
from handlers.messages import Message
from storage import webchat

log = logging.getLogger(__name__)


class WebChat:
    """A channel whose platform is our own page.

    `send` writes the line and rings; the attachments are kept by their sources, and the bytes looked up
    when the browser asks for them. Lines that another process wrote are found by a look into the
    database every `look_seconds`.
    """

    name = "web"
    repeats = False

    def __init__(self, sessions: Sessions, clock: Clock, look_seconds: float = 1.0) -> None:
        self.sessions = sessions
        self.clock = clock
        self.bell = Bell()
        self.uploads = Uploads()
        self._look_seconds = look_seconds
        self._receive: Receive | None = None

    @property
    def receive(self) -> Receive:
        """Where arrivals go. Raises Busy while the channel doesn't run."""
        if self._receive is None:
            raise Busy
        return self._receive

    async def run(self, receive: Receive) -> None:
        """Take arrivals from the page until cancelled, then let the open pages go."""
        self._receive = receive
        self.bell.open()
        try:
            await self._watch()
        finally:
            self._receive = None
            self.bell.close()

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        """Write the line; its id. `files` isn't needed: the page asks for the message's attachments."""
        body = message.model_dump(mode="json")
        now = self.clock.now()

        def work(session: Session) -> int:
            return webchat.add_line(session, account, "bot", body, now)

        try:
            line = await self.sessions(work)
        except (AwayError, SQLAlchemyError) as fault:
            raise NotSentError(str(fault)) from fault
        self.bell.ring(account)
        return str(line)

    async def fetch(self, file: RemoteFile) -> bytes:
        """The bytes of a photo that is being sent just now."""
        return await self.uploads.fetch(file)

    async def _watch(self) -> None:
        newest: int | None = None
        while True:
            try:
                newest = await self._look(newest)
            except AwayError:
                pass
            except SQLAlchemyError:
                log.exception("the web chat could not look for new lines")
            await asyncio.sleep(self._look_seconds)

    async def _look(self, newest: int | None) -> int | None:
        if not self.bell.accounts():
            return None
        found, accounts = await self.sessions.read(lambda session: _news(session, newest))
        for account in self.bell.accounts() if newest is None else accounts:
            self.bell.ring(account)
        return found


def _news(session: Session, newest: int | None) -> tuple[int, set[str]]:
    found = webchat.newest_line(session)
    if newest is None or found <= newest:
        return found, set()
    return found, webchat.accounts_after(session, newest)
