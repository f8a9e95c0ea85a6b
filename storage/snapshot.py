"""A SQLite database as one file: copied while it is used, looked through, and put in another's place."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import URL

from storage.database import Database
from storage.frozen import frozen_address
from storage.migrations import current

#: Told of long work: what, how much of it is done, of how much.
Tell: TypeAlias = Callable[[str, int, int], None]

#: So many pages (4 kB each as a rule) are copied between two looks at the progress.
PAGES = 2000


class InUseError(Exception):
    """Another process has the database open."""


def copy_database(source: Path, to: Path, tell: Tell) -> None:
    """Copy the state of one moment; others go on writing meanwhile. Raises sqlite3.Error, or OSError where
    nothing can be written and it can't be read without.

    The transaction is held open, since SQLite would begin anew whenever another process writes in between
    (sqlite.org/c3ref/backup_finish.html).
    """
    frozen = frozen_address(source)
    with (
        closing(sqlite3.connect(frozen or source, uri=frozen is not None)) as live,
        closing(sqlite3.connect(to)) as copy,
    ):
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        live.backup(copy, pages=PAGES, progress=lambda _, left, all_: tell("database", all_ - left, all_))
        if frozen and frozen_address(source) != frozen:
            raise sqlite3.OperationalError("somebody began to write to it meanwhile; try again")
        # All in one file: nobody else has it open, so no write-ahead log is needed.
        copy.execute("PRAGMA journal_mode = DELETE")


def look_through(file: Path) -> tuple[str | None, list[str]]:
    """The revision of the tables in that file, and what is wrong with it (nothing, as a rule)."""
    database = Database(URL.create("sqlite", database=str(file)))
    try:
        if faults := database.integrity():
            return None, faults
        return current(database), []
    finally:
        database.dispose()


def photos_in(file: Path) -> list[str]:
    """The digests of all photos that the database knows, in order."""
    with closing(sqlite3.connect(file)) as database:
        return [row[0] for row in database.execute("SELECT digest FROM photos ORDER BY digest")]


def is_empty(file: Path) -> bool:
    """Whether there is no such database, or none with a row in it. One that can't be read isn't empty."""
    if not file.exists():
        return True
    try:
        with closing(sqlite3.connect(file)) as database:
            names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            tables = [name for (name,) in names if not name.startswith(("alembic_", "sqlite_"))]
            # The names are the database's own.
            return not any(database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in tables)  # noqa: S608
    except sqlite3.Error:
        return False


def set_aside(file: Path, name: Path) -> None:
    """Move a database out of the way, whole. Raises InUseError, or sqlite3.Error.

    What a process that died left beside it goes along: SQLite would take it for the next one's.
    """
    with closing(sqlite3.connect(file, timeout=0)) as database:
        try:
            # Only the last who has it open can do that; and it leaves all that was written in the one file.
            database.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault):
                raise
            raise InUseError from fault
        except sqlite3.DatabaseError:
            pass  # broken, which may be why it is replaced
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{file}{end}").rename(f"{name}{end}")
