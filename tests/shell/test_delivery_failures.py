"""Every failure of a delivery is treated as what it is. Time is virtual."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.channels.base import (
    FateUnknownError,
    File,
    GoneError,
    MovedError,
    NotSentError,
    RefusedError,
    SendError,
    WaitError,
)
from bot.delivery import LEASE
from bot.work import AwayError
from handlers.messages import Attachment, Reply
from handlers.speech import speak
from locales import DEFAULT, LANGUAGES, say
from storage import sending
from storage.database import Outage
from storage.outbox import BROADCAST, NOTICE, REPLY
from storage.people import Account, Person
from storage.photos import MissingPhotoError
from tests.shell.scripted import ScriptedChannel, Stage, raise_at_first
from tests.shell.virtual_time import run

REPEAT_SECONDS = sending.REPEAT_AFTER.total_seconds()


def test_a_chat_that_must_wait_waits_exactly_so_long(stage: Stage, channel: ScriptedChannel) -> None:
    channel.script = raise_at_first(WaitError(17))
    for text, account in [("a", "1"), ("b", "1"), ("c", "2")]:
        stage.post(text, account=account, urgency=REPLY)
    run(stage.deliver_for(30))
    assert [(sent.text, round(sent.at, 3)) for sent in channel.sent] == [("c", 0), ("a", 17), ("b", 17)]
    assert stage.rows()["a"].attempts == 2


def test_two_waits_shortly_after_each_other_stop_the_channel(stage: Stage, channel: ScriptedChannel) -> None:
    channel.script = raise_at_first(WaitError(5), WaitError(20))
    for number in range(40):
        stage.post(f"{number}", account=f"{number}", urgency=REPLY)
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
        sending.mark_again(session, "me", {row.id: row.due_at})
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


@pytest.mark.parametrize("urgency", [REPLY, NOTICE, BROADCAST])
def test_a_platform_that_only_fails_is_tried_seldom_so_that_little_is_lost(
    stage: Stage, channel: ScriptedChannel, urgency: int
) -> None:
    """Each try may be the only one that a message has."""
    up_at = 1200.0

    def script(account: str, text: str) -> None:
        if asyncio.get_running_loop().time() < up_at:
            raise FateUnknownError

    channel.script, channel.delay = script, 0.1
    names = [f"{number}" for number in range(300)]
    stage.post_all(names, names, urgency)
    run(stage.deliver_for(up_at + 300))
    states = list(stage.states().values())
    assert set(states) == {"sent", "unknown"}
    assert states.count("unknown") < 80


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
        "no paper": LookupError("no export 1"),
        "broken": ValueError("no such paper"),
        "busy": OSError(),
        "away": AwayError(Outage("gone for a moment", total=True)),
    }
    for number, (source, error) in enumerate(files.items()):
        stage.files[source] = error
        sheets = [{"kind": "file", "source": source, "name": source}]
        stage.post(source, account=f"{number}", body={"text": source, "attachments": sheets})
    stage.post("nonsense", account="9", body={"no": "message"})
    run(stage.delivery.drain())
    assert channel.tries == []
    assert stage.states() == {
        "no paper": "refused",
        "broken": "refused",
        "busy": "waiting",
        "away": "waiting",
        "nonsense": "refused",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_photo_that_is_lost_is_said_and_the_rest_arrives(
    stage: Stage, channel: ScriptedChannel, language: str
) -> None:
    stage.files = {"photo:a": MissingPhotoError("clean a"), "photo:b": b"b"}
    photos = tuple(Attachment("picture", source, f"{source[-1]}.jpg") for source in stage.files)
    message, _ = speak(Reply(("LF19-0001",), attachments=photos), language)
    stage.post("view", urgency=REPLY, body=message.model_dump(mode="json"))
    run(stage.delivery.drain())
    (sent,) = channel.sent
    assert sent.text.splitlines() == ["LF19-0001", say(language, "photo-lost", {"count": 1})]
    assert sent.files == (File("picture", "b.jpg", b"b"),)
    assert stage.states() == {"view": "sent"}


def test_a_message_all_of_whose_photos_are_lost_arrives_in_words(
    stage: Stage, channel: ScriptedChannel
) -> None:
    """So does one that was written before messages said their language."""
    stage.files["photo:a"] = MissingPhotoError("clean a")
    sheet = {"kind": "picture", "source": "photo:a", "name": "1.jpg"}
    stage.post("view", body={"text": "LF19-0001", "attachments": [sheet, sheet]})
    run(stage.delivery.drain())
    (sent,) = channel.sent
    assert sent.text.splitlines() == ["LF19-0001", say(DEFAULT, "photo-lost", {"count": 2})]
    assert sent.files == ()


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
