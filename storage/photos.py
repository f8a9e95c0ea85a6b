"""Photos by what they contain: the original kept apart, a clean copy that is passed on, a thumbnail.

The bytes lie in a `PhotoStore`, what is known of them in the table. A photo is stored first and its row
written after, so a row never names bytes that aren't there; bytes without a row do no harm.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
from abc import abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, get_args

from sqlalchemy import String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Word

#: Two photos are noticed as alike if at most this many of the 64 bits of their likeness differ. The
#: author of the method takes 1 to 10 for "perhaps a variation" (N. Krawetz, "Kind of Like That", 2013).
#: Measured on the 26 pictures of scikit-image: the same one made smaller (to 320 px) and re-compressed
#: (quality 40) differs by 5 at most, two different ones by 13 at least; cut at the edges it may escape.
MOST_DIFFERENT_BITS = 6
#: How long after it came a photo is first looked at, and how long after each look again: a message that
#: shows it may be kept for 90 days (`handlers.retention`), and be delivered late.
LOOK_AFTER = timedelta(days=120)
#: The folder of what is being written, and after how long nobody is writing it any more.
INCOMING = "incoming"
LEFT_OVER = timedelta(hours=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")
#: What a folder may get over without anybody changing the settings: a full disk, a server that is away.
_MENDS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN}
#: "Insert unless it is there" has no portable form, but the same shape in both dialects.
_INSERTS: dict[str, Callable[[type[Base]], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class StoredPhoto(Base):
    """What is known of a photo; its bytes lie in the photo folder under its digest.

    `next_at` is the moment at which the clock looks whether anything refers to it still. `leaving`: nothing
    does, and its bytes are being removed.
    """

    __tablename__ = "photos"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    format: Mapped[Word]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    likeness: Mapped[str | None] = mapped_column(String(16))
    kept_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    leaving: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """A photo that was looked through; see `storage.pictures.check_picture`.

    `digest` is the SHA-256 (hex) of the original and `size` its bytes; `width` and `height` are pixels
    of the original as it is seen, upright. `likeness` is 64 bits as 16 hex. `clean` and `thumb` are
    JPEG without metadata.
    """

    digest: str
    format: str
    width: int
    height: int
    size: int
    likeness: str
    clean: bytes
    thumb: bytes


class PhotoStoreError(OSError):
    """Photos can't be written or read now (disk full, no permission, no connection)."""


class PhotoPlaceError(PhotoStoreError):
    """Photos can't be kept there until somebody puts it right: no such bucket, no permission."""


class MissingPhotoError(LookupError):
    """No photo of that digest is kept."""


