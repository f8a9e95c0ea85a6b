"""A browser for all page tests, and a world with a server for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from storage.database import Database
from tests.pages.world import Server, World

#: Nothing but the page under test is to be asked for.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this folder: Playwright keeps an event loop running, which async tests can't live with."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("no browser here: install Debian's chromium, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = World(database)
    yield made
    made.close()


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    running = Server(world).start()
    yield running
    running.stop()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens a page; a fault in its scripts, or a rule of the policy that was broken, fails the test."""
    contexts = []
    faults: list[str] = []

    def opened(
        path: str | None = None,
        *,
        person: int = 1,
        width: int = 360,
        height: int = 740,
        touch: bool = False,
        dark: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            service_workers="block",
        )
        context.set_default_timeout(6000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(server.address + path if path else server.link(person))
        if path is None:
            page.locator("body[data-line=open]").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
