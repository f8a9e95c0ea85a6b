"""The machine's clock is set back while the bot runs: nothing stands still until it is there again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any, TypeVar

import apscheduler.schedulers.base
import pytest

import bot.ticking
from bot.clock import SystemClock
from bot.delivery import LEASE
from bot.ticking import Ticking
from storage import sending
from storage.database import Database
from storage.outbox import BROADCAST, NOTICE, REPLY
from tests.shell.scripted import ScriptedChannel, Stage
from tests.shell.virtual_time import run

T = TypeVar("T")
DAY = timedelta(days=1)


class _Wall(datetime):
    """The machine's clock as the scheduler sees it, so much behind."""

    behind = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) - cls.behind


async def test_the_clock_ticks_on_after_it_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.ticking, "TICK_SECONDS", 0.02)
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", _Wall)
    monkeypatch.setattr(_Wall, "behind", timedelta(0))
    ticked = asyncio.Event()

    async def work(_: Callable[..., T]) -> Any:
        ticked.set()
        return 0

    scheduler = Ticking(work, SystemClock(), None).start()  # type: ignore[arg-type]  # nothing is done
    try:
        for behind in (timedelta(0), DAY, timedelta(0), timedelta(minutes=5)):
            _Wall.behind = behind
            for _ in range(3):
                ticked.clear()
                await asyncio.wait_for(ticked.wait(), 10)
    finally:
        scheduler.shutdown(wait=False)


def test_replies_do_not_wait_for_it_and_what_was_planned_does(stage: Stage, channel: ScriptedChannel) -> None:
    ahead = stage.start + DAY
    stage.post("reply", urgency=REPLY, now=ahead)
    stage.post("notice", account="2", urgency=NOTICE, now=ahead)
    stage.post("in the morning", account="3", urgency=NOTICE, now=ahead, due_at=ahead + timedelta(hours=9))
    stage.post("reminder", account="4", urgency=BROADCAST, now=ahead)
    run(stage.deliver_for(60))
    assert channel.texts == ["reply", "notice"]


def test_a_small_difference_between_machines_is_none(stage: Stage, channel: ScriptedChannel) -> None:
    stage.post("reply", urgency=REPLY, now=stage.start + timedelta(seconds=40))
    run(stage.deliver_for(30))
    assert channel.texts == []


def test_a_try_that_was_put_off_is_not_put_off_by_a_day(stage: Stage, channel: ScriptedChannel) -> None:
    stage.post("reply", urgency=REPLY)
    ahead = stage.start + DAY
    with stage.database.begin() as session:
        (row,) = sending.claim(session, ahead, "one", LEASE, 10, ["telegram"])
        sending.mark_again(session, "one", {row.id: ahead + timedelta(minutes=10)}, tried=[row.id])
    run(stage.deliver_for(60))
    assert channel.texts == ["reply"]


def test_what_a_dead_sender_held_is_free_after_a_lease(stage: Stage, channel: ScriptedChannel) -> None:
    stage.post("lost", urgency=REPLY)
    with stage.database.begin() as session:
        assert sending.claim(session, stage.start + DAY, "on-another-machine", LEASE, 10, ["telegram"])
    stage.post("next", urgency=REPLY)
    run(stage.deliver_for(LEASE.total_seconds() + 70))
    assert channel.texts == ["next"]
    assert stage.states() == {"lost": "unknown", "next": "sent"}


def test_what_was_claimed_before_a_stop_is_not_sent_after_the_lease(
    stage: Stage, channel: ScriptedChannel
) -> None:
    """The machine slept with rows at hand: by then another has sent them."""
    stage.post("reminder", urgency=BROADCAST)

    async def scene() -> None:
        with stage.database.begin() as session:
            rows = sending.claim(session, stage.start, stage.delivery.owner, LEASE, 10, ["telegram"])
        await asyncio.sleep(LEASE.total_seconds() + 1)
        with stage.database.begin() as session:
            sending.expire_leases(session, stage.clock.now())
        stage.delivery._lanes["telegram"].offer(rows)
        await stage.deliver_for(60)

    run(scene())
    assert channel.texts == []
    assert stage.states() == {"reminder": "waiting"}


def test_what_lies_at_hand_behind_replies_is_sent_once(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its leases are shortened in the outbox; whoever went by the old ones would hold it beyond them."""
    channel = ScriptedChannel(delay=20.0)
    stage = Stage(database, now, channel, limits={})
    wall = stage.clock.now
    reminders = [f"reminder {n}" for n in range(40)]

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            await stage.turn(*(f"{n}" for n in range(32)))
            stage.post_all(reminders, reminders)
            stage.delivery.wake()
            await asyncio.sleep(1)
            monkeypatch.setattr(stage.clock, "now", lambda: wall() - timedelta(hours=1))
            for turn in range(60):
                await stage.turn(*(f"{turn}.{n}" for n in range(40)))
                await asyncio.sleep(20)
            await asyncio.sleep(2 * 3600)

    run(scene())
    assert len(channel.texts) == len(set(channel.texts)) == 32 + 40 + 60 * 40
    assert set(stage.states().values()) == {"sent"}
