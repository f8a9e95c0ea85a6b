"""How the program is loaded and its loop runs: on uvloop, with the garbage collector looking seldom."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

#: New objects after which the collector looks for circles among them (Python's own figure is 700). A batch
#: of turns makes some 30,000 objects that are all let go when it is committed: looking forty times
#: in the middle of it took a fifth of the processor time and found nothing.
NEW_OBJECTS = 50_000


@contextmanager
def loading() -> Iterator[None]:
    """While what the program needs is imported. None of it is garbage, and Python's collector would go
    through all of it a dozen times, which took a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def run(main: Coroutine[Any, Any, T]) -> T:
    """What `main` returns."""
    calm_collector()
    with asyncio.Runner(loop_factory=_loops()) as runner:
        return runner.run(main)


def calm_collector() -> None:
    """Let it look seldom. What is loaded by now is never garbage, so it is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 50)


def _loops() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop takes less time for each socket than asyncio's own loop. There is none for Windows."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
