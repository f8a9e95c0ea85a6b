"""One sending: a letter with its attachments, handed to the channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from pydantic import ValidationError

from bot.channels.base import Channel, FateUnknownError, File, Load, NotSentError, RefusedError
from bot.work import AwayError
from handlers.messages import Message, Sheet
from locales import say
from storage.outbox import Letter
from storage.photos import MissingPhotoError

#: Time for loading the attachments, and for the platform to take the message.
LOAD_SECONDS, SEND_SECONDS = 30.0, 60.0

log = logging.getLogger(__name__)


async def hand_over(letter: Letter, channel: Channel, load: Load) -> str:
    """Send it; the platform's id of the message. Raises a `SendError`, or whatever a fault raises."""
    message, files = await _prepare(letter, load)
    try:
        async with asyncio.timeout(SEND_SECONDS):
            return await channel.send(letter.account, message, files)
    except TimeoutError as error:
        raise FateUnknownError("no answer in time") from error


async def _prepare(letter: Letter, load: Load) -> tuple[Message, Sequence[File]]:
    """The message and its files. NotSentError if they can't be read now, RefusedError if never."""
    try:
        message = Message.model_validate(letter.body)
    except ValidationError as error:
        raise RefusedError("not a message") from error
    if not message.attachments:
        return message, ()
    files = await _load_all(message, load)
    if lost := files.count(None):
        log.warning("outbox %d goes without %d photos that are no more", letter.id, lost)
        message = _without_lost(message, files)
    return message, [file for file in files if file]


async def _load_all(message: Message, load: Load) -> list[File | None]:
    """The files in their order; None for a photo that is no more."""
    try:
        async with asyncio.timeout(LOAD_SECONDS):
            return [await _load(sheet, load) for sheet in message.attachments]
    except (AwayError, OSError) as error:
        raise NotSentError("an attachment could not be read") from error
    except Exception as error:
        raise RefusedError(f"an attachment could not be made: {type(error).__name__}") from error


async def _load(sheet: Sheet, load: Load) -> File | None:
    try:
        return File(sheet.kind, sheet.name, await load(sheet.source))
    except MissingPhotoError:
        return None


def _without_lost(message: Message, files: Sequence[File | None]) -> Message:
    """What is still there, and a line that says how much isn't."""
    kept = tuple(sheet for sheet, file in zip(message.attachments, files, strict=True) if file)
    told = say(message.language, "photo-lost", {"count": files.count(None)})
    return message.model_copy(update={"text": f"{message.text}\n{told}", "attachments": kept})
