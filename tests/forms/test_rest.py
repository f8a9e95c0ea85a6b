"""Skipping all that is left at once: from where on it is offered, and what it leaves as it was."""

from __future__ import annotations

from pydantic import JsonValue

from handlers.forms.run import Heard
from tests.forms.test_step import form, keys_said, tokens
from tests.forms.walking import PHOTOS, Walker


def test_the_rest_is_skipped_at_once_where_nothing_required_is_left() -> None:
    walker = Walker(form("span", "title", "coverage", "photos", "remarks"))
    assert "rest" not in tokens(walker), "the title is needed"
    walker.hear(walker.typed("跳过"))
    walker.hear(Heard("护河清洁"))
    walker.hear(walker.typed("其余跳过"))
    assert walker.run.asking is None
    empty: dict[str, JsonValue] = dict.fromkeys(("span", "coverage", "photos", "remarks"))
    assert walker.run.answers == {"title": "护河清洁", **empty}
    assert keys_said(walker)[0] == "form-rest-empty"
    walker.hear(walker.typed("5"))
    walker.hear(Heard("与星湖志愿服务队联合开展"))
    assert (walker.run.asking, walker.run.answers["remarks"]) == (None, "与星湖志愿服务队联合开展")
    walker.hear(Heard(photos=PHOTOS[:1]))
    assert walker.run.answers["photos"] == [PHOTOS[0].digest], "photos can simply be sent"


def test_skipping_the_rest_keeps_photos_that_came_before_their_question() -> None:
    walker = Walker(form("title", "coverage", "photos", "remarks"))
    walker.hear(Heard(photos=PHOTOS[:2]))
    walker.hear(Heard("护河清洁"))
    walker.press("rest")
    assert walker.run.answers["photos"] == [photo.digest for photo in PHOTOS[:2]]
    assert walker.run.asking is None


def test_the_rest_is_not_skipped_from_within_a_row_nor_where_it_is_only_one() -> None:
    walker = Walker(form("title", "coverage", "remarks"))
    walker.hear(Heard("护河清洁"))
    walker.press("pick.2")
    assert "rest" not in tokens(walker), "a row is begun"
    walker.press("skip")
    walker.press("skip")
    walker.press("skip")
    walker.press("done")
    assert "rest" not in tokens(walker), "to skip is the same"
    walker.hear(walker.typed("都没有"))
    assert walker.run.asking is None


def test_required_questions_are_not_skipped_by_a_word_for_the_rest() -> None:
    walker = Walker(form("title", "remarks", "photos"))
    walker.hear(walker.typed("全部跳过"))
    assert keys_said(walker)[0] == "form-rest-required"
    assert walker.run.answers == {}
