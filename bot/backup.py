"""`yidong backup` and `yidong restore`: database and photos in one file, and back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import dump
from bot.app import open_photos
from bot.console import CommandError, check_there
from bot.settings import Settings, kept_secret_file
from storage.archive import Archive, ArchiveError, Manifest, write_archive
from storage.database import sqlite_file
from storage.photos import PhotoStore, PhotoStoreError
from storage.snapshot import (
    InUseError,
    Tell,
    copy_database,
    is_empty,
    photos_in,
    set_aside,
)


@dataclass
class Told:
    """What to say at the end; `faults` are what the operator has to see to."""

    lines: list[str]
    faults: list[str]


@contextmanager
def _plainly(what: str) -> Iterator[None]:
    """What can go wrong with files, in one line that names them."""
    try:
        yield
    except ArchiveError as error:
        raise CommandError(f"{what}: {error}") from None
    except PhotoStoreError as error:
        raise CommandError(f"the photos: {error}") from None
    except OSError as error:
        raise CommandError(f"{error.filename or what}: {error.strerror}") from None
    except sqlite3.Error as error:
        raise CommandError(f"{what}: {error}") from None


def backup(settings: Settings, file: Path, now: datetime, tell: Tell) -> Told:
    """Write the backup and look it through; what to say. Raises CommandError.

    It appears under its name only when it is whole, so whatever has the name is good.
    """
    if file.exists():
        raise CommandError(f"{file} is there already; a backup never replaces another")
    if not file.absolute().parent.is_dir():
        raise CommandError(f"{file.parent}: there is no such folder")
    with _plainly(str(file)), tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        work = Path(folder)
        made = _write(settings, work, now, tell)
        with Archive(work / "backup.zip") as archive:
            if archive.holds_database:
                archive.unpack_database(work / "again.db")
            for _ in archive.photos(lambda _, done, of: tell("checking", done, of)):
                pass
        _sync(work / "backup.zip")
        (work / "backup.zip").chmod(0o600)
        (work / "backup.zip").rename(file)
    told = Told([f"{file}: {len(made.photos)} photos" + (" and the database" if made.revision else "")], [])
    told.faults += [f"lost already, so not in it: {path}" for path in made.lost]
    if made.revision is None:
        told.lines += dump.how_to_dump(settings.database_url, file)
        told.faults += dump.lacking("pg_dump", settings.database_url)
    return told


def _write(settings: Settings, work: Path, now: datetime, tell: Tell) -> Manifest:
    """The archive in that folder. The photos come after the database: all that it knows are there then."""
    file, copy = sqlite_file(settings.database_url), None
    if file:
        check_there(settings)
        copy = work / "copy.db"
        copy_database(file, copy, tell)
        digests = photos_in(copy)
    else:
        digests = dump.photos_of(settings.database_url)
    secret = _own_secret(settings)
    return write_archive(work / "backup.zip", copy, open_photos(settings), digests, secret, now, tell)


def _own_secret(settings: Settings) -> str | None:
    """What signs the links, if it lies in the data folder: without it all links given out would end."""
    kept = kept_secret_file(settings.data_folder)
    secret = settings.secret.get_secret_value()
    return secret if kept.is_file() and kept.read_text("ascii").strip() == secret else None


def restore(settings: Settings, file: Path, now: datetime, tell: Tell, *, replace: bool) -> Told:
    """Put the backup in place; what to say. Raises CommandError, before anything is touched if the backup
    isn't good or something would be overwritten."""
    own = sqlite_file(settings.database_url)
    target = own.absolute() if own else None
    with _plainly(str(file)), Archive(file) as archive:
        _check_fit(archive, target, str(file), replace)
        folder = target.parent if target else settings.data_folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as made:
            fresh = Path(made) / "yidong.db"
            if archive.size() > shutil.disk_usage(folder).free:
                raise CommandError(f"{file}: unpacked it takes {archive.size() >> 20} MB; there is less room")
            if archive.holds_database:
                archive.unpack_database(fresh)
            for _ in archive.photos(lambda _, done, of: tell("checking", done, of)):
                pass
            _put_photos(archive, open_photos(settings), tell)
            told = _put_database(fresh, target, now) if target else []
            was_there = target is None or bool(told)
            told += _put_secret(archive.secret(), settings, now, was_there=was_there)
        made_on = archive.manifest.made_at.strftime("%Y-%m-%d %H:%M UTC")
        told.insert(0, f"restored as of {made_on}: {len(archive.manifest.photos)} photos")
        faults = [f"lost before the backup: {path}" for path in archive.manifest.lost]
        if target is None:
            told += dump.how_to_restore(settings.database_url, file)
            faults += dump.lacking("pg_restore", settings.database_url)
        return Told(told, faults)


def _check_fit(archive: Archive, target: Path | None, file: str, replace: bool) -> None:
    if archive.holds_database and target is None:
        raise CommandError(f"{file} holds an SQLite database, and the settings name a PostgreSQL server")
    if target and not archive.holds_database:
        raise CommandError(f"{file} is of a PostgreSQL server, and the settings name an SQLite file")
    if target and not replace and not is_empty(target):
        raise CommandError(f"{target} isn't empty; --replace puts it aside, and keeps it")


def _put_photos(archive: Archive, photos: PhotoStore, tell: Tell) -> None:
    for kind, digest, content in archive.photos(tell):
        photos.write(kind, digest, content)
        if kind == "original" and photos.read(kind, digest) != content:
            raise CommandError(f"the photos: {digest} is there already, but damaged; remove it and try again")


def _put_database(fresh: Path, target: Path, now: datetime) -> list[str]:
    """The new database in the old one's place."""
    told = []
    if target.exists() or Path(f"{target}-wal").exists():
        aside = _aside(target, now)
        try:
            set_aside(target, aside)
        except InUseError:
            raise CommandError(f"{target} is in use: stop the bot first") from None
        told.append(f"the database that was there is now {aside}")
    fresh.chmod(0o600)
    _sync(fresh)
    fresh.rename(target)
    return told


def _put_secret(secret: str | None, settings: Settings, now: datetime, *, was_there: bool) -> list[str]:
    """The secret of the backup, so that links given out stay good, unless the settings name one. One that was
    made just now, for a database that wasn't there, has signed nothing and isn't kept."""
    kept = kept_secret_file(settings.data_folder)
    if secret is None or _own_secret(settings) in (None, secret):
        return []
    aside = _aside(kept, now)
    kept.rename(aside) if was_there else kept.unlink()
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
        fresh.write(secret)
    return [f"the secret that was there is now {aside}"] if was_there else []


def _aside(file: Path, now: datetime) -> Path:
    return file.with_name(f"{file.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")


def _sync(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())