#: The three files of a photo.
Kind: TypeAlias = Literal["original", "clean", "thumb"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class PhotoStore(Protocol):
    """Where the bytes of photos lie: a folder or a bucket.

    A digest that isn't 64 lower-case hex digits raises ValueError, before anything is touched.
    """

    @abstractmethod
    def write(self, kind: Kind, digest: str, content: bytes) -> None:
        """Keep one file, whole or not at all; what is kept already stays as it is. Raises PhotoStoreError."""

    @abstractmethod
    def remove(self, kind: Kind, digest: str) -> None:
        """Remove one file, if it is there. Raises PhotoStoreError."""

    @abstractmethod
    def read(self, kind: Kind, digest: str) -> bytes:
        """One file, for backups. Raises MissingPhotoError or PhotoStoreError."""

    @abstractmethod
    def probe(self) -> None:
        """Keep something small and remove it, as a photo would be. Raises PhotoPlaceError if that can't be
        done and won't mend by itself, else PhotoStoreError."""

    def keep(self, photo: CheckedPhoto, original: bytes) -> None:
        """Keep the three files; a photo that is kept already stays as it is. Raises PhotoStoreError."""
        self.write("original", photo.digest, original)
        self.write("clean", photo.digest, photo.clean)
        self.write("thumb", photo.digest, photo.thumb)

    def discard(self, digest: str) -> None:
        """Remove the three files, whichever are there. Raises PhotoStoreError."""
        for kind in KINDS:
            self.remove(kind, digest)

    def sweep(self, now: datetime) -> int:
        """Remove what a process that died midway left half written; how many files. Another process may be
        writing in this moment, so what is younger than `LEFT_OVER` stays."""
        return 0

    def load_clean(self, digest: str) -> bytes:
        """The copy that may be passed on. Raises MissingPhotoError or PhotoStoreError."""
        return self.read("clean", digest)

    def load_thumb(self, digest: str) -> bytes:
        """The small copy. Raises MissingPhotoError or PhotoStoreError."""
        return self.read("thumb", digest)


def photo_path(kind: Kind, digest: str) -> str:
    """Where a file lies below its store's root, and in a backup: `original/<aa>/<digest>`,
    `clean/<aa>/<digest>.jpg`, `thumb/<aa>/<digest>.jpg`. Raises ValueError for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest: 64 lower-case hex digits are")
    return f"{kind}/{digest[:2]}/{digest}{'' if kind == 'original' else '.jpg'}"


class PhotoFolder(PhotoStore):
    """The photos under `root`, at their `photo_path`; it may be shared with other machines.

    All three are named by the original's digest. What is being written lies in `incoming/` until it is
    whole. Folders and files are the bot's alone (0700, 0600). Several processes may write at once.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, kind: Kind, digest: str, content: bytes) -> None:
        """See `PhotoStore.write`."""
        path = self._root / photo_path(kind, digest)
        try:
            self._write(path, content)
        except OSError as fault:
            raise PhotoStoreError(f"{path}: {fault.strerror}") from fault

    def remove(self, kind: Kind, digest: str) -> None:
        """See `PhotoStore.remove`."""
        path = self._root / photo_path(kind, digest)
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            raise PhotoStoreError(f"{path}: {fault.strerror}") from fault

    def probe(self) -> None:
        """See `PhotoStore.probe`."""
        incoming = self._root / INCOMING
        try:
            self._make(incoming)
            with tempfile.NamedTemporaryFile(suffix=".part", dir=incoming) as file:
                file.write(b"probe")
        except OSError as fault:
            mends = fault.errno in _MENDS
            raise (PhotoStoreError if mends else PhotoPlaceError)(f"{self._root}: {fault.strerror}") from None

    def sweep(self, now: datetime) -> int:
        """See `PhotoStore.sweep`."""
        swept = 0
        try:
            for part in (self._root / INCOMING).glob("*.part"):
                if datetime.fromtimestamp(part.stat().st_mtime, UTC) <= now - LEFT_OVER:
                    part.unlink(missing_ok=True)
                    swept += 1
        except OSError as fault:
            raise PhotoStoreError(f"{self._root / INCOMING}: {fault.strerror}") from fault
        return swept

    def read(self, kind: Kind, digest: str) -> bytes:
        """See `PhotoStore.read`."""
        path = self._root / photo_path(kind, digest)
        try:
            return path.read_bytes()
        except FileNotFoundError as fault:
            raise MissingPhotoError(f"{kind} {digest}") from fault
        except OSError as fault:
            raise PhotoStoreError(f"{path}: {fault.strerror}") from fault

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        incoming = self._root / INCOMING
        for folder in (incoming, path.parent):
            self._make(folder)
        handle, name = tempfile.mkstemp(suffix=".part", dir=incoming)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def _make(self, folder: Path) -> None:
        # Path.mkdir(parents=True) gives its mode to the last folder only.
        above = [each for each in folder.parents if each.is_relative_to(self._root)]
        for made in (*reversed(above), folder):
            if not made.is_dir():
                made.mkdir(mode=0o700, exist_ok=True)
                _sync(made.parent)


def keep_photo(session: Session, facts: CheckedPhoto, now: datetime) -> StoredPhoto:
    """The row of this photo, written if it is new; `now` is then its `kept_at`. Safe when two
    transactions keep the same photo at once."""
    insert = _INSERTS[session.get_bind().dialect.name]
    row = {
        "digest": facts.digest,
        "format": facts.format,
        "width": facts.width,
        "height": facts.height,
        "size": facts.size,
        "likeness": facts.likeness,
        "kept_at": now,
        "next_at": now + LOOK_AFTER,
        "leaving": False,
    }
    session.execute(insert(StoredPhoto).values(row).on_conflict_do_nothing(index_elements=["digest"]))
    return session.get_one(StoredPhoto, facts.digest)


def likenesses(session: Session, digests: Collection[str]) -> dict[str, str]:
    """What these photos look like, by digest, for `alike`; those that aren't known are left out."""
    rows = session.execute(
        select(StoredPhoto.digest, StoredPhoto.likeness).where(StoredPhoto.digest.in_(digests))
    )
    return {digest: likeness for digest, likeness in rows if likeness is not None}


def alike(likeness: str, other: str) -> bool:
    """Whether two likenesses (16 hex each) are close enough to be the same photo in another copy. It is a
    hint for a person, never a proof: photos of a burst are alike as well."""
    return (int(likeness, 16) ^ int(other, 16)).bit_count() <= MOST_DIFFERENT_BITS


def _sync(folder: Path) -> None:
    """Make a new name in `folder` last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
