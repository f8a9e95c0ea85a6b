"""The catalogue of questions: bound to the report's columns, and worded in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handlers.forms.catalogue import CATALOGUE, COVERAGE, GROUPS, MOST_PHOTOS
from handlers.forms.definition import Form, Kind, Question
from handlers.messages import Text, Wording, Words
from locales import LANGUAGES, say
from storage.reports import Coverage, GroupServed, Report


def said(words: Words | None, language: str) -> str:
    if isinstance(words, Text):
        return say(language, words.key)
    assert isinstance(words, Wording)
    return words.wordings[language]


def questions() -> Iterator[Question]:
    for question in CATALOGUE.values():
        yield question
        yield from question.columns


def test_each_question_has_its_column() -> None:
    elsewhere = {
        "span": {"starts_minute", "ends_minute"},
        "hours": {"service_minutes"},
        "hours_basis": set[str](),
        "money": {"money_fen"},
        "groups": set[str](),
        "coverage": set[str](),
        "participants": set[str](),
        "photos": set[str](),
    }
    columns = set(Report.__table__.columns.keys())
    for key in CATALOGUE:
        assert elsewhere.get(key, {key}) <= columns, key


@pytest.mark.parametrize(("key", "table"), [("groups", GroupServed), ("coverage", Coverage)])
def test_rows_have_the_columns_of_their_table(key: str, table: type[GroupServed] | type[Coverage]) -> None:
    asked = {column.key for column in CATALOGUE[key].columns}
    assert asked == set(table.__table__.columns.keys()) - {"id", "report_id"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_worded(language: str) -> None:
    for question in questions():
        for words in (question.prompt(), question.name(), question.sample()):
            assert len(said(words, language)) >= 1
        for choice in question.choices:
            assert said(choice.words(), language)


def test_people_served_are_not_asked_in_the_words_for_volunteers() -> None:
    """Both are person-times; a leader who mixes them up spoils the table."""
    served = CATALOGUE["groups"].columns[1]
    assert served.key == "person_times"
    assert said(served.name(), "zh-CN") == "服务人次"
    assert said(CATALOGUE["person_times"].name(), "zh-CN") == "参与志愿者人次"


def test_the_groups_are_those_of_the_table() -> None:
    labels = [said(choice.words(), "zh-CN") for choice in CATALOGUE["groups"].columns[0].choices]
    assert labels == [
        "残疾人",
        "异地务工人员子女",
        "空巢老人",
        "闲散青少年",
        "不良行为青少年",
        "农村留守儿童",
        "流浪乞讨未成年人",
        "服刑在教人员未成年子女",
    ]
    assert CATALOGUE["groups"].columns[0].other
    assert len(GROUPS) == 8
    assert COVERAGE == ("print", "website", "page")


def test_all_together_are_a_form() -> None:
    form = Form(name="all", questions=tuple(CATALOGUE.values()))
    assert form.question("photos").maximum == MOST_PHOTOS == 20
    assert not CATALOGUE["participants"].required
    assert CATALOGUE["hours"].kind is Kind.DURATION
    assert CATALOGUE["money"].minimum is None, "nothing spent is an answer"
