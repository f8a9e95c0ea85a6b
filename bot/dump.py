"""What a backup says of a PostgreSQL server: its own tools dump it and bring it back."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bot.console import CommandError
from storage.database import Database, parse_url
from storage.photos import StoredPhoto

_INSTALL = "install PostgreSQL's client programs (Debian: apt install postgresql-client)"


def photos_of(address: str) -> list[str]:
    """The digests of all photos that the server knows. Raises CommandError."""
    try:
        database = Database(address)
    except ModuleNotFoundError:
        raise CommandError("the driver for PostgreSQL is missing; install yidong[postgres]") from None
    try:
        with database.read() as session:
            return list(session.scalars(select(StoredPhoto.digest).order_by(StoredPhoto.digest)))
    except DBAPIError as error:
        raise CommandError(f"the database: {str(error.orig).strip().partition(chr(10))[0]}") from None
    finally:
        database.dispose()


def how_to_dump(address: str, file: Path) -> list[str]:
    """The command that dumps the database beside the backup."""
    words = ["pg_dump", "--format=custom", f"--file={_dump(file)}", f"--dbname={_without_password(address)}"]
    return [
        "The database itself is on a PostgreSQL server: its own tool dumps it. In a nightly job let it run "
        "first, so that the photos of all that it dumps are here:",
        f"  {shlex.join(words)}",
        "It takes the password from ~/.pgpass or PGPASSWORD.",
    ]


def how_to_restore(address: str, file: Path) -> list[str]:
    """The command that brings it back."""
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
    words = ["pg_restore", *options, f"--dbname={_without_password(address)}", str(_dump(file))]
    return [
        "The photos are in place. The database comes back from its dump, while no bot runs:",
        f"  {shlex.join(words)}",
        "It takes the password from ~/.pgpass or PGPASSWORD.",
    ]


def _dump(file: Path) -> Path:
    return file.with_suffix(".dump")


def _without_password(address: str) -> str:
    url = parse_url(address).set(drivername="postgresql")
    url = url.difference_update_query(["password", "sslpassword"])
    bare = url._replace(password=None)
    return bare.render_as_string(hide_password=False)


def _server_version(address: str) -> int | None:
    """The server's major version; None if it can't be asked."""
    database = Database(address)
    try:
        with database.read() as session:
            return int(session.connection().exec_driver_sql("SHOW server_version_num").scalar_one()) // 10000
    except DBAPIError:
        return None
    finally:
        database.dispose()


def lacking(program: str, address: str) -> list[str]:
    """What stands in the way: no such program, or one that is older than the server, which it refuses."""
    found = shutil.which(program)
    if found is None:
        return [f"{program} is not here: {_INSTALL}."]
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - found on the PATH, no words of anybody's
    version = re.search(r"(\d+)[.\d]*\b", said)
    server = _server_version(address)
    if server and version and int(version[1]) < server:
        return [f"{program} here is {version[1]}, older than the server ({server}): {_INSTALL}."]
    return []
