"""The bot that is killed: all of it, over SQLite, polling the fake, with a clock in the campaign's month.

`python -m tests.soak.process URL FOLDER` has everything imported, which is nearly all of the time that a
start takes. For each line "SHIFT" (by how many seconds the clock is ahead) it forks: the child is a bot that
has done nothing yet. It says "began NUMBER" and, when the child is no more, "ended STATUS".
"""

from __future__ import annotations

import os
import select
import signal
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

import bot.channels.telegram.channel
import bot.ticking
from bot import loop
from bot.__main__ import told_to_stop
from bot.app import App, make_telegram
from bot.log import set_up_log
from bot.serving import open_port, serve
from bot.settings import Settings
from handlers import dispatch
from tests.kit.bot_api import TOKEN

#: The clock looks this often (seconds), so that a process that lives for two seconds has looked.
TICK_SECONDS = 0.3
POLL_SECONDS = 0.02
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


async def serve_ahead(url: str, folder: Path, shift: timedelta) -> None:
    """Serve until told to stop, or killed."""
    # Nobody types so fast: the limit of a person and the platform's pace would only stop the soak.
    dispatch.MOST_A_MINUTE = 10**9
    bot.ticking.TICK_SECONDS = TICK_SECONDS  # type: ignore[assignment]  # seconds all the same
    settings = settings_of(url, folder)
    set_up_log(settings)
    app = App(settings, AheadClock(shift), telegram=make_telegram(settings), limits={})
    await serve(app, open_port("127.0.0.1", 0), told_to_stop())


def live(url: str, folder: Path, shift: timedelta) -> None:
    """Be the bot, and end; what it says goes to a file."""
    log = os.open(folder / LOG, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    status = 1
    try:
        loop.run(serve_ahead(url, folder, shift))
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def main(url: str, folder: Path) -> None:
    """One bot after another, until nobody asks for more."""
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            live(url, folder, timedelta(seconds=float(line)))
        print(f"began {child}", flush=True)
        print(f"ended {_wait(child)}", flush=True)


def _wait(child: int) -> int:
    """The status it ended with. It ends with us: nobody else would stop it."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
            os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
