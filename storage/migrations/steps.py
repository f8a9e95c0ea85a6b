"""The steps from one revision to another, as Alembic takes and writes them."""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def go(connection: Connection, to: str, *, down: bool) -> None:
    """Take the steps up, or down, to that revision."""
    (command.downgrade if down else command.upgrade)(_config(connection), to)


def write(connection: Connection, name: str, number: str) -> Path | None:
    """Write a revision with what the tables in code have more than those here; None if that is nothing."""
    script = command.revision(_config(connection), name, autogenerate=True, rev_id=number)
    return None if script is None or isinstance(script, list) else Path(script.path)


def _config(connection: Connection) -> Config:
    """Alembic's settings, with the connection it is to work on."""
    config = Config(stdout=sys.stderr)
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
