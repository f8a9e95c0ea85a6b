"""The tables' history (Alembic), run from code: no alembic.ini and no command of its own is needed.

Nearly every start finds the tables as they should be. Alembic and what it brings along (Mako, Pygments, five
SQL dialects) are loaded only where they aren't: the revisions are files whose names begin with their number.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table
from sqlalchemy.orm import Session

from storage.database import Database

_FOLDER = Path(__file__).parent
#: Where Alembic writes down the revision that the tables are at.
_VERSION = table("alembic_version", column("version_num"))


class UnknownRevisionError(RuntimeError):
    """The tables are at a revision that this version of the program doesn't have."""


def migrate(database: Database, to: str = "head") -> None:
    """Bring the tables to the newest revision, or up or down `to` a named one, in one transaction.

    Two processes that start at once take turns. What fails leaves everything as it was. Raises
    UnknownRevisionError for tables of a newer program.
    """
    if to == "head" and current(database) == newest():
        return
    from storage.migrations import steps

    with database.change_schema() as connection:
        at = _revision(connection)
        if at is not None and at not in known():
            raise UnknownRevisionError(f"its tables are at {at}")
        steps.go(connection, to, down=to == "base" or (at is not None and to < at))


def current(database: Database) -> str | None:
    """The revision that the tables are at; None for an empty database."""
    with database.read() as session:
        return revision(session)


def revision(session: Session) -> str | None:
    """The revision that the tables are at, as this transaction sees them."""
    return _revision(session.connection())


def newest() -> str:
    """The revision that this version of the program needs."""
    return max(known())


def known() -> set[str]:
    """All revisions that this version of the program can bring to the newest."""
    return {file.name[:4] for file in (_FOLDER / "versions").glob("[0-9]*.py")}


def write_revision(name: str) -> Path:
    """Write the next revision: what the tables in code have that the revisions so far don't.

    Compared against a SQLite file made for it. Raises SystemExit if there is nothing to write.
    """
    from storage.migrations import steps

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/compare.db")
        migrate(database)
        with database.change_schema() as connection:
            written = steps.write(connection, name, f"{int(newest()) + 1:04d}")
        database.dispose()
    if written is None:
        raise SystemExit("nothing to write: the tables are as the revisions make them")
    return written


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    found: str | None = connection.scalar(select(_VERSION.c.version_num))
    return found
