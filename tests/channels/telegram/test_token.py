"""The bot's token stays out of the log, whatever happens, at every level."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.channels.telegram.channel import Telegram, TokenRefusedError
from tests.channels.telegram.conftest import Receiver, picture, running, soon
from tests.kit.bot_api import TOKEN, Answer, Call, Server


async def _without_telegram(receiver: Receiver) -> None:
    """The channel while nothing listens, until it waits for its next try."""
    waits = asyncio.Event()

    async def sleep(_: float) -> None:
        waits.set()
        await asyncio.Event().wait()

    away = Telegram(TOKEN, base_url="http://127.0.0.1:9", sleep=sleep)
    async with running(away, receiver):
        await asyncio.wait_for(waits.wait(), 5)
    await away.close()


async def test_the_token_is_never_in_a_log_record(
    server: Server, channel: Telegram, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    calls = 0

    async def trouble(call: Call) -> Answer | None:
        nonlocal calls
        calls += 1
        return Answer(500, {}) if call.method == "getupdates" and calls % 2 else None

    server.troubles.append(trouble)
    receiver.faults = [RuntimeError("no")]
    async with running(channel, receiver):
        server.person(7, "李雷").send_photo(picture())
        await receiver.until(lambda: len(receiver.done) == 1)
        await channel.fetch(receiver.done[0].files[0])
    await _without_telegram(receiver)
    wrong = Telegram(TOKEN + "x", base_url=server.url, sleep=soon)
    with pytest.raises(TokenRefusedError) as refused:
        await wrong.run(receiver)
    logging.getLogger("test").exception("stopped", exc_info=refused.value)
    await wrong.close()
    said = [logging.Formatter().format(record) for record in caplog.records]
    for event in ("getUpdates failed", "is not committed", "can't be asked", "refuses the bot's token"):
        assert event in caplog.text
    assert [line for line in said if TOKEN in line or TOKEN.split(":")[1] in line] == []
