"""How a run is put to the person: the question with its example and options, or the review card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue

from handlers.forms import rows
from handlers.forms.answers import fits, show_answer, show_row
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.names import name_token, split_names
from handlers.forms.run import Run, World, applicable, before, left_open, present, progress
from handlers.messages import Expects, Option, Reply, Words, text

#: Names drawn to be picked from; the others are found by their number or when they are typed.
MOST_DRAWN = 30
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
        if run.picking:
            return Reply(
                (*notes, text("form-change-which")), tuple(_change_offers(form, run)), expects="choice"
            )
        return _review(form, run, world, notes)
    question = form.question(run.asking)
    if question.kind is Kind.ROWS:
        return _ask_rows(form, run, question, world, notes)
    return _ask_one(form, run, question, world, notes)


def offers(form: Form, run: Run, world: World) -> list[Option]:
    """What may be pressed now. The words on a button may say more when it is asked: how a report is handed in
    depends on what is odd about it."""
    if run.asking is None:
        return _change_offers(form, run) if run.picking else _review_offers(form, run, warnings=0)
    question = form.question(run.asking)
    if question.kind is not Kind.ROWS:
        return _question_offers(form, run, question, world)
    if run.column is None:
        return _rows_offers(form, run, question)
    return _question_offers(form, run, _column(run, question), world, column=True)


def option(run: Run, token: str, label: Words, *, control: bool = False, hidden: bool = False) -> Option:
    """An option of this run as it stands now; see `Run.sequence`."""
    return Option(label, f"{present(run)}.{token}", control=control, hidden=hidden)


def remembered(question: Question, world: World) -> JsonValue:
    """The last report's answer, if it is one to this question; None if there is none."""
    if not question.repeats or question.kind is Kind.PHOTOS:
        return None
    last = world.last.get(question.key)
    return last if fits(question, last) else None


def _controls(form: Form, run: Run, *, skippable: bool) -> list[Option]:
    tokens = ["skip"] if skippable else []
    if skippable and _has_rest(form, run):
        tokens.append("rest")
    if before(form, run) is not None or _inside_rows(form, run):
        tokens.append("back")
    tokens += ["pause", "cancel"] if form.review else ["cancel"]
    return [option(run, token, text(f"form-{token}"), control=True) for token in tokens]


def _has_rest(form: Form, run: Run) -> bool:
    """Whether all that is left, this question and others, may be skipped at once: nothing is begun here."""
    left = {question.key for question in left_open(form, run)}
    return form.review and not run.row and len(left) > 1 and run.asking in left


def _inside_rows(form: Form, run: Run) -> bool:
    question = form.question(run.asking) if run.asking else None
    return question is not None and question.kind is Kind.ROWS and rows.step_back(question, run) is not None


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
    if question.kind is Kind.TEXT and _collected(run, question, world):
        lines.append(text("form-names-picked", names=show_answer(question, run.answers[question.key])))
    options = _question_offers(form, run, question, world, column)
    numbered = question.kind is Kind.CHOICE or (
        question.key in world.picks and bool(world.picks[question.key])
    )
    expects = _EXPECTS.get(question.kind, "words")
    return Reply(tuple(lines), tuple(options), numbered=numbered, expects=expects)


def _question_offers(
    form: Form, run: Run, question: Question, world: World, column: bool = False
) -> list[Option]:
    collected = _collected(run, question, world)
    options = [option(run, "done", text("form-done"), control=True)] if collected else []
    options += _choices(run, question, world, column)
    options += _remembered(form, run, question, world, column)
    if collected:
        options.append(option(run, "drop", text("form-drop-last"), control=True))
    return options + _controls(form, run, skippable=not question.required and not collected)


def _collected(run: Run, question: Question, world: World) -> bool:
    """There is something to be "done" with: photos that came, or names that were picked."""
    collects = question.kind is Kind.PHOTOS or question.key in world.picks
    return collects and bool(run.answers.get(question.key))


