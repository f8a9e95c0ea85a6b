"""What the web chat needs of the rest of the bot: a way to the database, bytes, and whose page it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, TypeVar

from sqlalchemy.orm import Session

from storage.webchat import Visitor

Result = TypeVar("Result")


class Sessions(Protocol):
    """Runs plain database work away from the event loop, in a transaction of its own (`bot.work.Work`)."""

    async def __call__(self, work: Callable[[Session], Result]) -> Result:
        """What `work` returned, once it is committed; raises what it raised, and then nothing is written."""

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """What `work` returned; it may only read."""


#: The bytes of an attachment by its source (`photo:<sha256>`, `paper:<kind>:<id>`); LookupError if there
#: are none.
Load: TypeAlias = Callable[[str], Awaitable[bytes]]

#: Whose page it is, by the person's id; None for nobody.
FindVisitor: TypeAlias = Callable[[Session, int], Visitor | None]
