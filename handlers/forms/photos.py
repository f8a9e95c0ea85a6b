"""Photos in a run: they may come at any question and in any order, and none is taken twice."""

from __future__ import annotations

from typing import cast

from pydantic import JsonValue

from handlers.forms.catalogue import MOST_PHOTOS
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run, applicable
from handlers.messages import Photo, Text, Words, text


def photos_so_far(form: Form, run: Run) -> list[str]:
    """The digests of the photos that the run has."""
    question = photo_question(form, run)
    given = cast(list[str], run.answers.get(question.key) or []) if question else []
    return [*given, *run.early]


def photo_question(form: Form, run: Run) -> Question | None:
    """The form's question for photos, if it has one."""
    return next((q for q in applicable(form, run.answers) if q.kind is Kind.PHOTOS), None)


def add_photos(question: Question, run: Run, came: tuple[Photo | Text, ...]) -> tuple[Run, tuple[Words, ...]]:
    """The run with the photos, and what there is to say: how many there are, and why some weren't taken."""
    asked = run.asking is None or run.asking == question.key or question.key in run.answers
    had = cast(list[str], run.answers.get(question.key) or []) if asked else [*run.early]
    kept, refused = _sort(had, came, question.maximum or MOST_PHOTOS)
    if not kept:
        return run, refused
    notes = (text("form-photos-taken", count=len(kept)), *refused)
    if not asked:
        return run.model_copy(update={"early": tuple(kept)}), notes
    answers = {**run.answers, question.key: cast(JsonValue, kept)}
    return run.model_copy(update={"answers": answers}), notes


def _sort(had: list[str], came: tuple[Photo | Text, ...], most: int) -> tuple[list[str], tuple[Words, ...]]:
    kept = [*had]
    refused: list[Words] = []
    for one in came:
        why = one if isinstance(one, Text) else _why_not(one, kept, most)
        if why is None and isinstance(one, Photo):
            kept.append(one.digest)
            why = text("form-photos-alike") if one.alike else None
        if why is not None and why not in refused:
            refused.append(why)
    return kept, tuple(refused)


def _why_not(photo: Photo, kept: list[str], most: int) -> Text | None:
    if photo.digest in kept:
        return text("form-photos-twice")
    return text("form-photos-full", most=most) if len(kept) >= most else None
