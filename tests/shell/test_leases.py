"""What a sender holds it sends, or puts back, before its lease ends. Time is virtual."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery.exchange import LEASE, lease
from bot.delivery.pool import Pool
from storage.database import Database
from storage.outbox import REPLY, Letter
from tests.shell.scripted import ScriptedChannel, Stage
from tests.shell.virtual_time import run


@pytest.mark.parametrize("delay", [20.0, 40.0, 55.0])
def test_replies_outlive_no_lease_however_slow_the_platform_is(
    database: Database, now: datetime, delay: float
) -> None:
    """What lies at hand would count as lost, and never be sent."""
    channel = ScriptedChannel(delay=delay)
    stage = Stage(database, now, channel, limits={})

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            for turn in range(12):
                await stage.turn(*(f"{turn}.{n}" for n in range(25)))
                await asyncio.sleep(1.1)
            await asyncio.sleep(20 * delay)

    run(scene())
    assert set(stage.states().values()) == {"sent"}
    assert len(channel.texts) == len(set(channel.texts)) == 12 * 25


def test_files_that_take_long_to_load_and_to_send_outlive_no_lease(database: Database, now: datetime) -> None:
    channel = ScriptedChannel(delay=55.0)
    stage = Stage(database, now, channel, limits={})
    stage.files["photo:abc"], stage.load_seconds = b"jpeg", 28.0
    sheet = {"kind": "picture", "source": "photo:abc", "name": "1.jpg"}
    for n in range(100):
        stage.post(f"{n}", account=f"{n}", urgency=REPLY, body={"text": f"{n}", "attachments": [sheet]})
    run(stage.deliver_for(600))
    assert set(stage.states().values()) == {"sent"}
    assert len(channel.texts) == len(set(channel.texts)) == 100


@pytest.mark.parametrize("seconds", [125.0, 130.0, 135.0, 140.0, 145.0, 150.0])
def test_what_went_back_while_the_database_was_away_is_sent(
    stage: Stage, channel: ScriptedChannel, seconds: float
) -> None:
    """Its lease has ended by then, and whoever looks for ended leases may come first."""
    channel.delay = 25.0

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            for turn in range(4):
                await stage.turn(*(f"{turn}.{n}" for n in range(24)))
                await asyncio.sleep(1)
            stage.away = True
            await asyncio.sleep(seconds)
            stage.away = False
            await asyncio.sleep(900)

    run(scene())
    assert len(channel.texts) == len(set(channel.texts)) == 96
    assert set(stage.states().values()) == {"sent"}


def test_what_is_claimed_again_while_it_is_at_hand_is_at_hand_once(now: datetime) -> None:
    letter = Letter(1, "telegram", "1", REPLY, {}, now, 0, now, now + LEASE)
    pool = Pool()
    pool.add([letter])
    pool.add([replace(letter, lease_until=now + 2 * LEASE)])
    assert pool.take() == [letter]
    pool.add([letter])
    assert pool.pop() is letter
    assert not pool


def test_what_was_lost_sight_of_goes_back_though_the_sender_is_never_idle(
    database: Database, now: datetime
) -> None:
    channel = ScriptedChannel(delay=1.0)
    stage = Stage(database, now, channel, limits={})

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            for turn in range(600):
                stage.unheard = turn == 5
                with suppress(OperationalError):
                    await stage.turn(f"{turn}")
                stage.unheard = False
                await asyncio.sleep(0.5)

    run(scene())
    assert "5" in channel.texts


def test_no_two_leases_of_one_moment_are_the_same(now: datetime) -> None:
    """A clock may stand still, or be coarse; what was lost sight of is put back by its lease."""
    leases = {lease(now) for _ in range(1000)}
    assert len(leases) == 1000
    assert all(LEASE - timedelta(seconds=1) < until - now <= LEASE for until in leases)
