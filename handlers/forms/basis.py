"""Service hours said in one breath with whose they are: 每人2小时 answers two questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pydantic import JsonValue

from handlers.forms.answers import read_answer
from handlers.forms.definition import Form
from handlers.messages import Reject
from handlers.reading import read_duration, said_basis
from handlers.reading.numerals import CHINESE

#: The question whether hours are each person's or all together, and the one that it is about.
BASIS, HOURS = "hours_basis", "hours"
_NUMBER = re.compile(rf"[0-9{CHINESE}半]")


def read_basis(form: Form, said: str, today: date) -> Mapping[str, JsonValue]:
    """What was typed where the basis is asked: the basis, and the hours too if they were said with it.

    Reject if none was said, also where hours were: nobody guesses whose they are.
    """
    basis, bare = said_basis(said)
    if basis is None:
        raise _unsaid(said)
    asks_hours = any(question.key == HOURS for question in form.questions)
    if not asks_hours or not _NUMBER.search(bare):
        return {BASIS: basis}
    return {BASIS: basis, HOURS: read_answer(form.question(HOURS), said, today, {BASIS: basis})}


def is_stale(before: Mapping[str, JsonValue], given: Mapping[str, JsonValue]) -> bool:
    """Whether hours that were given `before` are to be asked again: they were meant on the other basis."""
    changed = BASIS in given and before.get(BASIS) not in (None, given[BASIS])
    return changed and before.get(HOURS) is not None and HOURS not in given


def _unsaid(said: str) -> Reject:
    try:
        read_duration(said)
    except Reject:
        return Reject("form-choice-unknown")
    return Reject("form-basis-which", said=said.strip())
