"""Whether it says that it is ready when it is, which part isn't, and what it counts."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from sqlalchemy.exc import OperationalError

from bot.app import App, make_telegram
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import Webhook
from bot.serving import PortError, metrics_served
from bot.vitals import TELEGRAM, TICKING, Vitals
from bot.work import AwayError
from storage.outbox import REPLY, Draft, backlog, post_all
from tests.kit.bot_api import Answer, Call, Server
from tests.shell.test_app import OWN_ID, found, served, settings, until


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


async def faults(client: httpx.AsyncClient) -> dict[str, str]:
    """The parts that aren't ready; the status says the same."""
    answer = await client.get("/readyz")
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, str] = answer.json().get("faults", {})
    assert (answer.status_code, answer.json()["ready"]) == ((503, False) if told else (200, True))
    return told


async def test_it_is_ready_and_alive(tmp_path: Path) -> None:
    async with served(App(settings(tmp_path))) as (client, _, _):
        assert await faults(client) == {}
        assert (await client.get("/healthz")).text == "ok\n"


async def test_without_its_database_it_is_alive_and_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = App(settings(tmp_path))
    async with served(app) as (client, _, _):

        async def broken(work: object) -> None:
            raise ConnectionError("postgresql://yidong:geheim@db")

        with monkeypatch.context() as patch:
            patch.setattr(app.work, "read", broken)
            assert await faults(client) == {"database": "does not answer (ConnectionError)"}
            assert (await client.get("/healthz")).status_code == 200

            async def hanging(work: object) -> None:
                await asyncio.Event().wait()

            patch.setattr(app.work, "read", hanging)
            patch.setattr("bot.health.DATABASE_SECONDS", 0.01)
            assert await faults(client) == {"database": "does not answer (TimeoutError)"}
        assert await faults(client) == {}


async def test_a_database_that_takes_nothing_isnt_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, seconds = App(settings(tmp_path)), 0.0
    monkeypatch.setattr("bot.work._now", lambda: seconds)
    full = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    full.orig.sqlite_errorcode = sqlite3.SQLITE_FULL  # type: ignore[union-attr]  # an error of sqlite3's has it

    def refuse(session: object) -> None:
        raise full

    async with served(app) as (client, _, _):
        for seconds, told in ((10.0, {}), (14.0, {"database": "can't be written to"})):  # noqa: B007 - the clock
            with pytest.raises(AwayError):
                await app.work(refuse)
            assert await faults(client) == told
        seconds = 30.0
        await app.work(lambda session: None)
        assert await faults(client) == {}


async def test_tables_that_another_version_changed_are_told(tmp_path: Path) -> None:
    app = App(settings(tmp_path))
    async with served(app) as (client, _, _):
        with app.database.begin() as session:
            session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        told = await faults(client)
    assert re.fullmatch(r"the tables are at 9999, this program needs \d{4}", told.pop("migrations"))
    assert told == {}


async def test_it_waits_for_telegram_and_tells_when_polls_go_unanswered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Server(seed=3) as telegram:
        reachable = asyncio.Event()

        async def wait(call: Call) -> Answer | None:
            return None if reachable.is_set() else Answer(502, {})

        telegram.troubles.append(wait)
        more = settings(tmp_path, telegram_token=telegram.token, telegram_base_url=telegram.url)
        app = App(more, telegram=make_telegram(more))
        async with served(app) as (client, _, _):
            assert await faults(client) == {TELEGRAM: "hasn't begun"}
            reachable.set()
            telegram.person(7, "李雷").say("/help")
            await until(lambda: not app.vitals.silent())
            assert await faults(client) == {}
            moment = time.monotonic() + 91
            monkeypatch.setattr("bot.vitals.monotonic", lambda: moment)
            told = await faults(client)
            assert re.fullmatch(r"no sign for 9\d s", told[TELEGRAM])


async def test_with_a_webhook_it_is_ready_once_telegram_knows_the_address(tmp_path: Path) -> None:
    async with Server(seed=3) as server:
        asked, may_answer = asyncio.Event(), asyncio.Event()

        async def wait(call: Call) -> Answer | None:
            if call.method == "setwebhook":
                asked.set()
                await may_answer.wait()
            return None

        server.troubles.append(wait)
        webhook = Webhook(f"http://127.0.0.1:{free_port()}", "a-secret-of-the-test")
        telegram = Telegram(server.token, base_url=server.url, webhook=webhook, grace=0.1)
        app = App(settings(tmp_path), telegram=telegram)
        async with served(app) as (client, _, _):
            await asked.wait()
            assert await faults(client) == {TELEGRAM: "hasn't begun"}
            may_answer.set()
            await until(lambda: not app.vitals.silent())
            assert await faults(client) == {}


