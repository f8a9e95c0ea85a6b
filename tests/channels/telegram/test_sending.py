"""What is known of a message after each kind of failure."""

from __future__ import annotations

import asyncio
import socket

import pytest
from telegram.error import TelegramError

from bot.channels import base
from bot.channels.base import File, RemoteFile, SendError
from bot.channels.telegram import request
from bot.channels.telegram.channel import Telegram
from handlers.messages import Button, Message
from tests.channels.telegram.conftest import picture, soon
from tests.kit.bot_api import TOKEN, Answer, Call, Person, Refusal, Server
from tests.kit.bot_api.server import refuse

HELLO = Message(text="您好")


@pytest.fixture
def li(server: Server) -> Person:
    li = server.person(7, "李雷")
    li.start()
    return li


async def failing(channel: Telegram, account: str = "7", message: Message = HELLO) -> SendError:
    with pytest.raises(SendError) as raised:
        await channel.send(account, message, ())
    return raised.value


def first(server: Server, *answers: Answer | None) -> None:
    """The first answers to what is sent; None lets a message through."""
    left = list(answers)

    async def trouble(call: Call) -> Answer | None:
        return left.pop(0) if left and call.method.startswith("send") else None

    server.troubles.append(trouble)


FLOOD = refuse(Refusal(429, "Too Many Requests: retry after 9", {"retry_after": 9}))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (FLOOD, base.WaitError),
        (refuse(Refusal(403, "Forbidden: user is deactivated")), base.GoneError),
        (refuse(Refusal(400, "Bad Request: chat not found")), base.GoneError),
        (
            refuse(Refusal(400, "Bad Request: not enough rights to send text messages to the chat")),
            base.GoneError,
        ),
        (refuse(Refusal(400, "Bad Request: BUTTON_DATA_INVALID")), base.RefusedError),
        (refuse(Refusal(413, "Request Entity Too Large")), base.RefusedError),
        (refuse(Refusal(401, "Unauthorized")), base.NotSentError),
        (refuse(Refusal(500, "Internal Server Error")), base.FateUnknownError),
        (Answer(502, {}), base.FateUnknownError),
        (Answer(504, {}), base.FateUnknownError),
    ],
)
async def test_the_kind_of_an_answer(
    channel: Telegram, server: Server, li: Person, answer: Answer, kind: type[SendError]
) -> None:
    first(server, answer)
    assert type(await failing(channel)) is kind
    assert li.unheard() == 0


async def test_how_long_to_wait(channel: Telegram, server: Server, li: Person) -> None:
    first(server, FLOOD)
    error = await failing(channel)
    assert isinstance(error, base.WaitError)
    assert error.seconds == 9


async def test_who_blocked_us_is_gone(channel: Telegram, server: Server, li: Person) -> None:
    li.block()
    assert isinstance(await failing(channel), base.GoneError)
    li.start()
    await channel.send("7", HELLO, ())
    assert (await li.hears()).text == "您好"


async def test_who_never_wrote_is_gone(channel: Telegram, server: Server) -> None:
    server.person(8, "韩梅梅")
    assert isinstance(await failing(channel, "8"), base.GoneError)
    assert isinstance(await failing(channel, "9"), base.GoneError)


async def test_a_group_that_moved_tells_where(channel: Telegram, server: Server, li: Person) -> None:
    group = server.group(-5)
    group.add_bot(li)
    new = group.become_supergroup(-100_500)
    error = await failing(channel, "-5")
    assert isinstance(error, base.MovedError)
    await channel.send(error.account, HELLO, ())
    assert (await new.hears()).text == "您好"


async def test_no_connection_means_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        channel = Telegram(TOKEN, base_url=f"http://127.0.0.1:{free.getsockname()[1]}", sleep=soon)
        error = await failing(channel)
        with pytest.raises(base.NotSentError):
            await channel.fetch(RemoteFile("x"))
    await channel.close()
    assert isinstance(error, base.NotSentError)
    assert "Connect call failed" in str(error)


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.close()


