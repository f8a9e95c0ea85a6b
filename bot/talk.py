"""A talk in the terminal or from a pipe: one line a message, answered before the next is read."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.channels.console import CHANNEL, Console, MissingFileError, draw, hear, transcribe
from bot.console import CommandError, check_there, check_writable, find_person, open_app
from bot.settings import Settings
from handlers.messages import Message, Reject
from handlers.people.newcomer import Newcomer, let_in
from handlers.speech import in_words
from locales import DEFAULT
from storage import outbox
from storage.outbox import Outbound
from storage.people import Person


def chat(
    settings: Settings, name: str, at: datetime | None, code: str | None = None, *, transcript: bool = False
) -> None:
    """Talk as that person until the lines end; with a `code` as somebody new, who joins with it.

    The event loop only runs while a line is answered, so that Ctrl-C at the prompt is just an end.
    """
    check_there(settings)
    check_writable(settings)
    app = open_app(settings, at, (Console(),))
    with asyncio.Runner() as runner:
        try:
            talk = Talk(app, runner.run(_who(app, name, code)), transcript)
            talk.show(talk.scene())
            runner.run(talk.begin())
            _go_on(runner, talk)
        except KeyboardInterrupt:
            typer.echo()
        finally:
            app.close()


def _go_on(runner: asyncio.Runner, talk: Talk) -> None:
    terminal = sys.stdin.isatty()
    for line in _typed(f"{talk.person.name}> ") if terminal else _piped(sys.stdin):
        try:
            runner.run(talk.say(line))
        except MissingFileError as error:
            if not terminal:
                raise CommandError(str(error)) from None
            typer.echo(str(error), err=True)


def _typed(prompt: str) -> Iterator[str]:
    with suppress(ImportError):  # Windows has none
        import readline  # noqa: F401 - it makes lines editable, and keeps those of before
    while True:
        try:
            yield input(prompt)
        except EOFError:
            typer.echo()
            return


def _piped(lines: Iterable[str]) -> Iterator[str]:
    if hasattr(lines, "reconfigure"):
        lines.reconfigure(encoding="utf-8", errors="replace")
    for line in lines:
        yield line.rstrip("\r\n")


async def _who(app: App, name: str, code: str | None) -> Person:
    if code is None:
        return await app.work.read(lambda session: find_person(session, name))
    # A whole link does as well.
    bare = code.strip().rpartition("/")[2].rpartition("=")[2]
    newcomer = Newcomer(CHANNEL, bare, name, DEFAULT, secrets.token_hex(16))
    now = app.clock.now()
    try:
        return await app.work(lambda session: let_in(session, now, newcomer, app.doors))
    except Reject as reject:
        raise CommandError(f"{bare}: {in_words(reject.words, 'en')}") from None


class Talk:
    """One person's talk. What is said is printed, as a `.chat` transcript if wanted."""

    def __init__(self, app: App, person: Person, transcript: bool) -> None:
        self.person = person
        self._app = app
        self._transcript = transcript
        self._turns: asyncio.Task[None] | None = None

    def scene(self) -> str:
        """The lines that a transcript begins with: when it is, and who speaks."""
        if not self._transcript:
            return ""
        now = self._app.clock.now().astimezone(ZoneInfo(self._app.settings.zone))
        return f"@at {now:%Y-%m-%d %H:%M}\n@as {self.person.name}"

    def show(self, words: str) -> None:
        """Print the words, if there are any."""
        if words:
            typer.echo(words)

    async def begin(self) -> None:
        """Take turns from now on, and show what waits already."""
        self._turns = asyncio.create_task(self._app.turns.run())
        await self._answer()

    async def say(self, line: str) -> None:
        """Say the line, and show what is answered. Raises MissingFileError for `@photo` without the file."""
        if not line.strip():
            return
        arrival = hear(self.person.id, line)
        self.show(transcribe("you", line) if self._transcript else "")
        await self._app.turns.receive(arrival)
        await self._answer()

    async def _answer(self) -> None:
        now = self._app.clock.now()
        for message in await self._app.work(lambda session: _waiting(session, self.person.id, now)):
            drawn = draw(message)
            self.show(transcribe("bot", drawn) if self._transcript else f"{drawn}\n")


def _waiting(session: Session, person_id: int, now: datetime) -> list[Message]:
    """What is in the outbox for the console of that person; it is sent with that."""
    where = (
        Outbound.channel == CHANNEL,
        Outbound.account == str(person_id),
        Outbound.state == "waiting",
        or_(Outbound.urgency == outbox.REPLY, Outbound.due_at <= now),
    )
    rows = session.scalars(select(Outbound).where(*where).order_by(Outbound.id)).all()
    for row in rows:
        row.state, row.sent_at = "sent", now
    return [Message.model_validate(row.body) for row in rows]
