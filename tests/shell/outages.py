"""A database that can't be used for a while, in each of the ways that happen."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from typing import Protocol

from sqlalchemy import event

from storage.database import Database
from tests.kit.postgres import PostgresServer

#: Takes the lock, says so, and keeps it until its input ends.
_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


class Outage(Protocol):
    """Begins and ends when told."""

    def begin(self) -> None: ...

    def end(self) -> None: ...


class Locked:
    """Another process writes, and doesn't come to an end."""

    def __init__(self, database: Database) -> None:
        self._file = str(database.url.database)

    def begin(self) -> None:
        words = [sys.executable, "-c", _HOLD, self._file]
        self._holder = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"held\n"

    def end(self) -> None:
        self._holder.communicate()


class Full:
    """No page can be added to the file: what SQLite says then is what it says of a full disk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pages: int | None = None
        event.listen(database.engine, "checkout", self._limit)

    def begin(self) -> None:
        with self._database.read() as session:
            self._pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()

    def end(self) -> None:
        self._pages = None

    def _limit(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {self._pages or 2**30}")


class Failing:
    """The system refuses every write to a file of this process."""

    def __init__(self, database: Database) -> None:
        self._usual = resource.getrlimit(resource.RLIMIT_FSIZE)

    def begin(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, self._usual[1]))

    def end(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._usual)


class Stopped:
    """PostgreSQL is restarted, and takes its time."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def begin(self) -> None:
        self._server.stop()

    def end(self) -> None:
        self._server.start()
