"""The console: the same conversation in a terminal or from a pipe, one line a message."""

from __future__ import annotations

import asyncio
import shlex
import uuid
from collections.abc import Sequence
from pathlib import Path

from bot.channels.base import Arrival, File, NotSentError, Receive, RemoteFile
from handlers.messages import Address, Inbound, Message

CHANNEL = "console"
#: A line that attaches a file begins so.
PHOTO = "@photo "


def draw(message: Message) -> str:
    """A message as it stands in a transcript: choices with their numbers, controls behind them."""
    numbers = iter(range(1, len(message.buttons) + 1))
    choices = [
        f"[{next(numbers)}] {button.label}" if message.numbered else f"[{button.label}]"
        for button in message.buttons
        if not button.control
    ]
    controls = [f"<{button.label}>" for button in message.buttons if button.control]
    lines = [*message.text.split("\n"), *choices, *([" ".join(controls)] if controls else [])]
    lines += [f"({sheet.kind}: {sheet.name})" for sheet in message.attachments]
    return "\n".join(lines)


def transcribe(who: str, said: str) -> str:
    """One turn of a `.chat` transcript: later lines stand under the first."""
    first, *rest = said.split("\n")
    return "\n".join([f"{who}: {first}", *(f"{' ' * (len(who) + 2)}{line}".rstrip() for line in rest)])


class MissingFileError(ValueError):
    """A line names a file to be sent that isn't there; the text says which."""


def hear(person_id: int, line: str) -> Arrival:
    """A line as a message; `@photo FILE FILE …` brings the files there (quoted if there is a space in a
    name). Raises MissingFileError."""
    address = Address(CHANNEL, str(person_id))
    update_id = uuid.uuid4().hex
    if not line.startswith(PHOTO):
        return Arrival(Inbound(address, update_id, text=line))
    files = tuple(RemoteFile(str(path)) for path in _paths(line.removeprefix(PHOTO)))
    return Arrival(Inbound(address, update_id), files)


def _paths(named: str) -> list[Path]:
    try:
        names = shlex.split(named)
    except ValueError as error:
        raise MissingFileError(f"{PHOTO.strip()}: {error}: {named}") from None
    paths = [_path(name) for name in names]
    if missing := [name for name, path in zip(names, paths, strict=True) if path is None]:
        raise MissingFileError(f"{PHOTO.strip()}: there is no file {', '.join(missing)}")
    return [path for path in paths if path is not None]


def _path(name: str) -> Path | None:
    """The file of that name; None if there is none, or can't be."""
    try:
        path = Path(name).expanduser()
        return path if path.is_file() else None
    except (OSError, RuntimeError):  # too long a name, or the home of somebody unknown
        return None


class Console:
    """The channel. What is sent is kept until `heard` is read."""

    name = CHANNEL
    repeats = False

    def __init__(self) -> None:
        self.heard: list[tuple[str, Message]] = []

    async def run(self, receive: Receive) -> None:
        """Nothing comes by itself: the command line brings the lines."""

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        """Keep it to be printed."""
        self.heard.append((account, message))
        return str(len(self.heard))

    async def fetch(self, file: RemoteFile) -> bytes:
        """The file at that path. Raises NotSentError if it can't be read."""
        try:
            return await asyncio.to_thread(Path(file.reference).read_bytes)
        except OSError as error:
            raise NotSentError(f"{file.reference}: {error.strerror}") from None
