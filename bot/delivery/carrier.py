"""One sending: the row's message and its attachments, handed to the channel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from pydantic import ValidationError

from bot.channels.base import Channel, FateUnknownError, File, NotSentError, RefusedError
from bot.work import AwayError
from handlers.messages import Message
from storage.outbox import Outbound

#: Time for loading the attachments, and for the platform to take the message.
LOAD_SECONDS, SEND_SECONDS = 30.0, 60.0

#: Gives the bytes behind the `source` of an attachment; AwayError and OSError mean "not now", unless
#: the file isn't there; anything else means "never".
Load: TypeAlias = Callable[[str], Awaitable[bytes]]


async def hand_over(row: Outbound, channel: Channel, load: Load) -> str:
    """Send it; the platform's id of the message. Raises a `SendError`, or whatever a fault raises."""
    message, files = await _prepare(row, load)
    try:
        async with asyncio.timeout(SEND_SECONDS):
            return await channel.send(row.account, message, files)
    except TimeoutError as error:
        raise FateUnknownError("no answer in time") from error


async def _prepare(row: Outbound, load: Load) -> tuple[Message, list[File]]:
    """The message and its files. NotSentError if they can't be read now, RefusedError if never."""
    try:
        message = Message.model_validate(row.body)
    except ValidationError as error:
        raise RefusedError("not a message") from error
    return message, await _load_all(message, load) if message.attachments else []


async def _load_all(message: Message, load: Load) -> list[File]:
    try:
        async with asyncio.timeout(LOAD_SECONDS):
            return [File(s.kind, s.name, await load(s.source)) for s in message.attachments]
    except FileNotFoundError as error:
        raise RefusedError("an attachment is no more") from error
    except (AwayError, OSError) as error:
        raise NotSentError("an attachment could not be read") from error
    except Exception as error:
        raise RefusedError(f"an attachment could not be made: {type(error).__name__}") from error
