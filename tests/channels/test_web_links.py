"""What a link opens and what it doesn't; the page as it leaves the server, and its headers."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from sqlalchemy import update

from bot.channels.web.drawing import CHAT_WORDS, DEMO_WORDS, PAGES
from handlers.messages import Expects
from storage.people import Person, make_link_key
from tests.channels.web_kit import client, new_id, server, world
from tests.pages.world import World

__all__ = ["server", "world"]


@pytest.mark.parametrize("path", ["", "/", "/lines", "/events", "/file/1/0"])
async def test_unknown_and_revoked_links_open_nothing(world: World, path: str) -> None:
    old = world.path(1)
    world.revoke(1)
    forged = world.path(2)[:-1]
    async with client(world) as at:
        for link in (old, forged, world.path(99), "/c/x", "/c/" + "x" * 5000):
            answer = await at.get(f"http://bot.example{link}{path}")
            assert answer.status_code == 404
            assert "陈队长" not in answer.text
        assert (await at.post("say", json={"id": new_id(), "text": "a"})).status_code == 404
        assert (await at.post("photo", files={"photos": b"a"})).status_code == 404
    assert world.core.arrivals == []


async def test_a_link_with_another_key_opens_nothing(world: World) -> None:
    # As one of another database in the same folder is: the secret and the person's id are the same.
    async with client(world) as at:
        other = world.links.path(1, make_link_key())
        assert (await at.get(f"http://bot.example{other}/lines")).status_code == 404
        assert (await at.get("lines")).status_code == 200


@pytest.mark.parametrize("token", ["garbage", None])
@pytest.mark.parametrize(
    "place", ["9" * 5000 + "/0", "1/" + "9" * 5000, "0" * 5000 + "1/0", "²/0", "x/0", "-1/0"], ids=range(6)
)
async def test_odd_numbers_of_a_file_are_nothing(world: World, token: str | None, place: str) -> None:
    path = world.path(1) if token is None else f"/c/{token}"
    async with client(world) as at:
        assert (await at.get(f"http://bot.example{path}/file/{place}")).status_code == 404


async def test_the_page_for_a_void_link_speaks_both_languages(world: World) -> None:
    async with client(world) as at:
        answer = await at.get("http://bot.example/c/nonsense")
    assert "这个链接打不开了" in answer.text
    assert "This link does not work" in answer.text


async def test_every_answer_bears_the_headers(world: World) -> None:
    link = world.path(1)
    async with client(world) as at:
        for path in (link, f"{link}/lines", "/c/nonsense", f"{link}/nothing"):
            headers = (await at.get(f"http://bot.example{path}")).headers
            assert headers["cache-control"] == "no-store"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "SAMEORIGIN"
            policy = headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "frame-ancestors 'self'" in policy
            assert "unsafe" not in policy
            assert "set-cookie" not in headers
        static = await at.get("http://bot.example/static/chat/main.js")
        assert static.status_code == 200
        assert static.headers["cache-control"] == "no-cache"


async def test_the_page_is_in_the_persons_language_and_has_nothing_inline(world: World) -> None:
    async with client(world, person=3) as at:
        english = (await at.get("")).text
        chinese = (await at.get(f"http://bot.example{world.path(1)}/")).text
    assert '<html lang="en">' in english
    assert ">Start<" in english
    assert '<html lang="zh-CN">' in chinese
    for page in (english, chinese):
        assert "http://" not in page
        assert "https://" not in page
        assert " style=" not in page
        assert " on" + "click=" not in page
        assert "<script>" not in page


@pytest.mark.parametrize("token", ["\ud800", "\0", "é.é", "." * 300])
def test_what_is_no_token_reads_as_nothing(world: World, token: str) -> None:
    assert world.links.read(token) is None


def test_the_scripts_say_all_words_they_are_given_and_no_others() -> None:
    given = {"main.js": CHAT_WORDS, "demo.js": DEMO_WORDS}
    for name, keys in given.items():
        folder = PAGES / "static" / ("chat" if name == "main.js" else "")
        scripts = "".join(file.read_text() for file in folder.glob("*.js"))
        scripts += (
            "".join(f'"web-hint-{expects}"' for expects in get_args(Expects)) if name == "main.js" else ""
        )
        assert set(re.findall(r'"(web-[a-z-]+)"', scripts)) == set(keys)


async def test_a_name_is_text(world: World) -> None:
    with world.database.begin() as session:
        session.execute(update(Person).where(Person.id == 1).values(name='<script>x</script>"'))
    async with client(world) as at:
        page = (await at.get("")).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;&#34;" in page
