"""Delivery in order and at the pace. Time is virtual."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.base import (
    NotSentError,
)
from storage import sending
from storage.database import Database
from storage.outbox import BROADCAST, NOTICE, REPLY
from tests.shell.scripted import ScriptedChannel, Stage, raise_at_first
from tests.shell.test_delivery_pace import most_in_any
from tests.shell.virtual_time import VirtualLoop, run

REPEAT_SECONDS = sending.REPEAT_AFTER.total_seconds()


# Order and urgency


def test_replies_go_before_notices_before_broadcasts(stage: Stage, channel: ScriptedChannel) -> None:
    for text, urgency in [("b", BROADCAST), ("n", NOTICE), ("r", REPLY)]:
        stage.post(text, account=text, urgency=urgency)
    run(stage.delivery.drain())
    assert channel.texts == ["r", "n", "b"]
    assert set(stage.states().values()) == {"sent"}


def test_one_chat_gets_its_messages_in_order_one_at_a_time(stage: Stage, channel: ScriptedChannel) -> None:
    channel.delay = 2.0
    for number in range(6):
        stage.post(f"{number}")
    run(stage.delivery.drain())
    assert channel.texts == list("012345")
    assert all(
        later - earlier >= channel.delay
        for earlier, later in zip(channel.times, channel.times[1:], strict=False)
    )


def test_different_chats_are_served_at_once(stage: Stage, channel: ScriptedChannel) -> None:
    channel.delay = 2.0
    for number in range(20):
        stage.post(f"{number}", account=f"{number}", urgency=REPLY)
    run(stage.delivery.drain())
    assert channel.times == [0.0] * 20


def test_a_reply_overtakes_thousands_of_broadcasts(stage: Stage, channel: ScriptedChannel) -> None:
    names = [f"b{number}" for number in range(600)]
    stage.post_all(names, names)

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(5.01)
            stage.post("reply", account="someone", urgency=REPLY, now=stage.clock.now())
            stage.delivery.wake("telegram")
            await asyncio.sleep(3)

    run(scene())
    at = channel.times[channel.texts.index("reply")]
    assert 5.01 <= at <= 5.05, "it waits until the next broadcast would have gone, and no longer"


def test_replies_that_settle_are_sent_as_the_last_one_only(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        delivering = asyncio.create_task(stage.delivery.run())
        for number in range(5):
            await asyncio.sleep(0.3)
            due_at = stage.clock.now() + timedelta(seconds=1)
            stage.post(
                f"photo {number}", urgency=REPLY, due_at=due_at, now=stage.clock.now(), settle="photos"
            )
            stage.delivery.wake()
        await asyncio.sleep(10)
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)

    run(scene())
    assert channel.texts == ["photo 4"]
    assert channel.times == [pytest.approx(2.5, abs=0.01)]


def test_attachments_go_along(stage: Stage, channel: ScriptedChannel) -> None:
    stage.files["photo:abc"] = b"jpeg"
    sheet = {"kind": "picture", "source": "photo:abc", "name": "周报.jpg"}
    stage.post("digest", body={"text": "digest", "attachments": [sheet]})
    run(stage.delivery.drain())
    assert [(file.kind, file.name, file.content) for file in channel.sent[0].files] == [
        ("picture", "周报.jpg", b"jpeg")
    ]


# Pace


def test_ten_thousand_reminders_go_out_at_thirty_a_second(stage: Stage, channel: ScriptedChannel) -> None:
    channel.delay = 0.15
    names = [f"k{number}" for number in range(10_000)]
    stage.post_all(names, names)
    run(stage.delivery.drain())
    assert len(channel.sent) == len(set(channel.texts)) == 10_000
    assert most_in_any(channel.times, 1) == 30
    assert 9_999 / (channel.times[-1] - channel.times[0]) >= 0.97 * 30
    assert stage.work_count < 2000, "many outcomes share a commit"


def test_one_person_gets_three_at_once_then_one_a_second(stage: Stage, channel: ScriptedChannel) -> None:
    for number in range(12):
        stage.post(f"{number}")
    run(stage.deliver_for(30))
    assert len(channel.sent) == 12
    assert most_in_any(channel.times, 3) == 3
    assert channel.times[-1] <= 11


def test_a_group_gets_twenty_a_minute(stage: Stage, channel: ScriptedChannel) -> None:
    for number in range(45):
        stage.post(f"{number}", account="-100")
    run(stage.deliver_for(140))
    assert channel.texts == [f"{number}" for number in range(45)]
    assert most_in_any(channel.times, 60) == 20
    assert channel.times[-1] <= 126


def test_a_group_that_must_wait_holds_up_nobody_else(stage: Stage, channel: ScriptedChannel) -> None:
    for number in range(40):
        stage.post(f"g{number}", account="-100", urgency=REPLY)
    stage.post("person", account="7")
    run(stage.deliver_for(10))
    assert channel.times[channel.texts.index("person")] == 0


def test_two_channels_do_not_wait_for_each_other(database: Database, now: datetime) -> None:
    slow, fast = ScriptedChannel(script=raise_at_first(*[NotSentError()] * 5)), ScriptedChannel("web")
    stage = Stage(database, now, slow, fast)
    for number in range(100):
        stage.post(f"t{number}", account=f"{number}")
        stage.post(f"w{number}", account=f"{number}", channel="web")
    run(stage.delivery.drain())
    assert fast.times == [0.0] * 100


def test_rows_that_another_process_wrote_are_found_by_looking_once_a_second(
    stage: Stage, channel: ScriptedChannel
) -> None:
    stage.delivery = stage.new_delivery(poll_seconds=1)

    async def scene() -> None:
        delivering = asyncio.create_task(stage.deliver_for(100))
        await asyncio.sleep(50.5)
        stage.post("a")
        await delivering

    run(scene())
    assert channel.times == pytest.approx([51])
    assert stage.work_count <= 110


def test_virtual_time_is_what_these_tests_think(tmp_path: Path) -> None:
    async def scene() -> float:
        await asyncio.gather(asyncio.sleep(86_400), asyncio.sleep(1))
        return asyncio.get_running_loop().time()

    assert run(scene()) == 86_400
    assert VirtualLoop.time is not asyncio.SelectorEventLoop.time
