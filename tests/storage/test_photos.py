from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from storage.database import Database
from storage.photos import (
    INCOMING,
    LEFT_OVER,
    CheckedPhoto,
    MissingPhotoError,
    PhotoFolder,
    PhotoStore,
    PhotoStoreError,
    StoredPhoto,
    alike,
    keep_photo,
)
from storage.pictures import check_picture
from tests.kit.pictures import encode, paint

DIGEST = "ab" + "0" * 62
PHOTO = CheckedPhoto(DIGEST, "jpeg", 4032, 3024, 8, "00ff00ff00ff00ff", b"clean", b"thumb")


@pytest.fixture
def folder(tmp_path: Path) -> PhotoFolder:
    return PhotoFolder(tmp_path / "photos")


@pytest.fixture(params=["database", "postgres"])
def either(request: pytest.FixtureRequest) -> Database:
    """A database of either kind."""
    database = request.getfixturevalue(request.param)
    assert isinstance(database, Database)
    return database


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_three_files_under_the_digest(folder: PhotoFolder, tmp_path: Path) -> None:
    store: PhotoStore = folder
    store.keep(PHOTO, b"original")
    assert store.load_clean(DIGEST) == b"clean"
    assert store.load_thumb(DIGEST) == b"thumb"
    assert store.read("original", DIGEST) == b"original"
    assert files(tmp_path / "photos") == [
        f"clean/ab/{DIGEST}.jpg",
        f"original/ab/{DIGEST}",
        f"thumb/ab/{DIGEST}.jpg",
    ]


def test_files_are_the_bots_alone(folder: PhotoFolder, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder.keep(PHOTO, b"original")
    finally:
        os.umask(before)
    for path in [tmp_path / "photos", *(tmp_path / "photos").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_kept_again_stays_as_it_is(folder: PhotoFolder, tmp_path: Path) -> None:
    folder.keep(PHOTO, b"original")
    kept = tmp_path / "photos" / "original" / "ab" / DIGEST
    inode = kept.stat().st_ino
    folder.keep(PHOTO, b"original")
    assert kept.stat().st_ino == inode


def test_what_a_stopped_keep_left_out_is_added(folder: PhotoFolder, tmp_path: Path) -> None:
    folder.keep(PHOTO, b"original")
    (tmp_path / "photos" / "thumb" / "ab" / f"{DIGEST}.jpg").unlink()
    folder.keep(PHOTO, b"original")
    assert folder.load_thumb(DIGEST) == b"thumb"


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "../../etc/passwd",
        "ab",
        DIGEST.upper(),
        f"{DIGEST}\n",
        "../" + DIGEST[3:],
        "０" * 64,
        DIGEST + "0",
    ],
)
def test_only_digests_are_names(folder: PhotoFolder, digest: str, tmp_path: Path) -> None:
    for load in (folder.load_clean, folder.load_thumb, partial(folder.read, "original")):
        with pytest.raises(ValueError, match="not a digest"):
            load(digest)
    with pytest.raises(ValueError, match="not a digest"):
        folder.keep(CheckedPhoto(digest, "jpeg", 1, 1, 1, "0" * 16, b"", b""), b"")
    assert files(tmp_path) == []


def test_a_photo_that_is_not_there(folder: PhotoFolder) -> None:
    for load in (folder.load_clean, folder.load_thumb, partial(folder.read, "original")):
        with pytest.raises(MissingPhotoError):
            load(DIGEST)


def test_writers_at_once_leave_one_whole_photo(folder: PhotoFolder, tmp_path: Path) -> None:
    large = b"x" * 500_000
    together = threading.Barrier(8)

    def keep(_: int) -> None:
        together.wait()
        folder.keep(PHOTO, large)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(keep, range(8)))
    assert folder.read("original", DIGEST) == large
    assert len(files(tmp_path / "photos")) == 3


