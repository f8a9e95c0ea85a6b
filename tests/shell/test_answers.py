"""Replies that travel in what a channel answers to its platform. Time is virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from bot.channels.base import WaitError
from storage.outbox import REPLY
from tests.shell.scripted import ScriptedChannel, Stage, raise_at_first
from tests.shell.virtual_time import run

T = TypeVar("T")


def test_a_reply_that_was_written_out_is_sent(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            begun = stage.work_count
            for text in "abc":
                ride = (await stage.turn(text, answerable={text}))[text]
                assert (ride.account, ride.message.text) == (text, text)
                ride.end(written=True)
            assert stage.work_count - begun == 3
            await asyncio.sleep(1)
            assert stage.work_count - begun == 4

    run(scene())
    assert channel.tries == []
    assert [(row.state, row.platform_id) for row in stage.rows().values()] == [("sent", None)] * 3


def test_a_reply_that_was_not_written_out_is_sent_by_itself(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            ride = (await stage.turn("a", answerable={"a"}))["a"]
            ride.end(written=False)
            await asyncio.sleep(0.01)
            ride.end(written=True)  # nobody listens to a second word
            await asyncio.sleep(1)

    run(scene())
    assert channel.texts == ["a"]
    assert channel.times == [pytest.approx(1, abs=0.01)]
    assert stage.rows()["a"].platform_id == "m1"


def test_answers_keep_the_pace(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            for number in range(3):
                rides = await stage.turn(f"own {number}", account="1", answerable={f"own {number}"})
                rides[f"own {number}"].end(written=True)
            assert await stage.turn("own 3", account="1", answerable={"own 3"}) == {}, (
                "three in three seconds"
            )
            texts = [f"{number}" for number in range(40)]
            rides = await stage.turn(*texts, answerable=texts)
            assert len(rides) == 27, "thirty in a second, with the three"
            for ride in rides.values():
                ride.end(written=True)
            await asyncio.sleep(0.9)
            assert channel.tries == []
            await asyncio.sleep(4)

    run(scene())
    assert len(channel.sent) == 14, "the others went by themselves"
    assert min(channel.times) == pytest.approx(2)


def test_none_travels_in_an_answer_after_a_platform_asked_to_wait(
    stage: Stage, channel: ScriptedChannel
) -> None:
    channel.script = raise_at_first(WaitError(1))

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            await stage.turn("too much", account="1")
            await asyncio.sleep(5)
            assert await stage.turn("a", answerable={"a"}) == {}
            await asyncio.sleep(6)
            assert await stage.turn("b", answerable={"b"}) != {}

    run(scene())
    assert channel.texts == ["too much", "a"]


def test_what_finds_the_pace_used_up_meanwhile_goes_by_itself(stage: Stage, channel: ScriptedChannel) -> None:
    committing = stage.work

    async def slowly(work: Callable[[Session], T]) -> T:
        held = await committing(work)
        stage.work = committing  # type: ignore[method-assign]  # only for the turn
        for number in range(30):
            stage.post(f"reply {number}", account=f"n{number}", urgency=REPLY)
        stage.delivery.wake("telegram")
        await asyncio.sleep(0.5)
        return held

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            stage.work = slowly  # type: ignore[method-assign]  # as above
            assert await stage.turn("a", answerable={"a"}) == {}
            await asyncio.sleep(3)

    run(scene())
    assert channel.texts[-1] == "a"
    assert stage.states()["a"] == "sent"


def test_at_the_end_an_answer_that_is_not_written_waits(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            ride = (await stage.turn("a", answerable={"a"}))["a"]
        ride.end(written=True)

    run(scene())
    assert stage.states() == {"a": "waiting"}
