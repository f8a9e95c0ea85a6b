"""Where photos can't be kept: told at the start, in `/readyz`, and in one line of the log a photo."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import SetClock
from bot.console import CommandError, check_photos
from bot.media import Media
from bot.work import Work
from storage.database import Database
from storage.photos import PhotoFolder, PhotoPlaceError, PhotoStoreError
from tests.kit.pictures import encode, paint
from tests.shell.cli_kit import Shell, shell
from tests.shell.test_app import served, settings
from tests.shell.test_health import faults
from tests.shell.test_media import Shelf, key, take

__all__ = ["shell"]


def test_a_folder_that_cant_be_made_is_told_at_the_start(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIDONG_PHOTOS", "file:///proc/x")
    told = shell.refused("run")
    assert told == "YIDONG_PHOTOS: photos can't be kept there: /proc/x: No such file or directory"


def test_the_folder_beside_the_data_is_told_by_the_data_folder(shell: Shell) -> None:
    Path("var").mkdir()
    Path("var/photos").touch()
    assert shell.refused("run").startswith("YIDONG_DATA_FOLDER: photos can't be kept there: var/photos: ")


def test_a_folder_is_tried_without_a_trace(tmp_path: Path) -> None:
    PhotoFolder(tmp_path / "photos").probe()
    assert [path.name for path in tmp_path.rglob("*")] == ["photos", "incoming"]
    (tmp_path / "file").touch()
    with pytest.raises(PhotoPlaceError, match="file: File exists"):
        PhotoFolder(tmp_path / "file").probe()


def test_a_full_disk_is_no_wrong_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.photos.tempfile.NamedTemporaryFile", full)
    with pytest.raises(PhotoStoreError, match="No space") as fault:
        PhotoFolder(tmp_path).probe()
    assert not isinstance(fault.value, PhotoPlaceError)


async def test_a_place_that_is_away_at_the_start_isnt_ready_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = App(settings(tmp_path, photos=f"file://{tmp_path}/photos"))

    def away() -> None:
        raise PhotoStoreError("the bucket: error sending request")

    with monkeypatch.context() as patch:
        patch.setattr(app.photos, "probe", away)
        await check_photos(app)
        (line,) = [record.getMessage() for record in caplog.records if record.name == "bot.console"]
        assert line.startswith("YIDONG_PHOTOS: photos can't be kept now")
        assert line.endswith("the bucket: error sending request")
        async with served(app) as (client, _, _):
            assert await faults(client) == {"photos": "can't be kept"}
            await app.ticking.tick()
            assert await faults(client) == {"photos": "can't be kept"}
            patch.undo()
            await app.ticking.tick()
            assert await faults(client) == {}


async def test_one_that_never_answers_isnt_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = App(settings(tmp_path))
    monkeypatch.setattr("bot.media.PROBE_SECONDS", 0.0)
    await check_photos(app)
    assert app.media.faults()
    app.close()


async def test_a_wrong_place_ends_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = App(settings(tmp_path, photos="file:///proc/x"))
    with pytest.raises(CommandError, match="YIDONG_PHOTOS"):
        await check_photos(app)


async def test_a_refused_photo_is_one_line_in_the_log_and_the_bot_isnt_ready_until_one_is_kept(
    tmp_path: Path, database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "photos").touch()
    work = Work(database)
    media = Media(PhotoFolder(tmp_path / "photos"), work, SetClock(now))
    (refused,) = await take(media, Shelf(a=encode(paint())), "a")
    assert key(refused) == "photo-unkept"
    (record,) = [record for record in caplog.records if record.name == "bot.media"]
    assert (record.levelno, record.exc_info) == (logging.ERROR, None)
    assert "File exists" in record.getMessage()
    assert media.faults() == {"photos": "can't be kept"}
    (tmp_path / "photos").unlink()
    await take(media, Shelf(a=encode(paint())), "a")
    assert media.faults() == {}
    work.close()
