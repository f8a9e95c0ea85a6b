"""Checks across answers: what is said at the review, and what is let pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from handlers.forms.catalogue import CATALOGUE
from handlers.forms.checks import Facts, LimitCheck, ShareCheck, Similar, check_answers
from handlers.forms.definition import Form, Kind, Question, Said
from handlers.messages import Joined, Text, Wording, Words
from locales import LANGUAGES, say

FACTS = Facts(today=date(2019, 3, 12), starts_on=date(2019, 3, 1), ends_on=date(2019, 3, 31))
GOOD: Mapping[str, JsonValue] = {
    "title": "西江河堤清洁行动",
    "held_on": "2019-03-09",
    "span": {"starts_minute": 540, "ends_minute": 690},
    "person_times": 36,
    "heads": 25,
    "hours_basis": "each",
    "hours": 150,
    "photos": ["a" * 64],
}
OWN = tuple(
    Question(key=key, kind=Kind.INTEGER, ask=Said(zh=key), label=Said(zh=key), required=False)
    for key in ("cards", "volunteers")
)
FORM = Form(name="test", questions=(*CATALOGUE.values(), *OWN))


def spoken(words: Words, language: str) -> str:
    """The words as somebody would read them; the rendering itself is the turn's."""
    if isinstance(words, Text):
        args = {k: v if isinstance(v, int) else spoken(v, language) for k, v in words.args.items()}
        return say(language, words.key, args)
    if isinstance(words, Wording):
        return words.wordings[language]
    if isinstance(words, Joined):
        return spoken(words.by, language).join(spoken(part, language) for part in words.parts)
    return words


def keys(facts: Facts = FACTS, /, **changed: JsonValue) -> list[str]:
    """The keys of the warnings; every warning is said in both languages on the way."""
    warnings = check_answers(FORM, {**GOOD, **changed}, facts)
    assert all(spoken(warning, language) for warning in warnings for language in LANGUAGES)
    return [warning.key for warning in warnings if isinstance(warning, Text)]


def test_a_plausible_report_is_let_pass() -> None:
    assert keys() == []


@pytest.mark.parametrize(
    ("changed", "warnings"),
    [
        ({"title": "河堤清洁（补录）"}, ["check-title-makeup"]),
        ({"held_on": "2019-03-12"}, []),
        ({"held_on": "2019-03-13"}, ["check-date-future"]),
        ({"held_on": "2019-02-28"}, ["check-date-outside"]),
        ({"held_on": "2019-04-01"}, ["check-date-future", "check-date-outside"]),
        ({"span": {"starts_minute": 690, "ends_minute": 540}}, ["check-span-order"]),
        ({"span": {"starts_minute": 540, "ends_minute": 540}}, ["check-span-order"]),
        ({"heads": 36}, []),
        ({"heads": 37}, ["check-heads-more"]),
        ({"organisations": 36}, []),
        ({"organisations": 37}, ["check-organisations-more"]),
        ({"hours": 151}, ["check-hours-each"]),
        ({"hours_basis": "total", "hours": 36 * 150}, []),
        ({"hours_basis": "total", "hours": 36 * 150 + 1}, ["check-hours-total"]),
        ({"span": None, "hours": 24 * 60}, []),
        ({"span": None, "hours": 24 * 60 + 1}, ["check-hours-each-day"]),
        ({"span": None, "hours_basis": "total", "hours": 36 * 1440 + 1}, ["check-hours-total-day"]),
        ({"hours_basis": None, "hours": 99999}, []),
        ({"participants": "李明、王芳", "person_times": 2, "heads": 2}, []),
        ({"participants": "李明、王芳、赵六", "person_times": 2, "heads": 2}, ["check-names-more"]),
        ({"participants": "李明、王芳", "person_times": None, "heads": 1}, ["check-names-more"]),
        ({"participants": "李明、王芳", "person_times": None, "heads": None}, []),
        ({"photos": None}, ["check-photos-none"]),
        ({"photos": []}, ["check-photos-none"]),
    ],
)
def test_what_is_odd_is_said(changed: dict[str, JsonValue], warnings: list[str]) -> None:
    assert keys(FACTS, **changed) == warnings


def test_hours_that_cannot_be_are_told_with_the_figures() -> None:
    answers = {**GOOD, "hours_basis": "total", "hours": 100 * 60}
    (warning,) = check_answers(FORM, answers, FACTS)
    assert spoken(warning, "zh-CN") == ("合计 100 小时，多于 36 人每人 2 小时 30 分钟的总和（90 小时）。")


@pytest.mark.parametrize(
    ("title", "day", "again"),
    [
        ("西江河堤清洁行动", 9, True),
        ("西江 河堤清洁行动！", 9, True),
        ("西江河堤清洁活动", 9, True),
        ("河堤清洁", 9, True),
        ("西江河堤清洁行动", 10, False),
        ("敬老院探访", 9, False),
        ("！！", 9, False),
    ],
)
def test_the_same_activity_again(title: str, day: int, again: bool) -> None:
    facts = replace(FACTS, similar=(Similar(title, date(2019, 3, day), "LF19-0007"),))
    assert keys(facts) == (["check-again"] if again else [])


@pytest.mark.parametrize(
    ("cards", "warned"), [(59, True), (60, False), (0, True), (None, False), (120, False)]
)
def test_a_share_of_half(cards: int | None, warned: bool) -> None:
    check = ShareCheck(kind="share", part="cards", whole="volunteers", percent_at_least=50)
    facts = replace(FACTS, checks=(check,))
    assert keys(facts, cards=cards, volunteers=120) == (["check-share"] if warned else [])


def test_a_share_of_nobody_is_no_fault() -> None:
    check = ShareCheck(kind="share", part="cards", whole="volunteers", percent_at_least=50)
    assert keys(replace(FACTS, checks=(check,)), cards=0, volunteers=0) == []


def test_a_part_is_not_more_than_the_whole() -> None:
    facts = replace(FACTS, checks=(LimitCheck(kind="limit", part="cards", whole="volunteers"),))
    assert keys(facts, cards=5, volunteers=5) == []
    assert keys(facts, cards=6, volunteers=5) == ["check-limit"]


def test_the_share_is_told_with_the_question_s_own_words() -> None:
    check = ShareCheck(kind="share", part="cards", whole="volunteers", percent_at_least=50)
    answers = {**GOOD, "cards": 119, "volunteers": 240}
    (warning,) = check_answers(FORM, answers, replace(FACTS, checks=(check,)))
    assert spoken(warning, "zh-CN") == "cards（119）只占volunteers（240）的 49%，通知要求不少于 50%。"


def test_a_form_that_asks_no_photos_misses_none() -> None:
    form = Form(name="short", questions=(CATALOGUE["title"], CATALOGUE["held_on"]))
    assert check_answers(form, {"title": "河堤清洁", "held_on": "2019-03-09"}, FACTS) == []


ODD: st.SearchStrategy[JsonValue] = st.none() | st.integers(-10, 10**6) | st.just([]) | st.just({})


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("person_times", "heads", "hours", "span", "photos"), ODD)
    )
)
def test_whatever_is_answered_the_checks_only_warn(answers: dict[str, JsonValue]) -> None:
    check = ShareCheck(kind="share", part="heads", whole="person_times", percent_at_least=50)
    facts = replace(FACTS, checks=(check,))
    for basis in ("each", "total"):
        for warning in check_answers(FORM, {**answers, "hours_basis": basis}, facts):
            assert spoken(warning, "en")
