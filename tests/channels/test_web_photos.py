"""Photos that come by the page: within bounds, held until they are fetched, and no longer."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack

import pytest
from starlette.requests import Request

from bot.channels.base import Arrival, Busy, NotSentError
from bot.channels.web import uploads
from tests.channels.web_kit import client, new_id, server, world
from tests.pages.world import PIXEL, World

__all__ = ["server", "world"]


async def test_photos_come_in_their_order_with_their_words(world: World) -> None:
    large = PIXEL + b"\x00" * 2_000_000
    async with client(world) as at:
        files = [("photos", ("甲.png", PIXEL, "image/png")), ("photos", ("b.png", large, "image/png"))]
        answer = await at.post("photo", data={"id": new_id(), "text": "现场"}, files=files)
        assert answer.status_code == 202
        line = (await at.get("lines")).json()["lines"][0]
    assert world.core.photos == [PIXEL, large]
    arrival = world.core.arrivals[0]
    assert (arrival.inbound.text, arrival.inbound.photos) == ("现场", ())
    assert [file.size for file in arrival.files] == [len(PIXEL), len(large)]
    assert [file["name"] for file in line["files"]] == ["甲.png", "b.png"]
    assert line["text"] == "现场"


async def test_a_person_sees_their_own_photos_again_small_and_large(world: World) -> None:
    digest = hashlib.sha256(PIXEL).hexdigest()
    world.files |= {f"thumb:{digest}": b"\xff\xd8\xffsmall", f"photo:{digest}": b"\xff\xd8\xfflarge"}
    async with client(world) as at:
        await at.post("photo", data={"id": new_id()}, files={"photos": ("a.png", PIXEL)})
        line = (await at.get("lines")).json()["lines"][0]["id"]
        assert (await at.get(f"file/{line}/0?small")).content == b"\xff\xd8\xffsmall"
        assert (await at.get(f"file/{line}/0")).content == b"\xff\xd8\xfflarge"


async def test_after_the_turn_nothing_is_held(world: World) -> None:
    async with client(world) as at:
        await at.post("photo", data={"id": new_id()}, files={"photos": ("a.png", PIXEL)})
        world.core.busy = 1
        await at.post("photo", data={"id": new_id()}, files={"photos": ("a.png", PIXEL)})
    for arrival in world.core.arrivals:
        with pytest.raises(NotSentError):
            await world.chat.fetch(arrival.files[0])


async def test_a_photo_that_is_too_large_is_told_apart_and_the_others_come(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    refused: list[ValueError] = []

    async def receive(arrival: Arrival) -> None:
        for file in arrival.files:
            try:
                world.core.photos.append(await world.chat.fetch(file))
            except ValueError as fault:
                refused.append(fault)

    monkeypatch.setattr(world.core, "receive", receive)
    async with client(world) as at:
        files = [("photos", ("a.png", PIXEL + b"x" * 100)), ("photos", ("b.png", PIXEL))]
        assert (await at.post("photo", data={"id": new_id()}, files=files)).status_code == 202
    assert len(refused) == 1
    assert world.core.photos == [PIXEL]


async def test_the_bounds_of_one_message(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with client(world) as at:
        many = [("photos", (f"{n}.png", PIXEL)) for n in range(21)]
        refused = await at.post("photo", data={"id": new_id()}, files=many)
        assert refused.status_code == 413
        assert refused.json() == {"error": "too-many", "why": "一次最多发送 20 张照片"}
        monkeypatch.setattr(uploads, "BATCH_BYTES", 1000)
        large = {"photos": ("a.png", b"x" * 2000)}
        said = await at.post("photo", data={"id": new_id()}, files=large)
        assert said.status_code == 413
        assert said.json()["why"] == "这些照片一共超过 100 MB，请分几次发送"
        # The same without saying how large it is: counted as it comes.
        request = at.build_request("POST", "photo", data={"id": new_id()}, files=large)
        body = request.read()

        async def parts() -> object:
            for start in range(0, len(body), 300):
                yield body[start : start + 300]

        kind = {"content-type": request.headers["content-type"]}
        unsaid = await at.post("photo", content=parts(), headers=kind)  # type: ignore[arg-type]  # a stream
        assert "content-length" not in unsaid.request.headers
        assert unsaid.status_code == 413
        assert (await at.get("lines")).json()["lines"] == []
    assert world.core.arrivals == []


async def test_when_too_much_is_on_its_way_a_message_waits(world: World) -> None:
    world.chat.uploads = uploads.Uploads(most=10)
    async with client(world) as at:
        answer = await at.post("photo", data={"id": new_id()}, files={"photos": ("a.png", PIXEL)})
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


async def test_what_is_no_form_of_photos_is_refused(world: World) -> None:
    async with client(world) as at:
        bodies = [
            {"json": {"id": new_id()}},
            {"data": {"id": new_id(), "photos": "text"}},
            {"data": {"id": "1"}, "files": {"photos": PIXEL}},
            {"data": {"id": new_id()}, "files": {"others": PIXEL}},
            {"content": b"junk", "headers": {"content-type": "multipart/form-data; boundary=x"}},
            {"content": b"junk", "headers": {"content-type": "multipart/form-data"}},
        ]
        for body in bodies:
            answer = await at.post("photo", **body)  # type: ignore[arg-type]  # a mix of keywords
            assert answer.status_code == 400, body
    assert world.core.arrivals == []


async def test_one_person_sends_two_messages_with_photos_at_a_time(world: World) -> None:
    held = world.chat.uploads
    request = Request({"type": "http", "headers": [(b"content-length", b"10")]})
    with ExitStack() as rooms:
        for account in ("1", "1", "2"):
            rooms.enter_context(held.room(request, account))
        with pytest.raises(Busy):
            rooms.enter_context(held.room(request, "1"))
    with held.room(request, "1"):
        pass


async def test_a_form_that_is_cut_short_is_refused(world: World) -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="photos"; filename="a.png"\r\n\r\n' + PIXEL
    kind = {"content-type": "multipart/form-data; boundary=x"}
    async with client(world) as at:
        assert (await at.post("photo", content=part, headers=kind)).status_code == 400
    assert world.core.arrivals == []
