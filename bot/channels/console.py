"""The console: the same conversation in a terminal or from a pipe, one line a message."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path

from bot.channels.base import Arrival, Carries, File, NotSentError, Receive, RemoteFile
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


def hear(person_id: int, line: str) -> Arrival:
    """A line as a message; `@photo PATH` brings the file there (several may follow each other)."""
    address = Address(CHANNEL, str(person_id))
    inbound = Inbound(address, uuid.uuid4().hex, text=line)
    if not line.startswith(PHOTO):
        return Arrival(inbound)
    paths = line.removeprefix(PHOTO).split(PHOTO.strip())
    files = tuple(RemoteFile(path.strip()) for path in paths)
    return Arrival(Inbound(address, inbound.update_id), files)


class Console:
    """The channel. What is sent is kept until `heard` is read."""

    name = CHANNEL
    carries = Carries(text_length=100_000, files=50, buttons=False)

    def __init__(self) -> None:
        self.heard: list[tuple[str, Message]] = []

    async def run(self, receive: Receive) -> None:
        """Nothing comes by itself: the command line brings the lines."""

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        """Keep it to be printed."""
        self.heard.append((account, message))
        return str(len(self.heard))

    async def fetch(self, file: RemoteFile) -> bytes:
        """The file at that path. Raises NotSentError if there is none."""
        return await asyncio.to_thread(_read, Path(file.reference))


def _read(path: Path) -> bytes:
    if not path.expanduser().is_file():
        raise NotSentError(f"there is no file {path}")
    return path.expanduser().read_bytes()
