"""What the rivals do with what a leader says: the same for all of them, whatever library carries it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from handlers.forms.answers import read_answer
from handlers.messages import Reject
from tests.bench.stops import FIRST, NAMES, OVER, REVIEW, STOPS, WHICH, Stop
from tests.bench.talk import BEGINS_AT, RECEIPT, TITLE, say

Answers: TypeAlias = dict[str, JsonValue]

TODAY = BEGINS_AT.astimezone(ZoneInfo("Asia/Shanghai")).date()
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Step:
    """Where the talk goes on, with what words (the keyboard is that of the place), and the key of what was
    answered, if anything was. `submitted`: the answers are a report now."""

    place: int
    text: str
    answered: str | None = None
    submitted: bool = False


WHICH_FORM = Step(WHICH, "填报哪一项？")
LEFT = Step(OVER, "已停下。要重新开始，请发 /report")


def begin(answers: Answers) -> Step:
    """The first question, to those who have chosen this form."""
    return _ask(answers, FIRST)


def take_words(place: int, answers: Answers, words: str) -> Step:
    """They typed something at that place; what it means goes into the answers."""
    stop = STOPS[place]
    if stop.another:
        return _ask(answers, place)
    try:
        answer = read_answer(stop.asked, words, TODAY, answers)
    except Reject as reject:
        return _ask(answers, place, say(reject.words))
    return _take(stop, answers, answer)


def take_press(place: int, answers: Answers, data: str) -> Step:
    """They pressed a button there."""
    return _take_review(answers, data) if place == REVIEW else _take_stop(STOPS[place], answers, data)


def _take_review(answers: Answers, data: str) -> Step:
    if data in ("back", "change"):
        return _ask(answers, REVIEW - 1)
    if data != "submit":
        return LEFT
    number = f"{RECEIPT}{next(_numbers):04d}"
    receipt = f"✓ 已收到，回执号 {number}（{TITLE}）。\n辛苦了，谢谢您和队员们！"
    return Step(OVER, receipt, submitted=True)


def _take_stop(stop: Stop, answers: Answers, data: str) -> Step:
    key, word, _, value = stop.question.key, *data.partition(".")
    if word == "pick" and int(value) < len(stop.asked.choices):
        return _take(stop, answers, stop.asked.choices[int(value)].value)
    if word == "skip":
        answers[key] = None
        return _ask(answers, stop.past, answered=key)
    if word == "back":
        return _ask(answers, max(stop.place - 1, 0))
    if word == "add":
        return _ask(answers, stop.place - len(stop.question.columns))
    if word == "drop":
        answers.pop(key)
        return _ask(answers, stop.place - len(stop.question.columns), answered=key)
    if word == "done":
        return _ask(answers, stop.past, f"✓ {stop.name}：{answers[key]}")
    return LEFT


def _take(stop: Stop, answers: Answers, answer: JsonValue) -> Step:
    key = stop.question.key
    if stop.asked is stop.question:
        answers[key] = answer
        return _ask(answers, stop.place + 1, f"✓ {stop.name}：{answer}", answered=key)
    rows = answers.setdefault(key, [])
    assert isinstance(rows, list)
    if stop.asked is stop.question.columns[0]:
        rows.append({})
    row = rows[-1]
    assert isinstance(row, dict)
    row[stop.asked.key] = answer
    return _ask(answers, stop.place + 1, answered=key)


def _ask(answers: Answers, place: int, note: str = "", answered: str | None = None) -> Step:
    if place < REVIEW:
        text = STOPS[place].text
        return Step(place, f"{note}\n{text}" if note else text, answered)
    lines = [f"{n}. {NAMES[key]}：{value}" for n, (key, value) in enumerate(answers.items(), 1)]
    text = "\n".join((note, f"请核对《{TITLE}》：", *lines, "没有问题就点“提交”。"))
    return Step(REVIEW, text, answered)
