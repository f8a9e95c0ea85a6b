"""What the command line does beside serving: set up, look, talk, and let the clock tick."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.channels.console import Console, draw, hear, transcribe
from bot.clock import SetClock, SystemClock
from bot.settings import Settings
from handlers.founding import add_person, first_code, found_root, root
from handlers.messages import Message, Role
from storage import outbox, people
from storage.outbox import Outbound
from storage.people import Person


async def greet(app: App) -> list[str]:
    """What `yidong run` says at the start: where it listens, and how the first organizer comes in."""
    now = app.clock.now()

    def work(session: Session) -> str | None:
        top = root(session) or found_root(session, now, "志愿者联合会", app.settings.zone)
        return first_code(session, now, top)

    code = await app.work(work)
    lines = [f"Yidong listens on {app.settings.web_address}"]
    if app.telegram is None:
        lines.append("YIDONG_TELEGRAM_TOKEN is not set: the web chat is served alone.")
    if code:
        lines.append("Nobody is here yet. This one-time link makes whoever opens it the first organizer:")
        lines += [f"  {link}" for link in app.doors.invitation_links(code)]
    return lines


@asynccontextmanager
async def _app(settings: Settings, at: datetime | None, console: Console | None = None) -> AsyncIterator[App]:
    clock = SetClock(at) if at else SystemClock()
    app = App(settings, clock, [console] if console else [])
    try:
        yield app
    finally:
        app.close()


async def init(settings: Settings, name: str, organisation: str, at: datetime | None) -> str:
    """An empty database with its committee and a named first organizer."""
    async with _app(settings, at) as app:
        now = app.clock.now()

        def work(session: Session) -> str:
            if root(session):
                return "The database is set up already; `yidong people` lists who there is."
            top = found_root(session, now, organisation, settings.zone)
            person = add_person(session, now, name, Role.ORGANIZER, top)
            return app.doors.web_link(person)

        return await app.work(work)


async def list_people(settings: Settings) -> list[str]:
    """Everyone with their roles, one a line."""
    async with _app(settings, None) as app:
        return await app.work.read(_people)


def _people(session: Session) -> list[str]:
    lines = []
    for person in session.scalars(select(Person).order_by(Person.id)):
        roles = [f"{place.name}: {m.role}" for m, place in people.memberships(session, person.id)]
        lines.append(f"{person.id}\t{person.name}\t{'; '.join(roles)}")
    return lines


def _find(session: Session, name: str) -> Person:
    """The one person of that name or id; ends with a clear line if there is none, or several."""
    found = session.scalars(select(Person).where(Person.name == name)).all()
    if not found and name.isdecimal() and (by_id := session.get(Person, int(name))):
        return by_id
    if len(found) != 1:
        several = "several are called" if found else "nobody is called"
        typer.echo(f"{several} {name}; `yidong people` lists them, and an id does as well", err=True)
        raise typer.Exit(2)
    return found[0]


async def person_link(settings: Settings, name: str) -> str:
    """A person's web link."""
    async with _app(settings, None) as app:
        return await app.work.read(lambda session: app.doors.web_link(_find(session, name)))


async def chat(
    settings: Settings, name: str, at: datetime | None, lines: Iterable[str], transcript: bool
) -> None:
    """Talk as that person until the lines end."""
    console = Console()
    async with _app(settings, at, console) as app:
        person = await app.work.read(lambda session: _find(session, name).id)
        turns = asyncio.create_task(app.turns.run())
        try:
            for waiting in await _waiting(app, person):
                typer.echo(_show(waiting, transcript))
            for line in lines:
                said = line.rstrip("\n")
                if not said.strip():
                    continue
                if transcript:
                    typer.echo(transcribe("you", said))
                arrival = hear(person, said)
                await app.turns.receive(arrival)
                for answer in await _waiting(app, person):
                    typer.echo(_show(answer, transcript))
        finally:
            turns.cancel()


def _show(message: Message, transcript: bool) -> str:
    return transcribe("bot", draw(message)) if transcript else draw(message) + "\n"


async def _waiting(app: App, person: int) -> list[Message]:
    """What is in the outbox for the console of that person; it is sent with that."""
    now = app.clock.now()

    def work(session: Session) -> list[Message]:
        where = (Outbound.channel == "console", Outbound.account == str(person), Outbound.state == "waiting")
        rows = session.scalars(select(Outbound).where(*where).order_by(Outbound.id)).all()
        for row in rows:
            row.state, row.sent_at = "sent", now
        return [Message.model_validate(row.body) for row in rows]

    return await app.work(work)


async def tick(settings: Settings, at: datetime | None, show: bool) -> list[str]:
    """Do what is due then. With `show`, what waits is told, and counts as delivered; without, it waits
    for a process that serves its channel."""
    async with _app(settings, at) as app:
        done = await app.ticking.tick()
        if not show:
            return [f"{done} things were due"]
        now = app.clock.now()
        return await app.work(lambda session: _told(session, now))


def _told(session: Session, now: datetime) -> list[str]:
    where = (Outbound.state == "waiting", Outbound.due_at <= now, Outbound.urgency != outbox.REPLY)
    lines = []
    for row in session.scalars(select(Outbound).where(*where).order_by(Outbound.id)):
        row.state, row.sent_at = "sent", now
        who = _name(session, row)
        lines += [f"to {who} ({row.channel}):", transcribe("bot", draw(Message.model_validate(row.body))), ""]
    return lines


def _name(session: Session, row: Outbound) -> str:
    person = people.person_at(session, row.channel, row.account)
    return person.name if person else f"group {row.account}"
