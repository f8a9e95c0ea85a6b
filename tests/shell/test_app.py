"""The whole bot as one process has it: it ends in order, tells when a part fails, and waits for Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.app import App, PartEndedError, is_token_refused, make_telegram
from bot.channels.base import Receive
from bot.channels.console import Console
from bot.channels.web.page import ChatPage, Visit
from bot.console import greet
from bot.serving import open_port, serve
from bot.settings import Settings
from handlers.messages import Role
from handlers.people.founding import add_person, found_root
from handlers.people.join import make_code
from storage.outbox import Outbound
from tests.kit.bot_api import Answer, Call, Server

OWN_ID = "00000000-0000-4000-8000-000000000001"


def settings(folder: Path, **more: object) -> Settings:
    known = {"data_folder": folder, "secret": SecretStr("0" * 32), **more}
    return Settings.model_validate({"_env_file": None, **known})


def found(app: App) -> str:
    """A city with one organizer; the path of their page."""
    with app.database.begin() as session:
        top = found_root(session, app.clock.now(), "肇庆市志愿者联合会", "Asia/Shanghai")
        person = add_person(session, app.clock.now(), "周敏", Role.ORGANIZER, top)
        return app.doors.web_path(person.id, person.link_key)


@asynccontextmanager
async def served(app: App) -> AsyncIterator[tuple[httpx.AsyncClient, Callable[[], None], asyncio.Task[None]]]:
    """The app behind a real port: a client, what stops it, and the task that serves it."""
    port = open_port("127.0.0.1", 0)
    stop = asyncio.Event()
    address = f"http://127.0.0.1:{port.getsockname()[1]}"
    task = asyncio.create_task(serve(app, port, stop))
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        try:
            yield client, stop.set, task
        finally:
            stop.set()
            await asyncio.gather(task, return_exceptions=True)


async def until(fulfilled: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not fulfilled():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


async def test_it_ends_soon_with_an_open_page_and_loses_no_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = App(settings(tmp_path))
    own = found(app)
    commit = app.turns._commit
    async with served(app) as (client, stop, task), client.stream("GET", f"{own}/events") as page:

        async def commit_while_it_ends(batch: Sequence[Any]) -> None:
            stop()
            await commit(batch)

        monkeypatch.setattr(app.turns, "_commit", commit_while_it_ends)
        lines = page.aiter_lines()
        await anext(lines)
        answer = asyncio.create_task(client.post(f"{own}/say", json={"id": OWN_ID, "text": "/help"}))
        async with asyncio.timeout(10):
            await task
            with suppress(httpx.ReadError, httpx.RemoteProtocolError):
                async for _ in lines:
                    pass
            assert (await answer).status_code == 202
    again = App(settings(tmp_path))
    with again.database.read() as session:
        row = session.get_one(Outbound, 1)
        assert row.state == "sent"
        assert "肇庆市志愿者联合会" in row.body["text"]
    again.close()


async def test_a_page_that_is_looked_up_while_it_ends_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = App(settings(tmp_path))
    own = found(app)
    visit, visits = ChatPage._visit, count(1)

    async def closing(page: ChatPage, token: str) -> Visit | None:
        visited = await visit(page, token)
        # The first time is when the stream is asked for, the second within it.
        if next(visits) == 2:
            app.web.bell.close()
        return visited

    # At the end of a process nobody looks for new lines any more, and rings again by the way.
    app.web._look_seconds = 60.0
    async with served(app) as (client, _, _):
        monkeypatch.setattr(ChatPage, "_visit", closing)
        async with asyncio.timeout(5):
            assert (await client.get(f"{own}/events")).text.startswith("retry")


@pytest.mark.parametrize("part", ["turns", "delivery", "ear"])
async def test_a_part_that_fails_ends_the_whole(tmp_path: Path, part: str) -> None:
    class Ear(Console):
        name = "ear"

        async def run(self, receive: Receive) -> None:
            await failing()

    fault = OSError("no more of this")

    async def failing() -> None:
        await asyncio.sleep(0.05)
        raise fault

    app = App(settings(tmp_path), channels=[Ear()] if part == "ear" else [])
    if part != "ear":
        setattr(getattr(app, part), "run", failing)  # noqa: B010 - the part is a parameter
    async with served(app) as (_, _, task), asyncio.timeout(8):
        with pytest.raises(OSError, match="no more of this"):
            await task


async def test_a_part_that_just_ends_is_named(tmp_path: Path) -> None:
    app = App(settings(tmp_path), channels=[Console()])
    async with served(app) as (_, _, task), asyncio.timeout(8):
        with pytest.raises(PartEndedError, match="console"):
            await task


async def test_the_web_is_served_while_telegram_cant_be_reached(tmp_path: Path) -> None:
    async with Server(seed=3) as telegram:
        reachable = asyncio.Event()

        async def wait(call: Call) -> Answer | None:
            return None if reachable.is_set() else Answer(502, {})

        telegram.troubles.append(wait)
        more = settings(tmp_path, telegram_token=telegram.token, telegram_base_url=telegram.url)
        app = App(more, telegram=make_telegram(more))
        own = found(app)
        async with served(app) as (client, _, task):
            assert (await client.get(own)).status_code == 200
            assert (await client.get("/healthz")).text == "ok\n"
            assert "邀请链接" in (await client.get("/")).text
            assert app.doors.telegram_name is None
            reachable.set()
            await until(lambda: app.doors.telegram_name is not None)
            assert app.doors.invitation_links("abc")[1] == f"https://t.me/{telegram.username}?start=abc"
            with app.database.begin() as session:
                top = found_root(session, app.clock.now(), "端州区义工联", "Asia/Shanghai")
                code = make_code(session, app.clock.now(), by=None, place=top, role=Role.ORGANIZER)[0]
            li = telegram.person(7, "李雷", "zh-hans")
            li.say(f"/start {code}")
            assert "欢迎您，李雷" in (await li.hears()).text
            assert not task.done()
    assert telegram.calls("setMyCommands")


async def test_a_token_that_is_refused_ends_it(tmp_path: Path) -> None:
    async with Server(seed=3) as telegram:
        token = telegram.token[:-3] + "xyz"
        more = settings(tmp_path, telegram_token=token, telegram_base_url=telegram.url)
        app = App(more, telegram=make_telegram(more))
        async with served(app) as (_, _, task), asyncio.timeout(8):
            with pytest.raises(Exception) as refused:
                await task
    assert is_token_refused(refused.value)


async def test_each_start_without_an_organizer_prints_a_fresh_link_and_voids_the_last(tmp_path: Path) -> None:
    app = App(settings(tmp_path))
    links = [(await greet(app))[-1].strip() for _ in range(2)]
    async with served(app) as (client, _, _):
        states = [(await client.get(f"/join/{link.rpartition('/')[2]}")).status_code for link in links]
    assert states == [404, 200]


async def test_without_a_token_there_is_no_telegram(tmp_path: Path) -> None:
    assert make_telegram(settings(tmp_path)) is None
