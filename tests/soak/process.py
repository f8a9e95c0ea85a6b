"""The bot that is killed: all of it, over SQLite, polling the fake, with a clock in the campaign's month.

`python -m tests.soak.process URL FOLDER [PORT]` forks it for each line "SHIFT" (by how many seconds the clock
is ahead); see `tests.soak.nest`. With a port it is told by webhook there.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

import bot.ticking
from bot.app import App, make_telegram
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import Webhook
from bot.commands import told_to_stop
from bot.log import set_up_log
from bot.serving import open_port, serve
from bot.settings import Settings
from handlers import dispatch
from tests.kit.bot_api import TOKEN
from tests.soak.nest import hatch

#: The clock looks this often (seconds), so that a process that lives for two seconds has looked.
TICK_SECONDS = 0.3
LOG = "log.txt"


class AheadClock:
    """The time as it passes, so much ahead."""

    def __init__(self, shift: timedelta) -> None:
        self._shift = shift

    def now(self) -> datetime:
        """The present moment there."""
        return datetime.now(UTC) + self._shift


def settings_of(url: str, folder: Path) -> Settings:
    """Nothing of this machine's environment counts."""
    return Settings(
        _env_file=None,
        data_folder=folder,
        secret=SecretStr("0" * 32),
        telegram_token=SecretStr(TOKEN),
        telegram_base_url=url,
    )


async def serve_ahead(url: str, folder: Path, shift: timedelta, port: int) -> None:
    """Serve until told to stop, or killed."""
    # Nobody types so fast: the limit of a person and the platform's pace would only stop the soak.
    dispatch.MOST_A_MINUTE = 10**9
    bot.ticking.TICK_SECONDS = TICK_SECONDS  # type: ignore[assignment]  # seconds all the same
    settings = settings_of(url, folder)
    set_up_log(settings)
    webhook = Webhook(f"http://127.0.0.1:{port}", "soak") if port else None
    telegram = Telegram(TOKEN, base_url=url, webhook=webhook) if webhook else make_telegram(settings)
    app = App(settings, AheadClock(shift), telegram=telegram, limits={})
    await serve(app, open_port("127.0.0.1", port), told_to_stop())


def main(url: str, folder: Path, port: int = 0) -> None:
    """One bot after another, until nobody asks for more."""
    hatch(lambda shift: serve_ahead(url, folder, timedelta(seconds=float(shift)), port), folder / LOG)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
