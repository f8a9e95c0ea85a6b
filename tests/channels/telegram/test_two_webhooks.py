"""Two bots over one PostgreSQL behind one address: whichever of them is told, the answer bears the reply."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import App
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import HEADER, Webhook
from bot.settings import Settings
from handlers.messages import Reply
from storage.database import Database
from storage.outbox import Outbound
from storage.runs import Seen
from tests.kit.bot_api import TOKEN, Server
from tests.kit.town import served

SECRET = "a-secret-of-the-test"
PEOPLE = range(7, 12)


class Proxy:
    """Plays Telegram and what stands between: it hands each update to the bot that is asked for."""

    def __init__(self, server: Server, database: Database, urls: list[str]) -> None:
        self.server, self._database, self._urls = server, database, urls

    async def post(self, bot: int, person: int, update: int) -> str | None:
        """Somebody says something: the text in the answer, if it bears one."""
        message = {
            "chat": {"id": person, "type": "private"},
            "from": {"id": person},
            "text": f"{person}.{update}",
        }
        body = {"update_id": person * 100 + update, "message": message}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self._urls[bot], json=body, headers={HEADER: SECRET}) as answer,
        ):
            assert answer.status == 200
            said = await answer.read()
        return str(json.loads(said)["text"]) if said else None

    def sent(self) -> list[str]:
        """What was sent in requests of their own."""
        return [call.params["text"] for call in self.server.calls("sendMessage")]

    async def rows(self) -> list[Outbound]:
        """All replies, once all of them are sent."""
        async with asyncio.timeout(10):
            while True:
                with self._database.read() as session:
                    rows = list(session.scalars(select(Outbound).order_by(Outbound.id)))
                if {row.state for row in rows} == {"sent"}:
                    return rows
                await asyncio.sleep(0.01)  # a row that changes sets no event

    def seen(self) -> int:
        with self._database.read() as session:
            return len(session.scalars(select(Seen)).all())


@pytest.fixture
async def proxy(tmp_path: Path, postgres: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    monkeypatch.setattr("handlers.dispatch.STRANGER", None)
    monkeypatch.setattr(
        "handlers.dispatch.greet_stranger", lambda _, __, inbound, ___: (None, Reply((inbound.text,)))
    )
    address = postgres.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with AsyncExitStack() as stack, Server(seed=3) as server:
        for person in PEOPLE:
            server.person(person, "李雷", "zh-hans").chat.reachable = True
        urls = []
        for number in range(2):
            port = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            webhook = Webhook(f"http://127.0.0.1:{port.getsockname()[1]}", SECRET)
            telegram = Telegram(TOKEN, base_url=server.url, webhook=webhook, grace=0.2)
            folder = tmp_path / str(number)
            given = Settings(
                _env_file=None,
                data_folder=folder,
                secret=SecretStr("x" * 40),
                database_url=address,
                processes=2,
            )
            app = App(given, telegram=telegram, limits={})
            await stack.enter_async_context(served(app, port))
            await stack.enter_async_context(app.running(ticking=False))
            async with asyncio.timeout(5):
                while server.webhook.url != webhook.url:  # noqa: ASYNC110 - it sets no event
                    await asyncio.sleep(0.01)
            urls.append(webhook.url)
        server.webhook.set("", "", 1)
        yield Proxy(server, postgres, urls)


async def test_whichever_is_told_replies_and_nothing_comes_twice(proxy: Proxy) -> None:
    wanted = [f"7.{number}" for number in range(6)]
    answered = [text for number in range(6) if (text := await proxy.post(number % 2, 7, number))]
    assert [row.body["text"] for row in await proxy.rows()] == wanted
    # Until the one has noted what its answer bore, the other has its reply wait behind that.
    assert answered[0] == "7.0"
    assert sorted([*answered, *proxy.sent()]) == wanted
    assert proxy.sent() == sorted(proxy.sent())


async def test_an_update_that_comes_again_at_the_other_gets_its_reply_from_there(proxy: Proxy) -> None:
    assert await proxy.post(0, 7, 1) == "7.1"
    await proxy.rows()
    assert await proxy.post(1, 7, 1) is None, "its answer was lost, else it wouldn't have come again"
    await proxy.rows()
    assert (proxy.sent(), proxy.seen()) == (["7.1"], 1)
    assert await proxy.post(0, 7, 1) is None
    assert len(await proxy.rows()) == 1
    assert proxy.sent() == ["7.1"], "that one was sent in a request, whose answer came"


async def test_an_update_that_comes_to_both_at_once_has_one_turn(proxy: Proxy) -> None:
    posts = [(bot, person) for person in PEOPLE for bot in range(2)]
    said = await asyncio.gather(*(proxy.post(bot, person, 1) for bot, person in posts))
    rows = await proxy.rows()
    assert Counter(row.account for row in rows) == {str(person): 1 for person in PEOPLE}
    assert proxy.seen() == len(PEOPLE)
    assert {text for text in (*said, *proxy.sent()) if text} == {f"{person}.1" for person in PEOPLE}
