"""What the command line does beside serving: set up, look, let somebody in, and let the clock tick."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from tempfile import TemporaryFile

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.app import App, make_telegram
from bot.channels.base import Channel
from bot.channels.console import draw, transcribe
from bot.clock import SetClock, SystemClock
from bot.settings import Settings, variable
from handlers.messages import Message, Reject, Role
from handlers.people.founding import add_person, first_code, found_root, root
from handlers.people.organisation import LONGEST_ORGANISATION
from handlers.reading import read_line
from handlers.reading.names import LONGEST_NAME
from storage import outbox, people
from storage.alone import TakenError, alone
from storage.database import parse_url, sqlite_file, take_turns
from storage.migrations import UnknownRevisionError
from storage.outbox import Outbound
from storage.people import Person
from storage.photos import PhotoPlaceError, PhotoStoreError

#: Of a folder that can be written as soon as there is room: a bot over a full disk tells people to wait.
FULL = {errno.ENOSPC, errno.EDQUOT}
log = logging.getLogger(__name__)


class CommandError(Exception):
    """A command can't be done; the text is the one line that says why, and names the thing."""


def open_app(
    settings: Settings,
    at: datetime | None = None,
    channels: tuple[Channel, ...] = (),
    *,
    serving: bool = False,
) -> App:
    """The app over the database of the settings. Raises CommandError if that can't be used.

    `serving`: with Telegram, if it is set up.
    """
    url = parse_url(settings.database_url)
    try:
        telegram = make_telegram(settings) if serving else None
        return App(settings, SetClock(at) if at else SystemClock(), channels, telegram)
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        reason = "the driver for PostgreSQL is missing; install yidong[postgres]"
    except UnknownRevisionError as error:
        reason = f"it was made by another version of Yidong ({error})"
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}"
    raise CommandError(f"the database {url.render_as_string(hide_password=True)} can't be used: {reason}")


@asynccontextmanager
async def opened(
    settings: Settings, at: datetime | None = None, *, new: bool = False, reads: bool = False
) -> AsyncIterator[App]:
    """The app for one command, closed at the end. Raises CommandError, also for a SQLite file that isn't
    there unless it may be `new`, or can't be written unless the command only `reads`."""
    if not new:
        check_there(settings)
    if not reads:
        check_writable(settings)
    app = open_app(settings, at)
    try:
        yield app
    finally:
        app.close()


def check_there(settings: Settings) -> None:
    """Raise CommandError for a SQLite file that isn't there: a slip in its name would make an empty one."""
    file = sqlite_file(settings.database_url)
    if file and not file.is_file():
        raise CommandError(f"there is no database {file}; `yidong init` makes one")


def check_writable(settings: Settings) -> None:
    """Raise CommandError for an SQLite file that can't be written, or whose folder can't be, or be made."""
    file = sqlite_file(settings.database_url)
    if file is None:
        return
    name = variable("data_folder" if file.parent == settings.data_folder else "database_url")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        if error.errno not in FULL:
            raise CommandError(f"{name}: {file.parent} can't be written: {error.strerror}") from None
    if file.exists() and not os.access(file, os.W_OK):
        raise CommandError(f"{name}: {file} can't be written: {os.strerror(errno.EACCES)}")


@contextmanager
def serving_alone(settings: Settings) -> Iterator[None]:
    """Around serving: of an SQLite file one bot at a time. Raises CommandError."""
    check_writable(settings)
    file = sqlite_file(settings.database_url)
    if file is None:
        yield
        return
    try:
        with alone(file):
            yield
    except TakenError:
        more = f"several need PostgreSQL: see {variable('processes')}"
        raise CommandError(f"another `yidong run` serves {file} already; {more}") from None


async def check_photos(app: App) -> None:
    """Raise CommandError if photos can't be kept where the settings say. What may mend by itself is in the
    log, and in `/readyz` until it has."""
    name = variable("photos" if app.settings.photos else "data_folder")
    try:
        await app.media.probe()
    except PhotoPlaceError as fault:
        app.close()
        raise CommandError(f"{name}: photos can't be kept there: {fault}") from None
    except PhotoStoreError as fault:
        log.error("%s: photos can't be kept now, so none is taken: %s", name, fault)


