"""The form as the rival asks it: a list of stops, each with its text and its keyboard made beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.channels.telegram import render
from handlers.forms.definition import Choice, Kind, Question
from handlers.messages import Button, text
from tests.bench.talk import FORM, TITLE, say

#: What stands on the buttons that aren't a choice, by the value that they carry.
CONTROLS = {
    "skip": say(text("form-skip")),
    "done": say(text("form-rows-done")),
    "submit": say(text("form-submit", warnings=1)),
    "add": "再加一项",
    "drop": "去掉最后一项",
    "change": "修改某一项",
    "back": "返回",
    "pause": "稍后再填",
    "cancel": "取消",
}
LEAVE = ("back", "pause", "cancel")


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


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Laid out as ours is."""
    return InlineKeyboardMarkup.de_json(drawn) if (drawn := render.keyboard(buttons)) else None


def board(choices: Sequence[Choice], *controls: str) -> InlineKeyboardMarkup | None:
    """The keyboard under a question."""
    buttons = [Button(label=say(choice.words()), value=f"pick.{n}") for n, choice in enumerate(choices)]
    return keyboard([*buttons, *(_control(token) for token in controls)])


def _control(token: str) -> Button:
    return Button(label=CONTROLS[token], value=token, control=token not in ("done", "add"))


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
        skip = () if question.required else ("skip",)
        for column in question.columns:
            words = _wording(column, heading if column is question.columns[0] else "")
            keys = board(column.choices, *skip, *LEAVE)
            yield Stop(place, past, question, column, name, words, keys)
            place += 1
        if question.columns:
            keys = board((), "done", "add", "drop", *LEAVE)
            yield Stop(place, past, question, question, name, f"{heading}\n还有吗？", keys, another=True)
        else:
            words = _wording(question, "").replace(say(question.prompt()), heading)
            keys = board(question.choices, *skip, *LEAVE)
            yield Stop(place, past, question, question, name, words, keys)
        place += 1


STOPS = tuple(_stops())
FIRST = 0
REVIEW = len(STOPS)
WHICH = REVIEW + 1
REVIEW_BOARD = board((), "submit", "change", *LEAVE)
WHICH_BOARD = keyboard(
    [Button(label=TITLE, value="activity"), Button(label=f"{TITLE} · 总结", value="summary")]
)
RECEIPT_BOARD = keyboard(
    [Button(label=words, value=f"after.{words}") for words in ("再报一场活动", "修改这份填报", "我的填报")]
)
NAMES = {question.key: say(question.name()) for question in FORM.questions}
