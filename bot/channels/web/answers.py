"""How the endpoints say no, and how they read what the page sends."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from typing import Annotated, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.base import Busy
from bot.channels.body import read_body
from bot.work import AwayError
from handlers.messages import BUTTON_VALUE_BYTES, text
from handlers.speech import in_words
from locales import LANGUAGES

log = logging.getLogger(__name__)

#: The most bytes of a message without photos.
SAY_BYTES = 100_000

#: The most characters of a text; forms take less and say so themselves.
TEXT_LENGTH = 20_000

#: After how many seconds the page may knock again when too much of this person waits, or nothing can be kept.
AGAIN_SECONDS = 2


async def answer_away(request: Request, error: Exception) -> Response:
    """Instead of a page, while the database can't be used."""
    return in_plain_words("web-away", LANGUAGES, 503, {"retry-after": str(AGAIN_SECONDS)})


def in_plain_words(
    key: str, languages: Sequence[str], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """One sentence in these languages, where no page can be drawn."""
    told = "\n".join(in_words(text(key), language) for language in languages)
    return PlainTextResponse(f"{told}\n", status, headers)


class RefusedError(Exception):
    """What was asked can't be answered: the HTTP status, a word that the page knows, and, where the person
    can do something about it, a sentence for them."""

    def __init__(self, status: int, word: str, why: str | None = None) -> None:
        self.status, self.word, self.why = status, word, why
        super().__init__(word)


Self = TypeVar("Self")
Endpoint: TypeAlias = Callable[[Self, Request], Awaitable[Response]]


def answering(endpoint: Endpoint[Self]) -> Endpoint[Self]:
    """Turns the errors of an endpoint into answers that the page understands."""

    @wraps(endpoint)
    async def answer(page: Self, request: Request) -> Response:
        try:
            return await endpoint(page, request)
        except RefusedError as refused:
            why = {"why": refused.why} if refused.why else {}
            return JSONResponse({"error": refused.word, **why}, refused.status)
        except (Busy, AwayError):
            return JSONResponse({"error": "busy"}, 503, {"retry-after": str(AGAIN_SECONDS)})
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:
            log.exception("the web chat could not answer")
            return JSONResponse({"error": "fault"}, 500)

    return answer


def _without_nul(text: str) -> str:
    # PostgreSQL keeps no NUL in text or JSON.
    return text.replace("\x00", "")


def _short(value: str | None) -> str | None:
    value = value and _without_nul(value)
    if value is not None and len(value.encode()) > BUTTON_VALUE_BYTES:
        raise ValueError(f"more than {BUTTON_VALUE_BYTES} bytes")
    return value


class Said(BaseModel):
    """A message as the page sends it. `id` is made by the page: the same id is the same message again."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"))
    text: Annotated[str, AfterValidator(_without_nul)] = Field("", max_length=TEXT_LENGTH)
    pressed: Annotated[str | None, AfterValidator(_short)] = None


async def read_said(request: Request) -> Said:
    """The message in the request's JSON. Raises RefusedError: too long, or not a message."""
    body = await read_body(request, SAY_BYTES)
    if body is None:
        raise RefusedError(413, "too-long")
    try:
        said = Said.model_validate_json(body)
    except ValidationError as fault:
        raise _refusal(fault) from fault
    if not said.text.strip() and not said.pressed:
        raise RefusedError(400, "empty")
    return said


def said_with_photos(message_id: object, text: object) -> Said:
    """The message in the fields of a form. Raises RefusedError."""
    try:
        return Said.model_validate({"id": message_id, "text": text or ""})
    except ValidationError as fault:
        raise _refusal(fault) from fault


def _refusal(fault: ValidationError) -> RefusedError:
    long = any(error["type"] == "string_too_long" for error in fault.errors(include_url=False))
    return RefusedError(413, "too-long") if long else RefusedError(400, "not-a-message")
