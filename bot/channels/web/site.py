"""The web application as a whole: its routes behind what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan

from bot.channels.web.answers import answer_away
from bot.channels.web.guard import Guarded
from bot.channels.web.timed import Timed
from bot.work import AwayError


async def _answer_gone(request: Request, error: Exception) -> Response:
    """Nobody is there to read it."""
    return Response(status_code=400)


#: What may happen on any route.
FAULTS = {AwayError: answer_away, ClientDisconnect: _answer_gone}


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
