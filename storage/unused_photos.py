"""Photos that nothing refers to any more: found by the clock, and let go in three steps.

Their bytes can't be removed in a transaction (they may lie in a bucket far away), and the same photo may come
again at any moment. So its row says first that it is leaving, then its bytes go, then the row. Whoever brings
the photo again asks `reserve` before any bytes are written: it keeps the clock off for long, or says that the
photo is just leaving. A row that a dead process left leaving is found again when its moment comes.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, delete, select
from sqlalchemy.orm import Session

from storage.photos import LOOK_AFTER, StoredPhoto
from storage.reports import ReportPhoto
from storage.runs import Run

#: After so long another process may take over from one that died while it removed bytes.
REMOVING = timedelta(minutes=10)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def reserve(session: Session, digest: str, now: datetime) -> bool:
    """Ahead of bringing this photo: if it is kept, it stays for another `LOOK_AFTER`. False if it is leaving
    at this moment, and can't be taken."""
    known = session.get(StoredPhoto, digest, with_for_update=True)
    if known is not None and not known.leaving:
        known.next_at = max(known.next_at, now + LOOK_AFTER)
    return known is None or not known.leaving


def let_go(session: Session, now: datetime, limit: int) -> list[str]:
    """Look at up to `limit` photos whose moment has come. Those that a report, or a run that may be gone on
    with, refers to are looked at again later; of the others the digests are given, as their bytes may go."""
    due = select(StoredPhoto).where(StoredPhoto.next_at <= now).limit(limit)
    looked_at = session.scalars(due.with_for_update(skip_locked=True)).all()
    used = _used(session, [photo.digest for photo in looked_at])
    for photo in looked_at:
        photo.leaving = photo.digest not in used
        photo.next_at = now + (REMOVING if photo.leaving else LOOK_AFTER)
    return [photo.digest for photo in looked_at if photo.leaving]


def forget(session: Session, digests: Collection[str]) -> None:
    """The bytes of these are removed: the rows go too."""
    gone = (StoredPhoto.digest.in_(digests), StoredPhoto.leaving)
    session.execute(delete(StoredPhoto).where(*gone), execution_options={"synchronize_session": False})


def _used(session: Session, digests: Collection[str]) -> set[str]:
    """Those that something refers to. Reports are asked first, for they have nearly all, and once more at the
    end: a run that was submitted meanwhile has become one."""
    used = _in_reports(session, digests)
    if rest := set(digests) - used:
        used |= _in_runs(session) & rest
        used |= _in_reports(session, rest)
    return used


def _in_reports(session: Session, digests: Collection[str]) -> set[str]:
    return set(session.scalars(select(ReportPhoto.digest).where(ReportPhoto.digest.in_(digests))))


def _in_runs(session: Session) -> set[str]:
    """All that stand in runs that are open, or that were given up and can be brought back. A form may ask
    for photos under any name, so the bodies are read as text."""
    bodies = select(cast(Run.body, Text)).where(Run.state.in_(("open", "cancelled")))
    found: set[str] = set()
    for body in session.scalars(bodies.execution_options(yield_per=500)):
        found.update(_DIGEST.findall(body))
    return found
