"""One of several bots over one PostgreSQL: it ticks and delivers; all share a clock, which is a file.

`python -m tests.soak.year.process URL DATABASE FOLDER` forks it for each line; see `tests.soak.nest`.
"""

from __future__ import annotations

import mmap
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path

import bot.channels.telegram.channel
import bot.delivery
import bot.ticking
import handlers.retention
import storage.database
from bot.channels.telegram.channel import Telegram
from bot.delivery import Delivery
from bot.log import set_up_log
from bot.settings import Settings
from bot.ticking import Ticking
from bot.work import Work
from storage.database import Database
from tests.kit.bot_api import TOKEN
from tests.kit.pictures import encode, paint
from tests.soak.nest import hatch

LOG, CLOCK = "log.txt", "clock"
#: Everything happens some hundred times as fast as with people, so all that waits does (seconds).
TICK_SECONDS, POLL_SECONDS, EXPIRE_SECONDS, IDLE_SECONDS = 0.1, 0.05, 0.1, 1.0


class SharedClock:
    """Stands still until somebody moves it; a process that was stopped sees at once what time it is."""

    def __init__(self, folder: Path, moment: datetime | None = None) -> None:
        if moment is not None:
            (folder / CLOCK).write_bytes(struct.pack("d", moment.timestamp()))
        with (folder / CLOCK).open("r+b") as file:
            self._seconds = memoryview(mmap.mmap(file.fileno(), 0)).cast("d")

    def now(self) -> datetime:
        """The moment it was moved to."""
        return datetime.fromtimestamp(self._seconds[0], UTC)

    def move_to(self, moment: datetime) -> None:
        """Set it, for all."""
        self._seconds[0] = moment.timestamp()


async def work_along(url: str, address: str, folder: Path) -> None:
    """Tick and deliver until killed."""
    bot.ticking.TICK_SECONDS = TICK_SECONDS  # type: ignore[assignment]  # seconds all the same
    bot.delivery.EXPIRE_SECONDS = EXPIRE_SECONDS
    storage.database.IDLE_SECONDS = IDLE_SECONDS
    handlers.retention.RULES = ()  # the books are balanced when the year is over
    set_up_log(Settings(_env_file=None, data_folder=folder))
    clock, work = SharedClock(folder), Work(Database(address))
    picture = encode(paint())

    async def load(source: str) -> bytes:
        return picture

    channel = Telegram(TOKEN, base_url=url)
    delivery = Delivery({channel.name: channel}, work, clock, load, limits={}, poll_seconds=POLL_SECONDS)
    Ticking(work, clock, delivery).start()
    await delivery.run()


if __name__ == "__main__":
    _url, _address, _folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    hatch(lambda line: work_along(_url, _address, _folder), _folder / LOG)
