"""A backup in one file: a zip with the database, the photos, and what is said of them.

Nothing in it is ever unpacked under the name that it bears there: a name is either one that we would have
given, or the archive is refused.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storage.migrations import known
from storage.photos import KINDS, Kind, MissingPhotoError, PhotoStore, photo_path
from storage.pictures import MOST_BYTES
from storage.snapshot import Tell, look_through, photos_in

#: Goes up when an older program could not read what is written.
FORMAT = 1
MANIFEST, DATABASE, SECRET = "manifest.json", "yidong.db", "secret"
_PHOTO = re.compile(r"photos/(original|clean|thumb)/[0-9a-f]{2}/([0-9a-f]{64})(\.jpg)?")
#: What a damaged zip file raises when it is read.
_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class ArchiveError(Exception):
    """It is no backup, or not a whole one; the text says why."""


class Manifest(BaseModel):
    """What is said of the backup. `revision` is that of the tables, None if the database isn't in it;
    `photos` are all digests, and `lost` the files of theirs that were missing or damaged already."""

    model_config = ConfigDict(frozen=True)
    format: int
    made_at: datetime
    revision: str | None
    photos: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...]
    lost: tuple[str, ...]


def write_archive(
    file: Path,
    database: Path | None,
    photos: PhotoStore,
    digests: Sequence[str],
    secret: str | None,
    made_at: datetime,
    tell: Tell,
) -> Manifest:
    """Write the backup. `database` is a copy that nobody changes. Raises OSError."""
    lost = []
    with ZipFile(file, "w") as archive:
        if database:
            archive.write(database, DATABASE, ZIP_DEFLATED)
        if secret:
            archive.writestr(_entry(SECRET, made_at), secret)
        for n, digest in enumerate(digests, 1):
            for kind in KINDS:
                path = f"photos/{photo_path(kind, digest)}"
                content = _whole(photos, kind, digest)
                if content is None:
                    lost.append(path)
                else:
                    archive.writestr(_entry(path, made_at), content)
            tell("photos", n, len(digests))
        revision = look_through(database)[0] if database else None
        manifest = Manifest(
            format=FORMAT, made_at=made_at, revision=revision, photos=tuple(digests), lost=tuple(lost)
        )
        archive.writestr(_entry(MANIFEST, made_at), manifest.model_dump_json())
    return manifest


def _entry(name: str, made_at: datetime) -> ZipInfo:
    entry = ZipInfo(name, made_at.timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry


def _whole(photos: PhotoStore, kind: Kind, digest: str) -> bytes | None:
    """The file, or None if it is missing or damaged. Copies can't be told to be damaged."""
    try:
        content = photos.read(kind, digest)
    except MissingPhotoError:
        return None
    return content if kind != "original" or _is(content, digest) else None


def _is(content: bytes, digest: str) -> bool:
    return hashlib.sha256(content).hexdigest() == digest


class Archive:
    """A backup that is open for reading. `close` it, or use it in a `with`. Raises ArchiveError."""

    def __init__(self, file: Path) -> None:
        try:
            self._zip = ZipFile(file)
        except BadZipFile as fault:
            raise ArchiveError("it is no backup, or only the beginning of one") from fault
        try:
            self._names = self._check_names()
            self.manifest = self._read_manifest()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _check_names(self) -> set[str]:
        """All names. Refuses those that no backup of ours has, whatever they might be good for."""
        names = self._zip.namelist()
        for entry in self._zip.infolist():
            name = entry.filename
            photo = _PHOTO.fullmatch(name)
            ours = photo and name == f"photos/{photo_path(_kind(photo[1]), photo[2])}"
            if not ours and name not in (MANIFEST, DATABASE, SECRET):
                raise ArchiveError(f"it holds {name[:80]!r}, which no backup does")
            if photo and entry.file_size > 2 * MOST_BYTES:
                raise ArchiveError(f"{name} in it is larger than any photo is")
        if len(set(names)) != len(names):
            raise ArchiveError("it holds something twice, which no backup does")
        return set(names)

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._names:
            raise ArchiveError("it is a zip file, but no backup of Yidong")
        try:
            manifest = Manifest.model_validate_json(self._read(MANIFEST))
        except ValidationError as fault:
            raise ArchiveError(f"its {MANIFEST} is damaged") from fault
        if manifest.format > FORMAT:
            raise ArchiveError("a newer version of Yidong made it")
        return manifest

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except _DAMAGE as fault:
            raise ArchiveError(f"{name} in it is damaged") from fault

    @property
    def holds_database(self) -> bool:
        """Whether the database is in it: that of a PostgreSQL server isn't."""
        return DATABASE in self._names

    def size(self) -> int:
        """Bytes that all of it takes when unpacked, as it says itself."""
        return sum(entry.file_size for entry in self._zip.infolist())

    def secret(self) -> str | None:
        """What signs the links, if the backup holds it."""
        return self._read(SECRET).decode("ascii", "replace").strip() if SECRET in self._names else None

    def unpack_database(self, to: Path) -> None:
        """Write the database to that file, and look it through."""
        try:
            with self._zip.open(DATABASE) as packed, to.open("wb") as file:
                shutil.copyfileobj(packed, file)
        except _DAMAGE as fault:
            raise ArchiveError(f"{DATABASE} in it is damaged") from fault
        revision, faults = look_through(to)
        if faults:
            raise ArchiveError(f"its database is damaged: {faults[0]}")
        if revision is None or revision not in known():
            raise ArchiveError(f"its tables are at {revision}, which this version of Yidong doesn't know")
        if lacking := set(photos_in(to)) - set(self.manifest.photos):
            raise ArchiveError(f"its database knows {len(lacking)} photos that aren't in it")

    def photos(self, tell: Tell) -> Iterator[tuple[Kind, str, bytes]]:
        """All files of the photos, each one looked at: the originals are what their names say."""
        for n, digest in enumerate(self.manifest.photos, 1):
            for kind in KINDS:
                name = f"photos/{photo_path(kind, digest)}"
                if name in self.manifest.lost:
                    continue
                if name not in self._names:
                    raise ArchiveError(f"{name} isn't in it")
                content = self._read(name)
                if kind == "original" and not _is(content, digest):
                    raise ArchiveError(f"{name} in it is damaged")
                yield kind, digest, content
            tell("photos", n, len(self.manifest.photos))


def _kind(word: str) -> Kind:
    return next(kind for kind in KINDS if kind == word)
