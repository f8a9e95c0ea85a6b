from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.log import turn_id
from bot.work import CHECKPOINT_EVERY, AwayError, Work
from storage.database import Database
from storage.photos import StoredPhoto


def photo(width: int) -> StoredPhoto:
    at = datetime(2019, 3, 7, tzinfo=UTC)
    return StoredPhoto(
        digest="d", format="jpeg", width=width, height=1, size=1, likeness=None, kept_at=at, next_at=at
    )


def width(session: Session) -> int:
    return session.execute(select(StoredPhoto.width).with_for_update()).scalar_one()


def widen(session: Session) -> None:
    session.execute(select(StoredPhoto).with_for_update()).scalar_one().width += 1


def width_in_file_alone(database: Database) -> int:
    """As it is in the file, without the log that lies beside it."""
    file = Path(database.url.database or "")
    alone = file.with_name("alone.db")
    alone.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(alone)) as connection:
        return int(connection.execute("SELECT max(width) FROM photos").fetchone()[0] or 0)


@pytest.mark.parametrize("kind", ["database", "postgres"])
async def test_concurrent_work_is_not_lost(kind: str, request: pytest.FixtureRequest) -> None:
    work = Work(request.getfixturevalue(kind))
    await work(lambda session: session.add(photo(0)))

    async def write() -> None:
        for _ in range(25):
            await work(widen)

    await asyncio.gather(*(write() for _ in range(8)))
    assert await work(width) == 200
    work.close()


async def test_the_log_is_brought_into_the_file_though_no_commit_does_it(database: Database) -> None:
    work = Work(database)
    await work(lambda session: session.add(photo(0)))
    for _ in range(CHECKPOINT_EVERY):
        await work(widen)
    work.close()
    assert width_in_file_alone(database) >= CHECKPOINT_EVERY - 1


async def test_what_is_raised_arrives_and_rolls_back(database: Database) -> None:
    work = Work(database)
    await work(lambda session: session.add(photo(0)))

    def fail(session: Session) -> None:
        widen(session)
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work(fail)
    assert await work(width) == 0
    work.close()


async def test_a_failed_commit_is_an_error(database: Database) -> None:
    work = Work(database)
    with pytest.raises(OperationalError, match="readonly"):
        await work.read(lambda session: session.add(photo(0)))
    work.close()


async def test_the_loop_is_free_while_it_works(database: Database) -> None:
    work, free = Work(database), threading.Event()
    waiting = asyncio.create_task(work(lambda _: free.wait(10)))
    await work.read(lambda session: session.execute(select(1)))
    free.set()
    assert await waiting is True
    work.close()


async def test_the_thread_knows_the_turn(database: Database) -> None:
    work, token = Work(database), turn_id.set("turn-7")
    assert await work(lambda _: turn_id.get()) == "turn-7"
    turn_id.reset(token)
    work.close()


async def test_close_waits_for_what_has_begun(database: Database) -> None:
    work = Work(database)
    begun, free = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        begun.set()
        free.wait(10)
        session.add(photo(3))

    waiting = asyncio.create_task(work(slow))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    free.set()
    work.close()
    with database.read() as session:
        assert session.execute(select(StoredPhoto.width)).scalar_one() == 3


async def test_while_the_database_is_away_one_at_a_time_finds_out(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would wait for the lock as long as SQLite does; and all of them would say so."""
    monkeypatch.setattr("bot.work.CALM_SECONDS", 0.0)
    work = Work(database)
    outage = OperationalError("a statement", {}, sqlite3.OperationalError("database is locked"))
    outage.orig.sqlite_errorcode = sqlite3.SQLITE_BUSY  # type: ignore[union-attr]  # as sqlite3 sets it
    tries, opened = 0, threading.Event()

    def locked(_: Session) -> None:
        nonlocal tries
        tries += 1
        if tries > 1:
            opened.wait(10)
        raise outage

    with pytest.raises(AwayError, match="database is locked"):
        await work(locked)
    first = asyncio.create_task(work(locked))
    await asyncio.sleep(0)
    for _ in range(5):
        with pytest.raises(AwayError):
            await work(lambda _: None)
    assert await work.read(lambda _: "read") == "read"
    opened.set()
    with pytest.raises(AwayError):
        await first
    assert await work(lambda _: "back") == "back"
    assert [record.getMessage() for record in caplog.records] == [
        "the database can't be used to write: database is locked",
        "the database can be used to write again; it failed for 0 s",
    ]
    work.close()
