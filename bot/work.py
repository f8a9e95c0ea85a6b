"""The hop from the async shell to the database: a plain function in a worker thread, in one transaction."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from sqlalchemy.orm import Session

from storage.database import Database, Outage, find_outage

T = TypeVar("T")

log = logging.getLogger(__name__)

#: SQLite has one writer at a time, so more threads would only wait for each other.
SQLITE_WRITERS = 1
POSTGRES_WRITERS = 4
READERS = 4
#: After so many transactions, of some ten pages each, SQLite's log is brought into the file.
CHECKPOINT_EVERY = 100
#: An outage is over when nothing has failed for so long (seconds): on a full disk what writes little works.
CALM_SECONDS = 10.0


class AwayError(Exception):
    """The database can't be used now. Nothing was done; the same may be tried again. It is in the log, once
    for all that meet it. `total`: nothing can be done with it at all."""

    def __init__(self, outage: Outage) -> None:
        self.total = outage.total
        super().__init__(f"the database can't be used now: {outage.reason}")


class Work:
    """Runs plain functions with a Session in a thread and commits; this is what the shell is given.

    A caller that is cancelled stops waiting, but what has begun in the thread still commits.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writers = _Crew("write", SQLITE_WRITERS if database.sqlite else POSTGRES_WRITERS)
        self._readers = _Crew("read", READERS)
        self._written = 0

    async def __call__(self, work: Callable[[Session], T]) -> T:
        """What `work` returns, once it is committed. Raises what it raises, once it is rolled back, and
        AwayError."""
        done = await self._writers.do(lambda: self._write(work))
        self._written += 1
        if self._database.sqlite and self._written % CHECKPOINT_EVERY == 0:
            self._readers.send(self._database.checkpoint)
        return done

    async def read(self, work: Callable[[Session], T]) -> T:
        """What `work` returns from a transaction that only reads and never waits for a writer. Raises what
        it raises, and AwayError."""
        return await self._readers.do(lambda: self._read(work))

    def failing_for(self) -> float:
        """For how many seconds writing has failed, from the first time to the last; 0 if it works."""
        return self._writers.failing_for()

    def close(self) -> None:
        """Wait until what has begun is committed; what hasn't begun is dropped."""
        self._writers.close()
        self._readers.close()

    def _write(self, work: Callable[[Session], T]) -> T:
        with self._database.begin() as session:
            return work(session)

    def _read(self, work: Callable[[Session], T]) -> T:
        with self._database.read() as session:
            return work(session)


class _Crew:
    """Threads that do one kind of thing. While the database is away one at a time finds out whether it is
    back, and the others needn't wait for that: a lock is waited for ten seconds."""

    def __init__(self, name: str, count: int) -> None:
        self._name = name
        self._threads = ThreadPoolExecutor(count, name)
        self._under_way = 0
        self._outage: Outage | None = None
        self._away_from: float | None = None
        self._failed_at = 0.0

    async def do(self, call: Callable[[], T]) -> T:
        """Run `call` in a thread, with the context (so that log lines there know their turn)."""
        if self._outage and self._under_way:
            raise AwayError(self._outage)
        context = contextvars.copy_context()
        self._under_way += 1
        try:
            done = await asyncio.get_running_loop().run_in_executor(self._threads, lambda: context.run(call))
        except Exception as error:
            if outage := find_outage(error):
                self._note_failed(outage)
                raise AwayError(outage) from error
            raise
        finally:
            self._under_way -= 1
        self._note_done()
        return done

    def send(self, call: Callable[[], None]) -> None:
        """Run `call` in a thread, for nobody who waits: if it fails, so will what others do."""
        with suppress(RuntimeError):  # closed meanwhile
            self._threads.submit(call)

    def close(self) -> None:
        """Wait until what has begun is done."""
        self._threads.shutdown(cancel_futures=True)

    def failing_for(self) -> float:
        """For how many seconds it has failed, from the first time to the last; 0 if it works."""
        return self._failed_at - self._away_from if self._away_from is not None else 0.0

    def _note_failed(self, outage: Outage) -> None:
        self._outage, self._failed_at = outage, _now()
        if self._away_from is None:
            self._away_from = self._failed_at
            log.error("the database can't be used to %s: %s", self._name, outage.reason)

    def _note_done(self) -> None:
        self._outage = None
        if self._away_from is not None and _now() - self._failed_at >= CALM_SECONDS:
            lasted = self._failed_at - self._away_from
            log.warning("the database can be used to %s again; it failed for %.0f s", self._name, lasted)
            self._away_from = None


def _now() -> float:
    return asyncio.get_running_loop().time()
