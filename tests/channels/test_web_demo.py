"""The demo's routes: what they do, and that no page of elsewhere gets at them."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.web.demo_routes import is_loopback
from tests.channels.web_kit import server, world
from tests.pages.world import World

__all__ = ["server", "world"]

HERE = "http://127.0.0.1:8000"


async def ask(
    world: World,
    method: str,
    path: str,
    base: str = HERE,
    headers: dict[str, str] | None = None,
    **body: object,
) -> httpx.Response:
    transport = httpx.ASGITransport(world.app)
    async with httpx.AsyncClient(transport=transport, base_url=base) as at:
        return await at.request(method, path, headers=headers, json=body or None)


async def test_the_state_and_the_pushes(world: World) -> None:
    state = (await ask(world, "GET", "/demo/state")).json()
    assert state["now"] == "2019-03-07T09:30:00+00:00"
    assert state["next"] == {"at": "2019-03-08T05:30:00+00:00", "what": "提醒：周五报送"}
    assert [phone["title"] for phone in state["phones"]] == ["服务队负责人", "团委", "志愿者"]
    assert state["phones"][0]["url"] == world.path(1)
    moved = (await ask(world, "POST", "/demo/advance", minutes=60)).json()
    assert moved["now"] == "2019-03-07T10:30:00+00:00"
    assert (await ask(world, "POST", "/demo/next")).json()["next"] is None
    await ask(world, "POST", "/demo/restart")
    assert world.demo.done == ["advance 60", "next", "restart"]


@pytest.mark.parametrize("minutes", [0, -5, 10**9, "60x", None])
async def test_a_senseless_push_is_refused(world: World, minutes: object) -> None:
    assert (await ask(world, "POST", "/demo/advance", minutes=minutes)).status_code == 400
    assert world.demo.done == []


@pytest.mark.parametrize(
    ("base", "origin"),
    [
        ("http://evil.example", None),
        ("http://127.0.0.1.evil.example:8000", None),
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        (HERE, "http://evil.example"),
        (HERE, "null"),
        (HERE, "http://127.0.0.1:9999"),
        (HERE, "http://localhost:8000"),
    ],
)
async def test_pages_of_elsewhere_push_nothing(world: World, base: str, origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    for path in ("/demo/next", "/demo/restart"):
        assert (await ask(world, "POST", path, base, headers)).status_code == 403
    assert world.demo.done == []


@pytest.mark.parametrize("path", ["/demo", "/demo/state"])
async def test_a_foreign_name_for_this_machine_reads_nothing(world: World, path: str) -> None:
    assert (await ask(world, "GET", path, "http://evil.example")).status_code == 403
    assert (await ask(world, "GET", path)).status_code == 200


async def test_get_pushes_nothing(world: World) -> None:
    assert (await ask(world, "GET", "/demo/restart")).status_code == 405
    assert world.demo.done == []


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("LOCALHOST:80", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("", False),
        ("localhost.evil.example", False),
        ("evil@127.0.0.1.example", False),
        ("10.0.0.1", False),
        ("[::1", False),
        ("localhost:port", True),
    ],
)
def test_which_hosts_are_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here
