"""A server that takes the connection and then says nothing: the watchdog, over the real client."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.channels.telegram import poll
from bot.channels.telegram.channel import Telegram
from bot.metrics import Metrics
from bot.vitals import Vitals
from handlers.messages import Message
from storage.database import Database
from tests.channels.telegram.conftest import Receiver, running, soon
from tests.kit.bot_api import TOKEN, Answer, Call, Clock, Server


class SameClock:
    def __init__(self, clock: Clock) -> None:
        self.now = clock


def restarts(metrics: Metrics) -> float:
    value = metrics.registry.get_sample_value("yidong_poll_restarts_total")
    assert value is not None
    return value


async def test_a_stuck_poll_is_given_up_and_polling_goes_on(
    server: Server,
    receiver: Receiver,
    clock: Clock,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(poll, "STUCK_POLLS", 0.2)
    metrics = Metrics(database, SameClock(clock))
    channel = Telegram(TOKEN, base_url=server.url, timeout=1, grace=0.05, sleep=soon)
    vitals = Vitals(metrics)
    channel.report_to(vitals)
    healed, hangs = asyncio.Event(), asyncio.Semaphore(0)

    async def hang(call: Call) -> Answer | None:
        if call.method == "getupdates" and not healed.is_set():
            hangs.release()
            await asyncio.Event().wait()
        return None

    server.troubles.append(hang)
    li = server.person(7, "李雷", "zh-hans")
    li.say("在吗")
    async with running(channel, receiver), asyncio.timeout(5):
        for _ in range(3):
            await hangs.acquire()
        assert vitals.silent() == {"telegram": "hasn't begun"}
        # What is sent meanwhile goes over connections of its own.
        assert await channel.send("7", Message(text="在的"), ())
        healed.set()
        await receiver.until(lambda: receiver.texts == ["在吗"])
        assert vitals.silent() == {}
    await channel.close()
    stuck = [record for record in caplog.records if "begins afresh" in record.getMessage()]
    assert [record.levelno for record in stuck] == [logging.ERROR]
    assert restarts(metrics) >= 2
    polled = metrics.registry.get_sample_value("yidong_last_poll_timestamp_seconds")
    assert polled == clock().timestamp()
