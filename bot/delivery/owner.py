"""Who holds rows while they are sent, and whether that sender can still be alive."""

from __future__ import annotations

import itertools
import os
import socket
import uuid

#: This process, also where every container's first process has the same number.
_PROCESS = uuid.uuid4().hex[:12]
_senders = itertools.count(1)


def name_owner() -> str:
    """A name for a new sender: machine, number of the process, process, sender in it."""
    return f"{_machine()}:{os.getpid()}:{_PROCESS}.{next(_senders)}"


def is_dead(owner: str) -> bool:
    """Whether that sender is surely no more: it was on this machine, and its process has ended.

    One of another machine isn't dead for all that is known here, nor is one whose process's number is in
    use, unless it is our own number.
    """
    place, _, word = owner.rpartition(":")
    machine, _, number = place.rpartition(":")
    if machine != _machine() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return word.partition(".")[0] != _PROCESS
    return not _runs(int(number))


def _machine() -> str:
    return socket.gethostname()[:20]


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True
