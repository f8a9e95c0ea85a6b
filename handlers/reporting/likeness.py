"""Photos that look like one the report has already: kept, and said, since only a human knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from handlers.messages import Photo, Text
from storage.photos import alike, likenesses


def mark_alike(
    session: Session, had: Sequence[str], came: Sequence[Photo | Text]
) -> tuple[Photo | Text, ...]:
    """What came, with the photos marked that look like one of those `had` or one before them."""
    new = [one.digest for one in came if isinstance(one, Photo)]
    known = likenesses(session, [*had, *new])
    before = [known[digest] for digest in had if digest in known]
    marked: list[Photo | Text] = []
    for one in came:
        looks = known.get(one.digest) if isinstance(one, Photo) else None
        if isinstance(one, Photo) and looks is not None:
            one = replace(one, alike=one.digest not in had and any(alike(looks, other) for other in before))
            before.append(looks)
        marked.append(one)
    return tuple(marked)
