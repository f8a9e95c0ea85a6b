"""What holds for every route of the web server: headers, methods, hosts, foreign pages, sizes, slowness."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.base import Busy
from bot.channels.web.flood import Flood
from bot.channels.web.guard import POLICY, UNUSED, Guarded
from bot.channels.web.page import PAGES
from bot.channels.web.site import site
from bot.channels.web.timed import Timed
from tests.channels.web_kit import world
from tests.kit.asgi import Answered, ask
from tests.pages.world import START, World
from tests.soak.hostile.world import WEBHOOK, opened
from tests.soak.hostile.world import World as Whole

__all__ = ["world"]

HOST = (b"host", b"127.0.0.1:8080")
#: Every route, by its path in the application: methods, and the status without anything that is right.
ROUTES: dict[str, tuple[set[str], int]] = {
    "/": ({"GET", "HEAD"}, 200),
    "/healthz": ({"GET", "HEAD"}, 200),
    "/readyz": ({"GET", "HEAD"}, 200),
    "/static/{path}": ({"GET", "HEAD"}, 404),
    "/join": ({"GET", "HEAD"}, 404),
    "/join/": ({"GET", "HEAD"}, 404),
    "/join/{code}": ({"GET", "HEAD", "POST"}, 404),
    "/c/{token}": ({"GET", "HEAD"}, 404),
    "/c/{token}/": ({"GET", "HEAD"}, 404),
    "/c/{token}/lines": ({"GET", "HEAD"}, 404),
    "/c/{token}/events": ({"GET", "HEAD"}, 404),
    "/c/{token}/say": ({"POST"}, 404),
    "/c/{token}/photo": ({"POST"}, 404),
    "/c/{token}/file/{line}/{n}": ({"GET", "HEAD"}, 404),
    "/c/{token}/{rest:path}": ({"GET", "HEAD"}, 404),
    WEBHOOK.url.removeprefix(WEBHOOK.address): ({"POST"}, 403),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW")
EXPECTED = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-store",
}
#: The page of an invitation has a form.
FORM = POLICY.replace("form-action 'none'", "form-action 'self'")


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    async with opened(tmp_path) as world:
        yield world


def paths(routes: list[BaseRoute], above: str = "") -> list[str]:
    found = []
    for route in routes:
        if isinstance(route, Route):
            found.append(above + route.path)
        elif isinstance(route, Mount):
            found += paths(list(route.routes), above + route.path) or [f"{above}{route.path}/{{path}}"]
    return found


def filled(path: str) -> str:
    for hole in ("{token}", "{code}", "{line}", "{n}", "{rest:path}", "{path}"):
        path = path.replace(hole, "1")
    return path


def wrong(answered: Answered, expected: dict[str, str]) -> dict[str, str | None]:
    """The headers that aren't as they should be."""
    headers = answered.headers
    found = {name: headers.get(name) for name, value in expected.items() if headers.get(name) != value}
    return found | {name: headers[name] for name in ("set-cookie", "location", "server") if name in headers}


async def test_the_table_has_every_route(whole: Whole) -> None:
    routes = [*whole.app.routes(), whole.door.route()]
    assert sorted(paths(routes)) == sorted(ROUTES)


async def test_every_route_and_method_bears_the_headers(whole: Whole) -> None:
    for path, (methods, status) in ROUTES.items():
        for method in METHODS:
            answered = await ask(whole.site, method, filled(path), headers=[HOST])
            taken = method in methods
            # Below a link whatever else is looked for is told as not found.
            refused = 404 if path.startswith("/c/") and method in ("GET", "HEAD") else 405
            assert answered.status == (status if taken else refused), (method, path)
            different = {"content-security-policy": FORM} if taken and path == "/join/{code}" else {}
            assert wrong(answered, EXPECTED | different) == {}, (method, path)


async def test_what_isnt_there_bears_them_too_and_leads_nowhere(whole: Whole) -> None:
    for path in ("/nothing", "/healthz/", "/join/x/", "/static", "/c", "/c/", "//evil", "*"):
        for host in (b"evil.example", b"[", b"\xff"):
            answered = await ask(whole.site, "GET", path, headers=[(b"host", host)])
            assert answered.status == 404, path
            assert wrong(answered, EXPECTED) == {}, path


async def test_a_fault_bears_them_too() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("as the test wants it")

    answers: list[Message] = []

    async def send(message: Message) -> None:
        answers.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    app = site([Mount("/", broken)])
    with pytest.raises(RuntimeError):
        await app(scope, receive, send)
    assert answers[0]["status"] == 500
    assert b"content-security-policy" in dict(answers[0]["headers"])