def test_a_part_is_silent_only_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("bot.vitals.monotonic", lambda: now)
    vitals = Vitals()
    vitals.beat("nobody waits for this")
    vitals.expect(TICKING, 70)
    now += 70
    assert vitals.silent() == {}
    now += 1
    assert vitals.silent() == {TICKING: "no sign for 71 s"}
    vitals.ticked(good=False)
    assert vitals.silent() == {TICKING: "no sign for 71 s"}
    vitals.ticked(good=True)
    assert vitals.silent() == {}


def figures(page: str) -> dict[str, float]:
    """The samples of our own, without what prometheus_client adds to each counter."""
    lines = [line for line in page.splitlines() if line.startswith("yidong_")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


async def test_what_is_counted(tmp_path: Path) -> None:
    port = free_port()
    app = App(settings(tmp_path, metrics_port=port))
    own = found(app)
    now = app.clock.now()
    async with served(app) as (client, _, _), httpx.AsyncClient(trust_env=False) as scraper:
        await client.post(f"{own}/say", json={"id": OWN_ID, "text": "/help"})
        with app.database.begin() as session:
            post_all(session, [Draft("k", "telegram", "7", REPLY, {}, now)], now)
        await until(lambda: _all_sent(app))
        await app.ticking._tick_safely()
        answer = await scraper.get(f"http://127.0.0.1:{port}/metrics")
        assert (await client.get("/metrics")).status_code == 404
    seen = figures(answer.text)
    assert answer.headers["content-type"].startswith("text/plain")
    assert seen['yidong_turns_total{channel="web",outcome="done"}'] == 1
    assert seen['yidong_turn_seconds_count{channel="web"}'] == 1
    assert 0 < seen['yidong_turn_seconds_sum{channel="web"}'] < 10
    assert seen['yidong_sendings_total{channel="web",outcome="sent"}'] == 1
    assert seen['yidong_outbox_rows{channel="telegram",state="waiting"}'] == 1
    assert 0 <= seen['yidong_outbox_oldest_seconds{channel="telegram"}'] < 60
    assert seen['yidong_ticks_total{outcome="done"}'] == 1
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


def _all_sent(app: App) -> bool:
    with app.database.read() as session:
        return {heap.channel for heap in backlog(session)} <= {"telegram"}


async def test_without_a_port_nothing_is_counted_and_nothing_served(tmp_path: Path) -> None:
    app = App(settings(tmp_path))
    assert app.metrics is None
    async with served(app) as (client, _, _):
        assert (await client.get("/metrics")).status_code == 404


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        app = App(settings(tmp_path, metrics_port=taken.getsockname()[1]))
        with pytest.raises(PortError, match=r"127.0.0.1 port \d+: Address already in use"):  # noqa: SIM117
            with metrics_served(app):
                pass
    app.close()


def test_a_database_that_is_away_leaves_the_other_figures(tmp_path: Path) -> None:
    app = App(settings(tmp_path, metrics_port=free_port()))
    assert app.metrics
    app.vitals.ticked(good=False)
    with app.database.begin() as session:
        session.connection().exec_driver_sql("DROP TABLE outbox")
    seen = figures(generate_latest(app.metrics.registry).decode())
    assert seen['yidong_ticks_total{outcome="failed"}'] == 1
    assert not [name for name in seen if "outbox" in name]
    app.close()


def test_measuring_costs_next_to_nothing(tmp_path: Path) -> None:
    """A turn takes about 1.5 ms; measuring must stay below 2 % of it. Least of several rounds: others
    work on the machine too."""
    app = App(settings(tmp_path, metrics_port=free_port()))
    rounds = []
    for _ in range(10):
        begun = time.perf_counter()
        for _ in range(1000):
            with app.vitals.turn("telegram"):
                pass
            app.vitals.sent("telegram", "sent")
        rounds.append((time.perf_counter() - begun) / 1000)
    app.close()
    print(f"{min(rounds) * 1e6:.1f} µs a turn")
    assert min(rounds) < 30e-6
