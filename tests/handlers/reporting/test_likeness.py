"""A picture sent twice through a messenger comes as other bytes; it is kept, and said."""

from __future__ import annotations

from datetime import datetime

from handlers.messages import Photo, text
from handlers.reporting.likeness import mark_alike
from storage.database import Database
from storage.photos import keep_photo
from storage.pictures import check_picture
from tests.kit.pictures import decode, encode, paint


def _kept(database: Database, now: datetime, content: bytes) -> str:
    checked = check_picture(content)
    with database.begin() as session:
        keep_photo(session, checked, now)
    return checked.digest


def test_the_same_picture_in_other_bytes_is_marked(database: Database, now: datetime) -> None:
    original = encode(paint(1, 640, 480))
    first = _kept(database, now, original)
    again = _kept(database, now, encode(decode(original).resize((480, 360))))
    other = _kept(database, now, encode(paint(2, 640, 480)))
    came = (Photo(again), Photo(other), text("photo-broken"))
    with database.read() as session:
        marked = mark_alike(session, [first], came)
        together = mark_alike(session, [], (Photo(first), Photo(again)))
    assert marked == (Photo(again, alike=True), Photo(other), text("photo-broken"))
    assert together == (Photo(first), Photo(again, alike=True))
