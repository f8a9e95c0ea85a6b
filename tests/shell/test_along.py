"""What delivery does in a turn's own transaction: holding its replies, and noting what was sent before.
Time is virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.base import File, NotSentError
from bot.delivery.ailing import AILING
from bot.delivery.lane import HIGH, IN_FLIGHT, WRITE_SECONDS
from handlers.messages import Message
from storage.database import Database
from storage.outbox import REPLY, Draft
from storage.replies import post_replies
from tests.shell.scripted import ScriptedChannel, Stage
from tests.shell.virtual_time import run


def test_a_held_reply_is_sent_at_once_and_costs_no_transaction_of_its_own(
    stage: Stage, channel: ScriptedChannel
) -> None:
    channel.delay = 0.01

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            begun = stage.work_count
            for number in range(20):
                await stage.turn(f"{number}")
                await asyncio.sleep(WRITE_SECONDS / 2)
            assert stage.work_count - begun == 20
            assert list(stage.states().values()) == ["sent"] * 19 + ["sending"], "the next turn notes it"
            await asyncio.sleep(WRITE_SECONDS)
            assert stage.work_count - begun == 21, "but if none comes, nobody waits for it"
            assert set(stage.states().values()) == {"sent"}

    run(scene())
    assert channel.times == pytest.approx([1 + n * WRITE_SECONDS / 2 for n in range(20)])


def test_nothing_is_held_while_nobody_delivers(stage: Stage, channel: ScriptedChannel) -> None:
    """A process that only takes turns, as the console does, or that is about to end."""

    async def scene() -> None:
        assert await stage.turn("a", "b", answerable={"b"}) == {}
        await stage.deliver_for(0)
        await stage.turn("c")

    run(scene())
    assert stage.states() == {"a": "waiting", "b": "waiting", "c": "waiting"}


def test_no_more_are_held_than_the_platform_takes_at_once(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            await stage.turn(*(f"{number}" for number in range(40)))
            states = list(stage.states().values())
            assert (states.count("sending"), states.count("waiting")) == (30, 10)
            await asyncio.sleep(0.5)
            await stage.turn("late")
            assert stage.states()["late"] == "waiting"
            await asyncio.sleep(2)

    run(scene())
    assert set(stage.states().values()) == {"sent"}


def test_not_more_are_held_than_are_allowed(database: Database, now: datetime) -> None:
    """What is at hand or under way when the process dies is in doubt."""
    most = HIGH + IN_FLIGHT
    channel = ScriptedChannel("web", delay=1.0)
    stage = Stage(database, now, channel)

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            drafts = [Draft(f"{n}", "web", f"{n}", REPLY, {"text": f"{n}"}, now) for n in range(most + 9)]
            along = stage.delivery.join(stage.clock.now(), {})
            held = await stage.work(
                lambda session: post_replies(session, drafts, stage.clock.now(), along.hold)[1]
            )
            assert len(held) == most
            along.committed(held.values())
            assert stage.delivery.join(stage.clock.now(), {}).hold.room == {"web": 0}
            await asyncio.sleep(0.5)
            assert len(channel.tries) == IN_FLIGHT, "what is under way counts too"
            assert stage.delivery.join(stage.clock.now(), {}).hold.room == {"web": 0}
            await asyncio.sleep(0.51)
            assert len(channel.sent) == IN_FLIGHT
            assert stage.delivery.join(stage.clock.now(), {}).hold.room == {"web": IN_FLIGHT}

    run(scene())


def test_while_sending_only_fails_hardly_any_is_held(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            for _ in range(AILING):
                stage.delivery._lanes["telegram"]._ailing.heed(NotSentError("no connection"))
            await stage.turn("a", "b", "c", "d")
            assert stage.states() == {"a": "sending", "b": "sending", "c": "sending", "d": "waiting"}

    run(scene())


def test_what_waits_behind_a_held_reply_goes_as_soon_as_that_is_noted(
    stage: Stage, channel: ScriptedChannel
) -> None:
    """Even if it is a turn that notes it: the stage's delivery never looks by itself."""
    channel.delay = 0.5
    turns: list[asyncio.Task[object]] = []

    def come_first(account: str, text: str) -> None:
        if text == "first":
            turns.append(asyncio.create_task(stage.turn("of another")))

    channel.script = come_first

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            await stage.turn("first", account="1")
            await stage.turn("second", account="1")
            await asyncio.sleep(2)

    run(scene())
    assert sorted((sent.text, sent.at) for sent in channel.tries) == [
        ("first", 1.0),
        ("of another", 1.5),
        ("second", 1.5),
    ]


@pytest.mark.parametrize("trouble", ["away", "unheard"])
def test_when_a_turn_is_not_committed_for_all_that_is_known(
    stage: Stage, channel: ScriptedChannel, trouble: str
) -> None:
    """What was to be noted is noted later; what may have been held is put back, and sent once."""

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            await stage.turn("before")
            await asyncio.sleep(0.01)
            setattr(stage, trouble, True)
            with pytest.raises(OperationalError):
                await stage.turn("after")
            setattr(stage, trouble, False)
            if trouble == "away":
                await stage.turn("after")
            await asyncio.sleep(1)
            stage.delivery.wake()
            await asyncio.sleep(10)

    run(scene())
    assert stage.states() == {"before": "sent", "after": "sent"}
    assert channel.texts == ["before", "after"]


def test_nothing_is_held_where_more_is_at_hand_than_may_be(database: Database, now: datetime) -> None:
    """A full pool, and then the platform begins to fail."""
    channel = ScriptedChannel(delay=1.0)
    stage = Stage(database, now, channel, limits={})

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            await stage.turn(*(f"{n}" for n in range(HIGH)))
            for _ in range(AILING):
                stage.delivery._lanes["telegram"]._ailing.heed(NotSentError("no connection"))
            assert stage.delivery.join(stage.clock.now(), {}).hold.room == {"telegram": 0}

    run(scene())


def test_a_slot_that_is_free_is_used_at_once_though_others_are_busy(
    database: Database, now: datetime
) -> None:
    class Uneven(ScriptedChannel):
        async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
            self.delay = 20.0 if account == "0" else 1.0
            return await super().send(account, message, files)

    channel = Uneven()
    stage = Stage(database, now, channel, limits={})

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(1)
            await stage.turn(*(f"{n}" for n in range(HIGH)))
            await asyncio.sleep(30)

    run(scene())
    assert sorted({round(sent.at, 3) for sent in channel.tries}) == [1.0, 2.0, 3.0]
