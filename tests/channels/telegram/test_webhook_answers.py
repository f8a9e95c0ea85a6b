"""Replies in the answers to a webhook's posts: the whole bot, and a fake that does what they ask for."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select
from yarl import URL

from bot.app import App
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import HEADER, Webhook
from bot.delivery import Limit, Limits
from bot.settings import Settings
from handlers.messages import Option, Reply
from storage.outbox import Outbound
from storage.runs import Seen
from tests.kit.bot_api import TOKEN, Person, Server
from tests.kit.bot_api.troubles import Script
from tests.kit.bot_api.world import CUT
from tests.kit.town import served

SECRET = "a-secret-of-the-test"
BODY = (
    '{"update_id": 5, "message": {"chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "text": "早"}}'
).encode()
Plain: TypeAlias = Callable[[Callable[[], Reply]], None]


@dataclass
class House:
    """The bot at work, told by webhook."""

    app: App
    server: Server
    webhook: Webhook
    li: Person

    def rows(self) -> list[Outbound]:
        with self.app.database.read() as session:
            return list(session.scalars(select(Outbound).order_by(Outbound.id)))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what the bot writes."""
        async with asyncio.timeout(5):
            while not holds():  # noqa: ASYNC110 - a row that changes sets no event
                await asyncio.sleep(0.01)

    async def all_sent(self) -> None:
        """Until every row is."""
        await self.until(lambda: {row.state for row in self.rows()} == {"sent"})

    async def post(self) -> tuple[int, bytes]:
        """What the bot answers to a post of ours."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.webhook.url, data=BODY, headers={HEADER: SECRET}) as answer,
        ):
            return answer.status, await answer.read()

    async def dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection on which that post was written."""
        url = URL(self.webhook.url)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        head = f"POST {url.path} HTTP/1.1\r\nHost: localhost\r\n{HEADER}: {SECRET}\r\n"
        writer.write(f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
        return reader, writer

    def requests(self) -> list[str]:
        """The texts that were sent in requests of their own."""
        calls = self.server.calls("sendMessage")
        return [call.params["text"] for call in calls if not call.in_answer]


@pytest.fixture
def limits() -> dict[str, Limits]:
    return {}


@pytest.fixture
async def house(tmp_path: Path, limits: dict[str, Limits]) -> AsyncIterator[House]:
    with socket.create_server(("127.0.0.1", 0)) as port:
        webhook = Webhook(f"http://127.0.0.1:{port.getsockname()[1]}", SECRET)
        async with Server(seed=3) as server:
            telegram = Telegram(TOKEN, base_url=server.url, webhook=webhook, grace=0.2)
            settings = Settings(_env_file=None, data_folder=tmp_path, secret=SecretStr("x" * 40))
            app = App(settings, telegram=telegram, limits=limits)
            li = server.person(7, "李雷", "zh-hans")
            li.chat.reachable = True
            async with served(app, port), app.running(ticking=False):
                house = House(app, server, webhook, li)
                await house.until(lambda: server.webhook.url != "")
                yield house


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Plain:
    """Lets the bot answer a stranger with that, as it answers a person."""

    def answer(reply: Callable[[], Reply]) -> None:
        monkeypatch.setattr("handlers.dispatch.STRANGER", None)
        monkeypatch.setattr("handlers.dispatch.greet_stranger", lambda *_: (None, reply()))

    answer(lambda: Reply(("好的",)))
    return answer


async def test_a_reply_travels_in_the_answer(house: House, plain: Plain) -> None:
    house.li.say("早")
    assert (await house.li.hears()).text == "好的"
    await house.all_sent()
    assert house.requests() == []
    assert [(post.status, post.method) for post in house.server.webhook.posts] == [(200, "sendmessage")]
    (row,) = house.rows()
    assert (row.platform_id, row.claimed_at, row.attempts) == (None, None, 1)


async def test_a_reply_whose_answer_got_lost_is_given_again_and_nothing_is_entered_twice(
    house: House, plain: Plain
) -> None:
    house.server.troubles.append(lost := Script("sendMessage", CUT))
    house.li.say("早")
    assert (await house.li.hears()).text == "好的"
    await house.all_sent()
    assert lost.fates == []
    assert [post.status for post in house.server.webhook.posts] == [None, 200]
    assert house.requests() == ["好的"]
    with house.app.database.read() as session:
        assert len(session.scalars(select(Seen)).all()) == 1
    assert len(house.li.messages) == len(house.rows()) == 1


async def test_who_hangs_up_before_the_answer_gets_the_reply_by_itself_and_once(
    house: House, plain: Plain
) -> None:
    begun, let_go = threading.Event(), threading.Event()

    def answer() -> Reply:
        begun.set()
        assert let_go.wait(5)
        return Reply(("好的",))

    plain(answer)
    house.server.webhook.set("", "", 1)  # this test plays Telegram itself
    _, writer = await house.dial()
    await asyncio.to_thread(begun.wait, 5)
    writer.transport.abort()
    for _ in range(10):
        await asyncio.sleep(0)  # the server's side hears of it in this loop
    let_go.set()
    assert (await house.li.hears()).text == "好的"
    await house.all_sent()
    assert house.requests() == ["好的"]
    assert await house.post() == (200, b"")
    assert len(house.li.messages) == len(house.rows()) == 1


async def test_one_post_at_a_time_is_answered_with_the_reply(house: House, plain: Plain) -> None:
    plain(lambda: Reply(("好的",), (Option("帮助", "/help"),)))
    house.server.webhook.set("", "", 1)
    status, answered = await house.post()
    assert status == 200
    assert json.loads(answered) == {
        "method": "sendMessage",
        "chat_id": "7",
        "text": "好的",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[{"text": "帮助", "callback_data": "/help"}]]},
    }
    await house.all_sent()
    # Nobody would post it again whom the answer has reached; if it is, that was lost.
    assert await house.post() == (200, b"")
    assert (await house.li.hears()).text == "好的"


async def test_a_press_is_answered_by_a_request_and_its_reply_in_the_answer(
    house: House, plain: Plain
) -> None:
    plain(lambda: Reply(("好的",), (Option("帮助", "/help"),)))
    house.li.say("早")
    press = house.li.press("帮助", await house.li.hears())
    assert (await house.li.hears()).text == "好的"
    await house.until(lambda: house.li.answered(press))
    assert [post.method for post in house.server.webhook.posts] == ["sendmessage"] * 2
    assert house.requests() == []


async def test_what_one_call_cannot_carry_goes_by_itself(house: House, plain: Plain) -> None:
    plain(lambda: Reply(("长" * 5000,)))
    house.li.say("早")
    await house.li.hears()
    await house.all_sent()
    assert [post.method for post in house.server.webhook.posts] == [""]


@pytest.mark.parametrize("limits", [{"telegram": Limits(chat=(Limit(2, 3600),))}])
async def test_what_is_too_fast_for_the_platform_waits(house: House, plain: Plain) -> None:
    for words in ("一", "二", "三"):
        house.li.say(words)
    await house.until(lambda: len(house.server.webhook.posts) == 3)
    assert [post.method for post in house.server.webhook.posts] == ["sendmessage", "sendmessage", ""]
    await house.until(lambda: [row.state for row in house.rows()] == ["sent", "sent", "waiting"])
    assert len(house.li.messages) == 2
