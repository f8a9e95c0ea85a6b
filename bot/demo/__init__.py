"""The demo: a small city, a running campaign, and a clock to push. Its database is its own."""

from __future__ import annotations

import asyncio
import socket
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.app import App
from bot.channels.base import Arrival
from bot.channels.web.demo_routes import DemoState, Due, Phone, demo_routes
from bot.clock import RunningClock
from bot.demo.ahead import Coming, look_ahead, next_moment
from bot.demo.cast import LEADER, SHOWN, Cast, as_inbound, happen, seed, shown
from bot.demo.photos import SCENES, draw_photo
from bot.demo.story import PREPARED, ZONE, Prepared
from bot.serving import serve
from bot.settings import Settings
from handlers.campaigns.definitions import forget_definitions
from handlers.messages import text
from handlers.speech import in_words
from locales import DEFAULT
from storage import Base, webchat
from storage.outbox import Outbound
from storage.people import Person
from storage.photos import keep_photo
from storage.pictures import check_picture
from storage.runs import Seen

#: Monday of the second week of Zhaoqing's campaign, after the summary of the first has gone out.
BEGINS = datetime(2019, 3, 11, 8, 45, tzinfo=ZONE)
#: Between the lines of a report that the page files: fast, but slow enough to see it being filled in.
TYPING_SECONDS = 0.35
#: How often, and how many times, a push looks whether what it brought stands in the chats; a summary's
#: picture takes a second.
LOOK_SECONDS, MOST_LOOKS = 0.03, 500


