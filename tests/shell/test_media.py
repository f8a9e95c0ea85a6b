from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.channels.base import Channel, File, GoneError, NotSentError, Receive, RemoteFile, WaitError
from bot.clock import SetClock
from bot.media import AT_ONCE, Media
from bot.work import AwayError, Work
from handlers.messages import Message, Photo, Text
from locales import LANGUAGES, say
from storage.database import Database, Outage
from storage.photos import LOOK_AFTER, MissingPhotoError, PhotoFolder, PhotoStoreError, StoredPhoto
from storage.pictures import MOST_BYTES, check_picture
from storage.unused_photos import REMOVING
from tests.kit.pictures import claiming_png, encode, paint, phone_photo

Fetch = Callable[[RemoteFile], Awaitable[bytes]]


class Shelf:
    """A channel that has files: bytes to give, or an error to raise, by reference."""

    name = "shelf"
    repeats = False

    def __init__(self, **files: bytes | Exception) -> None:
        self.files = files
        self.fetched: list[str] = []

    async def run(self, receive: Receive) -> None:
        raise NotImplementedError

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        raise NotImplementedError

    async def fetch(self, file: RemoteFile) -> bytes:
        self.fetched.append(file.reference)
        await asyncio.sleep(0)
        content = self.files[file.reference]
        if isinstance(content, Exception):
            raise content
        return content


class Slow(Shelf):
    """Gives nothing until it is opened, and counts who waits."""

    def __init__(self, **files: bytes | Exception) -> None:
        super().__init__(**files)
        self.opened = asyncio.Event()
        self.waiting = 0

    async def fetch(self, file: RemoteFile) -> bytes:
        self.waiting += 1
        await self.opened.wait()
        self.waiting -= 1
        return await super().fetch(file)


@pytest.fixture
def folder(tmp_path: Path) -> PhotoFolder:
    return PhotoFolder(tmp_path / "photos")


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    work = Work(database)
    yield work
    work.close()


@pytest.fixture
def media(folder: PhotoFolder, work: Work, now: datetime) -> Media:
    return Media(folder, work, SetClock(now), fetch_seconds=5)


async def take(media: Media, channel: Channel, *references: str) -> tuple[Photo | Text, ...]:
    return await media.take(channel, tuple(RemoteFile(reference) for reference in references))


def key(taken: Photo | Text) -> str:
    assert isinstance(taken, Text)
    for language in LANGUAGES:
        assert say(language, taken.key, {name: str(value) for name, value in taken.args.items()})
    return taken.key


async def test_a_photo_is_kept_and_loaded_clean(
    media: Media, folder: PhotoFolder, database: Database, now: datetime
) -> None:
    sent = phone_photo()
    (photo,) = await take(media, Shelf(a=sent), "a")
    checked = check_picture(sent)
    assert photo == Photo(checked.digest)
    assert folder.read("original", checked.digest) == sent
    assert (
        await media.load(f"photo:{checked.digest}") == await media.load_photo(checked.digest) == checked.clean
    )
    assert (
        await media.load(f"thumb:{checked.digest}") == await media.load_thumb(checked.digest) == checked.thumb
    )
    with database.read() as session:
        row = session.scalars(select(StoredPhoto)).one()
        assert (row.digest, row.width, row.likeness, row.kept_at) == (
            checked.digest,
            320,
            checked.likeness,
            now,
        )


