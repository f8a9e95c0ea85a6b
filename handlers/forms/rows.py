"""Answers that are rows: filled a column at a time, added, dropped, and stepped back through."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import cast

from pydantic import JsonValue

from handlers.forms.answers import read_answer
from handlers.forms.definition import Kind, Question
from handlers.forms.run import Run
from handlers.messages import Reject

#: As many rows as an answer may have unless the question says otherwise.
MOST_ROWS = 20
#: A number of people, as in "空巢老人12人，残疾人3人".
_COUNTED = re.compile(r"[0-9一二三四五六七八九十百][多余几]? ?(?:人次|人|名|位)(?:左右|$|[,、;。 ])")


def column(question: Question, run: Run) -> Question:
    """The column being asked; Reject at "another one?", where nothing is to be typed."""
    for candidate in question.columns:
        if candidate.key == run.column:
            return candidate
    raise Reject("form-rows-unclear")


def read(question: Question, run: Run, said: str, today: date) -> JsonValue:
    """What was typed as an answer to the column that is asked; Reject if it means nothing there, or says how
    many people where what kind they are is asked: the number comes in a column of its own."""
    asked = column(question, run)
    counts = asked.kind is Kind.CHOICE and any(other.people for other in question.columns)
    if counts and _COUNTED.search(unicodedata.normalize("NFKC", said)):
        raise Reject("form-choice-counted")
    return read_answer(asked, said, today)


def take(question: Question, run: Run, answer: JsonValue) -> Run:
    """The answer goes into the row; a row that is full goes to the others."""
    asked = column(question, run)
    row = {**(run.row or {}), asked.key: answer}
    keys = [c.key for c in question.columns]
    place = keys.index(asked.key) + 1
    if place < len(keys):
        return run.model_copy(update={"row": row, "column": keys[place]})
    whole = cast(JsonValue, [*_rows(question, run), row])
    answers = {**run.answers, question.key: whole}
    return run.model_copy(update={"answers": answers, "row": None, "column": None})


def has_room(question: Question, run: Run) -> bool:
    """Whether another row may be added."""
    return len(_rows(question, run)) < (question.maximum or MOST_ROWS)


def add(question: Question, run: Run) -> Run:
    """Begin another row."""
    return run.model_copy(update={"row": {}, "column": question.columns[0].key})


def drop(question: Question, run: Run) -> Run:
    """Take the last row away; with none left, ask for the first again."""
    left = _rows(question, run)[:-1]
    answers = {**run.answers, question.key: cast(JsonValue, left)}
    if left:
        return run.model_copy(update={"answers": answers})
    del answers[question.key]
    return run.model_copy(update={"answers": answers, "row": {}, "column": question.columns[0].key})


def step_back(question: Question, run: Run) -> Run | None:
    """To the column before, or out of a row just begun; None where the question itself is to be left."""
    if run.column is None:
        return None
    keys = [c.key for c in question.columns]
    place = keys.index(run.column)
    if place:
        return run.model_copy(update={"column": keys[place - 1]})
    if _rows(question, run):
        return run.model_copy(update={"row": None, "column": None})
    return None


def _rows(question: Question, run: Run) -> list[JsonValue]:
    return cast(list[JsonValue], run.answers.get(question.key) or [])
