"""The parts of a message, sent one after another, and what is known when one of them fails."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot, InputMediaDocument, InputMediaPhoto, LinkPreviewOptions
from telegram import Message as Sent
from telegram.error import TelegramError

from bot.channels.base import FateUnknownError, NotSentError, WaitError
from bot.channels.telegram.fates import fate
from bot.channels.telegram.poll import Sleep, pauses
from bot.channels.telegram.render import Part

#: To make a link preview, Telegram's servers open the link, and ours may work only once.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
#: Tries for a later part, when earlier ones have been seen already, and the longest wait between them
#: (seconds) for which the message is held.
TRIES = 4
PATIENCE = 30.0


async def send(bot: Bot, chat: str, parts: Sequence[Part], sleep: Sleep) -> str:
    """The id of the last message. Raises a `SendError`.

    Once the first part is out, "not sent" and "wait" would send it a second time: so later parts are
    tried again here, and if that doesn't help, the fate of the whole is unknown.
    """
    sent = await _send(bot, chat, parts[0])
    for part in parts[1:]:
        sent = await _insist(bot, chat, part, sleep)
    return sent


async def _insist(bot: Bot, chat: str, part: Part, sleep: Sleep) -> str:
    for _, pause in zip(range(TRIES), pauses(), strict=False):
        try:
            return await _send(bot, chat, part)
        except NotSentError:
            await sleep(pause)
        except WaitError as error:
            if error.seconds > PATIENCE:
                break
            await sleep(error.seconds)
    raise FateUnknownError("the message is there in part")


async def _send(bot: Bot, chat: str, part: Part) -> str:
    try:
        sent = await _call(bot, chat, part)
    except TelegramError as error:
        raise fate(error) from error
    return str(sent.message_id)


async def _call(bot: Bot, chat: str, part: Part) -> Sent:
    caption = part.text or None
    match part.files:
        case ():
            return await bot.send_message(
                chat, part.text, reply_markup=part.keyboard, link_preview_options=NO_PREVIEW
            )
        case (file,) if file.kind == "picture":
            return await bot.send_photo(
                chat, file.content, caption, filename=file.name, reply_markup=part.keyboard
            )
        case (file,):
            return await bot.send_document(
                chat, file.content, caption, filename=file.name, reply_markup=part.keyboard
            )
    kind = InputMediaPhoto if part.files[0].kind == "picture" else InputMediaDocument
    media = [kind(file.content, filename=file.name) for file in part.files]
    return (await bot.send_media_group(chat, media, caption=caption))[-1]
