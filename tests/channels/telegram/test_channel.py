"""The channel against the fake server over HTTP, polling: in, out, files, people who block and groups."""

from __future__ import annotations

import pytest

from bot.channels.base import Busy, Channel
from bot.channels.telegram.channel import Telegram, TokenRefusedError
from handlers.doors import Doors
from handlers.messages import Button, Message
from tests.channels.telegram.conftest import Receiver, running, soon
from tests.kit.bot_api import TOKEN, Answer, Call, Clock, NoSuchButtonError, Person, Refusal, Server
from tests.kit.bot_api.server import refuse
from tests.kit.bot_api.troubles import Mishap, Script

ASK = Message(
    text="去了哪里？", buttons=(Button(label="社区", value="3:c"), Button(label="学校", value="3:s"))
)


@pytest.fixture
def li(server: Server) -> Person:
    return server.person(7, "李雷", "zh-hans")


async def test_it_is_a_channel(channel: Telegram) -> None:
    known: Channel = channel
    assert (known.name, known.repeats) == ("telegram", True)


async def test_question_press_and_answer(
    channel: Telegram, receiver: Receiver, li: Person, server: Server
) -> None:
    async with running(channel, receiver):
        li.start()
        await receiver.until(lambda: receiver.texts == ["/start"])
        sent = await channel.send("7", ASK, ())
        question = await li.hears()
        assert (question.text, question.rows, str(question.id)) == ("去了哪里？", [["社区", "学校"]], sent)
        press = li.press("学校")
        await receiver.until(lambda: len(receiver.done) == 2)
        assert receiver.done[1].inbound.pressed == "3:s"
        assert receiver.done[1].inbound.address.account == "7"
    assert li.answered(press)
    assert not server.queue.waiting


async def test_an_invitations_link_brings_its_code(
    channel: Telegram, receiver: Receiver, li: Person, server: Server
) -> None:
    me = await channel.open()
    doors = Doors("https://yidong.example.org", me.username, lambda person, key: "")
    web, link = doors.invitation_links("join-4f_Q")
    assert web == "https://yidong.example.org/join/join-4f_Q"
    assert link == f"https://t.me/{server.username}?start=join-4f_Q"
    async with running(channel, receiver):
        li.start(link.partition("?start=")[2])
        await receiver.until(lambda: receiver.texts == ["/start join-4f_Q"])


async def test_an_edited_message_arrives_again(channel: Telegram, receiver: Receiver, li: Person) -> None:
    async with running(channel, receiver):
        li.say("20人")
        li.edit("21人")
        await receiver.until(lambda: receiver.texts == ["20人", "21人"])
    assert [arrival.inbound.edited for arrival in receiver.done] == [False, True]
    assert len({arrival.inbound.update_id for arrival in receiver.done}) == 2


async def test_a_group(channel: Telegram, receiver: Receiver, li: Person, server: Server) -> None:
    street = server.group(-500, "街道志愿者")
    async with running(channel, receiver):
        street.add_bot(li)
        await channel.send("-500", ASK, ())
        question = await street.hears()
        li.say("吃了吗", group=street)
        li.say(f"/week@{server.username}", group=street)
        li.say("报了", group=street, reply_to=question)
        li.press("社区", group=street)
        await receiver.until(lambda: len(receiver.done) == 3)
    told = [(a.inbound.text, a.inbound.pressed, a.inbound.group) for a in receiver.done]
    assert sorted(told, key=str) == [
        ("", "3:c", "-500"),
        ("/week", None, "-500"),
        ("报了", None, "-500"),
    ]


async def test_nothing_is_confirmed_before_its_turn_is_committed(
    server: Server, receiver: Receiver, li: Person
) -> None:
    receiver.gate.clear()
    first = Telegram(TOKEN, base_url=server.url, timeout=5, grace=0.2)
    async with running(first, receiver):
        li.say("一")
        await receiver.until(lambda: len(receiver.begun) == 1)
    await first.close()
    assert receiver.done == []
    assert len(server.queue.waiting) == 1
    receiver.gate.set()
    second = Telegram(TOKEN, base_url=server.url, timeout=5)
    async with running(second, receiver):
        await receiver.until(lambda: receiver.texts == ["一"])
    await second.close()
    assert receiver.begun[0].inbound.update_id == receiver.begun[1].inbound.update_id
    assert not server.queue.waiting


async def test_one_persons_messages_stay_in_order_though_the_first_is_held_up(
    channel: Telegram, receiver: Receiver, li: Person, server: Server
) -> None:
    han = server.person(8, "韩梅梅")
    receiver.faults = [Busy(), RuntimeError("the database is away")]
    async with running(channel, receiver):
        for word in ("一", "二", "三"):
            li.say(word)
        han.say("甲")
        await receiver.until(lambda: len(receiver.done) == 4)
    assert [text for text in receiver.texts if text != "甲"] == ["一", "二", "三"]
    assert not server.queue.waiting


