"""One step of a form: a run and a message give a new run and a reply. Pure, so it can be replayed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar, cast

from pydantic import JsonValue

from handlers.forms import rows
from handlers.forms.answers import read_answer, show_answer
from handlers.forms.asking import ask
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.photos import add_photos, photo_question
from handlers.forms.run import Heard, Run, World, before, move_on, present, reopen
from handlers.messages import Reject, Reply, Words, text
from handlers.reading.names import read_names

T = TypeVar("T")
Outcome: TypeAlias = Literal["submitted", "paused", "cancelled"]


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a message. With an outcome the run has ended or rests, and the handler answers."""

    run: Run
    reply: Reply
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class _Moved:
    run: Run
    notes: tuple[Words, ...] = ()
    outcome: Outcome | None = None


def step(form: Form, run: Run, heard: Heard, world: World) -> Step:
    """Take what was heard. What can't be taken changes nothing and is answered with why, and the question."""
    try:
        moved = _move(form, run, heard, world)
    except Reject as reject:
        return Step(run, ask(form, run, world, (reject.words,)))
    after = moved.run
    if _place(after) != _place(run):
        after = after.model_copy(update={"sequence": run.sequence + 1})
    outcome = moved.outcome
    if outcome is None and after.asking is None and not form.review:
        outcome = "submitted"
    return Step(after, ask(form, after, world, moved.notes), outcome)


def _place(run: Run) -> tuple[object, ...]:
    """What is being asked, as far as old buttons are concerned: more photos or names are the same place."""
    given = run.answers.get(run.asking or "")
    rows_given = sum(isinstance(row, dict) for row in given) if isinstance(given, list) else 0
    return run.asking, run.column, run.picking, rows_given


def _move(form: Form, run: Run, heard: Heard, world: World) -> _Moved:
    if heard.photos:
        return _take_photos(form, run, heard)
    if heard.pressed is not None:
        return _press(form, run, heard.pressed, world)
    if run.asking is None:
        raise Reject("form-review-unclear")
    return _answer(form, run, form.question(run.asking), heard.text, world)


def _take_photos(form: Form, run: Run, heard: Heard) -> _Moved:
    question = photo_question(form, run)
    if question is None:
        raise Reject("form-photos-unwanted")
    after, notes = add_photos(question, run, heard.photos)
    return _Moved(after, notes)


def _press(form: Form, run: Run, pressed: str, world: World) -> _Moved:
    when, _, token = pressed.partition(".")
    if when != present(run):
        raise Reject("form-button-old")
    word, _, value = token.partition(".")
    if word in ("pause", "cancel", "submit"):
        return _leave(run, word)
    if word == "edit":
        return _edit(form, run, value)
    if word in ("change", "review"):
        return _Moved(run.model_copy(update={"picking": word == "change"}))
    if word == "back":
        return _back(form, run)
    if run.asking is None:
        raise Reject("form-button-old")
    return _press_answer(form, run, form.question(run.asking), word, value, world)


def _edit(form: Form, run: Run, key: str) -> _Moved:
    if run.asking is not None or key not in run.answers:
        raise Reject("form-button-old")
    return _Moved(reopen(form, run, key))


def _leave(run: Run, word: str) -> _Moved:
    if word == "submit":
        if run.asking is not None:
            raise Reject("form-button-old")
        return _Moved(run, outcome="submitted")
    return _Moved(run, outcome="paused" if word == "pause" else "cancelled")


def _back(form: Form, run: Run) -> _Moved:
    if run.asking is not None:
        question = form.question(run.asking)
        if question.kind is Kind.ROWS and (inside := rows.step_back(question, run)):
            return _Moved(inside)
    earlier = before(form, run)
    if earlier is None:
        raise Reject("form-first")
    return _Moved(reopen(form, run, earlier.key))


