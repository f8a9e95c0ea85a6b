"""Photos by what they contain: the original kept apart, a clean copy that is passed on, a thumbnail.

The bytes lie in a `PhotoStore`, what is known of them in the table. A photo is stored first and its row
written after, so a row never names bytes that aren't there; bytes without a row do no harm.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Word

#: Two photos are noticed as alike if at most this many of the 64 bits of their likeness differ. The
#: author of the method takes 1 to 10 for "perhaps a variation" (N. Krawetz, "Kind of Like That", 2013).
#: Measured on the 26 pictures of scikit-image: the same one made smaller (to 320 px) and re-compressed
#: (quality 40) differs by 5 at most, two different ones by 13 at least; cut at the edges it may escape.
MOST_DIFFERENT_BITS = 6
_DIGEST = re.compile(r"[0-9a-f]{64}")
#: "Insert unless it is there" has no portable form, but the same shape in both dialects.
_INSERTS: dict[str, Callable[[type[Base]], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class StoredPhoto(Base):
    """What is known of a photo; its bytes lie in the photo folder under its digest."""

    __tablename__ = "photos"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    format: Mapped[Word]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    likeness: Mapped[str | None] = mapped_column(String(16))
    kept_at: Mapped[datetime]


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


class PhotoFolderError(Exception):
    """The photo folder can't be written or read (disk full, no permission)."""


class MissingPhotoError(LookupError):
    """No photo of that digest is kept."""


class PhotoStore(Protocol):
    """Where the bytes of photos lie. A folder today; a bucket can take its place.

    A digest that isn't 64 lower-case hex digits raises ValueError, before anything is touched.
    """

    def keep(self, photo: CheckedPhoto, original: bytes) -> None:
        """Keep the three files, whole or not at all each; a photo that is kept already stays as it is."""

    def load_clean(self, digest: str) -> bytes:
        """The copy that may be passed on. Raises MissingPhotoError."""

    def load_thumb(self, digest: str) -> bytes:
        """The small copy. Raises MissingPhotoError."""

    def load_original(self, digest: str) -> bytes:
        """What the person sent, with place and camera in it. Whoever calls this first writes down in the
        audit trail who is looking. Raises MissingPhotoError."""


class PhotoFolder:
    """The photos under `root`: `original/<aa>/<digest>`, `clean/<aa>/<digest>.jpg`, `thumb/<aa>/…`.

    All three are named by the original's digest. Folders and files are the bot's alone (0700, 0600).
    Several processes may write at once. Raises PhotoFolderError when the disk refuses.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, photo: CheckedPhoto, original: bytes) -> None:
        """See `PhotoStore.keep`."""
        for kind, content in (("original", original), ("clean", photo.clean), ("thumb", photo.thumb)):
            path = self._path(kind, photo.digest)
            try:
                self._write(path, content)
            except OSError as fault:
                raise PhotoFolderError(f"{path}: {fault.strerror}") from fault

    def load_clean(self, digest: str) -> bytes:
        """See `PhotoStore.load_clean`."""
        return self._read("clean", digest)

    def load_thumb(self, digest: str) -> bytes:
        """See `PhotoStore.load_thumb`."""
        return self._read("thumb", digest)

    def load_original(self, digest: str) -> bytes:
        """See `PhotoStore.load_original`: the caller writes down who is looking."""
        return self._read("original", digest)

    def _path(self, kind: str, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a digest: 64 lower-case hex digits are")
        name = digest if kind == "original" else f"{digest}.jpg"
        return self._root / kind / digest[:2] / name

    def _read(self, kind: str, digest: str) -> bytes:
        path = self._path(kind, digest)
        try:
            return path.read_bytes()
        except FileNotFoundError as fault:
            raise MissingPhotoError(f"{kind} {digest}") from fault
        except OSError as fault:
            raise PhotoFolderError(f"{path}: {fault.strerror}") from fault

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        self._make(path.parent)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
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
        for made in (self._root, folder.parent, folder):
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
    }
    session.execute(insert(StoredPhoto).values(row).on_conflict_do_nothing(index_elements=["digest"]))
    return session.get_one(StoredPhoto, facts.digest)


def find_photo(session: Session, digest: str) -> StoredPhoto | None:
    """What is known of a photo; None if it was never kept."""
    return session.get(StoredPhoto, digest)


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
