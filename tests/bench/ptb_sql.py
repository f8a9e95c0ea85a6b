"""A rival: the same bot of python-telegram-bot, with every answer kept by SQLAlchemy's async session.

In the manner of SQLAlchemy's documentation: one engine, one sessionmaker, `async with sessions.begin()`.
SQLite commits as quickly as under our bot (WAL, synchronous NORMAL), and nothing is ever read back. One
row an answer, by a statement that is built once, was the quickest of what was tried: a row added by the
session took a sixth longer, one JSON row a leader half as long again and more.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import JsonValue
from sqlalchemy import JSON, PoolProxiedConnection, event, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.loop import run
from tests.bench.contender import obey
from tests.bench.ptb import Rival, serving
from tests.bench.steps import Answers


class Base(DeclarativeBase):
    """The tables of this bot."""


class Answer(Base):
    __tablename__ = "answer"
    account: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[JsonValue] = mapped_column(JSON)


class Report(Base):
    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int]
    answers: Mapped[Answers] = mapped_column(JSON)


_ANSWER = sqlite.insert(Answer)
KEEP = _ANSWER.on_conflict_do_update(
    index_elements=["account", "question"], set_={"value": _ANSWER.excluded.value}
)
HAND_IN = insert(Report)


class Keeping(Rival):
    """Answers and reports are committed before the reply is sent."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__()
        self.sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def on_answer(self, account: int, key: str, given: Answers) -> None:
        values = {"account": account, "question": key, "value": given.get(key)}
        async with self.sessions.begin() as session:
            await session.execute(KEEP, values)

    async def on_report(self, account: int, given: Answers) -> None:
        async with self.sessions.begin() as session:
            await session.execute(HAND_IN, {"account": account, "answers": given})


def open_database(file: Path) -> AsyncEngine:
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")

    @event.listens_for(engine.sync_engine, "connect")
    def _(connection: PoolProxiedConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    return engine


async def main(url: str, folder: Path) -> None:
    """Serve until stdin ends."""
    engine = open_database(folder / "rival.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with serving(url, Keeping(engine)):
        await obey()
    await engine.dispose()


if __name__ == "__main__":
    run(main(sys.argv[1], Path(sys.argv[3])))
