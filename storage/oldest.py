"""Rows that have done their work, taken out a few at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def drop(
    session: Session,
    column: InstrumentedAttribute[Any],
    before: datetime,
    limit: int,
    *where: ColumnElement[bool],
) -> int:
    """Delete up to `limit` rows whose moment in `column` is `before` or earlier; how many there were.

    The table's last row always stays: SQLite gives its number to the next one otherwise, and an old button,
    or a page that has seen all lines up to it, would mean the wrong one. What is locked is left for later.
    """
    table = column.class_
    last = select(func.max(table.id)).scalar_subquery()
    old = select(table.id).where(*where, column <= before, table.id < last).limit(limit)
    ids = session.scalars(old.with_for_update(skip_locked=True)).all()
    if ids:
        gone = delete(table).where(table.id.in_(ids)).execution_options(synchronize_session=False)
        session.execute(gone)
    return len(ids)
