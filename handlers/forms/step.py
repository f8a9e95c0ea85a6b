"""One step of a form: a run and a message give a new run and a reply. Pure, so it can be replayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias, cast

from pydantic import JsonValue

from handlers.forms import rows
from handlers.forms.answers import read_answer, show_answer
from handlers.forms.asking import ask, offers, remembered
from handlers.forms.basis import BASIS, HOURS, is_stale, read_basis
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.names import join_names, picked_name, split_names, typed_names
from handlers.forms.photos import add_photos, photo_question
from handlers.forms.run import Heard, Run, World, before, left_open, move_on, present, reopen
from handlers.messages import Reject, Reply, Words, text

#: So much of what somebody wrote is said back where it wasn't taken (characters).
QUOTED = 40
#: Why a control that was typed by its name can't be had here.
_REFUSED = {"back": "form-first", "skip": "form-required", "rest": "form-rest-required"}
Outcome: TypeAlias = Literal["submitted", "paused", "cancelled"]


@dataclass(frozen=True)
class Step:
    """What came of a message. With an outcome the run has ended or rests, and the handler answers."""

    run: Run
    ask: Callable[[], Reply] = field(repr=False, compare=False)
    outcome: Outcome | None = None

    @cached_property
    def reply(self) -> Reply:
        """What the run waits for now; made when it is looked at, since a review costs as much as a step."""
        return self.ask()


@dataclass(frozen=True, slots=True)
class _Moved:
    run: Run
    notes: tuple[Words, ...] = ()
    outcome: Outcome | None = None
    settle: str | None = None


def step(form: Form, run: Run, heard: Heard, world: World) -> Step:
    """Take what was heard. What can't be taken changes nothing and is answered with why, and the question."""
    try:
        moved = _move(form, run, heard, world)
    except Reject as reject:
        why = reject.words
        return Step(run, lambda: ask(form, run, world, (why,)))
    after = moved.run
    if _place(after) != _place(run):
        after = after.model_copy(update={"sequence": run.sequence + 1})
    outcome = moved.outcome
    if outcome is None and after.asking is None and not form.review:
        outcome = "submitted"
    return Step(after, lambda: replace(ask(form, after, world, moved.notes), settle=moved.settle), outcome)


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
    if heard.control is not None:
        raise Reject(_REFUSED.get(heard.control, "form-not-yet"))
    return _answer(form, run, form.question(run.asking), heard.text, world)


def _take_photos(form: Form, run: Run, heard: Heard) -> _Moved:
    """Photos at any time. Only a reply that just says "received" may be merged into the next: whatever
    else there is to say would be lost with it."""
    question = photo_question(form, run)
    if question is None:
        raise Reject("form-photos-unwanted")
    after, notes = add_photos(question, run, heard.photos)
    if heard.text:
        notes = (*notes, text("form-caption", words=heard.text[:QUOTED]))
    plain = after is not run and len(notes) == 1
    return _Moved(after, notes, settle="photos" if plain else None)


def _press(form: Form, run: Run, pressed: str, world: World) -> _Moved:
    """Only what is offered in this moment can be pressed: an older button of the same question may ask for
    what is no longer sensible, such as to skip photos that have come since."""
    if all(option.value != pressed for option in offers(form, run, world)):
        raise Reject("form-button-old")
    word, _, value = pressed.removeprefix(f"{present(run)}.").partition(".")
    if word in ("pause", "cancel", "submit"):
        return _leave(run, word)
    if word == "edit":
        return _Moved(reopen(form, run, value))
    if word in ("change", "review"):
        return _Moved(run.model_copy(update={"picking": word == "change"}))
    if word == "back":
        return _back(form, run)
    return _press_answer(form, run, form.question(run.asking or ""), word, value, world)


def _leave(run: Run, word: str) -> _Moved:
    outcomes: dict[str, Outcome] = {"submit": "submitted", "pause": "paused", "cancel": "cancelled"}
    return _Moved(run, outcome=outcomes[word])


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
        "rest": lambda: _skip_rest(form, run),
        "done": lambda: _settle(form, run, question, run.answers[question.key]),
        "keep": lambda: _Moved(move_on(form, run)),
        "last": lambda: _settle(form, run, question, remembered(question, world)),
        "same": lambda: _same(form, run, world),
        "add": lambda: _Moved(rows.add(question, run)),
        "drop": lambda: _drop(question, run),
        "pick": lambda: _pick(form, run, question, value, world),
    }
    return acts[word]()


