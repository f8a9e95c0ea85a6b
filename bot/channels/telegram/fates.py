"""What is known of a message after an error, from the kinds of error that Telegram's answers become."""

from __future__ import annotations

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels.base import (
    FateUnknownError,
    GoneError,
    MovedError,
    NotSentError,
    RefusedError,
    SendError,
    WaitError,
)
from bot.channels.telegram.poll import seconds
from bot.channels.telegram.request import UnreachableError

#: Beginnings of a 400 that say something of the chat, not of the message.
GONE = (
    "chat not found",
    "peer_id_invalid",
    "not enough rights",
    "have no rights",
    "need administrator rights",
)


def fate(error: TelegramError) -> SendError:
    """The kind of `SendError` that an error of sending is."""
    if isinstance(error, RetryAfter):
        return WaitError(seconds(error))
    if isinstance(error, ChatMigrated):
        return MovedError(str(error.new_chat_id))
    if isinstance(error, Forbidden):
        return GoneError(error.message)
    if isinstance(error, BadRequest):
        gone = error.message.lower().startswith(GONE)
        return GoneError(error.message) if gone else RefusedError(error.message)
    # A refused token: nothing was done, and the messages can go out once the right one is set.
    if isinstance(error, UnreachableError | InvalidToken):
        return NotSentError(error.message)
    return FateUnknownError(error.message)
