"""What the web chat needs of the rest of the bot: a way to the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

Result = TypeVar("Result")


class Sessions(Protocol):
    """Runs plain database work away from the event loop, in a transaction of its own (`bot.work.Work`)."""

    async def __call__(self, work: Callable[[Session], Result]) -> Result:
        """What `work` returned, once it is committed; raises what it raised, and then nothing is written."""

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """What `work` returned; it may only read."""
