"""The composition root: the only module that knows every class, and how they are put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from bot.channels.base import Channel
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import Webhook
from bot.channels.web.channel import WebChat
from bot.channels.web.links import Links
from bot.channels.web.routes import routes
from bot.clock import Clock, SystemClock
from bot.delivery import Delivery
from bot.media import Media
from bot.papers import Papers
from bot.settings import Settings
from bot.ticking import Ticking
from bot.turns import Turns
from bot.work import Work
from handlers.doors import Doors
from handlers.routes import listed_commands
from locales import LANGUAGES
from storage.database import Database
from storage.migrations import migrate
from storage.photos import PhotoFolder

log = logging.getLogger(__name__)


class App:
    """Everything, put together over one database. `channels` are those that this process serves."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        channels: Sequence[Channel] = (),
        telegram: Telegram | None = None,
        telegram_name: str | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.database = Database(settings.database_url, durable=settings.database_durable)
        migrate(self.database)
        self.work = Work(self.database)
        self.links = Links(settings.secret.get_secret_value())
        self.doors = Doors(settings.web_address, telegram_name, self.links.path)
        self.media = Media(PhotoFolder(Path(settings.data_folder) / "photos"), self.work, self.clock)
        self.papers = Papers(self.work, self.media)
        self.web = WebChat(self.work, self.clock)
        self.telegram = telegram
        served: list[Channel] = [*channels, self.web, *([telegram] if telegram else [])]
        self.channels = {channel.name: channel for channel in served}
        self.delivery = Delivery(self.channels, self.work, self.clock, self.papers.load)
        self.turns = Turns(self.work, self.clock, self.media, self.doors, self.channels, self.delivery)
        self.ticking = Ticking(self.work, self.clock, self.delivery)

    def routes(self) -> list[BaseRoute]:
        """What the web server answers."""
        found = routes(self.web, self.links, self.papers.load)
        if self.telegram:
            found += self.telegram.routes()
        return found

    @asynccontextmanager
    async def running(self, *, ticking: bool = True) -> AsyncIterator[None]:
        """Channels, turns, delivery and the clock at work; ended in the order that loses nothing."""
        tasks = [asyncio.create_task(self.turns.run(), name="turns")]
        tasks += [
            asyncio.create_task(channel.run(self.turns.receive), name=channel.name)
            for channel in self.channels.values()
        ]
        tasks.append(asyncio.create_task(self.delivery.run(), name="delivery"))
        scheduler = self.ticking.start() if ticking else None
        try:
            yield
        finally:
            if scheduler:
                scheduler.shutdown(wait=False)
            for task in reversed(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.close()

    def close(self) -> None:
        """Let the database go."""
        self.work.close()
        self.database.dispose()


async def serve(app: App, extra: Sequence[BaseRoute] = (), *, ticking: bool = True) -> None:
    """Run the app behind the web server until it is told to stop (SIGINT, SIGTERM)."""
    starlette = Starlette(routes=[*extra, *app.routes()])
    config = uvicorn.Config(
        starlette,
        host=app.settings.web_host,
        port=app.settings.web_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    async with app.running(ticking=ticking):
        await uvicorn.Server(config).serve()


def home(path: str) -> Route:
    """Send those who open the bare address to that page."""
    return Route("/", lambda request: RedirectResponse(path))


async def open_telegram(settings: Settings) -> tuple[Telegram | None, str | None]:
    """The Telegram channel, if a token is set, with its commands told; and the bot's name."""
    if settings.telegram_token is None:
        return None, None
    webhook = None
    if settings.telegram_webhook_url and settings.telegram_webhook_secret:
        webhook = Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())
    telegram = Telegram(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url,
        proxy=settings.telegram_proxy,
        webhook=webhook,
    )
    me = await telegram.open()
    await telegram.set_commands({language: listed_commands(language) for language in LANGUAGES})
    return telegram, me.username
