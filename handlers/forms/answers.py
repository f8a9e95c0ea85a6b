"""One answer: read from what was typed, and shown again. By kind, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import cast

from pydantic import JsonValue

from handlers.forms.catalogue import ROW_WORDS
from handlers.forms.definition import LONGEST_ANSWER, Kind, Question
from handlers.messages import Joined, Reject, Words, text
from handlers.reading import (
    read_date,
    read_duration,
    read_integer,
    read_line,
    read_link,
    read_money,
    read_people,
    read_span,
    read_text,
    show_money,
    split_duration,
)
from handlers.reading.spans import DAY

#: A span that ends on the next day is a slip if it is longer (minutes): 22:00-6:00 is a night's watch,
#: 15:00-13:00 is not.
LONGEST_NIGHT = 14 * 60
#: A number, a sum in fen or minutes may not be larger unless the question says so.
LARGEST = {Kind.INTEGER: 10_000_000, Kind.MONEY: 10_000_000_000, Kind.DURATION: 100_000 * 60}

_SPAN = ("starts_minute", "ends_minute")


def read_answer(
    question: Question, said: str, today: date, answers: Mapping[str, JsonValue] = MappingProxyType({})
) -> JsonValue:
    """What `said` means as an answer to `question`, after the `answers` given so far; Reject with what is
    wanted if it means nothing."""
    read_number = read_people if question.people else read_integer
    basis = answers.get("hours_basis") if question.key == "hours" else None
    readers: dict[Kind, Callable[[], JsonValue]] = {
        Kind.TEXT: lambda: _words(question, said, question.minimum or 1, question.maximum or LONGEST_ANSWER),
        Kind.INTEGER: lambda: _bounded(question, read_number(said)),
        Kind.MONEY: lambda: _bounded(question, read_money(said)),
        Kind.DURATION: lambda: _bounded(question, read_duration(said, cast("str | None", basis))),
        Kind.DATE: lambda: _date(question, said, today),
        Kind.SPAN: lambda: _span(question, said),
        Kind.LINK: lambda: read_link(said),
        Kind.CHOICE: lambda: _choice(question, said),
    }
    if question.kind not in readers:
        raise Reject("form-photos-wanted")
    return readers[question.kind]()


def _date(question: Question, said: str, today: date) -> JsonValue:
    day = read_date(said, today)
    if question.key == "held_on" and day > today:
        raise Reject("form-date-future", day=show_date(day))
    return day.isoformat()


def _span(question: Question, said: str) -> JsonValue:
    span = read_span(said)
    over_night = span.ends_minute - span.starts_minute + DAY
    if over_night <= DAY and over_night > (question.maximum or LONGEST_NIGHT):
        starts, ends = show_minute(span.starts_minute), show_minute(span.ends_minute)
        raise Reject("form-span-order", starts=starts, ends=ends)
    return {"starts_minute": span.starts_minute, "ends_minute": span.ends_minute}


def _choice(question: Question, said: str) -> JsonValue:
    # A number that is no option's is a slip, not the name of something else.
    if not question.other or said.strip().isdecimal():
        raise Reject("form-choice-unknown")
    return {"other": _words(question, said, 1, question.maximum or 60)}


def _words(question: Question, said: str, minimum: int, maximum: int) -> str:
    read = read_text if question.lines else read_line
    return read(said, minimum, maximum)


def _bounded(question: Question, number: int) -> int:
    low = question.minimum or 0
    high = LARGEST[question.kind] if question.maximum is None else question.maximum
    if number < low:
        raise Reject("form-too-small", least=_amount(question.kind, low))
    if number > high:
        raise Reject("form-too-large", most=_amount(question.kind, high))
    return number


def _amount(kind: Kind, number: int) -> Words:
    if kind is Kind.MONEY:
        return text("form-money", yuan=show_money(number))
    if kind is Kind.DURATION:
        hours, minutes = split_duration(number)
        return text("form-duration", hours=hours, minutes=minutes)
    return str(number)


def fits(question: Question, answer: JsonValue) -> bool:
    """Whether an answer from another form, or another version of this one, answers this question."""
    if answer is None:
        return not question.required
    if question.kind in (Kind.INTEGER, Kind.MONEY, Kind.DURATION):
        return _whole(answer) and _accepted(question, cast(int, answer))
    if question.kind in (Kind.TEXT, Kind.LINK):
        longest = question.maximum or LONGEST_ANSWER
        return isinstance(answer, str) and (question.minimum or 1) <= len(answer) <= longest
    if question.kind is Kind.DATE:
        return isinstance(answer, str) and _is_day(answer)
    if question.kind is Kind.SPAN:
        return isinstance(answer, Mapping) and all(_whole(answer.get(key)) for key in _SPAN)
    if question.kind is Kind.CHOICE:
        own = question.other and isinstance(answer, Mapping) and isinstance(answer.get("other"), str)
        return own or answer in [choice.value for choice in question.choices]
    return isinstance(answer, list) and all(_part_fits(question, part) for part in answer)


def _part_fits(question: Question, part: JsonValue) -> bool:
    if question.kind is Kind.PHOTOS:
        return isinstance(part, str)
    return isinstance(part, Mapping) and all(
        fits(column, part.get(column.key)) for column in question.columns
    )


def _is_day(answer: str) -> bool:
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False


def _whole(answer: JsonValue) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool)


def _accepted(question: Question, number: int) -> bool:
    try:
        return _bounded(question, number) == number
    except Reject:
        return False


def show_answer(question: Question, answer: JsonValue) -> Words:
    """The answer as the person may read it back."""
    if answer is None:
        return text("form-skipped")
    if question.kind in (Kind.MONEY, Kind.DURATION, Kind.INTEGER):
        return _amount(question.kind, cast(int, answer))
    if question.kind is Kind.DATE:
        return show_date(date.fromisoformat(str(answer)))
    if question.kind is Kind.SPAN:
        span = cast(Mapping[str, int], answer)
        starts, ends = show_minute(span["starts_minute"]), show_minute(span["ends_minute"])
        next_day = span["ends_minute"] <= span["starts_minute"]
        return text("form-span-night", starts=starts, ends=ends) if next_day else f"{starts}–{ends}"
    if question.kind is Kind.CHOICE:
        return _show_choice(question, answer)
    if question.kind is Kind.ROWS:
        return _show_rows(question, cast(list[Mapping[str, JsonValue]], answer))
    if question.kind is Kind.PHOTOS:
        return text("form-photos-count", count=len(cast(list[str], answer)))
    return str(answer)


def show_date(day: date) -> Words:
    """A day with its weekday."""
    weekday = text(f"weekday-{day.isoweekday()}")
    return text("form-date", year=str(day.year), month=day.month, day=day.day, weekday=weekday)


def show_minute(minute: int) -> str:
    """A time of day from its minute: 570 is 09:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _show_choice(question: Question, answer: JsonValue) -> Words:
    if isinstance(answer, Mapping):
        return str(answer["other"])
    for choice in question.choices:
        if choice.value == answer:
            return choice.words()
    return str(answer)


def _show_rows(question: Question, rows: list[Mapping[str, JsonValue]]) -> Words:
    if not rows:
        return text("form-skipped")
    shown = [show_row(question, row) for row in rows]
    return Joined(tuple(shown), text("form-rows-between"))


def show_row(question: Question, row: Mapping[str, JsonValue]) -> Words:
    """One row on one line: its answers, those skipped left out; a bare number with its unit."""
    given = [column for column in question.columns if row.get(column.key) is not None]
    return Joined(tuple(_show_cell(question, column, row[column.key]) for column in given), " ")


def _show_cell(rows: Question, column: Question, answer: JsonValue) -> Words:
    shown = show_answer(column, answer)
    key = ROW_WORDS.get((rows.key, column.key))
    return text(key, answer=shown) if key else shown
