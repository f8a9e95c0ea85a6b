"""One serving bot to an SQLite file: a lock beside it, which the system lets go however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What the lock of a database is called. The file stays: one that is removed could be locked twice.
LOCK = ".lock"


class TakenError(Exception):
    """Another process has the lock."""


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold the lock of this SQLite file while the block runs. Raises TakenError at once if another process
    does; where the file system has no locks, the block runs without.

    It isn't SQLite's own: whoever reads or writes a row beside the bot is never kept from it.
    """
    real = database.resolve()
    try:
        handle = os.open(real.with_name(real.name + LOCK), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise TakenError from None
    except OSError:
        return  # there are no locks on this file system, which is no reason to refuse
