"""All or nothing for a part of a turn: what wrote something and then rejects leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from handlers.messages import Reject
from handlers.turn import Turn
from storage.watch import writes

T = TypeVar("T")


class SpoiledError(Exception):
    """A turn has written something before it rejected, in a transaction shared with others' turns: that
    can't be taken back for it alone."""


def attempt(turn: Turn, act: Callable[[], T]) -> T:
    """What `act` gives. If it Rejects, nothing of what it wrote stays.

    By itself a turn has a savepoint for that. Together with others it has none, since each would first
    write out what the others have left, row by row, which costs more than most turns: there only a Reject
    after a write raises SpoiledError, and all are to be taken again, each by itself.
    """
    if not turn.together:
        with turn.session.begin_nested():
            return act()
    before = writes(turn.session)
    try:
        return act()
    except Reject:
        if writes(turn.session) != before:
            raise SpoiledError from None
        raise
