"""The answers to a campaign's own questions: those of one activity, also where several teams told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import JsonValue

from handlers.forms.catalogue import CATALOGUE
from handlers.forms.definition import Form, Kind, Question

#: Answers by the keys of their questions; None is none at all.
Given = Mapping[str, JsonValue] | None
#: The kinds whose answers are numbers.
NUMBERS = (Kind.INTEGER, Kind.MONEY, Kind.DURATION)


def own_questions(form: Form) -> tuple[Question, ...]:
    """What the campaign asks beside the catalogue; photos are no figures and no words."""
    return tuple(
        question
        for question in form.questions
        if question.key not in CATALOGUE and question.key != "category" and question.kind is not Kind.PHOTOS
    )


def pick_answers(questions: Sequence[Question], given: Given) -> dict[str, JsonValue]:
    """The answers to these questions, without those that were skipped."""
    told = given or {}
    return {q.key: told[q.key] for q in questions if told.get(q.key) is not None}


def merge_answers(
    questions: Sequence[Question], teams: Sequence[Sequence[Given]], counted: Literal["once", "added"]
) -> dict[str, JsonValue]:
    """The answers to a joint activity, told by each of the `teams` in one or more reports.

    Numbers count as person-times do, those of people only if the teams agree, since heads don't add up.
    Of words that differ, free text has all, and of others the first stand.
    """
    merged = {}
    for question in questions:
        said = [[a for given in own if (a := (given or {}).get(question.key)) is not None] for own in teams]
        if given := [own for own in said if own]:
            merged[question.key] = _merge(question, given, counted)
    return {key: answer for key, answer in merged.items() if answer is not None}


def _merge(
    question: Question, said: Sequence[Sequence[JsonValue]], counted: Literal["once", "added"]
) -> JsonValue:
    each = [answer for own in said for answer in own]
    if question.kind in NUMBERS:
        sums = [sum(answer for answer in own if isinstance(answer, int)) for own in said]
        if question.people:
            return each[0] if all(answer == each[0] for answer in each) else None
        return max(sums) if counted == "once" else sum(sums)
    if question.kind is Kind.TEXT:
        return "；".join(dict.fromkeys(str(answer) for answer in each))
    return each[0]
