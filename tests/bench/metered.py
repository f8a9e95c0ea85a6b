"""Our whole bot, which says besides where its CPU time went. Measuring costs it about a hundredth more."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import thread_time
from typing import Any

from bot import turns
from bot.channels.telegram import channel, intake
from bot.loop import run
from bot.work import Work
from tests.bench.cost import PARTS
from tests.bench.yidong import main

#: What `bot.turns` has done in a transaction.
TAKING = ("take_together", "take")
SECONDS = dict.fromkeys(PARTS, 0.0)

_inside = threading.local()


def measured(part: Callable[..., str], call: Callable[..., Any]) -> Callable[..., Any]:
    """The same call; its thread's CPU seconds, but for those of measured calls in it, count for the part."""

    @wraps(call)
    def around(*arguments: Any, **named: Any) -> Any:
        outer = getattr(_inside, "seconds", 0.0)
        _inside.seconds, began = 0.0, thread_time()
        try:
            return call(*arguments, **named)
        finally:
            used = thread_time() - began
            SECONDS[part(*arguments)] += used - _inside.seconds
            _inside.seconds = outer + used

    return around


def measure(owner: object, name: str, part: Callable[..., str]) -> None:
    """Put the measured call in its place."""
    setattr(owner, name, measured(part, getattr(owner, name)))


def _transaction(_: Work, work: object) -> str:
    of_turns = getattr(getattr(work, "func", work), "__module__", "") == turns.__name__
    return "commit" if of_turns else "delivery"


def measure_all() -> None:
    """All parts. What is left is asyncio and HTTP."""
    measure(intake, "read", lambda *_: "parse")
    measure(intake, "parse", lambda *_: "parse")
    for name in TAKING:
        measure(turns, name, lambda *_: "turn")
    measure(channel, "draw", lambda *_: "render")
    measure(Work, "_write", _transaction)
    measure(Work, "_read", lambda *_: "delivery")


if __name__ == "__main__":
    measure_all()
    run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), by_webhook=False, parts=SECONDS))