async def test_personal_pages_and_photos_stay_nowhere(whole: Whole) -> None:
    link = next(iter(whole.links))
    for path in (link, f"{link}/", f"{link}/lines", f"{link}/events", f"{link}/file/1/0"):
        answered = await ask(whole.site, "GET", path, headers=[HOST])
        assert answered.headers["cache-control"] == "no-store", path
        assert "set-cookie" not in answered.headers
    static = await ask(whole.site, "GET", "/static/look.css", headers=[HOST])
    assert (static.status, static.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("address", ["https://yidong.example.org", "http://yidong.example.org", ""])
async def test_only_behind_https_a_browser_is_told_to_stay_there(address: str) -> None:
    answered = await ask(site([], address), "GET", "/")
    assert ("strict-transport-security" in answered.headers) == address.startswith("https:")


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        # A form of a page that sends no referrer says "null" (Fetch, "append a request Origin header").
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://127.0.0.1:8080"}, True),
        # A proxy in front may put its own name for us into Host.
        ({"origin": "https://yidong.example.org"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "http://127.0.0.1:8081"}, False),
        ({"origin": "https://yidong.example.org.evil.example"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site", "origin": "https://other.example.org"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8080"}, False),
        ({"sec-fetch-site": "x"}, False),
    ],
)
async def test_a_page_of_elsewhere_posts_nothing(headers: dict[str, str], taken: bool) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["method"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    guarded = Guarded(app, address="https://yidong.example.org")
    sent = [HOST, *((name.encode(), value.encode()) for name, value in headers.items())]
    answered = await ask(guarded, "POST", "/c/token/say", headers=sent)
    assert (answered.status, seen) == ((200, ["POST"]) if taken else (403, []))
    assert (await ask(guarded, "GET", "/", headers=sent)).status == 200


async def test_a_foreign_page_joins_nobody(whole: Whole) -> None:
    path, foreign = f"/join/{whole.codes[0]}", [HOST, (b"sec-fetch-site", b"cross-site")]
    form = [b"name=%E5%BC%A0"]
    assert (await ask(whole.site, "POST", path, headers=foreign, body=form)).status == 403
    assert (await ask(whole.site, "POST", path, headers=[HOST], body=form)).status == 303


class Trickle:
    """A client that sends a byte at a time, each after the one before was read, and a clock that it turns."""

    def __init__(self, pieces: int) -> None:
        self.pieces, self.sent = pieces, 0

    async def receive(self) -> Message:
        if self.sent == self.pieces:
            await asyncio.Event().wait()
        self.sent += 1
        return {"type": "http.request", "body": b"x", "more_body": True}


async def _read_all(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    await send({"type": "http.response.start", "status": 400, "headers": []})
    await send({"type": "http.response.body"})


async def test_a_body_that_never_ends_is_given_up() -> None:
    trickle, answers = Trickle(3), list[Message]()

    async def send(message: Message) -> None:
        answers.append(message)

    timed = Timed(_read_all, body_seconds=0.02)
    async with asyncio.timeout(5):
        await timed({"type": "http"}, trickle.receive, send)
    assert trickle.sent == 3
    assert answers[0]["status"] == 400


async def test_an_open_page_isnt_given_up() -> None:
    over = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        waiting = asyncio.ensure_future(receive())
        await asyncio.wait([waiting], timeout=0.06)
        assert not waiting.done()
        over.set()
        assert (await waiting)["type"] == "http.disconnect"

    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if asked:
            return asked.pop()
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    app_timed: ASGIApp = Timed(app, body_seconds=0.02)
    async with asyncio.timeout(5):
        await app_timed({"type": "http"}, receive, send)


async def test_one_person_cant_open_pages_without_end(world: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.chat.bell, "count", lambda account: PAGES - 1)
        assert (await ask(world.app, "GET", f"{world.path(1)}/events")).status == 200
        patch.setattr(world.chat.bell, "count", lambda account: PAGES)
        assert (await ask(world.app, "GET", f"{world.path(1)}/events")).status == 503
    with world.chat.bell.listen("1"), world.chat.bell.listen("1"), world.chat.bell.listen("2"):
        assert world.chat.bell.count("1") == 2
    assert world.chat.bell.count("1") == 0


def test_one_person_cant_write_without_end() -> None:
    flood = Flood(most=2)
    for account in ("1", "1", "2"):
        flood.count(account, START)
    with pytest.raises(Busy):
        flood.count("1", START)
    flood.count("2", START)
    flood.count("1", START.replace(minute=START.minute + 1))


async def test_what_floods_is_not_written_down(world: World) -> None:
    async with world.running():
        for number in range(125):
            said = b'{"id": "00000000-0000-4000-8000-%012d", "text": "x"}' % number
            answered = await ask(world.app, "POST", f"{world.path(1)}/say", body=[said])
            assert answered.status == (202 if number < 120 else 503)
        assert len(world.core.arrivals) == 120
