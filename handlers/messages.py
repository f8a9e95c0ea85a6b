"""What comes in and what goes out, as values that know no platform.

A channel turns its platform's update into an `Inbound`; a handler answers with a `Reply` whose words
are keys; the turn says the reply in the person's language, and the channel draws that `Message`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from locales import DEFAULT

#: Telegram keeps 64 bytes with a button, the least of all channels (Bot API, InlineKeyboardButton).
BUTTON_VALUE_BYTES = 64


class Role(StrEnum):
    """What a person may be in an organisation."""

    ORGANIZER = "organizer"
    LEADER = "leader"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person or a group is reached: a channel's name and the account on it."""

    channel: str
    account: str


@dataclass(frozen=True, slots=True)
class Text:
    """One message of the locale files by its key, with the values for its placeables."""

    key: str
    args: Mapping[str, Words | str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that stand in a campaign file: one wording a language, zh-CN always among them."""

    wordings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Joined:
    """Several words said one after another, with `by` between them."""

    parts: tuple[Words, ...]
    by: Words = ""


#: Everything that can be said: a locale key, a campaign's own words, plain data such as a name, or several.
Words: TypeAlias = "Text | Wording | Joined | str"


def text(key: str, **args: Words | int) -> Text:
    """Short for `Text(key, {…})`; underscores in argument names are written as hyphens in Fluent."""
    return Text(key, {name.replace("_", "-"): value for name, value in args.items()}) if args else _alone(key)


@cache
def _alone(key: str) -> Text:
    """Half of what is said has no values, and there are only so many keys."""
    return Text(key)


class Reject(Exception):
    """What a person said can't be taken; `words` is the one clear sentence that says why.

    For persons, not for faults: the turn answers with the sentence and asks again.
    """

    def __init__(self, key: str, **args: Words | int) -> None:
        self.words = text(key, **args)
        super().__init__(key)


class Over(Reject):
    """What was being filled in can never be handed in: the run ends with the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that was fetched, checked and kept: its SHA-256 (hex) names it everywhere. `alike`: it looks
    like one that is there already, as the same picture sent twice through a messenger does."""

    digest: str
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of one person, as every channel tells it.

    `update_id` is unique within the channel: the same id again is the same message again.
    `pressed` is the `value` of the option that was pressed. `photos` holds, in order, a `Photo` for
    each that was kept and the sentence that says why for each that wasn't. `group` is the chat id
    when it was said in a group. `moved_to`: nobody said anything, the platform tells that the group has this
    id from now on.
    """

    address: Address
    update_id: str
    text: str = ""
    pressed: str | None = None
    photos: tuple[Photo | Text, ...] = ()
    name: str = ""
    language: str | None = None
    group: str | None = None
    edited: bool = False
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """Something to press, or to type: `value` (at most 64 bytes) comes back as `Inbound.pressed`.

    A `control` (back, skip, cancel …) is drawn apart from the choices and bears no number. A `hidden`
    one isn't drawn, but its number or its words may be typed.
    """

    label: Words
    value: str
    control: bool = False
    hidden: bool = False


#: What the phone's keyboard should be ready for.
Expects: TypeAlias = Literal["words", "number", "photos", "choice"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file that goes along: `source` is `photo:<sha256>` or `paper:<kind>:<id>`.

    A paper that is drawn in the reader's language has `{language}` in its source. The bytes are looked up
    or drawn when it is sent, outside any transaction.
    """

    kind: Literal["picture", "file"]
    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The one answer to a message. Each of `lines` stands on a line of its own.

    `numbered`: a typed number picks the option at that place (off where a number is an answer).
    `settle`: answers with the same word that follow each other fast are merged into the last (albums
    arrive as one message a photo).
    """

    lines: tuple[Words, ...]
    options: tuple[Option, ...] = ()
    numbered: bool = True
    expects: Expects = "words"
    attachments: tuple[Attachment, ...] = ()
    settle: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """An option in the words of the person's language."""

    label: str
    value: str
    control: bool = False


class Sheet(BaseModel):
    """An attachment of a said message; see `Attachment`."""

    model_config = ConfigDict(frozen=True)
    kind: Literal["picture", "file"]
    source: str
    name: str


class Message(BaseModel):
    """A reply or notice in one language, ready to be drawn; kept as JSON in the outbox. `language` is that
    one, for what has to be added when it is sent."""

    model_config = ConfigDict(frozen=True)
    text: str
    buttons: tuple[Button, ...] = ()
    numbered: bool = True
    expects: Expects = "words"
    attachments: tuple[Sheet, ...] = ()
    language: str = DEFAULT
