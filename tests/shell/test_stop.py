"""SIGTERM to the real process, in the middle of everything: it ends in time, nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.delivery.lane import GRACE_SECONDS
from tests.kit.bot_api import Answer, Call, Server
from tests.shell.test_app import until
from tests.shell.test_health import free_port

ROOT = Path(__file__).parents[2]
#: What Docker and systemd grant by default is ten seconds or more.
MOST_SECONDS = 10.0
#: So long a sending that hangs is waited for here; by how much less than usual is added to what is measured.
GRACE = 1.0
RUN = (
    f"import bot.delivery.lane; bot.delivery.lane.GRACE_SECONDS = {GRACE}; import bot.__main__ as b; b.main()"
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@asynccontextmanager
async def process(folder: Path, telegram: Server, port: int) -> AsyncIterator[Process]:
    """The bot as `yidong run` has it, but for `GRACE`, against that fake of Telegram."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIDONG_")}
    given = {
        "PYTHONPATH": str(ROOT),
        "YIDONG_WEB_PORT": str(port),
        "YIDONG_TELEGRAM_TOKEN": telegram.token,
        "YIDONG_TELEGRAM_BASE_URL": telegram.url,
    }
    with (folder / "log").open("a") as log:
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RUN, "run", cwd=folder, env=kept | given, stdout=DEVNULL, stderr=log
        )
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()


async def closed(port: int) -> None:
    """Wait until nobody listens there: the process has begun to end."""
    async with asyncio.timeout(MOST_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.02)


def states(folder: Path) -> dict[str, str]:
    """What became of the last message to each account."""
    with closing(sqlite3.connect(folder / "var" / "yidong.db")) as database:
        return dict(database.execute("SELECT account, state FROM outbox ORDER BY id"))


def fetched(telegram: Server, account: int) -> bool:
    """Whether a poll has brought something of that account."""
    polls = [record.answer.body for record in telegram.requests if record.call.method == "getupdates"]
    updates = [update for body in polls for update in body.get("result", [])]
    return any(update["message"]["from"]["id"] == account for update in updates)


class Holding:
    """Holds sendMessage to some accounts back."""

    def __init__(self, *accounts: str) -> None:
        self.accounts = accounts
        self.begun = asyncio.Semaphore(0)
        self.let_go = asyncio.Event()

    async def __call__(self, call: Call) -> Answer | None:
        if call.method == "sendmessage" and str(call.params.get("chat_id")) in self.accounts:
            self.begun.release()
            await self.let_go.wait()
        return None


async def test_begun_turns_and_sendings_end_and_what_hangs_is_given_up_safely(tmp_path: Path) -> None:
    async with Server(seed=5) as telegram:
        slow, dead = Holding("7"), Holding("8")
        telegram.troubles += [slow, dead]
        slow_one, dead_one, third = (telegram.person(n, f"第{n}位", "zh-hans") for n in (7, 8, 9))
        port = free_port()
        async with process(tmp_path, telegram, port) as bot:
            slow_one.say("您好")
            dead_one.say("您好")
            async with asyncio.timeout(30):
                await slow.begun.acquire()
                await dead.begun.acquire()
            with closing(sqlite3.connect(tmp_path / "var" / "yidong.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                third.say("在吗")
                await until(lambda: fetched(telegram, 9))
                begun = asyncio.get_running_loop().time()
                bot.send_signal(signal.SIGTERM)
                await closed(port)
                other.execute("ROLLBACK")
            slow.let_go.set()
            assert await asyncio.wait_for(bot.wait(), 2 * MOST_SECONDS) == 0
            took = asyncio.get_running_loop().time() - begun
            assert GRACE < took < MOST_SECONDS - (GRACE_SECONDS - GRACE)
            dead.let_go.set()
        assert len(slow_one.messages) == 1
        found = states(tmp_path)
        assert (found["7"], found["8"]) == ("sent", "unknown")
        assert found["9"] in ("sent", "waiting")
        assert not telegram.queue.waiting
        async with process(tmp_path, telegram, free_port()) as bot, asyncio.timeout(30):
            if found["9"] == "waiting":
                await third.hears()
            third.say("还在吗")
            await until(lambda: len(third.messages) == 2)
            bot.terminate()
            assert await bot.wait() == 0
        assert [len(each.messages) for each in (slow_one, third)] == [1, 2]
    log = (tmp_path / "log").read_text()
    assert "level=error" not in log
    assert "level=critical" not in log