def refuse(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    "step", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.mkdir", "tempfile.mkstemp"]
)
def test_a_full_disk_leaves_nothing_half_written(
    folder: PhotoFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(step, refuse(errno.ENOSPC))
        with pytest.raises(PhotoStoreError, match="No space left"):
            folder.keep(PHOTO, b"original")
    assert files(tmp_path) == []
    folder.keep(PHOTO, b"original")
    assert folder.read("original", DIGEST) == b"original"


def test_a_disk_that_fills_while_writing(folder: PhotoFolder, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with pytest.MonkeyPatch.context() as patch:
        handle = os.open(full, os.O_WRONLY)
        part = tmp_path / "part"
        patch.setattr("tempfile.mkstemp", lambda **_: (handle, str(part)))
        with pytest.raises(PhotoStoreError, match="No space left"):
            folder.keep(PHOTO, b"original")
    assert files(tmp_path) == []


def test_what_a_dead_process_left_is_swept_and_what_another_writes_is_not(
    folder: PhotoFolder, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    assert folder.sweep(now) == 0, "there is no folder yet"
    folder.keep(PHOTO, b"original")
    for name, age in (("old", LEFT_OVER), ("new", LEFT_OVER / 2)):
        part = tmp_path / "photos" / INCOMING / f"{name}.part"
        part.write_bytes(b"half")
        written_at = (now - age).timestamp()
        os.utime(part, (written_at, written_at))
    assert folder.sweep(now) == 1
    assert [file for file in files(tmp_path) if file.endswith(".part")] == [f"photos/{INCOMING}/new.part"]
    assert folder.read("original", DIGEST) == b"original"


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "photos").write_text("in the way")
    folder = PhotoFolder(tmp_path / "photos")
    with pytest.raises(PhotoStoreError):
        folder.keep(PHOTO, b"original")
    with pytest.raises(PhotoStoreError):
        folder.load_clean(DIGEST)


def test_a_row_is_written_once(either: Database, now: datetime) -> None:
    with either.begin() as session:
        assert session.get(StoredPhoto, DIGEST) is None
        assert keep_photo(session, PHOTO, now).kept_at == now
    with either.begin() as session:
        again = keep_photo(session, PHOTO, now + timedelta(days=1))
        assert again.kept_at == now
    with either.read() as session:
        row = session.get(StoredPhoto, DIGEST)
        assert row is not None
        assert (row.format, row.width, row.height, row.size) == ("jpeg", 4032, 3024, 8)
        assert (row.likeness, row.kept_at) == ("00ff00ff00ff00ff", now)


def test_rows_written_at_once(either: Database, now: datetime) -> None:
    together = threading.Barrier(4)

    def keep(_: int) -> str:
        together.wait()
        with either.begin() as session:
            return keep_photo(session, PHOTO, now).digest

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(keep, range(4))) == [DIGEST] * 4
    with either.read() as session:
        assert session.scalar(select(func.count()).select_from(StoredPhoto)) == 1


@pytest.mark.parametrize("seed", range(6))
def test_a_copy_made_worse_is_alike(seed: int) -> None:
    first = check_picture(encode(paint(seed, 640, 480), quality=92)).likeness
    smaller = paint(seed, 640, 480).resize((320, 240), Image.Resampling.BICUBIC)
    assert alike(first, check_picture(encode(smaller, quality=40)).likeness)
    assert alike(first, check_picture(encode(smaller, "WEBP", quality=30)).likeness)


def test_different_photos_are_not_alike() -> None:
    likenesses = [check_picture(encode(paint(seed))).likeness for seed in range(12)]
    pairs = [(one, other) for one in range(12) for other in range(one)]
    assert not [pair for pair in pairs if alike(likenesses[pair[0]], likenesses[pair[1]])]


def test_alike_counts_bits() -> None:
    assert alike("0000000000000000", "000000000000003f")
    assert not alike("0000000000000000", "000000000000007f")


def test_what_is_discarded_is_gone_and_a_second_time_does_no_harm(
    folder: PhotoFolder, tmp_path: Path
) -> None:
    folder.keep(PHOTO, b"original")
    folder.remove("clean", DIGEST)
    folder.discard(DIGEST)
    folder.discard(DIGEST)
    assert files(tmp_path / "photos") == []
    with pytest.raises(ValueError, match="not a digest"):
        folder.discard("../../etc/passwd")
