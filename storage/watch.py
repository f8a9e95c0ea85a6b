"""Whether a piece of work has written anything, so that what it left can be told from what was there."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExecutionContext
from sqlalchemy.orm import Session

_WRITES = "yidong.writes"


def count_writes(engine: Engine) -> None:
    """Count the statements that write, for `writes`."""

    @event.listens_for(engine, "before_cursor_execute")
    def count(
        connection: Connection, _: object, statement: str, __: object, context: ExecutionContext, *___: object
    ) -> None:
        if context.isinsert or context.isupdate or context.isdelete:  # type: ignore[attr-defined]  # of DefaultExecutionContext
            connection.info[_WRITES] = connection.info.get(_WRITES, 0) + 1


def writes(session: Session) -> int:
    """How many statements have written by now, once what waits in the session is written too."""
    session.flush()
    return int(session.connection().info.get(_WRITES, 0))
