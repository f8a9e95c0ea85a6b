"""Photos in a bucket: the same as in a folder, against a real S3 client and a server on loopback."""

from __future__ import annotations

import os
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from bot.app import App, open_photos
from bot.settings import Settings, SettingsError
from storage.bucket import Access, PhotoBucket
from storage.photos import CheckedPhoto, MissingPhotoError, PhotoFolder, PhotoPlaceError, PhotoStoreError

DIGEST = "ab" + "0" * 62
PHOTO = CheckedPhoto(DIGEST, "jpeg", 4032, 3024, 8, "00ff00ff00ff00ff", b"clean", b"thumb")


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server with an empty bucket `photos`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def access(s3: str) -> Access:
    urllib.request.urlopen(urllib.request.Request(f"{s3}/moto-api/reset", method="POST")).close()
    urllib.request.urlopen(urllib.request.Request(f"{s3}/photos", method="PUT")).close()
    return Access(s3, "us-east-1", "name", "key")


@pytest.fixture
def bucket(access: Access) -> PhotoBucket:
    return PhotoBucket("photos", "of/yidong", access)


def names(s3: str) -> list[str]:
    """What lies in the bucket, as the server lists it."""
    with urllib.request.urlopen(f"{s3}/photos?list-type=2") as answer:
        listing = answer.read().decode()
    return [part.partition("</Key>")[0] for part in listing.split("<Key>")[1:]]


def test_three_files_under_the_prefix(bucket: PhotoBucket, s3: str) -> None:
    bucket.keep(PHOTO, b"original")
    assert names(s3) == [
        f"of/yidong/clean/ab/{DIGEST}.jpg",
        f"of/yidong/original/ab/{DIGEST}",
        f"of/yidong/thumb/ab/{DIGEST}.jpg",
    ]
    assert bucket.load_clean(DIGEST) == b"clean"
    assert bucket.load_thumb(DIGEST) == b"thumb"
    assert bucket.read("original", DIGEST) == b"original"


def test_a_folder_copied_there_is_found(bucket: PhotoBucket, access: Access, s3: str, tmp_path: Path) -> None:
    PhotoFolder(tmp_path).keep(PHOTO, b"original")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            url = f"{s3}/photos/of/yidong/{path.relative_to(tmp_path)}"
            kind = {"content-type": "application/octet-stream"}
            urllib.request.urlopen(urllib.request.Request(url, path.read_bytes(), kind, method="PUT")).close()
    assert bucket.read("original", DIGEST) == b"original"


def test_kept_again_stays_as_it_is(bucket: PhotoBucket) -> None:
    bucket.keep(PHOTO, b"original")
    bucket.write("clean", DIGEST, b"another")
    assert bucket.load_clean(DIGEST) == b"clean"


def test_large_files_arrive_whole(bucket: PhotoBucket) -> None:
    content = bytes(range(256)) * 4096 * 20
    bucket.write("original", DIGEST, content)
    assert bucket.read("original", DIGEST) == content


def test_writers_at_once_leave_one_whole_photo(bucket: PhotoBucket) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: bucket.keep(PHOTO, b"original"), range(16)))
    assert bucket.read("original", DIGEST) == b"original"


def test_a_photo_that_is_not_there(bucket: PhotoBucket) -> None:
    with pytest.raises(MissingPhotoError):
        bucket.load_clean(DIGEST)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, f"{DIGEST}\n"])
def test_only_digests_are_names(bucket: PhotoBucket, digest: str) -> None:
    with pytest.raises(ValueError, match="not a digest"):
        bucket.write("original", digest, b"x")
    with pytest.raises(ValueError, match="not a digest"):
        bucket.read("original", digest)


def test_a_bucket_that_is_not_there_is_a_fault_not_a_missing_photo(access: Access) -> None:
    bucket = PhotoBucket("nowhere", "", access)
    with pytest.raises(PhotoStoreError, match="original/ab"):
        bucket.write("original", DIGEST, b"x")
    with pytest.raises(PhotoStoreError, match="original/ab"):
        bucket.read("original", DIGEST)


def test_a_server_that_is_away_is_told_soon_and_is_worth_another_try() -> None:
    bucket = PhotoBucket("photos", "", Access("http://127.0.0.1:1", "us-east-1", "name", "geheim"))
    with pytest.raises(PhotoStoreError) as fault:
        bucket.load_clean(DIGEST)
    # Delivery takes an OSError for "not now" and keeps the message.
    assert isinstance(fault.value, OSError)
    assert "geheim" not in str(fault.value)
    assert "\n" not in str(fault.value)


def settings(folder: Path, **more: object) -> Settings:
    known = {"_env_file": None, "data_folder": folder, "secret": SecretStr("0" * 32), **more}
    return Settings.model_validate(known)


def test_the_settings_choose(tmp_path: Path, access: Access, s3: str) -> None:
    assert isinstance(open_photos(settings(tmp_path)), PhotoFolder)
    shared = tmp_path / "shared folder"
    open_photos(settings(tmp_path, photos=f"file://{str(shared).replace(' ', '%20')}")).keep(PHOTO, b"x")
    assert (shared / "original" / "ab" / DIGEST).read_bytes() == b"x"
    keys = {"photos_endpoint": s3, "photos_key_id": "name", "photos_key": "key", "photos_region": "us-east-1"}
    app = App(settings(tmp_path, photos="s3://photos/of/yidong", **keys))
    app.photos.keep(PHOTO, b"original")
    app.close()
    assert len(names(s3)) == 3


def test_without_the_library_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.delitem(sys.modules, "storage.bucket")
    with pytest.raises(SettingsError, match=r"YIDONG_PHOTOS: .* install yidong\[s3\]"):
        open_photos(settings(tmp_path, photos="s3://photos"))


def test_what_is_discarded_is_gone_and_a_second_time_does_no_harm(
    bucket: PhotoBucket, access: Access, s3: str
) -> None:
    bucket.keep(PHOTO, b"original")
    bucket.remove("clean", DIGEST)
    bucket.discard(DIGEST)
    bucket.discard(DIGEST)
    assert names(s3) == []
    with pytest.raises(PhotoStoreError, match="thumb/ab"):
        PhotoBucket("nowhere", "", access).remove("thumb", DIGEST)


def test_a_bucket_is_tried_without_a_trace(bucket: PhotoBucket, s3: str) -> None:
    bucket.probe()
    assert names(s3) == []


def test_a_bucket_that_is_not_there_is_a_wrong_place(access: Access) -> None:
    with pytest.raises(PhotoPlaceError, match="there is no such bucket"):
        PhotoBucket("nowhere", "x", access).probe()


def test_no_key_is_a_wrong_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(PhotoPlaceError, match="no key to the bucket"):
        PhotoBucket("b", "x", Access()).probe()


@pytest.mark.parametrize(
    ("status", "lasts"), [(403, True), (401, True), (400, True), (301, True), (503, False), (429, False)]
)
def test_what_a_bucket_answers_may_last_or_pass(status: int, lasts: bool) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever).start()
        access = Access(f"http://127.0.0.1:{server.server_port}", "us-east-1", "name", "geheim")
        with pytest.raises(PhotoStoreError) as fault:
            PhotoBucket("photos", "", access).probe()
        server.shutdown()
    assert isinstance(fault.value, PhotoPlaceError) is lasts, str(fault.value)
    assert "geheim" not in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_server_that_is_away_passes() -> None:
    access = Access("http://127.0.0.1:1", "us-east-1", "name", "key")
    with pytest.raises(PhotoStoreError) as fault:
        PhotoBucket("photos", "", access).probe()
    assert not isinstance(fault.value, PhotoPlaceError)
