"""The fake misbehaves as it was told, and in the same way for the same seed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import pytest

from tests.channels.telegram.conftest import picture
from tests.kit import fast_time
from tests.kit.bot_api import TOKEN, Call, Clock, Server
from tests.kit.bot_api.passage import LONGEST_DELAY, Passage
from tests.kit.bot_api.rates import Rates
from tests.kit.bot_api.server import DOWNLOAD
from tests.kit.bot_api.troubles import KINDS, Chances, Mishap, Script


async def ask(server: Server, method: str = "sendMessage", **params: str) -> int:
    """The status of the answer over HTTP; 0 if the connection is closed instead."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(f"{server.url}/bot{TOKEN}/{method}", data=params) as answer:
                return answer.status
        except aiohttp.ServerDisconnectedError:
            return 0


async def fetch(server: Server, **params: int) -> list[int]:
    answer = await server.answer(Call("getupdates", params))
    return [update["update_id"] for update in answer.body["result"]]


@pytest.mark.parametrize(
    ("mishap", "statuses", "shown"),
    [
        (Mishap("flood"), {429}, 0),
        (Mishap("error"), {500, 502, 504}, 0),
        (Mishap("error", late=True), {500, 502, 504}, 1),
        (Mishap("cut"), {0}, 0),
        (Mishap("cut", late=True), {0}, 1),
    ],
)
async def test_a_mishap(server: Server, mishap: Mishap, statuses: set[int], shown: int) -> None:
    li = server.person(7, "李雷")
    li.start()
    server.troubles.append(Script("send", None, mishap))
    assert await ask(server, chat_id="7", text="一") == 200
    assert await ask(server, chat_id="7", text="二") in statuses
    assert len(li.messages) == 1 + shown
    assert await ask(server, chat_id="7", text="三") == 200


@pytest.mark.parametrize("late", [False, True])
async def test_hanging_lasts_until_the_client_gives_up(server: Server, late: bool) -> None:
    li = server.person(7, "李雷")
    li.start()
    server.troubles.append(Script("send", Mishap("hang", late)))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await ask(server, chat_id="7", text="一")
    assert len(li.messages) == late


async def test_downloads_fail_as_well(server: Server) -> None:
    stored = server.world.store(b"x", "photos", ".jpg")
    server.troubles.append(Script(DOWNLOAD, Mishap("error")))
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/file/bot{TOKEN}/{stored.path}") as answer:
            assert answer.status >= 500
        async with session.get(f"{server.url}/file/bot{TOKEN}/{stored.path}") as answer:
            assert await answer.read() == b"x"


async def _fates(seed: int, chats: Sequence[int]) -> dict[int, list[object]]:
    chances = Chances(seed, 0.1, [kind for kind in KINDS if kind != "hang"])
    fates: dict[int, list[object]] = {chat: [] for chat in chats}
    for chat in chats:
        fates[chat].append(await chances(Call("sendmessage", {"chat_id": str(chat)})))
    return fates


async def test_what_befalls_a_chat_hangs_on_the_seed_and_on_no_other_chat() -> None:
    mixed, sorted_ = await _fates(3, [1, 2, 3] * 40), await _fates(3, sorted([1, 2, 3] * 40))
    assert mixed == sorted_
    assert mixed != await _fates(4, [1, 2, 3] * 40)
    assert 0 < sum(fate is not None for fate in mixed[1]) < 40


async def test_rates(server: Server, clock: Clock) -> None:
    li, group = server.person(7, "李雷"), server.group(-5)
    li.start()
    group.add_bot(li)
    server.troubles.append(rates := Rates(server.world))
    assert [await ask(server, chat_id="7", text="x") for _ in range(5)] == [200] * 4 + [429]
    clock.advance(3)
    assert [await ask(server, chat_id="-5", text="x") for _ in range(21)] == [200] * 20 + [429]
    (wait,) = {
        r.answer.body["parameters"]["retry_after"] for r in server.requests if r.answer.status == 429
    } - {3}
    assert wait == 60
    for account in range(10, 45):
        server.person(account, "王").start()
    assert [await ask(server, chat_id=str(n), text="x") for n in range(10, 21)] == [200] * 10 + [429]
    assert rates.refused == 3


def fast(play: Callable[[Server], Awaitable[None]]) -> None:
    """Play it with a fake in fast time, without the network."""

    async def main() -> None:
        await play(Server(clock=Clock(), seed=7))

    fast_time.run(main(), 20.0)


def test_presses_overtake_messages_but_no_message_another() -> None:
    async def play(server: Server) -> None:
        li = server.person(7, "李雷")
        li.start()
        keys = '{"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]}'
        await server.answer(Call("sendmessage", {"chat_id": "7", "text": "?", "reply_markup": keys}))
        server.queue.passage = Passage(2, overtaken=1.0)
        said = [str(number) for number in range(6)]
        for words in said:
            li.say(words)
        li.press("是")
        assert not server.queue.empty(7)
        await asyncio.sleep(LONGEST_DELAY + 0.1)
        texts = [update.content.get("text") for update in server.queue.waiting.values()]
        assert texts == ["/start", None, *said]

    fast(play)


def test_an_album_comes_in_pieces() -> None:
    async def play(server: Server) -> None:
        server.queue.passage = Passage(2, split=1.0)
        server.person(7, "李雷").send_album([picture(), picture(41)])
        assert await fetch(server) == []
        (one,) = await fetch(server, timeout=4)
        assert len(await fetch(server, offset=one + 1, timeout=4)) == 1

    fast(play)


def test_a_confirmed_update_comes_once_more() -> None:
    async def play(server: Server) -> None:
        server.queue.passage = passage = Passage(2, twice=1.0)
        server.person(7, "李雷").say("好")
        (update,) = await fetch(server)
        assert await fetch(server, offset=update + 1) == [update]
        assert await fetch(server, offset=update + 1) == []
        assert passage.again == 1

    fast(play)


async def test_a_supergroup_tells_both_ids(server: Server) -> None:
    li, group = server.person(7, "李雷"), server.group(-5)
    group.add_bot(li)
    before = await fetch(server)
    group.become_supergroup(-1005, by=li)
    told = [update.content for update in server.queue.waiting.values() if update.id not in before]
    assert [(m["chat"]["id"], m.get("migrate_to_chat_id"), m.get("migrate_from_chat_id")) for m in told] == [
        (-5, -1005, None),
        (-1005, None, -5),
    ]
