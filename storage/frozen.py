"""An SQLite file where nothing can be written: a read-only disk or mount, or a folder of somebody else's.

A database with a write-ahead log wants two files beside it, also of those who only read (sqlite.org/wal.html,
"Read-Only Databases"). Where they lie there already, as a bot that runs or was killed leaves them, SQLite
reads with them. Where neither does, all is in the one file, and SQLite has to be told that it won't change.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from urllib.parse import quote


def frozen_address(file: Path) -> str | None:
    """The URI under which SQLite reads that file; None if it needs none. Raises OSError if there is a log
    that can't be read there."""
    log, index = (Path(f"{file}{end}") for end in ("-wal", "-shm"))
    if os.access(file.absolute().parent, os.W_OK) or not file.exists():
        return None
    if log.exists() and index.exists():
        return None
    if log.exists() and log.stat().st_size:
        lost = f"nothing can be written here, and its last changes are in {log.name}; copy both elsewhere"
        raise OSError(errno.EROFS, lost, str(file))
    return f"file:{quote(str(file.absolute()))}?immutable=1"
