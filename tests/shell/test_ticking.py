"""What a tick does besides what falls due: a little of what has been kept long enough is cleared away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.clock import SetClock
from bot.settings import Settings
from handlers.retention import AT_ONCE, MESSAGES
from storage.database import Database
from storage.photos import LOOK_AFTER, CheckedPhoto, MissingPhotoError, keep_photo
from storage.webchat import ChatLine, lines_after

DIGEST = "ab" + "0" * 62
PHOTO = CheckedPhoto(DIGEST, "jpeg", 40, 30, 8, "00ff00ff00ff00ff", b"clean", b"thumb")


@pytest.fixture
def app(database: Database, tmp_path: Path, now: datetime) -> Iterator[App]:
    address = database.url.render_as_string()
    known = {"_env_file": None, "data_folder": tmp_path, "database_url": address}
    made = App(Settings.model_validate(known | {"secret": SecretStr("0" * 32)}), SetClock(now))
    yield made
    made.close()


async def test_each_tick_clears_a_little_away(app: App, database: Database, now: datetime) -> None:
    app.photos.keep(PHOTO, b"original")
    with database.begin() as session:
        keep_photo(session, PHOTO, now - LOOK_AFTER)
        old = now - 2 * MESSAGES
        lines = [ChatLine(account="1", who="bot", body={"text": "旧"}, at=old) for _ in range(AT_ONCE + 2)]
        session.add_all(lines)
    left = []
    for _ in range(2):
        assert await app.ticking.tick() == 0
        with database.read() as session:
            left.append(len(lines_after(session, "1", 0, 1000)))
    assert left == [2, 1]
    with pytest.raises(MissingPhotoError):
        app.photos.load_clean(DIGEST)
