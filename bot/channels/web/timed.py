"""Requests that come slowly on purpose are given up: each holds memory, and uploads hold room for others."""

from __future__ import annotations

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

#: Seconds that a body may take at any rate, and the fewest bytes a second it has to bring beyond that: 40
#: kbit/s, less than the slowest phone that can show the page at all.
BODY_SECONDS = 30.0
SLOWEST = 5_000
#: Seconds that a browser may take to accept a part of an answer; a page that sleeps comes back by itself.
SEND_SECONDS = 120.0


class Timed:
    """Ends a request whose body or whose reader is too slow, as if the client had gone."""

    def __init__(self, app: ASGIApp, body_seconds: float = BODY_SECONDS) -> None:
        self.app = app
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        now = asyncio.get_running_loop().time
        ends_at, more = now() + self._body_seconds, True

        async def take() -> Message:
            nonlocal ends_at, more
            if not more:
                return await receive()
            try:
                async with asyncio.timeout_at(ends_at):
                    message = await receive()
            except TimeoutError:
                more = False
                log.info("a request came too slowly")
                return {"type": "http.disconnect"}
            more = bool(message.get("more_body"))
            ends_at += len(message.get("body", b"")) / SLOWEST
            return message

        async def give(message: Message) -> None:
            async with asyncio.timeout(SEND_SECONDS):
                await send(message)

        try:
            await self.app(scope, take, give)
        except TimeoutError:
            # uvicorn closes the connection of an answer that isn't complete.
            log.info("an answer was read too slowly")
