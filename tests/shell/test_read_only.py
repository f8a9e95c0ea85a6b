"""A data folder that can't be written, which is when one needs a backup: what only reads works there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.shell.cli_kit import Shell, shell
from tests.shell.test_backup import keep

__all__ = ["shell"]

#: Root may write everywhere, so it is nobody for the while.
NOBODY = 65534


@pytest.fixture
def city(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A city with a photo, in a folder that others may come to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        monkeypatch.chdir(folder)
        shell.run("init", "--name", "周敏", "--at", "2019-03-05T09:00")
        keep(Path("var"), 1)
        for words in (("people",), ("link", "周敏"), ("backup", "before.zip")):
            shell.run(*words)  # what is loaded with the first of a kind may lie where nobody may look
        yield Shell(Path(folder))


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """Nothing in that folder can be written while the block runs."""
    every = [folder, *folder.rglob("*")]
    before = {path: path.stat().st_mode for path in every}
    for path in every:
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.getuid() == 0
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        assert not os.access(folder, os.W_OK)
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        for path, mode in before.items():
            path.chmod(mode)


@pytest.mark.parametrize("words", [("people",), ("link", "周敏")])
def test_what_only_reads_works(city: Shell, words: tuple[str, ...]) -> None:
    told = city.run(*words).stdout
    with shut(Path("var")):
        assert city.run(*words).stdout == told
    assert sorted(path.name for path in Path("var").glob("yidong.db*")) == ["yidong.db"]


def test_a_backup_is_made_and_can_be_brought_back(city: Shell) -> None:
    with shut(Path("var")):
        assert city.run("backup", "backup.zip").stdout == "backup.zip: 1 photos and the database\n"
    shutil.rmtree("var")
    city.run("restore", "backup.zip")
    assert city.run("people").stdout.startswith("1\t周敏")


@contextmanager
def killed(database: Path) -> Iterator[None]:
    """A bot that wrote a name and was killed: the log and its index lie beside the file."""
    names = [Path(f"{database}{end}") for end in ("", "-wal", "-shm")]
    with closing(sqlite3.connect(database)) as bot, tempfile.TemporaryDirectory() as aside:
        bot.execute("UPDATE people SET name = '周小敏'")
        bot.commit()
        for name in names:
            shutil.copy(name, aside)
        bot.close()
        for name in names:
            shutil.copy(Path(aside) / name.name, name)
    yield


def test_what_a_killed_bot_wrote_last_is_there(city: Shell) -> None:
    with killed(Path("var/yidong.db")), shut(Path("var")):
        assert city.run("people").stdout.startswith("1\t周小敏")
        city.run("backup", "backup.zip")
    city.run("restore", "backup.zip", "--replace")
    assert city.run("people").stdout.startswith("1\t周小敏")


def test_a_log_that_cant_be_read_there_is_never_left_out(city: Shell) -> None:
    with killed(Path("var/yidong.db")):
        Path("var/yidong.db-shm").unlink()
        with shut(Path("var")):
            for words in (("people",), ("backup", "backup.zip")):
                told = city.refused(*words)
                assert "its last changes are in yidong.db-wal; copy both elsewhere" in told
    assert not Path("backup.zip").exists()


@pytest.mark.parametrize("words", [("run",), ("tick",), ("chat", "--as", "周敏")])
def test_what_writes_says_so_in_one_line(city: Shell, words: tuple[str, ...]) -> None:
    with shut(Path("var")):
        assert city.refused(*words) == "YIDONG_DATA_FOLDER: var can't be written: Permission denied"


def test_a_database_in_a_folder_of_its_own_is_named_by_its_own_setting(
    city: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree("var", "elsewhere")
    monkeypatch.setenv("YIDONG_DATABASE_URL", "sqlite:///elsewhere/yidong.db")
    monkeypatch.setenv("YIDONG_SECRET", "s" * 32)
    with shut(Path("elsewhere")):
        assert city.refused("run").startswith("YIDONG_DATABASE_URL: elsewhere can't be written: ")
