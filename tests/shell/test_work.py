from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.log import turn_id
from bot.work import Work
from storage.database import Database
from storage.photos import StoredPhoto


def photo(width: int) -> StoredPhoto:
    at = datetime(2019, 3, 7, tzinfo=UTC)
    return StoredPhoto(digest="d", format="jpeg", width=width, height=1, size=1, likeness=None, kept_at=at)


def width(session: Session) -> int:
    return session.execute(select(StoredPhoto.width).with_for_update()).scalar_one()


def widen(session: Session) -> None:
    session.execute(select(StoredPhoto).with_for_update()).scalar_one().width += 1


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
