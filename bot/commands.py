"""The command line: `yidong run`, and what one needs beside it."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot import backup, console, demo, loop, talk
from bot.app import is_token_refused
from bot.clock import SystemClock
from bot.console import CommandError
from bot.log import set_up_log
from bot.serving import PortError, open_port, serve
from bot.settings import Settings, SettingsError, load_settings, variable
from bot.work import AwayError
from handlers.rules.campaign_file import CampaignFileError, load_campaign
from storage.database import DatabaseUrlError, parse_url
from storage.snapshot import Tell

#: What a moment given may be in: reminders look years around it, which must not leave the calendar.
YEARS = range(2000, 2101)
#: What to do about a demo's port: most often another demo has it.
PORT_TAKEN = (
    "another `make run` may be running. Take another port: `make run PORT=8090` or "
    "`yidong demo --port 8090`; 0 is any free one"
)
log = logging.getLogger(__name__)

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Yidong 义动: activity reports of volunteer teams by chat.",
)

DatabaseOption = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Database instead of the one in the settings.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="The moment it is, as 2019-03-08T10:00.")
]


@contextmanager
def plainly() -> Iterator[None]:
    """What an operator can put right is said in one line, and ends the command with 2."""
    try:
        yield
    except (AwayError, CommandError, PortError, SettingsError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def settings_from(database: str | None = None) -> Settings:
    """The settings. Raises SettingsError, or CommandError for the option."""
    settings = load_settings()
    if database is None:
        return settings
    try:
        parse_url(database)
    except DatabaseUrlError as error:
        raise CommandError(f"--database: {error}") from None
    return settings.model_copy(update={"database_url": database})


def moment_from(at: str | None, settings: Settings) -> datetime | None:
    """The moment that was given, in the installation's zone unless it names its own."""
    if at is None:
        return None
    try:
        given = datetime.fromisoformat(at)
    except ValueError:
        raise CommandError(f"--at: {at!r} is no moment; write it like 2019-03-08T10:00") from None
    if given.year not in YEARS:
        raise CommandError(f"--at: {at!r} is outside the years {YEARS[0]} to {YEARS[-1]}")
    return given if given.tzinfo else given.replace(tzinfo=ZoneInfo(settings.zone))


@cli.command()
def run() -> None:
    """Serve the bot with the settings of the environment and of `.env`."""
    with plainly():
        settings = settings_from()
        set_up_log(settings)
        try:
            loop.run(_run(settings))
        except (AwayError, CommandError, PortError):
            raise
        except Exception as fault:
            if is_token_refused(fault):
                raise CommandError("YIDONG_TELEGRAM_TOKEN: Telegram refuses this token") from None
            log.critical("a part of the bot failed, so all of it ends", exc_info=fault)
            raise typer.Exit(1) from None


async def _run(settings: Settings) -> None:
    named = variable("web_port")
    with console.serving_alone(settings), open_port(settings.web_host, settings.web_port, named) as port:
        app = console.open_app(settings, serving=True)
        await console.check_photos(app)
        for line in await console.greet(app):
            typer.echo(line)
        await serve(app, port, told_to_stop())


def told_to_stop() -> asyncio.Event:
    """Set by the first SIGINT or SIGTERM; a second one ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heed() -> None:
        stop.set()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(sign)

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, heed)
    return stop


@cli.command("demo")
def run_demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port here; 0 is any free one.")] = 8080,
) -> None:
    """Three phones, a running campaign, and a clock to push; on this machine only, with data of its own."""

    async def serve_demo(opened: socket.socket) -> None:
        await demo.run_demo(opened, told_to_stop())

    with plainly():
        opened = open_port("127.0.0.1", port, "--port", PORT_TAKEN)
        typer.echo("Setting up the demo's own data …")
        loop.run(serve_demo(opened))


@cli.command()
def init(
    name: Annotated[str, typer.Option(help="The first organizer's name.")],
    organisation: Annotated[str, typer.Option(help="The committee at the top.")] = "志愿者联合会",
    database: DatabaseOption = None,
    at: AtOption = None,
) -> None:
    """Set up an empty database with its first organizer, and print their web link."""
    with plainly():
        settings = settings_from(database)
        typer.echo(asyncio.run(console.init(settings, name, organisation, moment_from(at, settings))))


@cli.command()
def people(database: DatabaseOption = None) -> None:
    """List who there is, with their roles."""
    with plainly():
        for line in asyncio.run(console.list_people(settings_from(database))):
            typer.echo(line)


@cli.command()
def link(
    name: Annotated[str, typer.Argument(help="A person's name or id.")], database: DatabaseOption = None
) -> None:
    """Print a person's web link."""
    with plainly():
        typer.echo(asyncio.run(console.person_link(settings_from(database), name)))


@cli.command()
def chat(
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="Whom to talk as: a name or an id.")],
    code: Annotated[
        str | None, typer.Option(metavar="CODE", help="Join as somebody new with this code or link.")
    ] = None,
    database: DatabaseOption = None,
    at: AtOption = None,
    transcript: Annotated[
        bool, typer.Option("--transcript", help="Print the talk as a .chat transcript.")
    ] = False,
) -> None:
    """Talk to the bot here, one line a message; `@photo FILE FILE …` sends pictures."""
    with plainly():
        settings = settings_from(database)
        talk.chat(settings, name, moment_from(at, settings), code, transcript=transcript)


@cli.command()
def tick(
    database: DatabaseOption = None,
    at: AtOption = None,
    show: Annotated[
        bool, typer.Option("--print", help="Print what goes out to whom, as delivered with that.")
    ] = False,
) -> None:
    """Do what is due at that moment: reminders, lists of the missing, summaries."""
    with plainly():
        settings = settings_from(database)
        for line in asyncio.run(console.tick(settings, moment_from(at, settings), show)):
            typer.echo(line)


@cli.command("backup")
def back_up(
    file: Annotated[Path, typer.Argument(help="The file to write, as backup-2019-03-08.zip.")],
) -> None:
    """Write database and photos into one file, also while the bot runs, and look it through.

    Ends with 1 if something was lost before, or a tool is missing that has to do the rest.
    """
    with plainly(), progress() as tell:
        told = backup.backup(settings_from(), file, SystemClock().now(), tell)
    _say(told)


def _say(told: backup.Told) -> None:
    for line in told.lines:
        typer.echo(line)
    for line in told.faults:
        typer.echo(line, err=True)
    raise typer.Exit(1 if told.faults else 0)


@contextmanager
def progress() -> Iterator[Tell]:
    """Bars on the terminal for what takes long; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)

        yield tell


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `yidong backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put the database that is there aside.")] = False,
) -> None:
    """Put database and photos of a backup in place, while no bot runs, if the file is whole."""
    with plainly(), progress() as tell:
        told = backup.restore(settings_from(), file, SystemClock().now(), tell, replace=replace)
    _say(told)


@cli.command()
def check(file: Annotated[Path, typer.Argument(help="A campaign file (YAML).")]) -> None:
    """Check a campaign file: each problem with its line and field. Ends with 1 if there are any."""
    with plainly():
        try:
            campaign = load_campaign(file, str(file))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except CampaignFileError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
    typer.echo(f"{file}: good ({campaign.title.zh}, {len(campaign.deadlines)} deadlines)")
