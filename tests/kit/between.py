"""Two turns at once on PostgreSQL: one comes in the middle of the other, when that has read something."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from threading import get_ident
from typing import Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from storage.database import Database

F = TypeVar("F")
S = TypeVar("S")
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'"
)


class Between:
    """Runs `second` in a thread once this one has read so often (`after`) from one of `tables`, and goes on
    when that is done, or waits for what this one holds."""

    def __init__(self, database: Database, tables: tuple[str, ...], after: int) -> None:
        self._database = database
        self._tables = tables
        self._left = after
        self._pool = ThreadPoolExecutor(1)
        self._here = get_ident()
        self._begun: Future[Any] | None = None
        self._second: Callable[[], Any] = lambda: None

    def run(self, first: Callable[[], F], second: Callable[[], S]) -> tuple[F, S] | None:
        """What both give; None if the first had ended before the second's moment came."""
        self._second = second
        listening = (self._database.engine, "after_cursor_execute", self._count)
        event.listen(*listening)
        try:
            done = first()
        finally:
            event.remove(*listening)
            self._pool.shutdown()
        return None if self._begun is None else (done, self._begun.result())

    def _count(self, _: Connection, __: object, statement: str, *___: object) -> None:
        reads = statement.startswith("SELECT") and any(f"FROM {name}" in statement for name in self._tables)
        if get_ident() != self._here or self._begun or not reads:
            return
        self._left -= 1
        if self._left == 0:
            self._begun = self._pool.submit(self._second)
            while not (self._begun.done() or waiting(self._database)):
                wait([self._begun], timeout=0.01)


def waiting(database: Database) -> int:
    """How many transactions of that PostgreSQL database wait for a lock of another."""
    with closing(database.engine.connect()) as connection:
        return int(connection.scalar(_WAITING) or 0)