def _pick(form: Form, run: Run, question: Question, value: str, world: World) -> _Moved:
    if question.key in world.picks:
        name = picked_name(world.picks[question.key], value)
        return _collect(run, question, [*split_names(run.answers.get(question.key)), name])
    if question.kind is Kind.ROWS:
        column = rows.column(question, run)
        return _Moved(rows.take(question, run, column.choices[int(value)].value))
    return _settle(form, run, question, question.choices[int(value)].value)


def _collect(run: Run, question: Question, names: list[str]) -> _Moved:
    """Keep the names so far and go on asking. From here on typed names are added: see `_answer`."""
    answers = {**run.answers, question.key: join_names(question, names)}
    return _Moved(run.model_copy(update={"answers": answers, "reopened": False}))


def _drop(question: Question, run: Run) -> _Moved:
    """Take the last row, photo or name away."""
    if question.kind is Kind.ROWS:
        return _Moved(rows.drop(question, run))
    given = run.answers[question.key]
    if question.kind is Kind.TEXT and len(names := split_names(given)) > 1:
        return _collect(run, question, names[:-1])
    answers = {key: answer for key, answer in run.answers.items() if key != question.key}
    if question.kind is Kind.PHOTOS and len(photos := cast(list[JsonValue], given)) > 1:
        answers[question.key] = photos[:-1]
    return _Moved(run.model_copy(update={"answers": answers}))


def _answer(form: Form, run: Run, question: Question, said: str, world: World) -> _Moved:
    if question.kind is Kind.ROWS:
        return _Moved(rows.take(question, run, rows.read(question, run, said, world.today)))
    if question.key in world.picks:
        # Typed names join those just picked, and replace those of an answer that is being changed.
        had = [] if run.reopened else split_names(run.answers.get(question.key))
        names = [*had, *typed_names(said, world.picks[question.key])]
        return _settle(form, run, question, join_names(question, names))
    if question.key == BASIS:
        return _settle_all(form, run, read_basis(form, said, world.today))
    return _settle(form, run, question, read_answer(question, said, world.today, run.answers))


def _settle(form: Form, run: Run, question: Question, answer: JsonValue) -> _Moved:
    return _settle_all(form, run, {question.key: answer})


def _settle_all(form: Form, run: Run, given: Mapping[str, JsonValue]) -> _Moved:
    """Keep the answers, say how they were understood, and go on."""
    after = run.model_copy(update={"answers": {**run.answers, **given}})
    asked = [(form.question(key), answer) for key, answer in given.items()]
    notes = [text("form-understood", name=q.name(), answer=show_answer(q, answer)) for q, answer in asked]
    moved = move_on(form, after)
    if is_stale(run.answers, given):
        moved = reopen(form, moved, HOURS)
    return _Moved(moved, tuple(notes) if form.review else ())


def _skip(form: Form, run: Run, question: Question) -> _Moved:
    if question.kind is Kind.ROWS and run.row and run.column != question.columns[0].key:
        return _Moved(rows.take(question, run, None))
    return _Moved(move_on(form, run.model_copy(update={"answers": {**run.answers, question.key: None}})))


def _skip_rest(form: Form, run: Run) -> _Moved:
    """To the review, with all that is left empty; photos that came before their question are kept for it."""
    rest = left_open(form, run)
    empty = {q.key: [*run.early] if q.kind is Kind.PHOTOS and run.early else None for q in rest}
    answers = cast("dict[str, JsonValue]", {**run.answers, **empty})
    after = run.model_copy(update={"answers": answers, "early": ()})
    count = sum(answer is None for answer in empty.values())
    return _Moved(move_on(form, after), (text("form-rest-empty", count=count),))


def _same(form: Form, run: Run, world: World) -> _Moved:
    """Everything that repeats, as in the last report."""
    found = {q.key: remembered(q, world) for q in form.questions if q.key not in run.answers}
    taken = {key: answer for key, answer in found.items() if answer is not None}
    after = move_on(form, run.model_copy(update={"answers": {**run.answers, **taken}}))
    count = sum(key in after.answers for key in taken)
    return _Moved(after, (text("form-same-taken", count=count),))
