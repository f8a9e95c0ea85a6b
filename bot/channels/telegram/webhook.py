"""The webhook: Telegram posts each update, and 200 is answered only after its turn is committed.

Most replies travel in that answer (Bot API, "Making requests when getting updates"), which saves a request
each. Telegram doesn't tell what became of them, but if the answer doesn't reach it, it posts the update
again. A press is answered by a request at once, before its turn, since an answer bears one call only.

Telegram posts again what isn't answered with 2xx, after `Retry-After` seconds if we say so (up to 3600;
tdlib/telegram-bot-api, WebhookActor), and one at a time for each chat.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.base import Busy, Ride
from bot.channels.body import read_body
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.render import draw
from bot.channels.telegram.sending import in_answer
from bot.work import AwayError

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
#: A text of 4096 characters with all its entities stays far below this.
BODY_BYTES = 1_000_000
#: Seconds after which Telegram should bring again what can't be taken now.
BUSY_SECONDS = 2
FAULT_SECONDS = 10


@dataclass(frozen=True)
class Webhook:
    """Where Telegram reaches us: `address` is what the world sees of this bot (`https://…`), `secret`
    1 to 256 letters, digits, `_` or `-`."""

    address: str
    secret: str = field(repr=False)

    @property
    def url(self) -> str:
        """Hard to guess, so that strangers don't even find the door; the lock is the secret's header."""
        name = hashlib.sha256(b"telegram webhook " + self.secret.encode()).hexdigest()[:32]
        return f"{self.address.rstrip('/')}/telegram/{name}"


class Door:
    """The endpoint. `intake` is there while the channel runs; before and after, Telegram has to wait."""

    def __init__(self, webhook: Webhook) -> None:
        self._webhook = webhook
        self.intake: Intake | None = None

    def route(self) -> Route:
        """To be put into the application."""
        return Route(urlsplit(self._webhook.url).path, self.answer, methods=["POST"])

    async def answer(self, request: Request) -> Response:
        """Take one update."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), self._webhook.secret.encode()):
            return Response(status_code=403)
        body = await read_body(request, BODY_BYTES)
        if body is None:
            return Response(status_code=413)
        if self.intake is None:
            return _later(BUSY_SECONDS)
        try:
            ride = await self.intake.take(body, patient=False)
        except Busy:
            return _later(BUSY_SECONDS)
        except AwayError:
            return _later(FAULT_SECONDS)
        except Exception:
            log.exception("an update is not committed")
            return _later(FAULT_SECONDS)
        return Response(status_code=200) if ride is None else await _answer_with(ride, request)


async def _answer_with(ride: Ride, request: Request) -> Response:
    """An answer with the reply in it, if Telegram still waits for one."""
    body = None if await request.is_disconnected() else _draw(ride)
    if body is None:
        ride.end(written=False)
        return Response(status_code=200)
    return _Carrying(body, ride)


def _draw(ride: Ride) -> bytes | None:
    try:
        return in_answer(ride.account, draw(ride.message, ()))
    except ValueError:  # for the log it is refused like any other that can't be drawn
        return None


class _Carrying(Response):
    """Tells the reply in it whether it was written out."""

    media_type = "application/json"

    def __init__(self, body: bytes, ride: Ride) -> None:
        super().__init__(body)
        self._ride = ride

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        written = False
        try:
            await super().__call__(scope, receive, send)
            written = True
        finally:
            self._ride.end(written=written)


def _later(seconds: int) -> Response:
    return Response(status_code=503, headers={"Retry-After": str(seconds)})