def _choices(run: Run, question: Question, world: World, column: bool) -> list[Option]:
    if question.kind is Kind.CHOICE:
        return [option(run, f"pick.{n}", choice.words()) for n, choice in enumerate(question.choices)]
    if column or question.key not in world.picks:
        return []
    picked = split_names(run.answers.get(question.key))
    names = [name for name in world.picks[question.key] if name not in picked]
    return [
        option(run, f"pick.{name_token(name)}", name, hidden=place >= MOST_DRAWN)
        for place, name in enumerate(names)
    ]


def _remembered(form: Form, run: Run, question: Question, world: World, column: bool) -> list[Option]:
    """Keep the present answer, or take the last report's: this one, or all that repeat."""
    if column or question.kind is Kind.PHOTOS or question.key in world.picks:
        return []
    if run.reopened and question.key in run.answers:
        shown = show_answer(question, run.answers[question.key])
        return [option(run, "keep", text("form-keep", answer=shown))]
    last = remembered(question, world)
    if last is None:
        return []
    options = [option(run, "last", text("form-last", answer=show_answer(question, last)))]
    if _may_be_same(form, run, world):
        options.append(option(run, "same", text("form-same"), control=True))
    return options


def _may_be_same(form: Form, run: Run, world: World) -> bool:
    """Whether several answers could be those of the last report, and none of them is given yet."""
    repeating = [q for q in form.questions if q.repeats]
    if any(q.key in run.answers and remembered(q, world) is not None for q in repeating):
        return False
    return sum(remembered(q, world) is not None for q in repeating) > 1


def _ask_rows(form: Form, run: Run, question: Question, world: World, notes: tuple[Words, ...]) -> Reply:
    if run.column is None:
        return _ask_another(form, run, question, notes)
    if run.column == question.columns[0].key and not _whole(run, question):
        notes = (*notes, _heading(form, run, question))
    return _ask_one(form, run, _column(run, question), world, notes, column=True)


def _column(run: Run, question: Question) -> Question:
    """The column that is asked, required where it can't be skipped here."""
    column = next(column for column in question.columns if column.key == run.column)
    first = run.column == question.columns[0].key
    skippable = (not question.required and not _whole(run, question)) if first else not column.required
    return column.model_copy(update={"required": not skippable})


def _whole(run: Run, question: Question) -> list[Mapping[str, JsonValue]]:
    """The rows that are complete."""
    return cast(list[Mapping[str, JsonValue]], run.answers.get(question.key) or [])


def _ask_another(form: Form, run: Run, question: Question, notes: tuple[Words, ...]) -> Reply:
    listed = [
        text("form-row", place=place, row=show_row(question, row))
        for place, row in enumerate(_whole(run, question), 1)
    ]
    lines = (*notes, _heading(form, run, question), *listed, text("form-another"))
    return Reply(lines, tuple(_rows_offers(form, run, question)), expects="choice")


def _rows_offers(form: Form, run: Run, question: Question) -> list[Option]:
    options = [option(run, "done", text("form-rows-done"))]
    if rows.has_room(question, run):
        options.append(option(run, "add", text("form-rows-add")))
    options.append(option(run, "drop", text("form-drop-last"), control=True))
    return options + _controls(form, run, skippable=False)


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
    return Reply(tuple(lines), tuple(_review_offers(form, run, len(warnings))), expects="choice")


def _review_offers(form: Form, run: Run, warnings: int) -> list[Option]:
    """The ways on from the review."""
    options = [option(run, "submit", text("form-submit", warnings=warnings), control=True)]
    options.append(option(run, "change", text("form-change"), control=True))
    options += _controls(form, run, skippable=False)
    return options + [
        option(run, f"edit.{q.key}", q.name(), hidden=True) for q in applicable(form, run.answers)
    ]


def _change_offers(form: Form, run: Run) -> list[Option]:
    """What may be changed."""
    parts = [option(run, f"edit.{q.key}", q.name()) for q in applicable(form, run.answers)]
    return [*parts, option(run, "review", text("form-back"), control=True)]
