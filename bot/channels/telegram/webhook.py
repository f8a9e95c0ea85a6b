"""The webhook: Telegram posts each update, and 200 is answered only after its turn is committed.

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

from bot.channels.base import Busy
from bot.channels.body import read_body
from bot.channels.telegram.intake import Intake
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
            await self.intake.take(body, patient=False)
        except Busy:
            return _later(BUSY_SECONDS)
        except AwayError:
            return _later(FAULT_SECONDS)
        except Exception:
            log.exception("an update is not committed")
            return _later(FAULT_SECONDS)
        return Response(status_code=200)


def _later(seconds: int) -> Response:
    return Response(status_code=503, headers={"Retry-After": str(seconds)})
