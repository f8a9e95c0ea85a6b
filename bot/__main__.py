"""The command line: `yidong run`, and what one needs beside it."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot import console, demo
from bot.app import App, home, open_telegram, serve
from bot.log import set_up_log
from bot.settings import Settings, SettingsError, load_settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

DatabaseOption = Annotated[
    str | None, typer.Option("--database", help="Database URL instead of the setting.")
]
AtOption = Annotated[str | None, typer.Option("--at", help="The moment it is, as 2019-03-08T10:00.")]


def settings_from(database: str | None = None) -> Settings:
    """The settings, or one clear line for each that is wrong and the end."""
    try:
        settings = load_settings()
        if database is None:
            return settings
        return Settings.model_validate({**settings.model_dump(), "database_url": database})
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except ValueError as error:
        typer.echo(f"--database: {error}", err=True)
        raise typer.Exit(2) from None


def moment_from(at: str | None, settings: Settings) -> datetime | None:
    """The moment that was given, in the installation's zone unless it names its own."""
    if at is None:
        return None
    try:
        given = datetime.fromisoformat(at)
    except ValueError:
        typer.echo(f"--at: {at!r} is no moment; write it like 2019-03-08T10:00", err=True)
        raise typer.Exit(2) from None
    return given if given.tzinfo else given.replace(tzinfo=ZoneInfo(settings.zone))


@cli.command()
def run() -> None:
    """Serve the bot with the settings of the environment and of `.env`."""
    settings = settings_from()
    set_up_log(settings)
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    telegram, name = await open_telegram(settings)
    app = App(settings, telegram=telegram, telegram_name=name)
    for line in await console.greet(app):
        typer.echo(line)
    await serve(app, [home("/healthz")])


@cli.command("demo")
def run_demo(port: Annotated[int, typer.Option(help="Port on this machine.")] = 8080) -> None:
    """Three phones, a running campaign, and a clock to push; on this machine only, with data of its own."""
    asyncio.run(demo.run_demo(port))


@cli.command()
def init(
    name: Annotated[str, typer.Option(help="The first organizer's name.")],
    organisation: Annotated[str, typer.Option(help="The committee at the top.")] = "志愿者联合会",
    database: DatabaseOption = None,
    at: AtOption = None,
) -> None:
    """Set up an empty database with its first organizer."""
    settings = settings_from(database)
    moment = moment_from(at, settings)
    typer.echo(asyncio.run(console.init(settings, name, organisation, moment)))


@cli.command()
def people(database: DatabaseOption = None) -> None:
    """List who there is, with their roles."""
    settings = settings_from(database)
    for line in asyncio.run(console.list_people(settings)):
        typer.echo(line)


@cli.command()
def link(name: str, database: DatabaseOption = None) -> None:
    """Print a person's web link."""
    settings = settings_from(database)
    typer.echo(asyncio.run(console.person_link(settings, name)))


@cli.command()
def chat(
    name: Annotated[str, typer.Option("--as", help="Whom to talk as.")],
    database: DatabaseOption = None,
    at: AtOption = None,
    transcript: Annotated[bool, typer.Option(help="Print the talk as a .chat transcript.")] = False,
) -> None:
    """Talk to the bot here, one line a message; `@photo PATH` attaches a file."""
    settings = settings_from(database)
    lines = sys.stdin
    asyncio.run(console.chat(settings, name, moment_from(at, settings), lines, transcript))


@cli.command()
def tick(
    database: DatabaseOption = None,
    at: AtOption = None,
    show: Annotated[bool, typer.Option("--print", help="Print what is delivered to whom.")] = False,
) -> None:
    """Do what is due at that moment."""
    settings = settings_from(database)
    for line in asyncio.run(console.tick(settings, moment_from(at, settings), show)):
        typer.echo(line)


def main() -> None:
    """The entry point `yidong`."""
    cli()


if __name__ == "__main__":
    main()
