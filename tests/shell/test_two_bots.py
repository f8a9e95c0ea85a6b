"""Two bots over one PostgreSQL: what is done once, what each sees of the other, and how they share a pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock import SetClock
from bot.console import greet
from bot.delivery import LIMITS, Limit, shared_out
from bot.settings import Settings
from handlers.campaigns.opening import assign, open_campaign
from handlers.rules.campaign_file import load_shipped
from storage.database import Database
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.people import Invitation
from tests.kit.county import build_county
from tests.kit.postgres import PostgresServer
from tests.shell.test_app import OWN_ID, found, served, settings

ZONE = ZoneInfo("Asia/Shanghai")
BEGINS = datetime(2019, 3, 4, 10, 0, tzinfo=ZONE)
#: The morning of the last day of a period: what has fallen due since the beginning is told then.
LATER = datetime(2019, 3, 7, 9, 0, tzinfo=ZONE)


def of_server(folder: Path, database: Database) -> Settings:
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return settings(folder, database_url=address, processes=2)


@pytest.fixture
async def two(tmp_path: Path, postgres: Database) -> AsyncIterator[tuple[App, App]]:
    apps = App(of_server(tmp_path, postgres)), App(of_server(tmp_path, postgres))
    yield apps
    for app in apps:
        app.close()


async def test_a_new_database_is_set_up_once(two: tuple[App, App]) -> None:
    said = await asyncio.gather(*(greet(app) for app in two))
    assert all("/join/" in lines[-1] for lines in said)
    with two[0].database.read() as session:
        assert len(session.scalars(select(Organisation)).all()) == 1
        valid = session.scalars(select(Invitation).where(Invitation.revoked_at.is_(None))).all()
    assert len(valid) == 1


async def test_an_empty_server_takes_two_at_once(tmp_path: Path, postgres_server: PostgresServer) -> None:
    with postgres_server.database(empty=True) as database:
        given = of_server(tmp_path, database)
        apps = await asyncio.gather(*(asyncio.to_thread(App, given) for _ in range(2)))
        assert [await app.health.faults() for app in apps] == [{}, {}]
        for app in apps:
            app.close()


def begin(app: App) -> None:
    """A county with a campaign."""
    with app.database.begin() as session:
        county = build_county(session, BEGINS)
        campaign = open_campaign(session, BEGINS, county.city, load_shipped()["zhaoqing-2019"], None)
        assign(session, BEGINS, campaign, [county.city])


def told(app: App) -> list[tuple[str, str]]:
    """Whom something is for, and its text."""
    with app.database.read() as session:
        return sorted((row.account, row.body["text"]) for row in session.scalars(select(Outbound)))


async def test_what_falls_due_is_told_once_however_many_tick(two: tuple[App, App], tmp_path: Path) -> None:
    alone = App(settings(tmp_path / "alone"))
    begin(two[0])
    begin(alone)
    for app in (*two, alone):
        app.ticking._clock = SetClock(LATER)
    await alone.ticking.tick()
    await asyncio.gather(*(app.ticking.tick() for app in two * 3))
    # Each leaves a duty to whoever is at any; that all do is rare, and made up for by the next tick.
    await two[0].ticking.tick()
    assert told(two[0]) == told(alone) != []
    alone.close()


async def test_a_page_of_one_shows_what_was_said_at_the_other(tmp_path: Path, postgres: Database) -> None:
    first, second = (App(of_server(tmp_path, postgres)) for _ in range(2))
    own = found(first)
    async with (
        served(first) as (here, _, _),
        served(second) as (there, _, _),
        here.stream("GET", f"{own}/events") as page,
        asyncio.timeout(10),
    ):
        lines = page.aiter_lines()
        await anext(lines)
        assert (await there.post(f"{own}/say", json={"id": OWN_ID, "text": "/help"})).status_code == 202
        await read_until(lines, lambda line: "肇庆市志愿者联合会" in line)
        assert [(await each.get("/readyz")).status_code for each in (here, there)] == [200, 200]


async def read_until(lines: AsyncIterator[str], fulfilled: Callable[[str], bool]) -> None:
    async for line in lines:
        if line.startswith("data") and fulfilled(line.encode().decode("unicode_escape")):
            return
    raise httpx.ReadError("the stream ended")


def test_they_share_what_a_platform_allows_in_all() -> None:
    part = shared_out(LIMITS, 2)["telegram"]
    assert (part.overall, part.chat) == ((Limit(15, 1),), LIMITS["telegram"].chat)
    assert part.group == (Limit(1, 3), Limit(10, 60))
    assert shared_out(LIMITS, 1) == dict(LIMITS)
    assert all(limit.count >= 1 for each in shared_out(LIMITS, 100).values() for limit in each.overall)
