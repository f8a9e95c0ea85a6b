"""The form as the rivals ask it: a list of stops, each with its text, and the keyboards below them as the
Bot API has them. Each rival makes its library's own of all that before it starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.telegram.render import Keyboard, keyboard
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
AFTER = ("再报一场活动", "修改这份填报", "我的填报")
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
    another: bool = False

    @property
    def board(self) -> Keyboard | None:
        """The keyboard under it, laid out as ours is."""
        if self.another:
            return _board((), "done", "add", "drop", *LEAVE)
        return _board(self.asked.choices, *(() if self.question.required else ("skip",)), *LEAVE)


def _board(choices: Sequence[Choice], *controls: str) -> Keyboard | None:
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
        for column in question.columns:
            words = _wording(column, heading if column is question.columns[0] else "")
            yield Stop(place, past, question, column, name, words)
            place += 1
        if question.columns:
            yield Stop(place, past, question, question, name, f"{heading}\n还有吗？", another=True)
        else:
            words = _wording(question, "").replace(say(question.prompt()), heading)
            yield Stop(place, past, question, question, name, words)
        place += 1


STOPS = tuple(_stops())
FIRST = 0
#: Places that aren't stops: all answers to be checked, which form it shall be, and after the end.
REVIEW = len(STOPS)
WHICH = REVIEW + 1
OVER = REVIEW + 2
#: The keyboard at each place.
BOARDS: Mapping[int, Keyboard | None] = {stop.place: stop.board for stop in STOPS} | {
    REVIEW: _board((), "submit", "change", *LEAVE),
    WHICH: keyboard(
        [Button(label=TITLE, value="activity"), Button(label=f"{TITLE} · 总结", value="summary")]
    ),
    OVER: keyboard(
        [
            Button(label=words, value=f"after.{words}")
            for words in ("再报一场活动", "修改这份填报", "我的填报")
        ]
    ),
}
NAMES = {question.key: say(question.name()) for question in FORM.questions}
