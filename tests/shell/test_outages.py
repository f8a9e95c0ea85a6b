"""While the database can't be used people are told, nothing is half done, and afterwards all goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import App
from bot.channels.telegram.channel import Telegram
from bot.clock import SetClock
from bot.settings import Settings
from storage.database import Database
from storage.outbox import Outbound
from storage.runs import Run, Seen
from tests.bench.crowd import invite
from tests.bench.talk import BEGINS_AT
from tests.bench.yidong import settle
from tests.kit import postgres as postgres_kit
from tests.kit.bot_api import TOKEN, Clock, Person, Server
from tests.kit.postgres import PostgresServer
from tests.kit.scene import said
from tests.kit.stage import local
from tests.shell.outages import Failing, Full, Locked, Outage, Stopped

LEADERS = 8
#: Real seconds that something may take on a loaded machine; only a failing test waits so long.
PATIENCE = 20.0
AWAY = said("turn-away")
MISSED_TICK = "a tick found the database away"
ON_SQLITE: dict[str, Callable[[Database], Outage]] = {"locked": Locked, "full": Full, "failing": Failing}


@dataclass
class House:
    """The bot at work, those who talk with it, and what happens to its database."""

    app: App
    clock: SetClock
    people: list[Person]
    outage: Outage

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what the people see."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what is seen on eight phones sets no event
                await asyncio.sleep(0.02)

    def told(self, words: str) -> list[int]:
        """How often each was told something with these words in it."""
        return [sum(words in shown.text for shown in person.messages) for person in self.people]


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that nobody else needs."""
    with postgres_kit.serve() as server:
        yield server


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried soon, and a lock isn't waited for long."""
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("bot.channels.telegram.intake.SOON_SECONDS", 0.2)
    monkeypatch.setattr("bot.delivery.patience.LAST_SECONDS", 1.0)
    monkeypatch.setattr("bot.ticking.TICK_SECONDS", 0.1)
    monkeypatch.setattr("bot.work.CALM_SECONDS", 2.0)


@pytest.fixture(params=[*ON_SQLITE, "stopped"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """The bot with eight leaders on Telegram."""
    if request.param == "stopped":
        server: PostgresServer = request.getfixturevalue("own_server")
        with server.database() as database:
            url = database.url.render_as_string(hide_password=False)
            async with _open(url, tmp_path, lambda _: Stopped(server)) as made:
                yield made
    else:
        async with _open(f"sqlite:///{tmp_path / 'yidong.db'}", tmp_path, ON_SQLITE[request.param]) as made:
            yield made


@asynccontextmanager
async def _open(url: str, folder: Path, outage: Callable[[Database], Outage]) -> AsyncIterator[House]:
    settings = Settings(_env_file=None, data_folder=folder, database_url=url, secret=SecretStr("x" * 40))
    clock = SetClock(BEGINS_AT)
    async with Server(clock=Clock(), seed=3) as server:
        people = invite(server, LEADERS)
        telegram = Telegram(TOKEN, base_url=server.url, timeout=2, grace=0.2)
        app = App(settings, clock, telegram=telegram, limits={})
        with app.database.begin() as session:
            settle(session, BEGINS_AT, LEADERS)
        made = House(app, clock, people, outage(app.database))
        async with app.running():
            yield made


def _complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


async def test_people_are_told_and_all_goes_on_by_itself(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.ticking")
    for person in house.people:
        person.say("/mine")
    await house.until(lambda: all(person.messages for person in house.people))

    house.outage.begin()
    try:
        for person in house.people:
            person.say("/report")
        await house.until(lambda: any(house.told(AWAY)))
        for person in house.people:
            person.say("/hours")
        house.clock.move_to(local("2019-03-13 09:01"))  # reminders fall due meanwhile
        await house.until(lambda: caplog.text.count(MISSED_TICK) > 5)
    finally:
        house.outage.end()

    await house.until(lambda: all(house.told("填报哪一项")))
    await house.until(lambda: all(house.told(said("hours-none", name="")[-10:])))
    await house.until(lambda: all(house.told("请在3月14日（周四）24:00前报送")))
    _check(house, caplog)
    await house.until(lambda: "can be used to write again" in caplog.text)


def _check(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for words in ("填报哪一项", "请在3月14日（周四）24:00前报送"):
        assert house.told(words) == [1] * LEADERS, words
    assert max(house.told(AWAY)) == 1, "nobody is told twice"
    assert house.told(said("turn-fault")) == [0] * LEADERS
    with house.app.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Seen)) == 3 * LEADERS
        assert not session.scalars(select(Seen.fault).where(Seen.fault.is_not(None))).all()
        states = session.scalars(select(Outbound.state)).all()
        assert len(states) == 4 * LEADERS
        assert session.scalar(select(func.count()).select_from(Run)) == 0
    complaints = _complaints(caplog)
    assert complaints
    assert len(complaints) <= 2, "once for writing, once for reading"
    assert all("can't be used to" in line for line in complaints)
