"""The composition root: the only module that knows every class, and how they are put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from starlette.routing import BaseRoute

from bot.channels.base import Channel
from bot.channels.web.channel import WebChat
from bot.channels.web.join import join_routes
from bot.channels.web.links import Links
from bot.channels.web.routes import routes
from bot.clock import Clock, SystemClock
from bot.delivery import LIMITS, Delivery, Limits, shared_out
from bot.health import Health
from bot.media import Media
from bot.papers import Papers
from bot.settings import Settings, SettingsError, variable
from bot.ticking import Ticking
from bot.turns import Turns
from bot.vitals import Vitals
from bot.work import Work
from handlers.doors import Doors
from handlers.routes import listed_commands
from locales import LANGUAGES
from storage.database import Database
from storage.migrations import migrate
from storage.photos import PhotoFolder, PhotoStore

if TYPE_CHECKING:
    from bot.channels.telegram.channel import Telegram
    from bot.metrics import Metrics

log = logging.getLogger(__name__)

#: Seconds that messages under way get when the process is told to end; see `bot.serving`.
TELEGRAM_GRACE_SECONDS = 2.0


class PartEndedError(RuntimeError):
    """A part of the bot that never ends has ended, though it raised nothing."""


class App:
    """Everything, put together over one database. `channels` are those that this process serves besides
    the web chat and Telegram."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        channels: Sequence[Channel] = (),
        telegram: Telegram | None = None,
        telegram_name: str | None = None,
        limits: Mapping[str, Limits] = LIMITS,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.database = Database(settings.database_url, durable=settings.database_durable)
        migrate(self.database)
        self.work = Work(self.database)
        self.metrics = make_metrics(settings, self.database, self.clock)
        self.vitals = Vitals(self.metrics)
        self.links = Links(settings.secret.get_secret_value())
        self.doors = Doors(settings.web_address, telegram_name, self.links.path)
        self.photos = open_photos(settings)
        self.media = Media(self.photos, self.work, self.clock)
        self.health = Health(self.work, self.vitals, self.media)
        self.papers = Papers(self.work, self.media)
        self.web = WebChat(self.work, self.clock)
        self.telegram = telegram
        if telegram:
            telegram.report_to(self.vitals)
        served: list[Channel] = [*channels, self.web, *([telegram] if telegram else [])]
        self.channels = {channel.name: channel for channel in served}
        self.delivery = Delivery(
            self.channels,
            self.work,
            self.clock,
            self.papers.load,
            limits=shared_out(limits, settings.processes),
            vitals=self.vitals,
        )
        self.turns = Turns(
            self.work, self.clock, self.media, self.doors, self.channels, self.delivery, self.vitals
        )
        self.ticking = Ticking(self.work, self.clock, self.delivery, self.vitals, self.media)

    def routes(self) -> list[BaseRoute]:
        """What the web server answers."""
        found = routes(self.web, self.links, self.papers.load)
        found += self.health.routes()
        found += join_routes(self.web, self.doors, self.delivery.wake)
        if self.telegram:
            found += self.telegram.routes()
        return found

    @asynccontextmanager
    async def running(
        self, *, ticking: bool = True, beside: Sequence[Coroutine[None, None, None]] = ()
    ) -> AsyncIterator[Sequence[asyncio.Task[None]]]:
        """Channels, turns, delivery and the clock at work; gives their tasks, none of which ends by itself.

        At the end what brings messages ends first, what answers them next, what delivers the answers last.
        `beside`: more that brings messages, and ends when the block does (the web server). Raises what a
        part raised, PartEndedError if it just ended.
        """
        await self.media.sweep()
        await self.ticking.begin()
        bringing = [
            asyncio.create_task(self._bring(channel), name=channel.name) for channel in self.channels.values()
        ]
        besides = [asyncio.create_task(one, name="web server") for one in beside]
        behind = [
            asyncio.create_task(self.turns.run(), name="turns"),
            asyncio.create_task(self.delivery.run(), name="delivery"),
        ]
        parts = [*bringing, *besides, *behind]
        scheduler = self.ticking.start() if ticking else None
        ended: list[asyncio.Task[None]] = []
        try:
            yield parts
        finally:
            ended += [part for part in parts if part.done()]
            if scheduler:
                scheduler.shutdown(wait=False)
            for task in bringing:
                task.cancel()
            await asyncio.gather(*bringing, *besides, return_exceptions=True)
            for task in behind:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            await self._close()
        for part in ended:
            _raise_fault(part)

    async def _bring(self, channel: Channel) -> None:
        if channel is self.telegram:
            await self._introduce(self.telegram)
        await channel.run(self.turns.receive)

    async def _introduce(self, telegram: Telegram) -> None:
        """Wait until Telegram answers, which may be long: the web is served meanwhile."""
        me = await telegram.open()
        self.doors.telegram_name = me.username
        log.info("Telegram knows this bot as @%s", me.username)
        await telegram.set_commands({language: listed_commands(language) for language in LANGUAGES})

    async def _close(self) -> None:
        if self.telegram:
            await self.telegram.close()
        self.close()

    def close(self) -> None:
        """Let the database go."""
        self.work.close()
        self.database.dispose()


def _raise_fault(part: asyncio.Task[None]) -> None:
    fault = None if part.cancelled() else part.exception()
    raise fault or PartEndedError(part.get_name())


def make_telegram(settings: Settings) -> Telegram | None:
    """The Telegram channel, if a token is set. Its libraries take a quarter of a second and 25 MB, so they
    are imported only then."""
    if settings.telegram_token is None:
        return None
    from bot.channels.telegram.channel import Telegram
    from bot.channels.telegram.webhook import Webhook

    webhook = None
    if settings.telegram_webhook_url and settings.telegram_webhook_secret:
        webhook = Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())
    return Telegram(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url,
        proxy=settings.telegram_proxy,
        webhook=webhook,
        grace=TELEGRAM_GRACE_SECONDS,
    )


def open_photos(settings: Settings) -> PhotoStore:
    """Where the photos lie. Raises SettingsError if the library for a bucket isn't installed."""
    place = urlsplit(settings.photos or "")
    if place.scheme != "s3":
        return PhotoFolder(Path(unquote(place.path) or settings.data_folder / "photos"))
    try:
        from storage.bucket import Access, PhotoBucket
    except ModuleNotFoundError:
        missing = "the library for a bucket is missing; install yidong[s3]"
        raise SettingsError(f"{variable('photos')}: {missing}") from None
    key_id, key = settings.photos_key_id, settings.photos_key
    access = Access(
        settings.photos_endpoint,
        settings.photos_region,
        key_id.get_secret_value() if key_id else None,
        key.get_secret_value() if key else None,
    )
    return PhotoBucket(place.netloc, place.path.strip("/"), access)


def make_metrics(settings: Settings, database: Database, clock: Clock) -> Metrics | None:
    """What counts for Prometheus, if a port is set for it."""
    if settings.metrics_port is None:
        return None
    from bot.metrics import Metrics

    return Metrics(database, clock)


def is_token_refused(fault: Exception) -> bool:
    """Whether that was Telegram not knowing the token."""
    from bot.channels.telegram.channel import TokenRefusedError

    return isinstance(fault, TokenRefusedError)
