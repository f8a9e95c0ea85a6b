"""How a run is put to the person: the question with its example and options, or the review card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue

from handlers.forms.answers import show_answer, show_row
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run, World, applicable, before, present, progress
from handlers.messages import Expects, Option, Reply, Words, text

_EXPECTS: dict[Kind, Expects] = {
    Kind.INTEGER: "number",
    Kind.MONEY: "number",
    Kind.DURATION: "number",
    Kind.CHOICE: "choice",
    Kind.PHOTOS: "photos",
}


def ask(form: Form, run: Run, world: World, notes: tuple[Words, ...] = ()) -> Reply:
    """What the run waits for, after `notes` (what was understood, or why not)."""
    if run.asking is None:
        return _pick(form, run, notes) if run.picking else _review(form, run, world, notes)
    question = form.question(run.asking)
    if question.kind is Kind.ROWS:
        return _ask_rows(form, run, question, world, notes)
    return _ask_one(form, run, question, world, notes)


def option(run: Run, token: str, label: Words, *, control: bool = False, hidden: bool = False) -> Option:
    """An option of this run as it stands now; see `Run.sequence`."""
    return Option(label, f"{present(run)}.{token}", control=control, hidden=hidden)


def _controls(form: Form, run: Run, *, skippable: bool) -> list[Option]:
    tokens = ["skip"] if skippable else []
    if before(form, run) is not None or run.row:
        tokens.append("back")
    tokens += ["pause", "cancel"] if form.review else ["cancel"]
    return [option(run, token, text(f"form-{token}"), control=True) for token in tokens]


def _heading(form: Form, run: Run, question: Question) -> Words:
    place, count = progress(form, run)
    if count == 1:
        return question.prompt()
    return text("form-question", place=place, count=count, prompt=question.prompt())


def _ask_one(
    form: Form, run: Run, question: Question, world: World, notes: tuple[Words, ...], column: bool = False
) -> Reply:
    lines = [*notes, question.prompt() if column else _heading(form, run, question)]
    sample = question.sample()
    if sample and question.kind is not Kind.CHOICE:
        lines.append(text("form-example", example=sample))
    options = _choices(run, question, world, column)
    options += _remembered(run, question, world, column)
    options += _controls(form, run, skippable=not question.required and not _finishable(run, question))
    if _finishable(run, question):
        options.insert(0, option(run, "done", text("form-done"), control=True))
    return Reply(
        tuple(lines),
        tuple(options),
        numbered=question.kind is Kind.CHOICE or question.key in world.picks,
        expects=_EXPECTS.get(question.kind, "words"),
        settle="photos" if question.kind is Kind.PHOTOS and run.answers.get(question.key) else None,
    )


def _picked(run: Run, question: Question) -> list[str]:
    return cast(list[str], (run.row or {}).get("names", [])) if question.kind is Kind.TEXT else []


def _finishable(run: Run, question: Question) -> bool:
    """There is something to be "done" with: photos that came, or names that were picked."""
    photos = question.kind is Kind.PHOTOS and bool(run.answers.get(question.key))
    return photos or bool(_picked(run, question))


def _choices(run: Run, question: Question, world: World, column: bool) -> list[Option]:
    if question.kind is Kind.CHOICE:
        return [option(run, f"pick.{n}", choice.words()) for n, choice in enumerate(question.choices)]
    if not column and question.key in world.picks:
        picked = set(_picked(run, question))
        names = enumerate(world.picks[question.key])
        return [option(run, f"pick.{n}", name) for n, name in names if name not in picked]
    return []


def _remembered(run: Run, question: Question, world: World, column: bool) -> list[Option]:
    """Keep the present answer, or take the last report's: this one, or all that repeat."""
    if column or question.kind is Kind.PHOTOS:
        return []
    if run.reopened and question.key in run.answers:
        shown = show_answer(question, run.answers[question.key])
        return [option(run, "keep", text("form-keep", answer=shown))]
    last = world.last.get(question.key)
    if not question.repeats or last is None:
        return []
    options = [option(run, "last", text("form-last", answer=show_answer(question, last)))]
    if not any(key in world.last for key in run.answers if key != "category"):
        options.append(option(run, "same", text("form-same"), control=True))
    return options


def _ask_rows(form: Form, run: Run, question: Question, world: World, notes: tuple[Words, ...]) -> Reply:
    rows = cast(list[Mapping[str, JsonValue]], run.answers.get(question.key) or [])
    if run.column is None:
        return _ask_another(form, run, question, rows, notes)
    column = next(column for column in question.columns if column.key == run.column)
    first = run.column == question.columns[0].key
    if first and not rows:
        notes = (*notes, _heading(form, run, question))
    skippable = (not question.required and not rows) if first else not column.required
    asked = _ask_one(form, run, column.model_copy(update={"required": not skippable}), world, notes, True)
    return asked


def _ask_another(
    form: Form, run: Run, question: Question, rows: list[Mapping[str, JsonValue]], notes: tuple[Words, ...]
) -> Reply:
    listed = [text("form-row", place=place, row=show_row(question, row)) for place, row in enumerate(rows, 1)]
    lines = (*notes, _heading(form, run, question), *listed, text("form-another"))
    options = [
        option(run, "done", text("form-rows-done")),
        option(run, "add", text("form-rows-add")),
        option(run, "drop", text("form-rows-drop"), control=True),
        *_controls(form, run, skippable=False),
    ]
    return Reply(lines, tuple(options), expects="choice")


def _review(form: Form, run: Run, world: World, notes: tuple[Words, ...]) -> Reply:
    asked = applicable(form, run.answers)
    warnings = world.check(run.answers)
    lines: list[Words] = [*notes, text("form-review", title=world.title)]
    lines += [
        text("form-answer", place=place, name=q.name(), answer=show_answer(q, run.answers[q.key]))
        for place, q in enumerate(asked, 1)
    ]
    lines += [text("form-warning", warning=warning) for warning in warnings]
    lines.append(text("form-review-next", warnings=len(warnings)))
    options = [option(run, "submit", text("form-submit", warnings=len(warnings)), control=True)]
    options.append(option(run, "change", text("form-change"), control=True))
    options += _controls(form, run, skippable=False)
    options += [option(run, f"edit.{q.key}", q.name(), hidden=True) for q in asked]
    return Reply(tuple(lines), tuple(options), expects="choice")


def _pick(form: Form, run: Run, notes: tuple[Words, ...]) -> Reply:
    options = [option(run, f"edit.{q.key}", q.name()) for q in applicable(form, run.answers)]
    options.append(option(run, "review", text("form-back"), control=True))
    return Reply((*notes, text("form-change-which")), tuple(options), expects="choice")