def _press_answer(form: Form, run: Run, question: Question, word: str, value: str, world: World) -> _Moved:
    acts: dict[str, Callable[[], _Moved]] = {
        "skip": lambda: _skip(form, run, question),
        "done": lambda: _done(form, run, question),
        "keep": lambda: _keep(form, run, question),
        "last": lambda: _last(form, run, question, world),
        "same": lambda: _same(form, run, world),
        "add": lambda: _Moved(rows.add(question, run)),
        "drop": lambda: _Moved(rows.drop(question, run)),
        "pick": lambda: _pick(form, run, question, value, world),
    }
    if word not in acts:
        raise Reject("form-button-old")
    return acts[word]()


def _pick(form: Form, run: Run, question: Question, value: str, world: World) -> _Moved:
    if question.kind is Kind.TEXT:
        name = _at(world.picks.get(question.key, ()), value)
        names = list(dict.fromkeys([*_names(run), name]))
        return _Moved(run.model_copy(update={"row": {"names": cast(JsonValue, names)}}))
    if question.kind is Kind.ROWS:
        column = rows.column(question, run)
        return _row_answer(question, run, _at(column.choices, value).value)
    return _settle(form, run, question, _at(question.choices, value).value)


def _keep(form: Form, run: Run, question: Question) -> _Moved:
    if question.key not in run.answers:
        raise Reject("form-button-old")
    return _Moved(move_on(form, run))


def _at(offered: Sequence[T], value: str) -> T:
    """What stands at that place of the options; a place that isn't there is an old button's."""
    if not value.isdecimal() or int(value) >= len(offered):
        raise Reject("form-button-old")
    return offered[int(value)]


def _last(form: Form, run: Run, question: Question, world: World) -> _Moved:
    if world.last.get(question.key) is None:
        raise Reject("form-button-old")
    return _settle(form, run, question, world.last[question.key])


def _names(run: Run) -> list[str]:
    return cast(list[str], (run.row or {}).get("names", []))


def _answer(form: Form, run: Run, question: Question, said: str, world: World) -> _Moved:
    if question.kind is Kind.ROWS:
        column = rows.column(question, run)
        return _row_answer(question, run, read_answer(column, said, world.today))
    if question.key in world.picks:
        names = [*_names(run), *(name for name in read_names(said) if name not in _names(run))]
        return _settle(form, run, question, "、".join(names))
    return _settle(form, run, question, read_answer(question, said, world.today))


def _row_answer(question: Question, run: Run, answer: JsonValue) -> _Moved:
    return _Moved(rows.take(question, run, answer))


def _settle(form: Form, run: Run, question: Question, answer: JsonValue) -> _Moved:
    """Keep the answer, say how it was understood, and go on."""
    after = run.model_copy(update={"answers": {**run.answers, question.key: answer}})
    note = text("form-understood", name=question.name(), answer=show_answer(question, answer))
    return _Moved(move_on(form, after), (note,) if form.review else ())


def _skip(form: Form, run: Run, question: Question) -> _Moved:
    if question.kind is Kind.ROWS and run.row:
        return _row_answer(question, run, None)
    if question.required:
        raise Reject("form-required")
    return _Moved(move_on(form, run.model_copy(update={"answers": {**run.answers, question.key: None}})))


def _done(form: Form, run: Run, question: Question) -> _Moved:
    if question.kind is Kind.TEXT and _names(run):
        return _settle(form, run, question, "、".join(_names(run)))
    if question.kind not in (Kind.ROWS, Kind.PHOTOS) or run.column is not None:
        raise Reject("form-button-old")
    given = run.answers.get(question.key)
    if not given:
        return _skip(form, run, question)
    return _settle(form, run, question, given)


def _same(form: Form, run: Run, world: World) -> _Moved:
    """Everything that repeats, as in the last report."""
    keys = [q.key for q in form.questions if q.repeats and world.last.get(q.key) is not None]
    taken = {key: world.last[key] for key in keys if key not in run.answers}
    after = run.model_copy(update={"answers": {**run.answers, **taken}})
    return _Moved(move_on(form, after), (text("form-same-taken", count=len(taken)),))
