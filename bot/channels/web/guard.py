"""What holds for every answer of the web server: its headers, and that foreign pages post nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Only our own files run, and only our own pages may frame us (the demo shows three). Thumbnails of photos
#: that aren't sent yet are `blob:`.
POLICY = (
    "default-src 'self'; img-src 'self' blob:; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; object-src 'none'"
)
#: What the pages never use. Photos come from a file chooser, which needs no camera of the page.
UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)

#: A token stands in the path: it must not travel in a Referer.
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "x-robots-tag": "noindex, nofollow",
}
#: A year, as browsers ask for it (RFC 6797); for this host only, since others beside it are not ours.
HSTS = "max-age=31536000"
#: Methods that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Guarded:
    """Adds the headers. An answer may bring its own of the same name: a file gets a stricter policy.

    `cache` is the Cache-Control: what a token opens must not stay on a phone that is passed around.
    `address` is that of the whole as people reach it; behind https the browser is told to stay there.
    """

    def __init__(self, app: ASGIApp, cache: str = "no-store", address: str = "") -> None:
        self.app = app
        self._host = urlsplit(address).netloc
        self._headers = {**HEADERS, "cache-control": cache}
        if address.startswith("https:"):
            self._headers["strict-transport-security"] = HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["method"] not in READING and is_foreign(Headers(scope=scope), self._host):
            await PlainTextResponse("not from this page\n", 403)(scope, receive, answer)
        else:
            await self.app(scope, receive, answer)


def is_foreign(headers: Headers, host: str) -> bool:
    """Whether a page of elsewhere sends this request. `host` is ours as people know it: a proxy may have put
    another into Host.

    Browsers say it themselves in Sec-Fetch-Site. Older ones, and all of them over plain http, only send
    Origin, which is "null" for a form of ours since our pages send no referrer (Fetch, "append a request
    Origin header"). What is no browser sends neither.
    """
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin", "null")
    return origin != "null" and origin.partition("://")[2] not in (headers.get("host"), host)
