"""The tables' history (Alembic), run from code: no alembic.ini and no command of its own is needed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from storage.database import Database

_FOLDER = Path(__file__).parent


def migrate(database: Database, to: str = "head") -> None:
    """Bring the tables to the newest revision, or up or down `to` a named one, in one transaction.

    Two processes that start at once take turns. What fails leaves everything as it was.
    """
    with database.change_schema() as connection:
        config = _config(connection)
        downwards = to == "base" or to in _ids_below(_revision(connection))
        (command.downgrade if downwards else command.upgrade)(config, to)


def current(database: Database) -> str | None:
    """The revision that the tables are at; None for an empty database."""
    with database.read() as session:
        return revision(session)


def revision(session: Session) -> str | None:
    """The revision that the tables are at, as this transaction sees them."""
    return _revision(session.connection())


def newest() -> str | None:
    """The revision that this version of the program needs."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def known() -> set[str]:
    """All revisions that this version of the program can bring to the newest."""
    return {script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions()}


def write_revision(name: str) -> Path:
    """Write the next revision: what the tables in code have that the revisions so far don't.

    Compared against a SQLite file made for it. Raises SystemExit if there is nothing to write.
    """
    number = len(list((_FOLDER / "versions").glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/compare.db")
        migrate(database)
        with database.change_schema() as connection:
            script = command.revision(_config(connection), name, autogenerate=True, rev_id=f"{number:04d}")
        database.dispose()
    if script is None or isinstance(script, list):
        raise SystemExit("nothing to write: the tables are as the revisions make them")
    return Path(script.path)


def _config(connection: Connection) -> Config:
    """Alembic's settings, with the connection it is to work on."""
    config = Config(stdout=sys.stderr)
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _ids_below(revision: str | None) -> set[str]:
    """The revisions that come before this one."""
    if revision is None:
        return set()
    scripts = ScriptDirectory(str(_FOLDER)).iterate_revisions(revision, "base")
    return {script.revision for script in scripts} - {revision}
