"""The fake itself: it refuses what Telegram refuses, and keeps updates as Telegram does."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from tests.channels.telegram.conftest import picture
from tests.kit.bot_api import TOKEN, Call, Clock, Person, Server, Upload, spec


@pytest.fixture
def li(server: Server) -> Person:
    li = server.person(7, "李雷")
    li.start()
    return li


async def said(server: Server, method: str, **params: Any) -> str:
    """The description of the error that a request is answered with; "ok" for none."""
    answer = await server.answer(Call(method.lower(), params))
    assert answer.body["ok"] is (answer.status == 200)
    if answer.status != 200:
        assert answer.body["error_code"] == answer.status
    return str(answer.body.get("description", "ok"))


def board(**button: Any) -> str:
    return json.dumps({"inline_keyboard": [[button]]})


BUTTON = "Bad Request: can't parse inline keyboard button: "


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "好"}, "ok"),
        ({"text": "x" * 4096}, "ok"),
        ({"text": "👍" * 2048}, "ok"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "👍" * 2049}, "Bad Request: message is too long"),
        ({}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: text must be non-empty"),
        ({"text": "x", "parse_mode": "latex"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": "8"}, "Bad Request: chat not found"),
        ({"text": "x", "reply_markup": board(text="a", callback_data="环" * 21)}, "ok"),
        (
            {"text": "x", "reply_markup": board(text="a", callback_data="环" * 22)},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": board(text="a")},
            f"{BUTTON}Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "reply_markup": board(callback_data="a")}, f'{BUTTON}Can\'t find field "text"'),
        ({"text": "x", "reply_markup": board(text="a", url="ha ha")}, "Bad Request: BUTTON_URL_INVALID"),
        (
            {"text": "x", "reply_markup": "{"},
            "Bad Request: can't parse reply keyboard markup JSON object",
        ),
        ({"text": "x", "reply_markup": "[]"}, "Bad Request: object expected as reply markup"),
        (
            {"text": "x", "reply_markup": json.dumps({"inline_keyboard": [[{"text": "a", "pay": 1}] * 101]})},
            f"{BUTTON}Text buttons are unallowed in the inline keyboard",
        ),
        (
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 101]},
            },
            "Bad Request: reply markup is too long",
        ),
    ],
)
async def test_what_is_refused(server: Server, li: Person, params: Any, description: str) -> None:
    assert await said(server, "sendMessage", **{"chat_id": "7", **params}) == description


async def test_refusals_over_http(server: Server) -> None:
    async with aiohttp.ClientSession() as session:
        for path, status, words in (
            ("/bot1:x/getMe", 401, "Unauthorized"),
            (f"/bot{TOKEN}/getNothing", 404, "Not Found"),
            (f"/bot{TOKEN}/sendMessage?chat_id=1&text=x", 400, "Bad Request: chat not found"),
            (f"/file/bot{TOKEN}/photos/none.jpg", 404, "Not Found"),
        ):
            async with session.get(server.url + path) as answer:
                assert answer.status == status
                assert await answer.json() == {"ok": False, "error_code": status, "description": words}


async def test_edits(server: Server, li: Person) -> None:
    keys = board(text="是", callback_data="y")
    await said(server, "sendMessage", chat_id=7, text="一", reply_markup=keys)
    shown = await li.hears()
    edit = {"chat_id": 7, "message_id": shown.id}
    assert "message is not modified" in await said(
        server, "editMessageText", text="一", reply_markup=keys, **edit
    )
    assert await said(server, "editMessageText", text="二", **edit) == "ok"
    assert (shown.text, shown.labels) == ("二", [])
    assert await said(server, "editMessageReplyMarkup", reply_markup=keys, **edit) == "ok"
    assert (shown.text, shown.labels) == ("二", ["是"])
    edit["message_id"] = li.last["message_id"]
    assert await said(server, "editMessageText", text="二", **edit) == "Bad Request: message can't be edited"
    edit["message_id"] = 999
    assert (
        await said(server, "editMessageText", text="二", **edit) == "Bad Request: message to edit not found"
    )


async def test_deleting_and_leaving(server: Server, li: Person, clock: Clock) -> None:
    await said(server, "sendMessage", chat_id=7, text="一")
    shown = await li.hears()
    clock.advance(49 * 3600)
    assert "can't be deleted" in await said(server, "deleteMessage", chat_id=7, message_id=shown.id)
    clock.at -= timedelta(hours=2)
    assert await said(server, "deleteMessage", chat_id=7, message_id=shown.id) == "ok"
    assert li.messages == []
    group = server.group(-5)
    group.add_bot(li)
    assert await said(server, "sendChatAction", chat_id=-5, action="typing") == "ok"
    assert "wrong parameter action" in await said(server, "sendChatAction", chat_id=-5, action="sing")
    assert await said(server, "leaveChat", chat_id=-5) == "ok"
    assert await said(server, "sendMessage", chat_id=-5, text="x") == (
        "Forbidden: bot is not a member of the group chat"
    )


async def test_photos_that_are_none(server: Server, li: Person) -> None:
    for content, words in (
        (b"text", "IMAGE_PROCESS_FAILED"),
        (picture(2000, 50), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "too big for a photo"),
    ):
        call = Call("sendphoto", {"chat_id": "7"}, {"photo": Upload("a.jpg", content)})
        assert words in (await server.answer(call)).body["description"]


@pytest.mark.parametrize(
    ("media", "description"),
    [
        ([{"type": "photo", "media": "attach://a"}], "wrong number of messages in an album"),
        ([{"type": "photo", "media": "attach://b"}] * 2, "can't parse InputMedia: media not found"),
        (
            [{"type": "photo", "media": "attach://a"}, {"type": "document", "media": "attach://a"}],
            "document can't be mixed with other media types",
        ),
        ("x", "can't parse media JSON object"),
    ],
)
async def test_albums_that_are_none(server: Server, li: Person, media: Any, description: str) -> None:
    value = media if isinstance(media, str) else json.dumps(media)
    files = {"a": Upload("a.jpg", picture())}
    answer = await server.answer(Call("sendmediagroup", {"chat_id": "7", "media": value}, files))
    assert answer.body["description"] == f"Bad Request: {description}"


async def test_commands_that_are_none(server: Server) -> None:
    for command, words in (({"command": "Week", "description": "x"}, "BOT_COMMAND_INVALID"),):
        assert words in await said(server, "setMyCommands", commands=json.dumps([command]))
    menu = [{"command": "week", "description": "周报"}]
    assert await said(server, "setMyCommands", commands=json.dumps(menu)) == "ok"
    assert (await server.answer(Call("getmycommands", {}))).body["result"] == menu


async def updates(server: Server, **params: Any) -> list[int]:
    answer = await server.answer(Call("getupdates", params))
    return [update["update_id"] for update in answer.body["result"]]


async def test_updates_wait_until_they_are_confirmed(server: Server, li: Person, clock: Clock) -> None:
    li.say("二")
    one, two = await updates(server)
    assert await updates(server, offset=one, limit=1) == [one]
    assert await updates(server, offset=two) == [two]
    assert await updates(server, offset=two + 500, limit=9) == [two]
    assert await updates(server, offset=two + 1, timeout=0) == []


async def test_the_same_offset_at_once_brings_one_update(server: Server, li: Person) -> None:
    li.say("二")
    one, two = await updates(server, offset=0)
    assert await updates(server, offset=0) == [one]
    assert await updates(server, offset=-1) == [two]


async def test_updates_are_kept_a_day_and_presses_150_seconds(
    server: Server, li: Person, clock: Clock
) -> None:
    await said(server, "sendMessage", chat_id=7, text="x", reply_markup=board(text="是", callback_data="y"))
    li.press("是")
    clock.advance(149)
    assert len(await updates(server)) == 2
    clock.advance(2)
    assert len(await updates(server, offset=1)) == 1
    clock.advance(86_400)
    assert await updates(server, offset=-9) == []


async def test_only_the_kinds_asked_for_are_kept(server: Server, li: Person) -> None:
    await updates(server, allowed_updates='["callback_query"]', offset=-1)
    li.say("不要")
    li.block()
    assert [update.content.get("text") for update in server.queue.waiting.values()] == ["/start"]


async def test_of_two_that_poll_the_older_gets_a_conflict(server: Server) -> None:
    older = asyncio.create_task(server.answer(Call("getupdates", {"timeout": 9})))
    await asyncio.sleep(0)
    newer = asyncio.create_task(server.answer(Call("getupdates", {"timeout": 9, "offset": 1})))
    assert (await older).status == 409
    server.person(8, "韩").say("好")
    assert len((await newer).body["result"]) == 1


async def test_getupdates_while_a_webhook_is_set(server: Server) -> None:
    assert await said(server, "setWebhook", url="http://127.0.0.1:9/", secret_token="a") == "ok"
    assert (await said(server, "getUpdates")).startswith(
        "Conflict: can't use getUpdates method while webhook"
    )
    assert await said(server, "setWebhook", url="ftp://x") == "Bad Request: invalid webhook URL specified"
    assert "unallowed characters" in await said(server, "setWebhook", url="http://x/", secret_token="é")
    info = (await server.answer(Call("getwebhookinfo", {}))).body["result"]
    assert info["url"] == "http://127.0.0.1:9/"


async def test_a_seed_gives_the_same_ids_again(clock: Clock) -> None:
    def ids(seed: int) -> list[Any]:
        server = Server(clock=clock, seed=seed)
        photo = server.person(7, "李雷").send_photo(picture())
        return [photo["photo"][0]["file_id"], list(server.queue.waiting)]

    assert ids(3) == ids(3) != ids(4)


async def test_the_description_of_the_bot_api_finds_faults(server: Server, li: Person) -> None:
    if (file := spec.path()) is None:
        pytest.skip(spec.ABSENT)
    judge = spec.load(file)
    keys = {"inline_keyboard": [[{"text": "是", "callback_data": "环" * 30}]]}
    good: dict[str, Any] = {"chat_id": "7", "text": "x"}
    assert judge.faults(Call("sendmessage", good)) == []
    for params, fault in (
        ({"chat_id": "7"}, "sendmessage.text is missing"),
        (good | {"text": "x" * 4097}, "has 4097 characters"),
        (good | {"reply_markup": json.dumps(keys)}, "has 90 bytes"),
        (good | {"reply_markup": json.dumps({"inline_keyboard": [[{"tekst": "x"}]]})}, "tekst is not known"),
        (good | {"protect_content": "perhaps"}, "is not Boolean"),
        (good | {"colour": "red"}, "colour is not known"),
    ):
        assert any(fault in found for found in judge.faults(Call("sendmessage", params))), fault
    media = json.dumps([{"type": "photo", "media": "attach://a"}])
    faults = judge.faults(Call("sendmediagroup", {"chat_id": "7", "media": media}))
    assert faults == ["a is attached, but not sent", "sendmediagroup.media has 1 items, not 2 to 10"]
