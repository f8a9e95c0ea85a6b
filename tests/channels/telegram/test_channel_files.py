"""Photos and files, both ways, through the unmodified client over HTTP."""

from __future__ import annotations

import pytest

from bot.channels.base import File, NotSentError, RemoteFile
from bot.channels.telegram.channel import Telegram
from handlers.messages import Button, Message
from tests.channels.telegram.conftest import Receiver, picture, running
from tests.kit.bot_api import Answer, Call, Person, Refusal, Server
from tests.kit.bot_api.server import DOWNLOAD, refuse
from tests.kit.bot_api.troubles import Mishap, Script

ASK = Message(
    text="去了哪里？", buttons=(Button(label="社区", value="3:c"), Button(label="学校", value="3:s"))
)


@pytest.fixture
def li(server: Server) -> Person:
    return server.person(7, "李雷", "zh-hans")


async def test_photos_albums_and_files_are_fetched(channel: Telegram, receiver: Receiver, li: Person) -> None:
    one, two, three, scan = picture(500), picture(510), picture(520), picture(530, kind="PNG")
    async with running(channel, receiver):
        li.send_photo(one, "现场")
        li.send_album([two, three], "清洁")
        li.send_file(scan, "image/png", "scan.png", caption="扫描")
        li.send_file(b"%PDF", "application/pdf", "a.pdf")
        await receiver.until(lambda: len(receiver.done) == 5)
        assert receiver.texts == ["现场", "清洁", "", "扫描", ""]
        files = [file for arrival in receiver.done for file in arrival.files]
        assert [await channel.fetch(file) for file in files] == [one, two, three, scan]


async def test_files_go_out(channel: Telegram, li: Person) -> None:
    li.start()
    card, table = File("picture", "卡.png", picture(kind="PNG")), File("file", "表.xlsx", b"xlsx")
    assert await channel.send("7", ASK, [card]) == str((shown := await li.hears()).id)
    assert (shown.text, shown.labels, shown.file) == (ASK.text, ["社区", "学校"], card.content)
    await channel.send("7", Message(text="表格"), [table])
    assert (await li.hears()).json["document"]["file_name"] == "表.xlsx"
    await channel.send("7", ASK, [card, card, table])
    heard = [await li.hears() for _ in range(4)]
    assert [each.text for each in heard] == ["", "", "", ASK.text]
    assert heard[0].album == heard[1].album != heard[2].album
    assert [each.file for each in heard] == [card.content, card.content, table.content, None]


async def test_a_file_over_20_megabytes_is_not_fetched(channel: Telegram, server: Server) -> None:
    with pytest.raises(ValueError, match="too large"):
        await channel.fetch(RemoteFile("x", 21 * 1024 * 1024))
    assert server.requests == []
    stored = server.world.store(b"x" * (20 * 1024 * 1024 + 1), "documents", "")
    with pytest.raises(ValueError, match="too big"):
        await channel.fetch(RemoteFile(stored.file_id, None))


@pytest.mark.parametrize("method", ["getFile", DOWNLOAD])
async def test_a_photo_is_asked_for_again(channel: Telegram, server: Server, method: str) -> None:
    stored = server.world.store(b"x", "photos", ".jpg")
    wait = refuse(Refusal(429, "Too Many Requests: retry after 3", {"retry_after": 3}))
    server.troubles.append(Script(method, *[Mishap("error")] * 3, wait if method == "getFile" else None))
    assert await channel.fetch(RemoteFile(stored.file_id)) == b"x"
    server.troubles.append(Script(method, *[Mishap("error")] * 20))
    with pytest.raises(NotSentError):
        await channel.fetch(RemoteFile(stored.file_id))


async def test_a_download_that_is_larger_than_told_is_given_up(channel: Telegram, server: Server) -> None:
    stored = server.world.store(b"x" * (20 * 1024 * 1024 + 1), "documents", "")

    async def small(call: Call) -> Answer | None:
        told = {"file_id": "x", "file_unique_id": "x", "file_path": stored.path}
        return Answer(200, {"ok": True, "result": told}) if call.method == "getfile" else None

    server.troubles.append(small)
    with pytest.raises(ValueError, match="too large"):
        await channel.fetch(RemoteFile(stored.file_id, None))