async def greet(app: App) -> list[str]:
    """What `yidong run` says at the start: where it listens, and how the first organizer comes in."""
    now = app.clock.now()

    def work(session: Session) -> str | None:
        take_turns(session)
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


async def init(settings: Settings, name: str, organisation: str, at: datetime | None) -> str:
    """An empty database with its committee and a named first organizer; their web link."""
    name = _one_name("--name", name, LONGEST_NAME)
    organisation = _one_name("--organisation", organisation, LONGEST_ORGANISATION)
    async with opened(settings, at, new=True) as app:
        now = app.clock.now()

        def work(session: Session) -> str:
            take_turns(session)
            if root(session):
                raise CommandError("the database is set up already; `yidong people` lists who there is")
            top = found_root(session, now, organisation, settings.zone)
            person = add_person(session, now, name, Role.ORGANIZER, top)
            return app.doors.web_link(person)

        return await app.work(work)


def _one_name(option: str, given: str, longest: int) -> str:
    """The name without needless spaces. Raises CommandError for one that the chat wouldn't take, or that
    has signs that can't be seen: at a terminal nobody shows how it was understood."""
    try:
        if _can_be_seen(given):
            return read_line(given, 1, longest)
    except Reject:
        pass
    raise CommandError(f"{option}: should be 1 to {longest} characters on one line")


def _can_be_seen(text: str) -> bool:
    return text.replace("\u3000", " ").isprintable()


def _seen(text: str) -> str:
    """The text with nothing that a terminal would obey."""
    return "".join(character if _can_be_seen(character) else "�" for character in text)


async def list_people(settings: Settings) -> list[str]:
    """Everyone with their roles, one a line."""
    async with opened(settings, reads=True) as app:
        return await app.work.read(_people)


def _people(session: Session) -> list[str]:
    lines = []
    for person in session.scalars(select(Person).order_by(Person.id)):
        roles = [f"{_seen(place.name)}: {m.role}" for m, place in people.memberships(session, person.id)]
        lines.append(f"{person.id}\t{_seen(person.name)}\t{'; '.join(roles)}")
    return lines


def find_person(session: Session, name: str) -> Person:
    """The one person of that name or id. Raises CommandError if there is none, or several."""
    found = session.scalars(select(Person).where(Person.name == name)).all()
    if not found and name.isdecimal() and (by_id := session.get(Person, int(name[:9]))):
        return by_id
    if len(found) != 1:
        several = "several are called" if found else "nobody is called"
        raise CommandError(f"{several} {name}; `yidong people` lists them, and an id does as well")
    return found[0]


async def person_link(settings: Settings, name: str) -> str:
    """A person's web link."""
    async with opened(settings, reads=True) as app:
        return await app.work.read(lambda session: app.doors.web_link(find_person(session, name)))


async def tick(settings: Settings, at: datetime | None, show: bool) -> list[str]:
    """Do what is due then. With `show`, what waits is told, and counts as delivered; without, it waits
    for a process that serves its channel."""
    async with opened(settings, at) as app:
        done = await app.ticking.tick()
        if not show:
            return [f"{done} things were due"]
        now = app.clock.now()
        return await app.work(lambda session: _told(session, now))


def _told(session: Session, now: datetime) -> list[str]:
    where = (Outbound.state == "waiting", Outbound.due_at <= now, Outbound.urgency != outbox.REPLY)
    rows = select(Outbound).where(*where).order_by(Outbound.id).with_for_update(skip_locked=True)
    lines = []
    for row in session.scalars(rows):
        row.state, row.sent_at = "sent", now
        lines += [transcribe(f"bot → {_name(session, row)}", draw(Message.model_validate(row.body)))]
    return lines


def _name(session: Session, row: Outbound) -> str:
    person = people.person_at(session, row.channel, row.account)
    return person.name if person else f"group {row.account}"
