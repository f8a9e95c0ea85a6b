"""Delivery: in order, at the pace, and every failure treated as what it is. Time is virtual."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.base import (
    FateUnknownError,
    GoneError,
    MovedError,
    NotSentError,
    RefusedError,
    SendError,
    WaitError,
)
from bot.delivery import LEASE, Delivery
from bot.work import Work
from storage import outbox, sending
from storage.database import Database
from storage.outbox import BROADCAST, NOTICE, REPLY, Outbound
from storage.people import Account, Person
from tests.shell.scripted import ScriptedChannel, Stage, raise_at_first
from tests.shell.test_delivery_pace import most_in_any
from tests.shell.virtual_time import VirtualLoop, run

REPEAT_SECONDS = sending.REPEAT_AFTER.total_seconds()


@pytest.fixture
def channel() -> ScriptedChannel:
    return ScriptedChannel()


@pytest.fixture
def stage(database: Database, now: datetime, channel: ScriptedChannel) -> Stage:
    return Stage(database, now, channel)


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
        stage.post(f"{number}", account=f"{number}")
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
    assert 5 < at <= 6.01, "it waits for the next second of the platform, and for nothing else"


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
    assert 10_000 / (channel.times[-1] - channel.times[0] + 1) >= 0.97 * 30
    assert stage.work_count < 1500, "many outcomes share a commit"


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


# Failures


def test_a_chat_that_must_wait_waits_exactly_so_long(stage: Stage, channel: ScriptedChannel) -> None:
    channel.script = raise_at_first(WaitError(17))
    stage.post("a", account="1")
    stage.post("b", account="1")
    stage.post("c", account="2")
    run(stage.deliver_for(30))
    assert [(sent.text, round(sent.at, 3)) for sent in channel.sent] == [("c", 0), ("a", 17), ("b", 17)]
    assert stage.rows()["a"].attempts == 2


def test_two_waits_shortly_after_each_other_stop_the_channel(stage: Stage, channel: ScriptedChannel) -> None:
    channel.script = raise_at_first(WaitError(5), WaitError(20))
    for number in range(40):
        stage.post(f"{number}", account=f"{number}")
    run(stage.deliver_for(60))
    assert len(channel.sent) == 40
    assert [at for at in channel.times if 0 < at < 20] == []
    assert min(at for at in channel.times if at > 0) == pytest.approx(20, abs=0.01)


def test_what_was_surely_not_sent_is_tried_again_with_growing_pauses(
    stage: Stage, channel: ScriptedChannel
) -> None:
    channel.script = raise_at_first(*[NotSentError()] * 4)
    stage.post("a")
    run(stage.deliver_for(120))
    assert stage.states() == {"a": "sent"}
    tries = [entry.at for entry in channel.tries]
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses == pytest.approx([2, 4, 8, 16], abs=0.05)


def test_without_a_connection_the_platform_is_tried_ever_more_seldom(
    stage: Stage, channel: ScriptedChannel
) -> None:
    up_at = 1800.0

    def script(account: str, text: str) -> None:
        if asyncio.get_running_loop().time() < up_at:
            raise NotSentError

    channel.script = script
    names = [f"{number}" for number in range(300)]
    stage.post_all(names, names)
    run(stage.deliver_for(up_at + 700))
    assert set(stage.states().values()) == {"sent"}
    assert len([entry for entry in channel.tries if entry.at < up_at]) < 150
    assert channel.times[0] - up_at <= 60, "it notices within a minute that all is well"


def test_after_a_day_it_gives_up(
    stage: Stage, channel: ScriptedChannel, caplog: pytest.LogCaptureFixture
) -> None:
    def script(account: str, text: str) -> None:
        raise NotSentError

    channel.script = script
    first_at = stage.start - timedelta(hours=23)
    stage.post("秘密", now=first_at)
    with stage.database.begin() as session:
        (row,) = sending.claim(session, first_at, "me", LEASE, 10, ["telegram"])
        sending.release(session, "me", [row.id])
    run(stage.deliver_for(2 * 3600))
    assert stage.states() == {"秘密": "refused"}
    assert 3600 <= channel.tries[-1].at <= 3600 + 660
    assert "given up: outbox 1, channel telegram, urgency 1" in caplog.text


@pytest.mark.parametrize("error", [FateUnknownError(), ValueError("a fault of ours"), TimeoutError()])
@pytest.mark.parametrize("urgency", [REPLY, NOTICE])
def test_a_reply_or_notice_that_may_have_arrived_is_never_repeated(
    stage: Stage, channel: ScriptedChannel, error: Exception, urgency: int
) -> None:
    channel.script = raise_at_first(error)
    stage.post("a", urgency=urgency)
    stage.post("b", urgency=urgency)
    run(stage.deliver_for(3600))
    assert [entry.text for entry in channel.tries] == ["a", "b"]
    assert stage.states() == {"a": "unknown", "b": "sent"}


def test_a_reminder_that_may_have_arrived_is_repeated_once_later(
    stage: Stage, channel: ScriptedChannel
) -> None:
    channel.script = raise_at_first(FateUnknownError(), FateUnknownError())
    stage.post("a", urgency=BROADCAST)
    run(stage.deliver_for(3 * REPEAT_SECONDS))
    assert [entry.at for entry in channel.tries] == pytest.approx([0, REPEAT_SECONDS], abs=1.1)
    assert stage.states() == {"a": "unknown"}


def test_a_platform_that_never_answers_leaves_the_fate_unknown(
    stage: Stage, channel: ScriptedChannel
) -> None:
    channel.delay = 10_000
    stage.post("a")
    stage.post("b", account="2")
    run(stage.deliver_for(100))
    assert stage.states() == {"a": "unknown", "b": "unknown"}
    assert len(channel.tries) == 2


def test_whoever_blocked_the_bot_gets_nothing_more(
    stage: Stage, channel: ScriptedChannel, now: datetime
) -> None:
    with stage.database.begin() as session:
        session.add(Person(id=9, name="李明", language="zh-CN", created_at=now))
        session.flush()
        session.add(Account(person_id=9, channel="telegram", account="1", used_at=now))
    channel.script = raise_at_first(GoneError())
    for text, account in [("a", "1"), ("b", "1"), ("c", "2")]:
        stage.post(text, account=account)
    run(stage.delivery.drain())
    assert stage.states() == {"a": "gone", "b": "gone", "c": "sent"}
    with stage.database.read() as session:
        assert session.execute(select(Account.gone_at)).scalar_one() == now


def test_a_group_that_moved_gets_its_messages_in_order(stage: Stage, channel: ScriptedChannel) -> None:
    channel.script = raise_at_first(MovedError("-1007"))
    for text in ("a", "b"):
        stage.post(text, account="-7")
    run(stage.delivery.drain())
    assert [(sent.text, sent.account) for sent in channel.sent] == [("a", "-1007"), ("b", "-1007")]


@pytest.mark.parametrize("error", [RefusedError(), MovedError("1")])
def test_what_the_platform_refuses_is_not_repeated_and_holds_up_nothing(
    stage: Stage, channel: ScriptedChannel, error: SendError, caplog: pytest.LogCaptureFixture
) -> None:
    channel.script = raise_at_first(error)
    stage.post("李明 13800000000")
    stage.post("b")
    run(stage.deliver_for(3600))
    assert list(stage.states().values()) == ["refused", "sent"]
    assert "refused: outbox 1, channel telegram, urgency 1" in caplog.text
    assert "李明" not in caplog.text


def test_attachments_that_cannot_be_read_or_made(stage: Stage, channel: ScriptedChannel) -> None:
    files: dict[str, bytes | Exception] = {
        "gone": FileNotFoundError(),
        "broken": ValueError("no such paper"),
        "busy": OSError(),
    }
    for number, (source, error) in enumerate(files.items()):
        stage.files[source] = error
        sheets = [{"kind": "file", "source": source, "name": source}]
        stage.post(source, account=f"{number}", body={"text": source, "attachments": sheets})
    stage.post("nonsense", account="9", body={"no": "message"})
    run(stage.delivery.drain())
    assert channel.tries == []
    assert stage.states() == {
        "gone": "refused",
        "broken": "refused",
        "busy": "waiting",
        "nonsense": "refused",
    }


def test_logs_name_no_person_even_for_a_fault(
    stage: Stage, channel: ScriptedChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel.script = raise_at_first(ValueError("李明 13800000000"))
    stage.post("王芳", account="13900000000")
    run(stage.delivery.drain())
    assert "fault: outbox 1, channel telegram, urgency 1, ValueError" in caplog.text
    for secret in ("李明", "王芳", "138", "139"):
        assert secret not in caplog.text


# Crashes, shutdowns, several senders


def test_when_it_is_stopped_nothing_claimed_is_lost(stage: Stage, channel: ScriptedChannel) -> None:
    channel.delay = 0.5
    names = [f"{number}" for number in range(100)]
    stage.post_all(names, names)
    run(stage.deliver_for(0.25))
    states = stage.states()
    assert len(channel.sent) == 30, "what was under way was allowed to end"
    assert sorted(states.values()) == ["sent"] * 30 + ["waiting"] * 70


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


# The short way for replies


def post_claimed(stage: Stage, text: str) -> Outbound:
    with stage.database.begin() as session:
        row = outbox.post_claimed(
            session,
            key=text,
            channel="telegram",
            account="1",
            body={"text": text},
            now=stage.start,
            owner=stage.delivery.owner,
            lease=LEASE,
        )
    assert row is not None
    return row


def test_an_offered_reply_is_sent_without_being_claimed(stage: Stage, channel: ScriptedChannel) -> None:
    async def scene() -> None:
        async with stage.delivering():
            await asyncio.sleep(0.01)
            stage.delivery.offer([post_claimed(stage, "a"), post_claimed(stage, "b")])
            await asyncio.sleep(0.2)

    assert stage.delivery.has_room("telegram") and not stage.delivery.has_room("fax")
    run(scene())
    assert channel.texts == ["a", "b"]
    assert channel.times[0] == pytest.approx(0.01)
    assert stage.states() == {"a": "sent", "b": "sent"}


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
