"""What the fake knows: the bot, chats with their messages, files, presses; and the words it is told in."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

#: An object of the Bot API, or what came as JSON.
Json: TypeAlias = dict[str, Any]


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self, at: datetime = datetime(2019, 3, 1, 1, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Refusal(Exception):
    """An answer that isn't ok: an HTTP status, Telegram's words, perhaps `ResponseParameters`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        self.code, self.description, self.parameters = code, description, parameters
        super().__init__(description)


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def flood(seconds: int) -> Refusal:
    """Too much was asked: come again after so many seconds."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the method in lower case, its parameters as they came, the files. `in_answer`: it came as
    the bot's answer to an update."""

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)
    in_answer: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer."""

    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class Late:
    """The work is done, and `wait` seconds later this is answered instead of its result."""

    answer: Answer
    wait: float = 0.0


#: No answer at all: the connection is closed.
CUT = Answer(0, {})


@dataclass(frozen=True, slots=True)
class Record:
    """A request and its answer."""

    call: Call
    answer: Answer


@dataclass(slots=True)
class Stored:
    """A file on the server."""

    file_id: str
    content: bytes
    path: str

    @property
    def unique_id(self) -> str:
        return f"u{self.file_id[1:]}"


@dataclass(eq=False, slots=True)
class Chat:
    """A private chat or a group, with everything that was said there, by message id."""

    about: Json
    reachable: bool = False
    refusal: str = "bot can't initiate conversation with a user"
    moved_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    heard: asyncio.Queue[Shown] = field(default_factory=asyncio.Queue)

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def private(self) -> bool:
        return bool(self.about["type"] == "private")


class Shown:
    """A message of the bot as it stands on a phone now, edits and all."""

    def __init__(self, world: World, message: Json) -> None:
        self.world, self.json = world, message

    @property
    def id(self) -> int:
        return int(self.json["message_id"])

    @property
    def text(self) -> str:
        return str(self.json.get("text", self.json.get("caption", "")))

    @property
    def rows(self) -> list[list[str]]:
        """The labels on the buttons, row by row."""
        keyboard = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in keyboard]

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label in row]

    @property
    def album(self) -> str | None:
        return self.json.get("media_group_id")

    @property
    def file(self) -> bytes | None:
        """The bytes of the photo or document."""
        item = self.json["photo"][-1] if "photo" in self.json else self.json.get("document")
        return self.world.files[item["file_id"]].content if item else None

    def __repr__(self) -> str:
        return f"<{self.text!r} {self.rows}>"


@dataclass(slots=True)
class Press:
    """A press that can be answered."""

    at: float
    answer: Json | None = None


class World:
    """Everything but the waiting updates. `random` makes the ids, so a seed makes them the same again."""

    def __init__(self, clock: Callable[[], datetime], seed: int, bot: Json) -> None:
        self.clock, self.random, self.bot = clock, random.Random(seed), bot
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Stored] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self._next_message = 1

    @property
    def now(self) -> float:
        """Unix time on the fake's clock."""
        return self.clock().timestamp()

    def number(self) -> str:
        """A long random number, as ids of albums, presses and files are."""
        return str(self.random.randrange(10**17, 10**18))

    def store(self, content: bytes, folder: str, ending: str) -> Stored:
        number = self.number()
        stored = Stored(f"f{number}", content, f"{folder}/file_{len(self.files)}{ending}")
        self.files[stored.file_id] = stored
        return stored

    def message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Put a new message into a chat."""
        number, self._next_message = self._next_message, self._next_message + 1
        base = {"message_id": number, "from": sender, "chat": chat.about, "date": int(self.now)}
        chat.messages[number] = message = base | content
        return message

    def show(self, chat: Chat, content: Json) -> Json:
        """Put a message of the bot into a chat, where people hear it."""
        message = self.message(chat, self.bot, content)
        chat.heard.put_nowait(Shown(self, message))
        return message