async def test_what_cant_be_read_stops_nothing(
    channel: Telegram, receiver: Receiver, li: Person, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.queue.push("message", {"chat": "秘密"}, lane=1)
    async with running(channel, receiver):
        li.say("好")
        await receiver.until(lambda: receiver.texts == ["好"])
    assert "can't be read: message.chat" in caplog.text
    assert "秘密" not in caplog.text
    assert not server.queue.waiting


async def test_a_webhook_left_over_is_taken_away(
    channel: Telegram, receiver: Receiver, li: Person, server: Server
) -> None:
    server.webhook.set("http://127.0.0.1:9/", "", 1)
    async with running(channel, receiver):
        li.say("好")
        await receiver.until(lambda: receiver.texts == ["好"])


async def test_the_menu_is_set_for_private_chats_in_both_languages(channel: Telegram, server: Server) -> None:
    await channel.set_commands({"zh-CN": [("report", "填报")], "en": [("report", "Report")]})
    assert server.world.commands == {
        ("all_private_chats", ""): [{"command": "report", "description": "填报"}],
        ("all_private_chats", "en"): [{"command": "report", "description": "Report"}],
    }


async def test_a_menu_that_isnt_taken_stops_nothing(
    channel: Telegram, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await channel.set_commands({"zh-CN": [("Report", "填报")], "en": [("report", "Report")]})
    assert list(server.world.commands) == [("all_private_chats", "en")]
    assert "in zh-CN is not set" in caplog.text


async def test_the_menu_is_set_though_telegram_stumbles(channel: Telegram, server: Server) -> None:
    server.troubles.append(Script("setMyCommands", *[Mishap("error")] * 3))
    await channel.set_commands({"en": [("report", "Report")]})
    assert list(server.world.commands) == [("all_private_chats", "en")]


def test_a_proxy_that_cant_be_used_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="http:// or https:// proxy only"):
        Telegram(TOKEN, proxy="socks5://127.0.0.1:1080")


async def test_an_old_press_is_gone_after_150_seconds(
    channel: Telegram, receiver: Receiver, li: Person, clock: Clock, server: Server
) -> None:
    li.start()
    await channel.send("7", ASK, ())
    li.press("社区")
    clock.advance(151)
    async with running(channel, receiver):
        li.say("社区")
        await receiver.until(lambda: "社区" in receiver.texts)
    assert [arrival.inbound.pressed for arrival in receiver.done] == [None, None]
    with pytest.raises(NoSuchButtonError):
        li.press("医院")


async def test_a_press_too_old_to_be_answered_is_still_taken(
    channel: Telegram, receiver: Receiver, li: Person, clock: Clock
) -> None:
    li.start()
    await channel.send("7", ASK, ())
    press = li.press("社区")
    clock.advance(60)
    async with running(channel, receiver):
        await receiver.until(lambda: any(arrival.inbound.pressed for arrival in receiver.done))
    assert not li.answered(press)


async def test_it_waits_until_telegram_can_be_reached(server: Server, receiver: Receiver, li: Person) -> None:
    tries = 0

    async def away(call: Call) -> Answer | None:
        nonlocal tries
        tries += 1
        return (
            Answer(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}) if tries < 4 else None
        )

    server.troubles.append(away)
    channel = Telegram(TOKEN, base_url=server.url, timeout=5, sleep=soon)
    async with running(channel, receiver):
        li.say("好")
        await receiver.until(lambda: receiver.texts == ["好"])
    await channel.close()


async def test_before_it_begins_it_waits_as_long_as_telegram_asks(server: Server) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    server.troubles.append(Script("getMe", refuse(Refusal(429, "Too Many Requests", {"retry_after": 17}))))
    channel = Telegram(TOKEN, base_url=server.url, sleep=sleep)
    assert (await channel.open()).username == server.username
    assert slept == [17.0]
    await channel.close()


async def test_a_refused_token_ends_the_channel(server: Server, receiver: Receiver) -> None:
    channel = Telegram("1:wrong", base_url=server.url, sleep=soon)
    with pytest.raises(TokenRefusedError, match="refuses"):
        await channel.run(receiver)
    await channel.close()


@pytest.mark.parametrize(
    "result", [[{"message": {}}], [7], {"a": 1}, [{"update_id": "7"}], [{"update_id": True}]]
)
async def test_what_are_no_updates_ends_no_polling(
    channel: Telegram, receiver: Receiver, li: Person, server: Server, result: object
) -> None:
    bad = [Answer(200, {"ok": True, "result": result})] * 2

    async def spoil(call: Call) -> Answer | None:
        return bad.pop() if call.method == "getupdates" and bad else None

    server.troubles.append(spoil)
    li.say("在吗")
    async with running(channel, receiver):
        await receiver.until(lambda: receiver.texts == ["在吗"])
    assert bad == []
