"""The webhook: real posts of the fake to a real web server with the channel's route."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
import uvicorn

from bot.channels.base import Busy
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import HEADER, Webhook
from bot.channels.web.site import site as whole
from handlers.messages import Button, Message
from tests.channels.telegram.conftest import Receiver, asked, running
from tests.kit.bot_api import TOKEN, Person, Server

SECRET = "s3cret-_"


class Site:
    """A channel with its webhook, served on loopback."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.webhook = Webhook(f"http://127.0.0.1:{self.socket.getsockname()[1]}", SECRET)
        self.channel = Telegram(TOKEN, base_url=server.url, webhook=self.webhook)

    @asynccontextmanager
    async def open(self, receive: Receiver) -> AsyncIterator[None]:
        """The channel at work, and Telegram told of it."""
        told = asked(self.server, "setWebhook")
        async with running(self.channel, receive):
            await asyncio.wait_for(told.wait(), 5)
            yield

    async def post(self, body: bytes, secret: str | None = SECRET) -> tuple[int, str | None]:
        """Status and `Retry-After` for what somebody posts."""
        headers = {HEADER: secret} if secret is not None else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.webhook.url, data=body, headers=headers) as answer,
        ):
            return answer.status, answer.headers.get("Retry-After")


@pytest.fixture
async def site(server: Server) -> AsyncIterator[Site]:
    site = Site(server)
    app = whole(site.channel.routes())
    web = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    task = asyncio.create_task(web.serve([site.socket]))
    yield site
    await server.webhook.close()
    web.should_exit = True
    await task
    await site.channel.close()


@pytest.fixture
def li(server: Server) -> Person:
    return server.person(7, "李雷")


def body(text: str = "好") -> bytes:
    message = f'"message": {{"chat": {{"id": 7, "type": "private"}}, "from": {{"id": 7}}, "text": "{text}"}}'
    return f'{{"update_id": 5, {message}}}'.encode()


async def test_the_route_is_hard_to_guess(site: Site) -> None:
    route = site.channel.routes()[0]
    assert route.methods == {"POST"}
    assert route.path.startswith("/telegram/")
    assert len(route.path) == len("/telegram/") + 32
    assert SECRET not in route.path
    assert SECRET not in repr(site.webhook)


async def test_polling_has_no_route(channel: Telegram) -> None:
    assert channel.routes() == []


async def test_messages_and_presses_arrive(
    site: Site, receiver: Receiver, li: Person, server: Server
) -> None:
    li.say("早")
    async with site.open(receiver):
        await receiver.until(lambda: receiver.texts == ["早"])
        await site.channel.send("7", Message(text="?", buttons=(Button(label="是", value="y"),)), ())
        await li.hears()
        press = li.press("是")
        await receiver.until(lambda: len(receiver.done) == 2)
    assert receiver.done[1].inbound.pressed == "y"
    assert li.answered(press)
    assert [post.status for post in server.webhook.posts] == [200, 200]


async def test_200_is_answered_only_after_the_turn(site: Site, receiver: Receiver) -> None:
    async with site.open(receiver):
        receiver.gate.clear()
        post = asyncio.create_task(site.post(body()))
        await receiver.until(lambda: len(receiver.begun) == 1 or post.done())
        assert not post.done()
        receiver.gate.set()
        assert await post == (200, None)
    assert receiver.texts == ["好"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET.upper()])
async def test_without_the_secret_nothing_is_taken(
    site: Site, receiver: Receiver, secret: str | None
) -> None:
    async with site.open(receiver):
        assert await site.post(body(), secret) == (403, None)
    assert receiver.begun == []


async def test_busy_asks_telegram_to_come_again(
    site: Site, receiver: Receiver, li: Person, server: Server
) -> None:
    receiver.faults = [Busy(), Busy(), RuntimeError("the database is away")]
    async with site.open(receiver):
        li.say("一")
        li.say("二")
        await receiver.until(lambda: len(receiver.done) == 2)
    assert receiver.texts == ["一", "二"]
    told = [(post.status, post.delay) for post in server.webhook.posts]
    assert told[:3] == [(503, 2.0), (503, 2.0), (503, 10.0)]


async def test_a_body_that_is_too_large_is_not_read(site: Site, receiver: Receiver) -> None:
    async with site.open(receiver):
        assert await site.post(body("x" * 1_000_000)) == (413, None)
    assert receiver.begun == []


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"update_id": 5, "message": {}}', b"\xff"])
async def test_what_cant_be_read_wont_come_again(
    site: Site, receiver: Receiver, junk: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with site.open(receiver):
        assert await site.post(junk) == (200, None)
    assert receiver.begun == []
    assert "can't be read" in caplog.text


async def test_while_the_channel_doesnt_run_telegram_has_to_wait(site: Site) -> None:
    assert await site.post(body()) == (503, "2")
