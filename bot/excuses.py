"""A word to those whose message can't be kept now: said past the outbox, which is in the database too."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from bot.channels.base import Channel
from bot.work import AwayError, Work
from handlers.messages import Address, Inbound, Message, text
from handlers.speech import in_words
from locales import nearest
from storage.people import person_at

log = logging.getLogger(__name__)

#: Nobody is told again within so long (seconds), however often they write.
AGAIN_SECONDS = 600.0
#: One is told after another; more than so many that wait would be told too late to be of use.
MOST_WAITING = 1000


class Excuses:
    """Tells people, each once in a while, that what they sent waits. Where the channel doesn't bring a
    message again by itself, its page says what is to be done."""

    def __init__(self, channels: Mapping[str, Channel], work: Work) -> None:
        self._channels = channels
        self._work = work
        self._told: dict[Address, float] = {}
        self._waiting: list[Inbound] = []
        self._telling: asyncio.Task[None] | None = None

    def offer(self, inbound: Inbound) -> None:
        """Tell this person soon, unless they know."""
        channel, now = self._channels.get(inbound.address.channel), asyncio.get_running_loop().time()
        if channel is None or not channel.repeats or inbound.group is not None:
            return
        self._told = {one: at for one, at in self._told.items() if now - at < AGAIN_SECONDS}
        if inbound.address in self._told or len(self._waiting) >= MOST_WAITING:
            return
        self._told[inbound.address] = now
        self._waiting.append(inbound)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        """One after another: that is slow enough for every platform."""
        while self._waiting:
            inbound = self._waiting.pop(0)
            channel = self._channels[inbound.address.channel]
            words = in_words(text("turn-away"), await self._language(inbound))
            try:
                await channel.send(inbound.address.account, Message(text=words), [])
            except Exception as error:
                # A courtesy: the message itself is kept by the platform, and answered later.
                log.debug("an excuse did not arrive: %s", type(error).__name__)

    async def _language(self, inbound: Inbound) -> str:
        """The person's own, if the database can still be read."""
        address = inbound.address
        try:
            person = await self._work.read(
                lambda session: person_at(session, address.channel, address.account)
            )
        except AwayError:
            person = None
        return person.language if person else nearest(inbound.language)
