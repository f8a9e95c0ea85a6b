"""The demo: a small city, a running campaign, and a clock to push. Its database is its own."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.app import App, home, serve
from bot.channels.web.demo_routes import DemoState, Due, Phone, demo_routes
from bot.clock import SetClock
from bot.demo_cast import Cast, seed
from bot.settings import Settings
from handlers.doors import Doors
from handlers.messages import text
from handlers.speech import in_words
from handlers.tick import Planned, next_planned
from locales import DEFAULT
from storage import Base
from storage.people import Person

#: Monday of the second week of Zhaoqing's campaign, after the summary of the first has gone out.
BEGINS = datetime(2019, 3, 11, 8, 45, tzinfo=ZoneInfo("Asia/Shanghai"))
FOLDER = Path("var/demo")


class Demo:
    """The demo as its page pushes it; see `bot.channels.web.demo_routes.DemoControl`."""

    def __init__(self, app: App, clock: SetClock) -> None:
        self._app = app
        self._clock = clock
        self._cast: Cast | None = None
        self._pushing = asyncio.Lock()

    async def state(self) -> DemoState:
        """What the page shows now."""
        planned, phones = await self._app.work.read(self._look)
        due = Due(planned.at, in_words(text(f"demo-{planned.kind}"), DEFAULT)) if planned else None
        return DemoState(self._clock.now(), due, phones)

    def _look(self, session: Session) -> tuple[Planned | None, tuple[Phone, ...]]:
        return next_planned(session), _phones(session, self._cast, self._app.doors)

    async def next(self) -> None:
        """Go to the moment at which the next thing is due, and let it happen."""
        async with self._pushing:
            planned = await self._app.work.read(next_planned)
            if planned:
                await self._go_to(max(planned.at, self._clock.now()))

    async def advance(self, minutes: int) -> None:
        """Go on by so many minutes; what is due in between happens at its own moment."""
        async with self._pushing:
            until = self._clock.now() + timedelta(minutes=minutes)
            while (planned := await self._app.work.read(next_planned)) and planned.at <= until:
                await self._go_to(max(planned.at, self._clock.now()))
            await self._go_to(until)

    async def _go_to(self, moment: datetime) -> None:
        self._clock.move_to(moment)
        await self._app.ticking.tick()
        self._app.delivery.wake()

    async def restart(self) -> None:
        """Begin anew with fresh data."""
        async with self._pushing:
            self._clock.move_to(BEGINS)
            self._cast = await self._app.work(self._seed)
            self._app.delivery.wake()

    def _seed(self, session: Session) -> Cast:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        return seed(session, BEGINS, self._app.doors)


def _phones(session: Session, cast: Cast | None, doors: Doors) -> tuple[Phone, ...]:
    if cast is None:
        return ()
    phones = []
    for role, person_id in (
        ("leader", cast.leader),
        ("organizer", cast.organizer),
        ("volunteer", cast.volunteer),
    ):
        person = session.get_one(Person, person_id)
        path = doors.web_path(person.id, person.link_version)
        phones.append(Phone(in_words(text(f"role-{role}"), DEFAULT), person.name, path))
    return tuple(phones)


def _settings(port: int) -> Settings:
    """The demo's own, whatever the environment says: it never touches a real database."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    return Settings.model_construct(
        data_folder=FOLDER,
        database_url=f"sqlite:///{FOLDER / 'demo.db'}",
        web_host="127.0.0.1",
        web_port=port,
        web_address=f"http://127.0.0.1:{port}",
        secret=SecretStr("the demo keeps no secrets: anyone on this machine may look"),
    )


async def run_demo(port: int) -> None:
    """Serve the demo on loopback, from an empty folder, until it is stopped."""
    typer.echo("Setting up the demo's own data …")
    clock = SetClock(BEGINS)
    app = App(await asyncio.to_thread(_settings, port), clock)
    demo = Demo(app, clock)
    await demo.restart()
    typer.echo(f"The demo is ready: open http://127.0.0.1:{port} in a browser. Ctrl-C ends it.")
    await serve(app, [home("/demo"), *demo_routes(demo)], ticking=False)