async def test_one_bad_file_never_loses_the_good_ones(media: Media) -> None:
    first, second = encode(paint(1)), encode(paint(2))
    channel = Shelf(
        good=first,
        lost=NotSentError(),
        wait=WaitError(3),
        gone=GoneError(),
        long=ValueError("too large"),
        fat=b"\xff\xd8\xff" + bytes(MOST_BYTES),
        page=b"<html>",
        heic=b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        cut=first[: len(first) // 2],
        bomb=claiming_png(60_000, 60_000),
        bug=RuntimeError("a bug in a channel"),
        last=second,
    )
    taken = await take(media, channel, *channel.files)
    assert taken[0] == Photo(check_picture(first).digest)
    assert taken[-1] == Photo(check_picture(second).digest)
    assert [key(each) for each in taken[1:-1]] == [
        *["photo-unfetched"] * 3,
        *["photo-too-large"] * 2,
        "photo-not-a-picture",
        "photo-heic",
        "photo-broken",
        "photo-too-many-pixels",
        "photo-unkept",
    ]


async def test_nothing_sent_is_nothing_taken(media: Media) -> None:
    assert await take(media, Shelf()) == ()


async def test_a_file_that_is_called_too_large_is_not_fetched(media: Media) -> None:
    channel = Shelf(a=encode(paint()))
    (refused,) = await media.take(channel, (RemoteFile("a", MOST_BYTES + 1),))
    assert key(refused) == "photo-too-large"
    assert channel.fetched == []
    (taken,) = await media.take(channel, (RemoteFile("a", MOST_BYTES),))
    assert isinstance(taken, Photo)


async def test_a_file_that_never_comes_is_given_up(folder: PhotoFolder, work: Work, now: datetime) -> None:
    media = Media(folder, work, SetClock(now), fetch_seconds=0.01)
    (refused,) = await take(media, Slow(a=encode(paint())), "a")
    assert key(refused) == "photo-unfetched"


async def test_only_so_many_are_in_memory_at_once(media: Media) -> None:
    channel = Slow(**{str(seed): encode(paint(seed, 32, 32)) for seed in range(AT_ONCE * 2)})
    half = list(channel.files)[:AT_ONCE]
    both = asyncio.gather(take(media, channel, *half), take(media, channel, *list(channel.files)[AT_ONCE:]))
    for _ in range(20):
        await asyncio.sleep(0)
    assert channel.waiting == AT_ONCE
    channel.opened.set()
    first, second = await both
    assert all(isinstance(photo, Photo) for photo in first + second)
    assert len(set(first + second)) == AT_ONCE * 2


async def test_the_same_photo_twice_in_one_message(media: Media, database: Database) -> None:
    content = encode(paint())
    taken = await take(media, Shelf(a=content, b=content), "a", "b")
    assert taken == (Photo(check_picture(content).digest),) * 2
    with database.read() as session:
        assert len(session.scalars(select(StoredPhoto)).all()) == 1


async def test_a_full_disk_is_said_and_logged(
    work: Work, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture, database: Database
) -> None:
    (tmp_path / "in the way").write_text("")
    media = Media(PhotoFolder(tmp_path / "in the way"), work, SetClock(now))
    (refused,) = await take(media, Shelf(a=encode(paint())), "a")
    assert key(refused) == "photo-unkept"
    assert [record.levelno for record in caplog.records if record.name == "bot.media"] == [logging.ERROR]
    with database.read() as session:
        assert session.scalars(select(StoredPhoto)).all() == []


async def test_a_row_that_cannot_be_written_is_said(media: Media, database: Database) -> None:
    with database.begin() as session:
        session.execute(text("DROP TABLE photos"))
    (refused,) = await take(media, Shelf(a=encode(paint())), "a")
    assert key(refused) == "photo-unkept"


async def test_the_log_says_nothing_of_the_person(media: Media, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot.media")
    await media.take(Shelf(secret=NotSentError("secret")), (RemoteFile("secret"),))
    await media.take(Shelf(secret=b"secret words"), (RemoteFile("secret"),))
    said = [record.getMessage() for record in caplog.records if record.name == "bot.media"]
    assert len(said) == 3
    assert "secret" not in "".join(said)


async def test_only_photos_are_loaded(media: Media) -> None:
    for source in ("paper:table-a:1", "original:" + "0" * 64, "photo:../../etc/passwd", "photo", ""):
        with pytest.raises(ValueError, match="not"):
            await media.load(source)
    with pytest.raises(MissingPhotoError):
        await media.load("photo:" + "0" * 64)


async def test_a_take_that_is_cancelled_gives_its_place_back(media: Media) -> None:
    stuck = asyncio.create_task(take(media, Slow(**{str(n): b"" for n in range(AT_ONCE)}), *"0123"))
    for _ in range(10):
        await asyncio.sleep(0)
    stuck.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stuck
    (photo,) = await take(media, Shelf(a=encode(paint())), "a")
    assert isinstance(photo, Photo)


async def test_while_the_database_is_away_the_whole_message_waits(
    media: Media, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes again: else the photo would be refused, and then be there."""

    async def away(_: object) -> None:
        raise AwayError(Outage("locked", total=True))

    monkeypatch.setattr(work._writers, "do", away)
    with pytest.raises(AwayError):
        await media.take(Shelf(a=encode(paint(1))), (RemoteFile("a"),))


async def test_a_photo_that_nothing_refers_to_is_removed_with_its_bytes(
    folder: PhotoFolder, work: Work, database: Database, now: datetime
) -> None:
    clock = SetClock(now)
    media = Media(folder, work, clock)
    (photo,) = await take(media, Shelf(a=encode(paint(1))), "a")
    assert isinstance(photo, Photo)
    await media.let_go()
    assert await media.load_photo(photo.digest)
    clock.advance(LOOK_AFTER)
    await media.let_go()
    with pytest.raises(MissingPhotoError):
        await media.load_photo(photo.digest)
    with database.read() as session:
        assert session.scalars(select(StoredPhoto)).all() == []
    assert await take(media, Shelf(a=encode(paint(1))), "a") == (photo,)
    assert await media.load_photo(photo.digest)


async def test_one_that_is_just_leaving_is_asked_for_again_and_one_that_comes_again_stays(
    folder: PhotoFolder, work: Work, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SetClock(now)
    media = Media(folder, work, clock)
    shelf = Shelf(a=encode(paint(1)), b=encode(paint(2)))
    first, second = await take(media, shelf, "a", "b")
    assert isinstance(first, Photo)
    clock.advance(LOOK_AFTER - timedelta(days=1))
    assert await take(media, shelf, "b") == (second,)
    clock.advance(timedelta(days=1))

    def away(*_: object) -> None:
        raise PhotoStoreError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(folder, "remove", away)
        await media.let_go()
    assert key((await take(media, shelf, "a"))[0]) == "photo-unkept"
    assert await take(media, shelf, "b") == (second,)
    clock.advance(REMOVING)
    await media.let_go()
    with pytest.raises(MissingPhotoError):
        await media.load_photo(first.digest)
    assert await take(media, shelf, "a", "b") == (first, second)
