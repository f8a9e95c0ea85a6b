"""The routes of the web chat, ready to be mounted at the root of the application."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.base import Load
from bot.channels.web.channel import WebChat
from bot.channels.web.drawing import PAGES
from bot.channels.web.guard import Guarded
from bot.channels.web.links import Links
from bot.channels.web.page import ChatPage
from bot.health import alive


def routes(chat: WebChat, links: Links, load: Load) -> list[BaseRoute]:
    """Everything that a phone with a link asks for, the static files, and `/healthz`."""
    page = ChatPage(chat, links, load)
    below = [
        Route("/", page.page, name="web-page-slash"),
        Route("/lines", page.lines),
        Route("/events", page.events),
        Route("/say", page.say, methods=["POST"]),
        Route("/photo", page.photo, methods=["POST"]),
        Route("/file/{line}/{n}", page.file),
        Route("/{rest:path}", page.nothing),
    ]
    return [
        Route("/healthz", alive),
        static_files(),
        Route("/c/{token}", page.page, name="web-page"),
        Mount("/c/{token}", routes=below),
    ]


def static_files() -> Mount:
    """Styles and scripts. Browsers keep them, and ask each time whether they are still the same (ETag)."""
    guarded = [Middleware(Guarded, cache="no-cache")]
    return Mount("/static", StaticFiles(directory=PAGES / "static"), name="web-static", middleware=guarded)
