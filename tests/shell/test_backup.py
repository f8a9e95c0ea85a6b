"""A backup of a running bot, brought back elsewhere; and all that a backup must refuse."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.photos import PhotoFolder, keep_photo
from storage.pictures import check_picture
from storage.snapshot import copy_database, look_through
from tests.kit.pictures import encode, paint
from tests.shell.cli_kit import Shell, shell
from tests.shell.test_app_start import environment, fetch, first_line, link_said, running

__all__ = ["environment", "shell"]

AT = ("--at", "2019-03-05T09:00")


def keep(folder: Path, seed: int) -> str:
    """A photo kept as the bot does, bytes first; its digest."""
    content = encode(paint(seed))
    photo = check_picture(content)
    PhotoFolder(folder / "photos").keep(photo, content)
    database = Database(f"sqlite:///{folder / 'yidong.db'}")
    with database.begin() as session:
        keep_photo(session, photo, datetime(2019, 3, 5, tzinfo=UTC))
    database.dispose()
    return photo.digest


@pytest.fixture
def city(shell: Shell) -> Shell:
    """A city with an organizer and two photos."""
    shell.run("init", "--name", "周敏", "--organisation", "肇庆市志愿者联合会", *AT)
    for seed in (1, 2):
        keep(shell.folder / "var", seed)
    return shell


def test_a_running_bot_is_backed_up_and_brought_back_elsewhere(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """With the real command line; links that were given out are good there too."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()

    def yidong(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)

    with running(here, environment) as (bot, address):
        own = fetch(link_said(bot), {"name": "周敏"})[1]
        assert "欢迎您，周敏" in first_line(own)
        digest = keep(here / "var", 1)
        made = yidong(here, "backup", "../backup.zip")
        assert (made.returncode, made.stderr) == (0, "")
        assert made.stdout == "../backup.zip: 1 photos and the database\n"
        refused = yidong(here, "restore", "../backup.zip")
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert "isn't empty; --replace puts it aside" in refused.stderr
        refused = yidong(here, "restore", "../backup.zip", "--replace")
        assert (refused.returncode, "is in use: stop the bot first" in refused.stderr) == (2, True)
        assert fetch(f"{address}/readyz")[0] == '{"ready":true}'
        bot.terminate()
        assert bot.wait(10) == 0
    assert (tmp_path / "backup.zip").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    back = yidong(there, "restore", "../backup.zip")
    assert (back.returncode, back.stderr) == (0, "")
    assert back.stdout.endswith(": 1 photos\n") and back.stdout.count("\n") == 1, "nothing was there before"
    kept = [PhotoFolder(folder / "var/photos").read("original", digest) for folder in (here, there)]
    assert kept[0] == kept[1]
    with running(there, environment) as (bot, address):
        assert bot.stdout and address in bot.stdout.readline()
        assert "欢迎您，周敏" in first_line(address + own[own.index("/c/") :])
        bot.terminate()
        assert bot.wait(10) == 0


def test_what_is_written_while_it_is_copied_neither_stops_it_nor_gets_in(city: Shell) -> None:
    source, copy = city.folder / "var/yidong.db", city.folder / "copy.db"
    with closing(sqlite3.connect(source, isolation_level=None)) as other:
        other.execute("CREATE TABLE filler (content BLOB)")
        other.executemany("INSERT INTO filler VALUES (?)", [(b"x" * 4000,)] * 5000)
        looks = []

        def write(what: str, done: int, of: int) -> None:
            other.execute("INSERT INTO filler VALUES ('later')")
            looks.append((done, of))

        copy_database(source, copy, write)
    assert len(looks) >= 3
    assert [done for done, _ in looks] == sorted({done for done, _ in looks})
    with closing(sqlite3.connect(copy)) as copied:
        assert copied.execute("SELECT count(*) FROM filler").fetchone() == (5000,)
    assert look_through(copy)[1] == []


def test_a_replaced_database_is_kept_aside_with_all_that_was_in_it(city: Shell) -> None:
    city.run("backup", "first.zip")
    city.run("init", "--name", "李雷", "--database", "sqlite:///var/other.db")
    Path("var/other.db").replace("var/yidong.db")
    said = city.run("restore", "first.zip", "--replace").stdout
    assert city.run("people").stdout.startswith("1\t周敏")
    (aside,) = Path("var").glob("yidong.db.before-*")
    assert f"is now {aside.absolute()}" in said
    assert city.run("people", "--database", f"sqlite:///{aside}").stdout.startswith("1\t李雷")


def test_a_backup_never_replaces_another(city: Shell) -> None:
    Path("backup.zip").write_text("the last good one")
    assert "is there already" in city.refused("backup", "backup.zip")
    assert Path("backup.zip").read_text() == "the last good one"
    assert city.refused("backup", "nowhere/backup.zip") == "nowhere: there is no such folder"


def test_a_database_that_is_not_there_is_told(shell: Shell) -> None:
    assert "there is no database var/yidong.db" in shell.refused("backup", "backup.zip")
    assert shell.refused("restore", "backup.zip") == "backup.zip: No such file or directory"


