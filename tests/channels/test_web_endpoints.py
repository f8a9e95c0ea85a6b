"""What a page may ask of the web chat, and what it is refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from bot.channels.base import Channel
from bot.work import AwayError
from handlers.messages import Button, Message, Sheet
from handlers.retention import MESSAGES
from storage.database import Outage
from tests.channels.web_kit import client, new_id, server, world
from tests.pages.world import START, World, ask

__all__ = ["server", "world"]


async def texts(at: httpx.AsyncClient) -> list[tuple[str, str]]:
    answer = await at.get("lines")
    return [(line["who"], line["text"]) for line in answer.json()["lines"]]


def test_it_is_a_channel(world: World) -> None:
    channel: Channel = world.chat
    assert channel.name == "web"
    assert not channel.repeats


async def test_what_is_said_reaches_the_core_and_both_lines_are_kept(world: World) -> None:
    said = new_id()
    async with client(world) as at:
        answer = await at.post("say", json={"id": said, "text": "25人\n两行"})
        assert answer.status_code == 202
        assert await texts(at) == [("person", "25人\n两行"), ("bot", "echo 25人\n两行")]
    inbound = world.core.arrivals[0].inbound
    assert (inbound.address.channel, inbound.address.account) == ("web", "1")
    assert (inbound.text, inbound.pressed) == ("25人\n两行", None)
    assert (inbound.name, inbound.language) == ("陈队长", "zh-CN")
    assert inbound.update_id == f"1:{said}"


async def test_a_repeat_is_told_to_the_core_again_but_drawn_once(world: World) -> None:
    said = {"id": new_id(), "text": "一次"}
    async with client(world) as at:
        for _ in range(2):
            assert (await at.post("say", json=said)).status_code == 202
        assert await texts(at) == [("person", "一次"), ("bot", "echo 一次")]
    first, second = world.core.arrivals
    assert first.inbound.update_id == second.inbound.update_id


async def test_the_same_id_of_two_persons_is_two_messages(world: World) -> None:
    said = {"id": new_id(), "text": "我"}
    async with client(world) as at:
        await at.post("say", json=said)
        other = world.path(2)
        await at.post(f"http://bot.example{other}/say", json=said)
    first, second = world.core.arrivals
    assert first.inbound.update_id != second.inbound.update_id


async def test_a_pressed_option_is_drawn_with_its_label(world: World) -> None:
    async with client(world) as at:
        message = Message(text="哪一类？", buttons=(Button(label="环境保护", value="s3:env"),))
        await world.chat.send("1", message, [])
        await at.post("say", json={"id": new_id(), "pressed": "s3:env"})
        lines = (await at.get("lines")).json()["lines"]
    assert [line["text"] for line in lines] == ["哪一类？", "环境保护", "echo s3:env"]
    assert lines[1]["pressed"] == "s3:env"
    inbound = world.core.arrivals[0].inbound
    assert (inbound.pressed, inbound.text) == ("s3:env", "")


async def test_busy_says_when_to_come_again_and_takes_the_line_back(world: World) -> None:
    world.core.busy = 1
    said = {"id": new_id(), "text": "快"}
    async with client(world) as at:
        answer = await at.post("say", json=said)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert await texts(at) == []
        assert (await at.post("say", json=said)).status_code == 202
        assert await texts(at) == [("person", "快"), ("bot", "echo 快")]


async def test_while_the_database_is_away_the_page_may_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(work: object) -> None:
        raise AwayError(Outage("locked", total=True))

    said = {"id": new_id(), "text": "在"}
    async with client(world) as at:
        with monkeypatch.context() as patch:
            patch.setattr(world.work, "read", away)
            assert (await at.post("say", json=said)).status_code == 503
            events = await at.get("events")
            assert events.status_code == 503
        assert (await at.post("say", json=said)).status_code == 202
        assert await texts(at) == [("person", "在"), ("bot", "echo 在")]


async def test_a_refused_repeat_leaves_the_line_that_was_received(world: World) -> None:
    said = {"id": new_id(), "text": "在"}
    async with client(world) as at:
        await at.post("say", json=said)
        world.core.busy = 1
        assert (await at.post("say", json=said)).status_code == 503
        assert await texts(at) == [("person", "在"), ("bot", "echo 在")]


async def test_a_fault_of_the_core_is_answered_and_the_next_message_goes_on(world: World) -> None:
    world.core.broken = 1
    async with client(world) as at:
        assert (await at.post("say", json={"id": new_id(), "text": "a"})).status_code == 500
        assert (await at.post("say", json={"id": new_id(), "text": "b"})).status_code == 202
        assert await texts(at) == [("person", "b"), ("bot", "echo b")]


async def test_without_the_channel_running_nothing_is_taken(world: World) -> None:
    async with client(world) as at:
        pass
    transport = httpx.ASGITransport(world.app)
    async with httpx.AsyncClient(transport=transport, base_url=at.base_url) as late:
        assert (await late.post("say", json={"id": new_id(), "text": "a"})).status_code == 503
        assert await texts(late) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b'{"text": "no id"}', 400),
        (b'{"id": "1", "text": "a"}', 400),
        (b'{"id": "%s", "text": "  "}', 400),
        (b'{"id": "%s", "text": 5}', 400),
        (b'{"id": "%s", "text": "a", "more": 1}', 400),
        (b'{"id": "%s", "text": "\\ud800"}', 400),
        (b'{"id": "%s", "pressed": "' + "长".encode() * 22 + b'"}', 400),
        (b'{"id": "%s", "text": "' + b"x" * 20_001 + b'"}', 413),
        (b'{"id": "%s", "text": "' + b"x" * 100_000 + b'"}', 413),
    ],
)
async def test_what_is_no_message_is_refused(world: World, body: bytes, status: int) -> None:
    async with client(world) as at:
        answer = await at.post("say", content=body.replace(b"%s", new_id().encode()))
        assert answer.status_code == status
        assert await texts(at) == []
    assert world.core.arrivals == []


async def test_a_nul_is_left_out(world: World) -> None:
    async with client(world) as at:
        assert (await at.post("say", json={"id": new_id(), "text": "a\x00b"})).status_code == 202
    assert world.core.arrivals[0].inbound.text == "ab"


async def test_history_comes_in_parts(world: World) -> None:
    async with client(world) as at:
        for n in range(105):
            await world.chat.send("1", Message(text=str(n)), [])
        newest = (await at.get("lines")).json()
        assert [line["text"] for line in newest["lines"]] == [str(n) for n in range(5, 105)]
        assert newest["more"]
        first = newest["lines"][0]["id"]
        earlier = (await at.get(f"lines?before={first}")).json()
        assert [line["text"] for line in earlier["lines"]] == [str(n) for n in range(5)]
        assert not earlier["more"]
        after = (await at.get(f"lines?after={first}")).json()
        assert [line["text"] for line in after["lines"]] == [str(n) for n in range(6, 105)]


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=-1", "before=²", "after=99999999999999999999", "after=" + "0" * 12 + "9" * 5000],
)
async def test_odd_places_in_the_history_are_refused(world: World, query: str) -> None:
    async with client(world) as at:
        assert (await at.get(f"lines?{query}")).status_code == 400


async def test_nobody_sees_another_persons_lines_or_files(world: World) -> None:
    world.files["paper:table:1"] = b"PK\x03\x04"
    sheet = Sheet(kind="file", source="paper:table:1", name="表.xlsx")
    async with client(world, person=2) as at:
        line = await world.chat.send("1", Message(text="只给一号", attachments=(sheet,)), [])
        assert await texts(at) == []
        assert (await at.get(f"file/{line}/0")).status_code == 404
        own = f"http://bot.example{world.path(1)}/file/{line}/0"
        assert (await at.get(own)).content == b"PK\x03\x04"


async def test_a_file_is_saved_and_a_picture_shown(world: World) -> None:
    world.files |= {
        "paper:t:1": b"PK\x03\x04",
        "photo:ab": b"\xff\xd8\xffjpeg",
        "photo:svg": b"<svg onload=x>",
    }
    sheets = (
        Sheet(kind="file", source="paper:t:1", name='统计"表\r\n.xlsx'),
        Sheet(kind="picture", source="photo:ab", name="a.jpg"),
        Sheet(kind="picture", source="photo:svg", name="b.svg"),
        Sheet(kind="picture", source="photo:gone", name="c.jpg"),
    )
    async with client(world) as at:
        line = await world.chat.send("1", Message(text="附件", attachments=sheets), [])
        drawn = (await at.get("lines")).json()["lines"][0]
        assert [set(file) for file in drawn["files"]] == [{"n", "kind", "name"}] * 4
        table, photo, svg, gone = [await at.get(f"file/{line}/{n}") for n in range(4)]
        assert (await at.get(f"file/{line}/4")).status_code == 404
        assert (await at.get("file/99999999999/0")).status_code == 404
    assert table.headers["content-type"] == "application/octet-stream"
    assert table.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E7%BB%9F")
    assert "\n" not in table.headers["content-disposition"]
    assert photo.headers["content-type"] == "image/jpeg"
    assert photo.headers["content-disposition"].startswith("inline")
    assert "sandbox" in photo.headers["content-security-policy"]
    assert svg.headers["content-type"] == "application/octet-stream"
    assert svg.headers["content-disposition"].startswith("attachment")
    assert gone.status_code == 404


async def test_lines_tell_what_the_page_needs(world: World) -> None:
    async with client(world) as at:
        question = ask("几人？", "1", controls=("返回",), numbered=False, expects="number")
        await world.chat.send("1", question, [])
        line = (await at.get("lines")).json()["lines"][0]
    assert line["at"] == START.isoformat()
    assert line["buttons"][1] == {"label": "返回", "value": "返回", "control": True}
    assert (line["numbered"], line["expects"], line["who"]) == (False, "number", "bot")


async def test_many_at_once_are_all_kept(world: World) -> None:
    async with client(world) as at:
        posts = [at.post("say", json={"id": new_id(), "text": f"{n}"}) for n in range(20)]
        answers = await asyncio.gather(*posts)
        assert {answer.status_code for answer in answers} == {202}
        assert len(await texts(at)) == 40


async def test_that_older_talk_is_gone_is_said_to_those_who_may_have_had_some(world: World) -> None:
    kept = "对话只保留最近 90 天"
    async with client(world) as at:
        world.clock.move_to(START + MESSAGES)
        assert kept not in (await at.get("")).text
        world.clock.advance(timedelta(seconds=1))
        assert kept in (await at.get("")).text
