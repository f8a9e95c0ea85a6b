"""The hop from the async shell to the database: a plain function in a worker thread, in one transaction."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from storage.database import Database

T = TypeVar("T")

#: SQLite has one writer at a time, so more threads would only wait for each other.
SQLITE_WRITERS = 1
POSTGRES_WRITERS = 4
READERS = 4


class Work:
    """Runs plain functions with a Session in a thread and commits; this is what the shell is given.

    A caller that is cancelled stops waiting, but what has begun in the thread still commits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        writers = SQLITE_WRITERS if database.sqlite else POSTGRES_WRITERS
        self._writers = ThreadPoolExecutor(writers, "write")
        self._readers = ThreadPoolExecutor(READERS, "read")

    async def __call__(self, work: Callable[[Session], T]) -> T:
        """What `work` returns, once it is committed; what it raises, once it is rolled back."""
        return await _hop(self._writers, lambda: self._write(work))

    async def read(self, work: Callable[[Session], T]) -> T:
        """What `work` returns from a transaction that only reads and never waits for a writer."""
        return await _hop(self._readers, lambda: self._read(work))

    def close(self) -> None:
        """Wait until what has begun is committed; what hasn't begun is dropped."""
        self._writers.shutdown(cancel_futures=True)
        self._readers.shutdown(cancel_futures=True)

    def _write(self, work: Callable[[Session], T]) -> T:
        with self._database.begin() as session:
            return work(session)

    def _read(self, work: Callable[[Session], T]) -> T:
        with self._database.read() as session:
            return work(session)


async def _hop(threads: ThreadPoolExecutor, call: Callable[[], T]) -> T:
    """Run `call` in one of the threads, with the context (so that log lines there know their turn)."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads, lambda: context.run(call))
