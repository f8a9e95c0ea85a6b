"""A whole bot in this process, without a network, and what must never be seen of it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select
from starlette.types import ASGIApp

from bot.app import App
from bot.channels.base import File, Receive, RemoteFile
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.parse import Me
from bot.channels.telegram.webhook import Door, Webhook
from bot.channels.web.site import site
from bot.clock import SetClock
from bot.log import Line
from bot.settings import Settings
from handlers.campaigns.opening import assign, open_campaign
from handlers.messages import Button, Message, Role
from handlers.people.join import make_code
from handlers.rules.campaign_file import load_shipped
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.people import reach
from tests.kit.county import County, build_county
from tests.kit.stage import local

BOT = "yidong_test_bot"
GROUP = -100200300
STRANGER = 666
#: Something that only a person would say; it stands in many inputs and may stand in no line of the log.
CONFIDENCE = "手机13800138000密语"
WEBHOOK = Webhook("https://yidong.example.org", "webhook-secret-of-this-test")
#: Lines of this level that tell of what came, and not of a fault of ours.
EXPECTED = ("an update can't be read",)


class Ear:
    """Stands for Telegram's servers: takes everything, and gives the files that were put there."""

    name = "telegram"
    repeats = False

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def run(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        return "1"

    async def fetch(self, file: RemoteFile) -> bytes:
        return self.files.get(file.reference, b"")


@dataclass
class World:
    """The bot with the county of `tests.kit.county`, everybody on the web and on Telegram."""

    app: App
    clock: SetClock
    ear: Ear
    site: ASGIApp
    intake: Intake
    door: Door
    log: io.StringIO
    accounts: list[int] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    answered: Counter[int] = field(default_factory=Counter)
    _read: int = 0

    def buttons(self, channel: str, account: str) -> Sequence[Button]:
        """The buttons of what was said last to that account."""
        where = (Outbound.channel == channel, Outbound.account == account)
        with self.app.database.read() as session:
            last = select(Outbound.body).where(*where).order_by(Outbound.id.desc()).limit(1)
            body = session.scalar(last)
        return Message.model_validate(body).buttons if body else ()

    def faults(self) -> list[str]:
        """What the log and the loop have told since the last look, as far as it mustn't be."""
        self.log.seek(self._read)
        told = self.log.read()
        self._read = self.log.tell()
        found = [*self.broken, *(f"in the log: {word}" for word in self.private if word in told)]
        self.broken.clear()
        for line in told.splitlines():
            if " level=error " in line and not any(words in line for words in EXPECTED):
                found.append(told[-3000:])
                break
        return found


def _settings(folder: Path) -> Settings:
    known = {"data_folder": folder, "secret": SecretStr("a secret that signs the links of this run")}
    return Settings.model_validate({"_env_file": None, **known})


def _people(world: World) -> County:
    now = world.clock.now()
    with world.app.database.begin() as session:
        county = build_county(session, now)
        for person in county.people.values():
            world.accounts.append(1000 + person.id)
            reach(session, person, "telegram", str(1000 + person.id), now)
            world.links[world.app.links.path(person.id, person.link_key)] = str(person.id)
            world.private += [person.name, person.link_key]
        city = session.get_one(Organisation, county.city.id)
        campaign = open_campaign(session, now, city, load_shipped()["zhaoqing-2019"], None)
        assign(session, now, campaign, [city])
        for role, place in ((Role.LEADER, county.star_lake), (Role.VOLUNTEER, county.east_town)):
            place = session.get_one(Organisation, place.id)
            world.codes.append(make_code(session, now, by=None, place=place, role=role, uses=50)[0])
    return county


@contextmanager
def _logged(world: World) -> Iterator[None]:
    """All that is logged goes to the world as it would go to a file."""
    root = logging.getLogger()
    handler, level = logging.StreamHandler(world.log), root.level
    handler.setFormatter(Line([WEBHOOK.secret, world.app.settings.secret.get_secret_value()]))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[World]:
    """The world at work, from Tuesday 12 March 2019 on."""
    clock, ear = SetClock(local("2019-03-12 10:00")), Ear()
    settings = _settings(folder)
    app = App(settings, clock, channels=[ear], telegram_name=BOT, limits={})
    door = Door(WEBHOOK)

    async def answer(press: str) -> None:
        pass

    door.intake = intake = Intake(Me(BOT), app.turns.receive, answer)
    whole = site([*app.routes(), door.route()], settings.web_address)
    world = World(app, clock, ear, whole, intake, door, io.StringIO())
    _people(world)
    world.private += [CONFIDENCE, WEBHOOK.secret, settings.secret.get_secret_value(), *world.codes]
    world.private += [link.removeprefix("/c/") for link in world.links]
    world.accounts.append(STRANGER)
    asyncio.get_running_loop().set_exception_handler(lambda _, told: world.broken.append(str(told)))
    with _logged(world):
        async with app.running(ticking=False) as parts:
            yield world
            world.broken += [f"{part.get_name()} has ended" for part in parts if part.done()]
        await intake.close()
