"""Answers that are rows: filled a column at a time, added, dropped, and stepped back through."""

from __future__ import annotations

from typing import cast

from pydantic import JsonValue

from handlers.forms.definition import Question
from handlers.forms.run import Run
from handlers.messages import Reject

#: As many rows as an answer may have unless the question says otherwise.
MOST_ROWS = 20


def column(question: Question, run: Run) -> Question:
    """The column being asked; Reject at "another one?", where nothing is to be typed."""
    for candidate in question.columns:
        if candidate.key == run.column:
            return candidate
    raise Reject("form-rows-unclear")


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
