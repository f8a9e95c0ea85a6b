"""Updates as Telegram brings them, and what they are read as."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Arrival, RemoteFile
from bot.channels.telegram.parse import Me, parse, read
from handlers.messages import Address, Inbound

ME = Me("Yidong_Bot")
LI = {"id": 7, "is_bot": False, "first_name": "雷", "last_name": "李", "language_code": "zh-hans"}
HOME = {"id": 7, "type": "private", "first_name": "雷"}
STREET = {"id": -100200, "type": "supergroup", "title": "志愿者"}
SIZES = [
    {"file_id": "s", "file_unique_id": "1", "width": 90, "height": 60, "file_size": 900},
    {"file_id": "l", "file_unique_id": "2", "width": 1280, "height": 853, "file_size": 90_000},
    {"file_id": "m", "file_unique_id": "3", "width": 320, "height": 213, "file_size": 9_000},
]


def update(kind: str = "message", chat: dict[str, Any] = HOME, **content: Any) -> Arrival | None:
    message = {"message_id": 5, "date": 1551402000, "from": LI, "chat": chat, **content}
    return parse(read({"update_id": 12, kind: message}), ME)


def inbound(**changes: Any) -> Inbound:
    return Inbound(
        address=Address("telegram", "7"), update_id="12", name="雷 李", language="zh-hans", **changes
    )


@pytest.mark.parametrize(
    ("content", "arrival"),
    [
        ({"text": "你好"}, Arrival(inbound(text="你好"))),
        ({"text": "/start abc-1_Z"}, Arrival(inbound(text="/start abc-1_Z"))),
        ({"text": "/week@yidong_bot now"}, Arrival(inbound(text="/week now"))),
        ({"text": "mail@Yidong_Bot.cn"}, Arrival(inbound(text="mail@Yidong_Bot.cn"))),
        ({"photo": SIZES}, Arrival(inbound(), (RemoteFile("l", 90_000),))),
        ({"photo": SIZES, "caption": "现场"}, Arrival(inbound(text="现场"), (RemoteFile("l", 90_000),))),
        (
            {"photo": SIZES, "media_group_id": "33"},
            Arrival(inbound(), (RemoteFile("l", 90_000),)),
        ),
        (
            {"document": {"file_id": "d", "file_unique_id": "4", "mime_type": "image/heic"}},
            Arrival(inbound(), (RemoteFile("d", None),)),
        ),
        ({"document": {"file_id": "d", "mime_type": "application/pdf"}}, Arrival(inbound())),
        ({"document": {"file_id": "d"}, "caption": "表"}, Arrival(inbound(text="表"))),
        ({"sticker": {"file_id": "x", "emoji": "👍"}}, Arrival(inbound())),
        ({"voice": {"file_id": "x", "duration": 2}}, Arrival(inbound())),
        ({"tomorrow's kind": {}}, Arrival(inbound())),
        ({"pinned_message": {"message_id": 1}}, None),
        ({"users_shared": {}}, None),
    ],
)
def test_what_is_said_in_private(content: dict[str, Any], arrival: Arrival | None) -> None:
    assert update(**content) == arrival


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": "吃了吗"}, "吃了吗"),
        ({"text": "/week"}, "/week"),
        ({"text": "/week@Yidong_Bot"}, "/week"),
        ({"text": "@yidong_bot 谁没报？"}, "谁没报？"),
        ({"text": "问问 @yidong_bot 吧"}, "问问 吧"),
        ({"text": "@yidong_bot2 你好"}, "@yidong_bot2 你好"),
        ({"text": "报了", "reply_to_message": {"chat": STREET, "from": {"id": 99}}}, "报了"),
        ({"text": "报了", "reply_to_message": {"chat": STREET, "from": {"id": 8}}}, "报了"),
    ],
)
def test_what_is_said_in_a_group(content: dict[str, Any], text: str) -> None:
    assert update(chat=STREET, **content) == Arrival(inbound(text=text, group="-100200"))


@pytest.mark.parametrize(
    "content",
    [
        {"text": "/week@other_bot"},
        {"new_chat_members": [{"id": 99}]},
        {"migrate_from_chat_id": -5},
        {"text": "hi", "from": {**LI, "is_bot": True}},
        {"text": "news", "chat": {"id": -9, "type": "channel"}},
    ],
)
def test_what_isnt_for_us(content: dict[str, Any]) -> None:
    assert update(**{"chat": STREET, **content}) is None


def test_a_group_that_moves_tells_where_whoever_moved_it() -> None:
    content: dict[str, Any] = {"chat": STREET, "migrate_to_chat_id": -1007, "from": {**LI, "is_bot": True}}
    arrival = update(**content)
    assert arrival is not None
    assert (arrival.inbound.group, arrival.inbound.moved_to) == (str(STREET["id"]), "-1007")


def test_a_post_without_a_sender_says_nothing() -> None:
    assert parse(read({"update_id": 1, "message": {"chat": STREET, "text": "x"}}), ME) is None


def test_an_edited_message_is_told_apart() -> None:
    assert update("edited_message", text="改了") == Arrival(inbound(text="改了", edited=True))


def test_a_live_location_that_moves_says_nothing() -> None:
    assert update("edited_message", location={"latitude": 1, "longitude": 2}) is None
    assert update(location={"latitude": 1, "longitude": 2}) == Arrival(inbound())


@pytest.mark.parametrize(
    ("message", "group"),
    [({"message_id": 3, "date": 0, "chat": HOME}, None), ({"chat": STREET}, "-100200"), (None, None)],
)
def test_a_press(message: dict[str, Any] | None, group: str | None) -> None:
    press = {"id": "55", "from": LI, "chat_instance": "1", "data": "4:yes"} | (
        {"message": message} if message else {}
    )
    assert parse(read({"update_id": 12, "callback_query": press}), ME) == Arrival(
        inbound(pressed="4:yes", group=group)
    )


def test_a_press_without_data_says_nothing() -> None:
    assert parse(read({"update_id": 12, "callback_query": {"id": "5", "from": LI}}), ME) is None


@pytest.mark.parametrize("kind", ["my_chat_member", "message_reaction", "channel_post"])
def test_other_kinds_say_nothing(kind: str) -> None:
    assert parse(read({"update_id": 12, kind: {"chat": HOME}}), ME) is None


def test_json_and_what_it_says_are_read_alike() -> None:
    raw = {"update_id": 12, "message": {"message_id": 5, "chat": HOME, "from": LI, "text": "你"}}
    assert read(json.dumps(raw).encode()) == read(raw)


@given(st.text())
def test_any_private_text_arrives_as_it_is_unless_it_names_us(text: str) -> None:
    arrival = update(text=text)
    assert arrival is not None
    if "@" not in text:
        assert arrival.inbound.text == text
