"""One person's pass through a form, as a value: what is answered, and what is being asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue

from handlers.forms.answers import fits
from handlers.forms.definition import Form, Kind, Question
from handlers.messages import Photo, Text, Words

Answers: TypeAlias = Mapping[str, JsonValue]


class Run(BaseModel):
    """A run. Kept as JSON between two messages.

    An absent answer is not given yet, None was skipped. `asking` is the question being asked, None at the
    review. In rows, `row` is the row being filled and `column` the one asked; both None: "another one?".
    `picking`: the person is choosing which answer to change. `reopened`: the question was answered before.
    `tag` tells this run's buttons from those of others, and `sequence`, going up whenever something else is
    asked, those of now from those of before. `early` are photos that came before their question.
    """

    model_config = ConfigDict(frozen=True)
    form: str
    version: int
    tag: str = ""
    answers: dict[str, JsonValue] = {}
    asking: str | None = None
    row: dict[str, JsonValue] | None = None
    column: str | None = None
    picking: bool = False
    reopened: bool = False
    sequence: int = 0
    early: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person said, as far as a form cares. `control` is the control whose very name was typed
    though it isn't offered: it is no answer either."""

    text: str = ""
    pressed: str | None = None
    photos: tuple[Photo | Text, ...] = ()
    control: str | None = None


def _no_check(answers: Answers) -> Sequence[Words]:
    return ()


@dataclass(frozen=True, slots=True)
class World:
    """What a form may know beside the answers: the day, the last report's answers for "same as last
    time", what the form is about, and the check across answers for the review. A question in `picks` asks
    for names: those given there can be picked, others typed."""

    today: date
    title: Words = ""
    last: Answers = field(default_factory=dict)
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    check: Callable[[Answers], Sequence[Words]] = _no_check


def applicable(form: Form, answers: Answers) -> Sequence[Question]:
    """The questions that are asked, given the answers so far. An answer whose own question isn't asked
    (any more) is no condition for others."""
    if not form.conditional:
        return form.questions
    asked: list[Question] = []
    known: dict[str, JsonValue] = {}
    for question in form.questions:
        if all(known.get(key) == value for key, value in question.when.items()):
            asked.append(question)
            known[question.key] = answers.get(question.key)
    return asked


def begin(form: Form, given: Answers | None = None, tag: str = "") -> Run:
    """A new run, at its first question; `given` answers are known already and not asked.

    Those that don't fit (they may come from an older version of the form) are left out, so asked.
    """
    known = {q.key: (given or {})[q.key] for q in form.questions if q.key in (given or {})}
    answers = {key: answer for key, answer in known.items() if fits(form.question(key), answer)}
    return move_on(form, Run(form=form.name, version=form.version, tag=tag, answers=answers))


def present(run: Run) -> str:
    """What a button of this run carries as long as it is the present one."""
    return f"~{run.tag}-{run.sequence}"


def move_on(form: Form, run: Run) -> Run:
    """To the next question without an answer, or to the review. Answers no longer asked for are dropped."""
    asked = applicable(form, run.answers)
    kept = {q.key: run.answers[q.key] for q in asked if q.key in run.answers}
    following = next((q for q in asked if q.key not in kept), None)
    return _place(run, following, kept, reopened=False)


def reopen(form: Form, run: Run, key: str) -> Run:
    """Ask a question again; going back, changing from the review, and correcting are all this."""
    return _place(run, form.question(key), run.answers, reopened=True)


def _place(run: Run, question: Question | None, answers: dict[str, JsonValue], *, reopened: bool) -> Run:
    fresh_row = question is not None and question.kind is Kind.ROWS and not answers.get(question.key)
    early = run.early
    if question is not None and question.kind is Kind.PHOTOS and early:
        answers, early = {**answers, question.key: [*early]}, ()
    return run.model_copy(
        update={
            "answers": answers,
            "early": early,
            "picking": False,
            "asking": question.key if question else None,
            "row": {} if fresh_row else None,
            "column": question.columns[0].key if question and fresh_row else None,
            "reopened": reopened,
        }
    )


def left_open(form: Form, run: Run) -> list[Question]:
    """The questions still without an answer if all of them may be skipped, else none: required ones never
    are."""
    left = [question for question in applicable(form, run.answers) if question.key not in run.answers]
    return [] if any(question.required for question in left) else left


def before(form: Form, run: Run) -> Question | None:
    """The question to go back to: the one before the present, or the last one at the review."""
    asked = applicable(form, run.answers)
    if run.asking is None:
        return asked[-1] if asked else None
    place = next((n for n, question in enumerate(asked) if question.key == run.asking), 0)
    return asked[place - 1] if place else None


def progress(form: Form, run: Run) -> tuple[int, int]:
    """Which question this is, and of how many."""
    asked = applicable(form, run.answers)
    place = next((n for n, question in enumerate(asked, 1) if question.key == run.asking), len(asked))
    return place, len(asked)
