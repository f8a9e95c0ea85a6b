"""The parts of a message, sent one after another, and what is known when one of them fails."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import to_json
from telegram import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.error import TelegramError

from bot.channels.base import FateUnknownError, NotSentError, WaitError
from bot.channels.telegram.api import Api
from bot.channels.telegram.fates import fate
from bot.channels.telegram.poll import Sleep, pauses
from bot.channels.telegram.render import Part

#: To make a link preview, Telegram's servers open the link, and ours may work only once.
NO_PREVIEW = {"is_disabled": True}
#: Tries for a later part, when earlier ones have been seen already, and the longest wait between them
#: (seconds) for which the message is held.
TRIES = 4
PATIENCE = 30.0


async def send(api: Api, chat: str, parts: Sequence[Part], sleep: Sleep) -> str:
    """The id of the last message. Raises a `SendError`.

    Once the first part is out, "not sent" and "wait" would send it a second time: so later parts are
    tried again here, and if that doesn't help, the fate of the whole is unknown.
    """
    sent = await _send(api, chat, parts[0])
    for part in parts[1:]:
        sent = await _insist(api, chat, part, sleep)
    return sent


async def _insist(api: Api, chat: str, part: Part, sleep: Sleep) -> str:
    for _, pause in zip(range(TRIES), pauses(), strict=False):
        try:
            return await _send(api, chat, part)
        except NotSentError:
            await sleep(pause)
        except WaitError as error:
            if error.seconds > PATIENCE:
                break
            await sleep(error.seconds)
    raise FateUnknownError("the message is there in part")


async def _send(api: Api, chat: str, part: Part) -> str:
    try:
        return await (_send_files(api, chat, part) if part.files else _send_text(api, chat, part))
    except TelegramError as error:
        raise fate(error) from error


async def _send_text(api: Api, chat: str, part: Part) -> str:
    """Nearly every message is one: so it goes as JSON, without python-telegram-bot's objects."""
    return str((await api.call("sendMessage", _parameters(chat, part)))["message_id"])


def in_answer(chat: str, parts: Sequence[Part]) -> bytes | None:
    """The one call that an answer to an update may bear (Bot API, "Making requests when getting updates");
    None for what takes several, or files."""
    if len(parts) > 1 or parts[0].files:
        return None
    return to_json({"method": "sendMessage", **_parameters(chat, parts[0])})


def _parameters(chat: str, part: Part) -> dict[str, object]:
    """Of sendMessage."""
    parameters: dict[str, object] = {"chat_id": chat, "text": part.text, "link_preview_options": NO_PREVIEW}
    return parameters | {"reply_markup": part.keyboard} if part.keyboard else parameters


async def _send_files(api: Api, chat: str, part: Part) -> str:
    caption, file = part.text or None, part.files[0]
    if len(part.files) > 1:
        kind = InputMediaPhoto if file.kind == "picture" else InputMediaDocument
        media = [kind(file.content, filename=file.name) for file in part.files]
        return str((await api.bot.send_media_group(chat, media, caption=caption))[-1].message_id)
    send_one = api.bot.send_photo if file.kind == "picture" else api.bot.send_document
    board = InlineKeyboardMarkup.de_json(part.keyboard) if part.keyboard else None
    sent = await send_one(chat, file.content, caption, filename=file.name, reply_markup=board)
    return str(sent.message_id)
