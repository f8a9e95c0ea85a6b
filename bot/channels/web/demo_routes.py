"""The demo's page: three phones side by side and a clock to push. For this machine only."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import wraps
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.channels.body import read_body
from bot.channels.web.drawing import DEMO_WORDS, page, words
from locales import DEFAULT

#: The clock is pushed by four weeks at most at one time.
MOST_MINUTES = 28 * 24 * 60
#: The most bytes that say how far.
PUSH_BYTES = 1000


@dataclass(frozen=True, slots=True)
class Phone:
    """One of the phones: the role that stands above it, whose it is, and the path of the link."""

    title: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due next, in a few words."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class DemoState:
    """What the page shows. Moments are aware. `offer`: the report that the page can file; "" for none."""

    now: datetime
    next: Due | None
    phones: tuple[Phone, ...]
    offer: str = ""


class DemoControl(Protocol):
    """The demo as its page pushes it."""

    async def state(self) -> DemoState:
        """What the page shows now."""

    async def next(self) -> None:
        """Go to the moment at which the next thing is due, and let it happen."""

    async def advance(self, minutes: int) -> None:
        """Go on by so many minutes; everything due in between happens."""

    async def file(self) -> None:
        """Let the leader file what is offered, in full view."""

    async def restart(self) -> None:
        """Begin anew with fresh data."""


class Push(BaseModel):
    """How far the clock goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes: int = Field(ge=1, le=MOST_MINUTES)


Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def is_loopback(netloc: str) -> bool:
    """Whether a host, with or without a port, is this machine by its own name."""
    try:
        name = urlsplit(f"//{netloc}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def loopback_only(endpoint: Endpoint) -> Endpoint:
    """Refuses pages of elsewhere. A foreign name may be made to point here (DNS rebinding), and a foreign
    page may post here: the first shows in Host, the second in Origin."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        if not is_loopback(host):
            return PlainTextResponse("the demo answers on this machine only\n", 403)
        if request.method == "POST" and origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("not from this page\n", 403)
        return await endpoint(request)

    return answer


def demo_routes(demo: DemoControl, language: str = DEFAULT) -> list[BaseRoute]:
    """The page at `/demo` and what it asks for below. The chat's routes must be there too."""

    async def shown(request: Request) -> Response:
        base = request.url_for("web-demo").path
        return page(request, "demo.html", language=language, base=base, words=words(language, DEMO_WORDS))

    async def state(request: Request) -> Response:
        return await _state(demo)

    async def step(request: Request) -> Response:
        await demo.next()
        return await _state(demo)

    async def advance(request: Request) -> Response:
        try:
            push = Push.model_validate_json(await read_body(request, PUSH_BYTES) or b"")
        except ValidationError:
            return JSONResponse({"error": "minutes"}, 400)
        await demo.advance(push.minutes)
        return await _state(demo)

    async def file(request: Request) -> Response:
        await demo.file()
        return await _state(demo)

    async def restart(request: Request) -> Response:
        await demo.restart()
        return await _state(demo)

    posts = [("/next", step), ("/advance", advance), ("/file", file), ("/restart", restart)]
    below = [Route(path, loopback_only(endpoint), methods=["POST"]) for path, endpoint in posts]
    below.append(Route("/state", loopback_only(state)))
    return [Route("/demo", loopback_only(shown), name="web-demo"), Mount("/demo", routes=below)]


async def _state(demo: DemoControl) -> Response:
    state = await demo.state()
    due = state.next and {"at": state.next.at.isoformat(), "what": state.next.what}
    phones = [asdict(phone) for phone in state.phones]
    said = {"now": state.now.isoformat(), "next": due, "phones": phones, "offer": state.offer}
    return JSONResponse(said)
