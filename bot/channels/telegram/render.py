"""Messages as Telegram can draw them. Pure: a message in, the parts to send out, in order.

Text goes without a parse mode, so nothing that a person wrote can be read as formatting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, TypeVar
from unicodedata import east_asian_width

from bot.channels.base import File
from handlers.messages import BUTTON_VALUE_BYTES, Button, Message

T = TypeVar("T")
#: An InlineKeyboardMarkup (Bot API) as JSON.
Keyboard: TypeAlias = dict[str, list[list[dict[str, str]]]]

#: Bot API: sendMessage 1-4096 characters, captions 0-1024, an album 2-10 files, a photo up to 10 MB.
TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
ALBUM_FILES = 10
PHOTO_BYTES = 10 * 1000 * 1000
#: Not documented; more are refused (python-telegram-bot, `InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER`).
BUTTONS = 100
#: Widths of a label in cells (a Chinese character takes two) up to which three, or two, share a row on
#: a narrow phone.
THIRD_OF_ROW = 8
HALF_OF_ROW = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One request: a text, a file with the text below it, or several files as an album."""

    text: str
    files: tuple[File, ...] = ()
    keyboard: Keyboard | None = None


def draw(message: Message, files: Sequence[File]) -> tuple[Part, ...]:
    """The parts of a message. Files go before the text, so that the buttons stay at the bottom.

    Raises ValueError for what Telegram can't carry: nothing at all, or a button's value over 64 bytes.
    """
    text = _sendable(message.text)
    board = keyboard(message.buttons)
    albums = _albums(files)
    if len(albums) == 1 and length(text) <= CAPTION_LENGTH and (len(albums[0]) == 1 or board is None):
        return (Part(text, albums[0], board),)
    texts = split(text)
    if not texts and (board or not albums):
        raise ValueError("a message needs a text")
    parts = [Part("", album) for album in albums] + [Part(piece) for piece in texts]
    return (*parts[:-1], Part(parts[-1].text, parts[-1].files, board))


def split(text: str, limit: int = TEXT_LENGTH) -> list[str]:
    """The text in pieces of at most `limit` characters, cut at line ends where there are any."""
    pieces = []
    while length(text) > limit:
        end = _fitting(text, limit)
        line_end = text.rfind("\n", 0, end + 1)
        cut = line_end if text[: max(line_end, 0)].strip() else end
        pieces.append(text[:cut])
        text = text[cut:].removeprefix("\n")
    return [piece for piece in (*pieces, text) if piece.strip()]


def length(text: str) -> int:
    """Characters as Telegram's clients count them, in UTF-16 units: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def keyboard(buttons: Sequence[Button]) -> Keyboard | None:
    """The choices, one a row unless all are short, and the controls together below them.

    Choices that are too many are left out: they can still be typed.
    """
    controls = [button for button in buttons if button.control][:BUTTONS]
    choices = [button for button in buttons if not button.control][: BUTTONS - len(controls)]
    rows = [*_rows(choices), *_rows(controls)]
    return {"inline_keyboard": [[_button(each) for each in row] for row in rows]} if rows else None


def _rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    widest = max((_cells(button.label) for button in buttons), default=0)
    if widest > HALF_OF_ROW:
        return _chunks(buttons, 1)
    return _chunks(buttons, 2 if widest > THIRD_OF_ROW or len(buttons) in (2, 4) else 3)


def _button(button: Button) -> dict[str, str]:
    if not 1 <= len(button.value.encode()) <= BUTTON_VALUE_BYTES:
        raise ValueError(f"a button's value must have 1 to {BUTTON_VALUE_BYTES} bytes: {button.value!r}")
    if not button.label.strip():
        raise ValueError(f"a button needs a label: {button.value!r}")
    return {"text": _sendable(button.label), "callback_data": button.value}


def _albums(files: Sequence[File]) -> list[tuple[File, ...]]:
    """Files that may go together: pictures with pictures, documents with documents, ten at most."""
    files = [File("file", f.name, f.content) if len(f.content) > PHOTO_BYTES else f for f in files]
    kinds = [[f for f in files if f.kind == "picture"], [f for f in files if f.kind != "picture"]]
    return [tuple(album) for kind in kinds for album in _chunks(kind, ALBUM_FILES)]


def _fitting(text: str, limit: int) -> int:
    """How many code points from the start are at most `limit` UTF-16 units."""
    units = 0
    for place, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return place
    return len(text)


def _sendable(text: str) -> str:
    """Without halves of characters (lone surrogates), which can't be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(4096)
def _cells(label: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in label)


def _chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
