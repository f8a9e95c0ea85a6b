"""The web application as a whole: its routes behind what holds for all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, NoMatchFound
from starlette.types import ASGIApp, Lifespan

from bot.channels.web.answers import answer_away, in_plain_words
from bot.channels.web.drawing import nearest_first, notice
from bot.channels.web.guard import Guarded
from bot.channels.web.timed import Timed
from bot.work import AwayError


async def _answer_gone(request: Request, error: Exception) -> Response:
    """Nobody is there to read it."""
    return Response(status_code=400)


async def _answer_nowhere(request: Request, error: Exception) -> Response:
    """A page for people, who have mistyped an address or lost a part of it. What a page asks for itself is
    answered below its own path; of a file of ours that isn't there nobody reads a page."""
    if request.scope["path"].startswith("/static/"):
        return PlainTextResponse("Not Found\n", 404)
    both = nearest_first(request)
    try:
        return notice(request, both, title="web-nowhere-title", says="web-nowhere-text", status=404)
    except (NoMatchFound, ValueError):  # no style sheet here, or a Host that is no name: no browser's
        return in_plain_words("web-nowhere-text", both, 404)


#: What may happen on any route.
FAULTS: dict[type[Exception] | int, Callable[[Request, Exception], Awaitable[Response]]] = {
    AwayError: answer_away,
    ClientDisconnect: _answer_gone,
    404: _answer_nowhere,
}


def site(
    routes: Sequence[BaseRoute], address: str = "", lifespan: Lifespan[Starlette] | None = None
) -> ASGIApp:
    """The application for a web server. `address` is where people reach it.

    The guard stands around everything, so that also what is not found, not allowed or broken bears the
    headers.
    """
    app = Starlette(routes=routes, exception_handlers=FAULTS, lifespan=lifespan)
    # The way to `/path/` is a redirect to the host that the request itself names, which may be anyone's.
    app.router.redirect_slashes = False
    return Guarded(Timed(app), address=address)
