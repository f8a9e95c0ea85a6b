"""Deliveries that are stopped, that die, that lose the database, or that are several."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from datetime import datetime

import pytest

from bot.delivery import LEASE, Delivery
from bot.delivery.owner import is_dead, name_owner
from bot.work import Work
from storage import outbox, sending
from storage.database import Database
from storage.outbox import BROADCAST, NOTICE, REPLY
from tests.shell.scripted import ScriptedChannel, Stage
from tests.shell.virtual_time import run

REPEAT_SECONDS = sending.REPEAT_AFTER.total_seconds()


def test_when_it_is_stopped_nothing_claimed_is_lost(stage: Stage, channel: ScriptedChannel) -> None:
    channel.delay = 0.5
    names = [f"{number}" for number in range(100)]
    stage.post_all(names, names)
    run(stage.deliver_for(0.25))
    states = stage.states()
    begun = len(channel.tries)
    assert len(channel.sent) == begun > 5, "what was under way was allowed to end"
    assert sorted(states.values()) == ["sent"] * begun + ["waiting"] * (100 - begun)


def test_what_does_not_end_in_time_when_stopped_is_of_unknown_fate(
    stage: Stage, channel: ScriptedChannel
) -> None:
    channel.delay = 50
    stage.post("reply", account="1", urgency=REPLY)
    stage.post("reminder", account="2", urgency=BROADCAST)
    run(stage.deliver_for(1))
    assert stage.states() == {"reply": "unknown", "reminder": "waiting"}


def test_after_a_crash_between_sending_and_writing(stage: Stage, channel: ScriptedChannel) -> None:
    for text, urgency in [("reply", REPLY), ("reminder", BROADCAST)]:
        stage.post(text, account=text, urgency=urgency)
    with stage.database.begin() as session:
        assert len(sending.claim(session, stage.start, "a sender that died", LEASE, 10, ["telegram"])) == 2

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(LEASE.total_seconds())
            assert set(stage.states().values()) == {"sending"}, "it may still be alive"
            await asyncio.sleep(REPEAT_SECONDS)
            assert channel.tries == []
            await asyncio.sleep(60)

    run(scene())
    assert channel.texts == ["reminder"]
    assert stage.states() == {"reply": "unknown", "reminder": "sent"}


def test_what_a_dead_process_of_this_machine_held_is_not_waited_for(
    stage: Stage, channel: ScriptedChannel
) -> None:
    """Else whoever was being answered when it died would hear nothing until the lease ends."""
    stage.post("lost", account="1", urgency=REPLY)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    with stage.database.begin() as session:
        owner = f"{socket.gethostname()[:20]}:{ended.pid}:other.1"
        assert len(sending.claim(session, stage.start, owner, LEASE, 10, ["telegram"])) == 1
    stage.post("next", account="1", urgency=REPLY)
    run(stage.deliver_for(5))
    assert stage.states() == {"lost": "unknown", "next": "sent"}


@pytest.mark.parametrize(
    ("machine", "process", "word", "dead"),
    [
        (socket.gethostname()[:20], os.getpid(), "of-an-earlier-start.1", True),
        (socket.gethostname()[:20], os.getppid(), "of-another.1", False),
        ("another-machine", 2**22 + 1, "of-another.1", False),
        (socket.gethostname()[:20], 2**22 + 1, "of-one-that-ended.1", True),
    ],
    ids=["own-number-of-an-earlier-start", "one-that-runs", "another-machine", "one-that-ended"],
)
def test_who_is_dead(machine: str, process: int, word: str, dead: bool) -> None:
    """Numbers of processes end at 2²² (proc(5), pid_max)."""
    assert is_dead(f"{machine}:{process}:{word}") is dead


def test_no_sender_of_this_process_is_dead() -> None:
    first, second = name_owner(), name_owner()
    assert first != second
    assert not is_dead(first)
    assert not is_dead("whatever")


def test_while_the_database_is_away_outcomes_are_kept(stage: Stage, channel: ScriptedChannel) -> None:
    channel.delay = 0.5
    stage.post("a")

    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(0.2)
            stage.away = True
            await asyncio.sleep(40)
            assert stage.states() == {"a": "sending"}
            stage.away = False
            await asyncio.sleep(2)

    run(scene())
    assert stage.states() == {"a": "sent"}
    assert channel.texts == ["a"]


def test_a_claim_whose_commit_was_not_answered_is_put_back(stage: Stage, channel: ScriptedChannel) -> None:
    """PostgreSQL was restarted after it had committed: else nobody would send these until the lease ends."""
    stage.post("a", urgency=REPLY)

    async def scene() -> None:
        stage.unheard = True
        async with stage.delivering():
            await asyncio.sleep(3)
            assert stage.states() == {"a": "sending"}
            stage.unheard = False
            await asyncio.sleep(10)

    run(scene())
    assert stage.states() == {"a": "sent"}
    assert channel.texts == ["a"]


@pytest.mark.parametrize("kind", ["database", "postgres"])
def test_two_senders_over_one_database_never_send_a_row_twice(
    kind: str, request: pytest.FixtureRequest, now: datetime
) -> None:
    """With real threads, so that their transactions truly meet."""
    database: Database = request.getfixturevalue(kind)
    channel = ScriptedChannel("web")
    stage = Stage(database, now, channel)
    texts = [f"{number}" for number in range(200)]
    with database.begin() as session:
        drafts = [
            outbox.Draft(text, "web", f"{n % 40}", n % 3, {"text": text}, now) for n, text in enumerate(texts)
        ]
        outbox.post_all(session, drafts, now)

    class Clock:
        def now(self) -> datetime:
            return now

    async def scene() -> None:
        works = [Work(database), Work(database)]
        senders = [Delivery(stage.channels, work, Clock(), stage.load) for work in works]
        while "waiting" in set(stage.states().values()):
            await asyncio.gather(*(sender.drain() for sender in senders))
        for work in works:
            work.close()

    asyncio.run(scene())
    assert sorted(channel.texts) == sorted(texts)
    assert set(stage.states().values()) == {"sent"}
    for account in {f"{n}" for n in range(40)}:
        for urgency in (REPLY, NOTICE, BROADCAST):
            mine = [int(s.text) for s in channel.sent if s.account == account and int(s.text) % 3 == urgency]
            assert mine == sorted(mine)
