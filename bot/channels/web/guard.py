"""The headers that every answer of the web chat and its pages bears."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Only our own files run, and only our own pages may frame us (the demo shows three). Thumbnails of photos
#: that aren't sent yet are `blob:`.
POLICY = (
    "default-src 'self'; img-src 'self' blob:; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; object-src 'none'"
)

#: A token stands in the path: it must not travel in a Referer.
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), payment=()",
    "x-robots-tag": "noindex, nofollow",
}


class Guarded:
    """Adds the headers. An answer may bring its own of the same name: a file gets a stricter policy.

    `cache` is the Cache-Control: what a token opens must not stay on a phone that is passed around.
    """

    def __init__(self, app: ASGIApp, cache: str = "no-store") -> None:
        self.app = app
        self._headers = {**HEADERS, "cache-control": cache}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, answer)