class Demo:
    """The demo as its page pushes it; see `bot.channels.web.demo_routes.DemoControl`."""

    def __init__(self, app: App, clock: RunningClock, typing_seconds: float = TYPING_SECONDS) -> None:
        self._app = app
        self._clock = clock
        self._typing_seconds = typing_seconds
        self.cast: Cast | None = None
        self._prepared: list[Prepared] = []
        self._looked: tuple[object, Coming | None] | None = None
        self._pushing = asyncio.Lock()

    async def state(self) -> DemoState:
        """What the page shows now."""
        cast, now = self.cast, self._clock.now()
        if cast is None:
            return DemoState(now, None, ())
        coming, phones = await self._app.work(lambda session: self._look(session, cast, now))
        due = Due(coming.at, in_words(coming.what, DEFAULT)) if coming else None
        held = self._prepared and self._prepared[0].held_at <= now
        offer = text("demo-offer", name=LEADER, title=self._prepared[0].title) if held else ""
        return DemoState(now, due, phones, in_words(offer, DEFAULT))

    def _look(self, session: Session, cast: Cast, now: datetime) -> tuple[Coming | None, tuple[Phone, ...]]:
        done = session.scalar(select(func.max(Seen.id))), session.scalar(select(func.max(Outbound.id)))
        if self._looked is None or self._looked[0] != done:
            self._looked = done, look_ahead(session, cast, now)
        return self._looked[1], self._phones(session, cast)

    def _phones(self, session: Session, cast: Cast) -> tuple[Phone, ...]:
        phones = []
        for role, name in SHOWN.items():
            person = session.get_one(Person, cast.people[name].id)
            path = self._app.doors.web_path(person.id, person.link_key)
            phones.append(Phone(in_words(text(f"role-{role.value}"), DEFAULT), person.name, path))
        return tuple(phones)

    async def next(self) -> None:
        """Go to the moment at which somebody is told something, and let it happen."""
        async with self._pushing:
            if self.cast and (due := (await self.state()).next):
                await self._go_on_until(self.cast, due.at)

    async def advance(self, minutes: int) -> None:
        """Go on by so many minutes; what is due in between happens at its own moment."""
        async with self._pushing:
            if self.cast:
                await self._go_on_until(self.cast, self._clock.now() + timedelta(minutes=minutes))

    async def _go_on_until(self, cast: Cast, until: datetime) -> None:
        while (at := await self._next_moment(cast)) and at < until:
            await self._go_to(cast, at)
        await self._go_to(cast, until)

    async def _next_moment(self, cast: Cast) -> datetime | None:
        now = self._clock.now()
        return await self._app.work.read(lambda session: next_moment(session, cast, now))

    async def _go_to(self, cast: Cast, moment: datetime) -> None:
        self._clock.move_to(max(moment, self._clock.now()))
        await self._app.work(lambda session: happen(session, cast, moment))
        self._app.delivery.wake()
        await self._delivered()

    async def _delivered(self, account: str | None = None) -> None:
        """Wait until what is due stands in the chats: it bears the moment at which it got there. With an
        `account` also what waits there for more of the same, as the answer to a photo does."""
        now = self._clock.now()
        which = Outbound.due_at <= now if account is None else Outbound.account == account
        under_way = select(Outbound.id).where(Outbound.state.in_(("waiting", "sending")), which).limit(1)
        for _ in range(MOST_LOOKS):
            if await self._app.work.read(lambda session: session.scalar(under_way)) is None:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def file(self) -> None:
        """Let the leader file the next prepared report, line by line, in full view."""
        async with self._pushing:
            if self.cast and self._prepared and self._prepared[0].held_at <= self._clock.now():
                for line in self._prepared.pop(0).lines:
                    await self._say(self.cast, LEADER, line)

    async def _say(self, cast: Cast, name: str, line: str) -> None:
        said = as_inbound(cast, name, line, str(uuid.uuid4()))
        account, now = said.address.account, self._clock.now()
        await self._app.work(lambda session: webchat.add_said(session, account, shown(said), now))
        self._app.web.bell.ring(account)
        await asyncio.sleep(self._typing_seconds / 2)
        await self._app.turns.receive(Arrival(said))
        await self._delivered(account)
        await asyncio.sleep(self._typing_seconds / 2)

    async def restart(self) -> None:
        """Begin anew with fresh data."""
        async with self._pushing:
            await self._delivered()
            self.cast = await self._app.work(self._seed)
            self._prepared = list(PREPARED)
            self._looked = None
            self._clock.move_to(BEGINS)

    def _seed(self, session: Session) -> Cast:
        """The data of the beginning. Links stay good: a phone may be open in a window of its own."""
        keys = {person.name: person.link_key for person in session.scalars(select(Person))}
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        session.expunge_all()
        forget_definitions(session)
        photos = {scene: self._photo(session, scene) for scene in SCENES}
        cast = seed(session, BEGINS, self._app.doors, photos)
        for name, person in cast.people.items():
            session.get_one(Person, person.id).link_key = keys.get(name, person.link_key)
        return cast

    def _photo(self, session: Session, scene: str) -> str:
        content = draw_photo(scene)
        photo = check_picture(content)
        self._app.photos.keep(photo, content)
        keep_photo(session, photo, BEGINS)
        return photo.digest


def settings_of_demo(folder: Path, port: int) -> Settings:
    """The demo's own, whatever the environment says: it never touches a real database."""
    return Settings.model_construct(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'demo.db'}",
        web_host="127.0.0.1",
        web_port=port,
        web_address=f"http://127.0.0.1:{port}",
        secret=SecretStr("the demo keeps no secrets: anyone on this machine may look"),
    )


async def _home(request: Request) -> Response:
    return RedirectResponse("demo")


async def run_demo(port: socket.socket, stop: asyncio.Event, typing_seconds: float = TYPING_SECONDS) -> None:
    """Serve the demo on that port of this machine, with data that is gone afterwards, until `stop` is set."""
    number = port.getsockname()[1]
    with TemporaryDirectory(prefix="yidong-demo-") as folder:
        clock = RunningClock(BEGINS)
        app = App(settings_of_demo(Path(folder), number), clock)
        demo = Demo(app, clock, typing_seconds)
        await demo.restart()
        typer.echo(f"The demo is ready: open http://127.0.0.1:{number} in a browser. Ctrl-C ends it.")
        await serve(app, port, stop, [Route("/", _home), *demo_routes(demo)])
