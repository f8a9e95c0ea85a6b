"""What only makes sense with another answer, or with what the question is about: hours, nights, people."""

from __future__ import annotations

import pytest

from handlers.forms.run import Heard
from tests.forms.test_step import form, keys_said
from tests.forms.walking import Walker


@pytest.mark.parametrize(
    ("typed", "basis", "minutes"),
    [
        ("每人2.5小时", "each", 150),
        ("2小时 each", "each", 120),
        ("一共16小时", "total", 960),
        ("16 hours in total", "total", 960),
    ],
)
def test_hours_said_with_their_basis_answer_both_questions(typed: str, basis: str, minutes: int) -> None:
    walker = Walker(form("hours_basis", "hours", "title"))
    walker.hear(walker.typed(typed))
    assert walker.run.answers == {"hours_basis": basis, "hours": minutes}
    assert keys_said(walker)[:2] == ["form-understood", "form-understood"]
    assert walker.run.asking == "title"


@pytest.mark.parametrize(("typed", "basis"), [("按每人填", "each"), ("全队合计", "total"), ("总的", "total")])
def test_the_basis_alone_may_be_said_in_other_words(typed: str, basis: str) -> None:
    walker = Walker(form("hours_basis", "hours"))
    walker.hear(walker.typed(typed))
    assert walker.run.answers == {"hours_basis": basis}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("16小时", "form-basis-which"),
        ("每人2小时，一共16小时", "form-choice-unknown"),
        ("好的", "form-choice-unknown"),
        ("每人两三个小时", "reading-duration-vague"),
    ],
)
def test_a_basis_is_never_guessed(typed: str, why: str) -> None:
    walker = Walker(form("hours_basis", "hours"))
    walker.hear(walker.typed(typed))
    assert keys_said(walker)[0] == why
    assert walker.run.answers == {}


def test_hours_on_the_other_basis_are_asked_back() -> None:
    walker = Walker(form("hours_basis", "hours"))
    walker.hear(walker.typed("每人"))
    walker.hear(walker.typed("一共16小时"))
    assert keys_said(walker)[0] == "reading-duration-basis-each"
    walker.press("back")
    walker.hear(walker.typed("合计"))
    walker.hear(walker.typed("一共16小时"))
    assert walker.run.answers == {"hours_basis": "total", "hours": 960}


def test_hours_are_asked_again_when_their_basis_is_changed() -> None:
    walker = Walker(form("hours_basis", "hours"))
    walker.hear(walker.typed("每人2小时"))
    walker.press("edit.hours_basis")
    walker.hear(walker.typed("每人"))
    assert walker.run.asking is None, "it is the same basis"
    walker.press("edit.hours_basis")
    walker.hear(walker.typed("合计"))
    assert walker.run.asking == "hours"
    walker.hear(walker.typed("一共16小时"))
    assert walker.run.answers == {"hours_basis": "total", "hours": 960}
    assert walker.run.asking is None


@pytest.mark.parametrize("typed", ["下午3点到1点", "15:00-13:00", "9:00-9:00", "17:00-09:00"])
def test_an_end_before_the_start_is_told_at_once(typed: str) -> None:
    walker = Walker(form("span", "title"))
    walker.hear(walker.typed(typed))
    assert keys_said(walker)[0] == "form-span-order"
    assert walker.run.asking == "span"


@pytest.mark.parametrize("typed", ["22:00-6:00", "晚上8点到凌晨2点", "18:00-08:00"])
def test_a_night_s_watch_is_taken_and_said_to_end_the_next_day(typed: str) -> None:
    walker = Walker(form("span", "title"))
    walker.hear(walker.typed(typed))
    assert walker.run.asking == "title"
    walker.press("back")
    assert any("次日" in offered.label for offered in walker.menu)


@pytest.mark.parametrize("key", ["person_times", "heads"])
def test_households_are_no_people(key: str) -> None:
    walker = Walker(form(key, "organisations"))
    walker.hear(walker.typed("11户"))
    assert keys_said(walker)[0] == "reading-people-households"
    walker.hear(Heard("36"))
    walker.hear(walker.typed("3家"))
    assert walker.run.answers == {key: 36, "organisations": 3}