def test_what_was_lost_before_is_told_and_the_rest_is_saved(city: Shell) -> None:
    digest = keep(Path("var"), 3)
    (original,) = Path("var/photos").glob(f"original/*/{digest}")
    original.write_bytes(b"damaged")
    (thumb,) = Path("var/photos").glob(f"thumb/*/{digest}.jpg")
    thumb.unlink()
    result = city.run("backup", "backup.zip", ends=1)
    assert result.stderr.splitlines() == [
        f"lost already, so not in it: photos/original/{digest[:2]}/{digest}",
        f"lost already, so not in it: photos/thumb/{digest[:2]}/{digest}.jpg",
    ]
    shutil.rmtree("var")
    assert city.run("restore", "backup.zip", ends=1).stderr.count("lost before the backup") == 2
    assert len(list(Path("var/photos").rglob("*.jpg"))) == 5
    assert city.run("people").stdout.startswith("1\t周敏")


Change = Callable[[dict[str, bytes]], None]


def changed(members: dict[str, bytes], **more: object) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | more).encode()


def drop(members: dict[str, bytes], name: str) -> None:
    del members[name]


def a_photo(members: dict[str, bytes]) -> str:
    return min(name for name in members if name.startswith("photos/original"))


def another_revision(members: dict[str, bytes]) -> None:
    file = Path("changed.db")
    file.write_bytes(members["yidong.db"])
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    members["yidong.db"] = file.read_bytes()


WRONG: dict[str, tuple[Change, str]] = {
    "up": (lambda all_: all_.update({"../../evil": b"x"}), "holds '../../evil', which no backup does"),
    "root": (lambda all_: all_.update({"/etc/passwd": b"x"}), "holds '/etc/passwd'"),
    "photo": (lambda all_: all_.update({f"photos/clean/aa/{'b' * 64}.jpg": b"x"}), "which no backup does"),
    "digest": (lambda all_: changed(all_, photos=["../../../evil"]), "manifest.json is damaged"),
    "newer": (lambda all_: changed(all_, format=2), "a newer version of Yidong made it"),
    "manifest": (lambda all_: all_.update({"manifest.json": b"{"}), "manifest.json is damaged"),
    "foreign": (lambda all_: drop(all_, "manifest.json"), "no backup of Yidong"),
    "revision": (another_revision, "its tables are at 9999, which this version of Yidong doesn't know"),
    "database": (lambda all_: all_.update({"yidong.db": b"SQLite format 3\0" + b"x" * 5000}), "database"),
    "missing": (lambda all_: drop(all_, a_photo(all_)), "isn't in it"),
    "damaged": (lambda all_: all_.update({a_photo(all_): b"x"}), "in it is damaged"),
    "unlisted": (lambda all_: changed(all_, photos=[]), "its database knows 2 photos that aren't in it"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_backup_that_is_not_good_touches_nothing(city: Shell, what: str) -> None:
    city.run("backup", "good.zip")
    with zipfile.ZipFile("good.zip") as good:
        members = {name: good.read(name) for name in good.namelist()}
    change, reason = WRONG[what]
    change(members)
    with zipfile.ZipFile("bad.zip", "w") as bad:
        for name, content in members.items():
            bad.writestr(name, content)
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*") if path.is_file()}
    assert reason in city.refused("restore", "bad.zip", "--replace")
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*") if path.is_file()} == before
    shutil.move("var", "gone")
    assert reason in city.refused("restore", "bad.zip")
    assert [path.name for path in Path("var").rglob("*") if path.is_file()] == ["secret"]


@pytest.mark.parametrize("where", [0.0, 0.5, 0.999])
def test_half_a_backup_is_refused(city: Shell, where: float) -> None:
    city.run("backup", "good.zip")
    content = Path("good.zip").read_bytes()
    Path("bad.zip").write_bytes(content[: int(len(content) * where)])
    assert "only the beginning of one" in city.refused("restore", "bad.zip", "--replace")


def test_every_flipped_byte_in_a_photo_is_noticed(city: Shell) -> None:
    city.run("backup", "good.zip")
    with zipfile.ZipFile("good.zip") as good:
        for kind in ("original", "clean", "thumb", "yidong"):
            entry = next(each for each in good.infolist() if kind in each.filename)
            content = bytearray(Path("good.zip").read_bytes())
            content[entry.header_offset + 200 + len(entry.filename)] ^= 1
            Path("bad.zip").write_bytes(content)
            assert "in it is damaged" in city.refused("restore", "bad.zip", "--replace")


def test_what_a_killed_bot_left_is_not_mixed_into_the_new_database(city: Shell) -> None:
    city.run("backup", "good.zip")
    Path("var/yidong.db").write_bytes(b"broken" * 1000)
    Path("var/yidong.db-wal").write_bytes(b"of another")
    city.run("restore", "good.zip", "--replace")
    assert city.run("people").stdout.startswith("1\t周敏")
    assert b"of another" not in [path.read_bytes() for path in Path("var").glob("yidong.db-*")]
