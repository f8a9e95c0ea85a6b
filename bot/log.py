"""The log: one line a record, each with the turn it belongs to, never with a secret in it."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

from bot.settings import TOKEN, Settings

#: The turn that is being worked on, so that all its lines can be found; set by the shell.
turn_id: ContextVar[str | None] = ContextVar("turn_id", default=None)

#: These tell of every request or tick; their warnings are enough.
QUIET = ("httpx", "httpcore", "aiohttp", "apscheduler", "telegram", "uvicorn.access", "alembic", "PIL")
#: These may have set up a log of their own already.
_THEIR_OWN = (*QUIET, "uvicorn", "uvicorn.error")

#: What must not be read in a log wherever it comes from, and what stands there instead.
_PATTERNS = (
    (re.compile(rf"(?<!\d){TOKEN.pattern}"), "<token>"),
    (re.compile(r"(/c/)[A-Za-z0-9_.~-]+"), r"\1<token>"),
    (re.compile(r"(/join/|[?&]start=)[A-Za-z0-9_-]+"), r"\1<code>"),
    # What somebody wrote, as pydantic and SQLAlchemy tell it in their errors.
    (re.compile(r"input_value=.*?, input_type=", re.DOTALL), "input_value=<hidden>, input_type="),
    (re.compile(r"\[parameters: .*?\]$", re.DOTALL | re.MULTILINE), "[parameters: <hidden>]"),
    (re.compile(r"(\w://[^\s/:@]*:)[^\s/@]+@"), r"\1<password>@"),
)
#: What every record has; the rest was given with `extra=` and is shown.
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class Line(logging.Formatter):
    """A record as key=value; what has spaces or quotes is quoted, so that nobody's words can forge a line.

    `secrets` are taken out of everything, tracebacks too: this is the last step before a line is written.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line; a traceback follows, each of its lines marked as such."""
        values = self.values(record)
        fault = values.pop("fault", "")
        line = " ".join(f"{name}={_quoted(value)}" for name, value in values.items())
        return "\n".join([line, *(f"    | {part}" for part in fault.splitlines())])

    def values(self, record: logging.LogRecord) -> dict[str, str]:
        """What there is to tell of the record, by name, without secrets."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
            "turn_id": turn_id.get(),
            "message": record.getMessage(),
        }
        told |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            told["fault"] = self.formatException(record.exc_info)
        return {name: self.redact(str(value)) for name, value in told.items() if value is not None}

    def redact(self, words: str) -> str:
        """The words without tokens, passwords in addresses, and the secrets."""
        for secret in self._secrets:
            words = words.replace(secret, "<secret>")
        for pattern, instead in _PATTERNS:
            words = pattern.sub(instead, words)
        return words


class JsonLine(Line):
    """A record as one JSON object in a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        return json.dumps(self.values(record), ensure_ascii=False)


def set_up_log(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all records of this process to `stream` (standard error) in place of whatever was set up before.

    uvicorn sets up a log of its own when it starts, in which links would be readable: it must be given
    `log_config=None`.
    """
    given = (
        settings.telegram_token,
        settings.telegram_webhook_secret,
        settings.secret,
        settings.photos_key,
    )
    line = JsonLine if settings.log_json else Line
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(line(secret.get_secret_value() for secret in given if secret))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(settings.log_level)
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _THEIR_OWN:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _quoted(value: str) -> str:
    """As it is if it is one plain word, else as a JSON string."""
    plain = value and value.isprintable() and not set(value) & set(' "=\\')
    return value if plain else json.dumps(value, ensure_ascii=False)