async def _refuse_to_connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    writer.close()


async def test_a_proxy_that_doesnt_connect_us_means_not_sent() -> None:
    proxy = await asyncio.start_server(_refuse_to_connect, "127.0.0.1", 0)
    channel = Telegram(TOKEN, proxy=f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
    assert isinstance(await failing(channel), base.NotSentError)
    await channel.close()
    proxy.close()


@pytest.mark.parametrize("status", [403, 404, 502])
async def test_a_page_that_isnt_telegrams_says_nothing_of_the_chat(
    channel: Telegram, server: Server, li: Person, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    first(server, Answer(status, {}))
    error = await failing(channel)
    assert isinstance(error, base.FateUnknownError)
    assert str(status) in str(error)
    assert "<html>" not in caplog.text


async def test_a_connection_lost_after_sending_leaves_the_fate_unknown() -> None:
    server = await asyncio.start_server(_hang_up, "127.0.0.1", 0)
    channel = Telegram(TOKEN, base_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert isinstance(await failing(channel), base.FateUnknownError)
    await channel.close()
    server.close()


async def test_no_answer_in_time_leaves_the_fate_unknown(
    channel: Telegram, server: Server, li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "CALL_SECONDS", 0.05)
    asked = asyncio.Event()

    async def hang(call: Call) -> Answer | None:
        asked.set()
        await asyncio.sleep(0.3)
        return None

    server.troubles.append(hang)
    assert isinstance(await failing(channel), base.FateUnknownError)
    assert asked.is_set()


async def test_a_full_pool_means_not_sent(
    server: Server, li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "CONNECTIONS", 1)
    monkeypatch.setattr(request, "CONNECT_SECONDS", 0.05)
    held, let_go = asyncio.Event(), asyncio.Event()

    async def hold(call: Call) -> Answer | None:
        held.set()
        await let_go.wait()
        return None

    server.troubles.append(hold)
    channel = Telegram(TOKEN, base_url=server.url)
    slow = asyncio.create_task(channel.send("7", HELLO, ()))
    await held.wait()
    assert isinstance(await failing(channel), base.NotSentError)
    let_go.set()
    await slow
    await channel.close()


async def test_what_cant_be_drawn_is_refused_unsent(channel: Telegram, server: Server, li: Person) -> None:
    bad = Message(text="?", buttons=(Button(label="x", value="y" * 65),))
    assert isinstance(await failing(channel, message=bad), base.RefusedError)
    assert server.calls("sendMessage") == []


async def test_later_parts_are_tried_again_so_that_the_first_isnt_sent_twice(
    channel: Telegram, server: Server, li: Person
) -> None:
    first(server, None, FLOOD, None)
    photos = [File("picture", "a.png", picture(kind="PNG"))] * 2
    await channel.send("7", Message(text="x" * 1025), photos)
    assert [len((await li.hears()).text) for _ in range(3)] == [0, 0, 1025]
    assert li.unheard() == 0


@pytest.mark.parametrize(
    "failures",
    [
        [FLOOD] * 4,
        [refuse(Refusal(429, "Too Many Requests: retry after 99", {"retry_after": 99}))],
    ],
)
async def test_a_message_that_stays_in_part_is_never_told_as_not_sent(
    channel: Telegram, server: Server, li: Person, failures: list[Answer]
) -> None:
    first(server, None, *failures)
    assert isinstance(await failing(channel, message=Message(text="x" * 5000)), base.FateUnknownError)
    assert len((await li.hears()).text) == 4096


async def test_errors_bear_no_address() -> None:
    asked = request.Request()
    for url in (
        "http://127.0.0.1:1/bot1:secret/x",
        "http:///bot1:secret",
        "odd://h/bot1:secret",
        "http://bot1:secret",
    ):
        with pytest.raises(TelegramError) as raised:
            await asked.do_request(url, "POST")
        assert "secret" not in repr(raised.value)
        assert raised.value.__suppress_context__
    await asked.shutdown()
    await soon(0)
