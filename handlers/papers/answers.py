"""Answers as columns of the workbook: to a campaign's own questions, and to its summary form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from handlers.forms.answers import fits, show_answer
from handlers.forms.definition import Kind, Question
from handlers.papers.asked import TeamAnswers
from handlers.papers.cells import HEADER, Table, count_lines
from handlers.papers.figures import Figures
from handlers.speech import in_words
from locales import say

#: The kinds whose answers are numbers, and how each is written.
_NUMBERS = {Kind.INTEGER: Table.put_number, Kind.MONEY: Table.put_yuan, Kind.DURATION: Table.put_hours}
#: What a number counts stands in its head.
_UNITS = {Kind.MONEY: "papers-head-in-yuan", Kind.DURATION: "papers-head-in-hours"}
_SUMMARY_HEADS = ("papers-head-team", "papers-head-branch", "papers-head-number")
_SUMMARY_WIDTHS = (30, 22, 12)


def head_answers(questions: Sequence[Question], language: str) -> list[str]:
    """What stands above each question's answers: its label."""
    heads = []
    for question in questions:
        label = in_words(question.name(), language)
        unit = _UNITS.get(question.kind)
        heads.append(say(language, unit, {"label": label}) if unit else label)
    return heads


def measure_answers(questions: Sequence[Question]) -> list[int]:
    """The widths of the columns: numbers take little room, words of several lines the most."""
    return [12 if q.kind in _NUMBERS else 40 if q.lines or q.kind is Kind.ROWS else 22 for q in questions]


def put_answers(
    table: Table,
    row: int,
    start: int,
    questions: Sequence[Question],
    answers: Mapping[str, JsonValue],
    language: str,
) -> int:
    """Write the answers side by side, from column `start` on; how many lines they take."""
    lines = [1]
    widths = measure_answers(questions)
    for column, (question, width) in enumerate(zip(questions, widths, strict=True), start=start):
        answer = answers.get(question.key)
        put = _NUMBERS.get(question.kind)
        if put and (answer is None or isinstance(answer, int)):
            put(table, row, column, answer)
        else:
            said = _in_words(question, answer, language)
            table.put_text(row, column, said, wide=True)
            lines.append(count_lines(said, width))
    return max(lines)


def _in_words(question: Question, answer: JsonValue, language: str) -> str:
    if answer is None:
        return ""
    if fits(question, answer):
        return in_words(show_answer(question, answer), language)
    # It was given to another version of the question.
    return str(answer) if isinstance(answer, int | str) else ""


def sum_answers(
    table: Table, start: int, questions: Sequence[Question], rows: tuple[int, int], *, heads: bool
) -> None:
    """Write the sums of numbers below the `rows`, first and last. `heads`: of people too, who don't add up
    over activities."""
    first, last = rows
    for column, question in enumerate(questions, start=start):
        if question.kind in _NUMBERS and (heads or not question.people):
            table.put_sum(column, first, last, last + 1, yuan=question.kind is Kind.MONEY)


def fill_summaries(table: Table, figures: Figures, language: str) -> None:
    """What each team answered to the summary form, a row a team, also those that have handed in none."""
    told = figures.summaries
    if told is None:
        raise ValueError("there are no summaries")
    table.set_widths((*_SUMMARY_WIDTHS, *measure_answers(told.questions)))
    heads = [say(language, key) for key in _SUMMARY_HEADS] + head_answers(told.questions, language)
    table.put_heads(1, heads)
    table.set_height(1, 2)
    for row, line in enumerate(told.lines, start=2):
        _fill_team(table, row, line, told.questions, language)
    last = 1 + len(told.lines)
    if told.lines and any(question.kind in _NUMBERS for question in told.questions):
        table.put_text(last + 1, 1, say(language, "papers-head-sum")).font = HEADER
        sum_answers(table, len(_SUMMARY_HEADS) + 1, told.questions, (2, last), heads=True)
        last += 1
    table.frame(1, last, len(heads))
    if not told.lines:
        note = say(language, "papers-summaries-many", {"count": told.handed_in})
        table.put_text(2, 1, note, wide=True)
        table.join(2, 1, 2, len(heads))
    table.sheet.freeze_panes = "B2"
    table.set_print(landscape=True, repeat="1:1")


def _fill_team(
    table: Table, row: int, line: TeamAnswers, questions: Sequence[Question], language: str
) -> None:
    words = (line.team, line.branch or "", line.number)
    for column, said in enumerate(words, start=1):
        table.put_text(row, column, said, wide=True)
    lines = [count_lines(said, width) for said, width in zip(words, _SUMMARY_WIDTHS, strict=True)]
    lines.append(put_answers(table, row, len(words) + 1, questions, line.answers, language))
    table.set_height(row, max(lines))
