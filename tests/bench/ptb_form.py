"""The form as the rival asks it: a list of stops, each with its text and its keyboard made beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.channels.telegram.render import keyboard
from handlers.forms.definition import Choice, Kind, Question
from handlers.messages import Button, text
from tests.bench.talk import CAMPAIGN, FORM, TITLE, say

#: The button values that aren't a choice.
SKIP, BACK, PAUSE, CANCEL, SUBMIT, DONE, ADD, DROP = (
    "skip",
    "back",
    "pause",
    "cancel",
    "submit",
    "done",
    "add",
    "drop",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that is asked: a question, a column of its rows, or (`another`) whether there is one more
    row. `place` is its number, `past` that of the stop behind the whole question."""

    place: int
    past: int
    question: Question
    asked: Question
    name: str
    text: str
    board: InlineKeyboardMarkup | None
    another: bool = False


def board(choices: Sequence[Choice], *controls: str) -> InlineKeyboardMarkup | None:
    """A keyboard laid out as ours is."""
    buttons = [Button(label=say(choice.words()), value=f"pick.{n}") for n, choice in enumerate(choices)]
    return keyboard([*buttons, *(_control(token) for token in controls)])


def _control(token: str) -> Button:
    words = {DONE: "form-rows-done", ADD: "form-rows-add", DROP: "form-rows-drop"}.get(token, f"form-{token}")
    return Button(label=say(text(words, warnings=0)), value=token, control=token not in (DONE, ADD))


def _wording(question: Question, heading: str) -> str:
    sample = question.sample()
    shown = sample is not None and question.kind is not Kind.CHOICE
    example = say(text("form-example", example=sample)) if sample is not None and shown else ""
    return "\n".join(line for line in (heading, say(question.prompt()), example) if line)


def _stops() -> Iterator[Stop]:
    place = 0
    count = len(FORM.questions)
    for number, question in enumerate(FORM.questions, 1):
        heading = f"（{number}/{count}）{say(question.prompt())}"
        name = say(question.name())
        past = place + len(question.columns) + 1
        skip = () if question.required else (SKIP,)
        for column in question.columns:
            words = _wording(column, heading if column is question.columns[0] else "")
            keys = board(column.choices, *skip, BACK, PAUSE, CANCEL)
            yield Stop(place, past, question, column, name, words, keys)
            place += 1
        if question.columns:
            keys = board((), DONE, ADD, DROP, BACK, PAUSE, CANCEL)
            yield Stop(place, past, question, question, name, f"{heading}\n还有吗？", keys, another=True)
        else:
            words = _wording(question, "").replace(say(question.prompt()), heading)
            keys = board(question.choices, *skip, BACK, PAUSE, CANCEL)
            yield Stop(place, past, question, question, name, words, keys)
        place += 1


STOPS = tuple(_stops())
REVIEW = len(STOPS)
WHICH = REVIEW + 1
REVIEW_BOARD = board((), SUBMIT, BACK, PAUSE, CANCEL)
WHICH_BOARD = keyboard(
    [Button(label=TITLE, value="activity"), Button(label=f"{TITLE} · 总结", value="summary")]
)
NAMES = {question.key: say(question.name()) for question in FORM.questions}
CODE = CAMPAIGN.code
