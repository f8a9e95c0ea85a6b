"""Own questions of every kind as columns: numbers as numbers, rows on one line, photos not at all."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from pydantic import JsonValue

from handlers.forms.definition import Form, Question
from handlers.papers.workbook import draw_workbook
from handlers.rules.own_answers import own_questions
from tests.kit.rollup import roll_up_all
from tests.papers.samples import SCOPE, make_report, make_teams


def ask(key: str, kind: str, name: str, **more: object) -> Question:
    return Question.model_validate({"key": key, "kind": kind, "ask": name, "label": name} | more)


GIFT = {"value": "rice", "label": {"zh-CN": "大米", "en": "Rice"}}
COLUMNS = [ask("gift", "choice", "物品", choices=[GIFT]), ask("bags", "integer", "袋数")]
FORM = Form(
    name="own",
    questions=(
        ask("wishes", "integer", "心愿"),
        ask("donated", "money", "募捐"),
        ask("trained", "duration", "培训"),
        ask("met_on", "date", "碰头日"),
        ask("gifts", "rows", "赠品", columns=COLUMNS),
        ask("receipts", "photos", "票据"),
    ),
)
ANSWERS: dict[str, JsonValue] = {
    "wishes": 0,
    "donated": 12_050,
    "trained": 90,
    "met_on": "2019-03-01",
    "gifts": [{"gift": "rice", "bags": 3}, {"gift": "rice", "bags": 4}],
    "receipts": ["0" * 64],
}


@pytest.mark.parametrize(
    ("language", "sheet", "heads", "words"),
    [
        (
            "zh-CN",
            "活动清单",
            ["心愿", "募捐（元）", "培训（小时）", "碰头日", "赠品"],
            ["2019年3月1日（周五）", "大米 3；大米 4"],
        ),
        (
            "en",
            "Activities",
            ["心愿", "募捐 (yuan)", "培训 (hours)", "碰头日", "赠品"],
            ["Friday 1 March 2019", "Rice 3; Rice 4"],
        ),
    ],
)
def test_each_kind_is_written_as_what_it_is(
    language: str, sheet: str, heads: list[str], words: list[str]
) -> None:
    scope = replace(SCOPE, questions=own_questions(FORM))
    # The second answer to the number was given to a question that asked for words.
    reports = [
        make_report(1, 0, SCOPE.starts_on, answers=ANSWERS),
        make_report(2, 0, SCOPE.starts_on, answers={"wishes": "很多"}),
    ]
    figures = roll_up_all(scope, make_teams(1), reports)
    listed = load_workbook(io.BytesIO(draw_workbook(figures, language)), data_only=True)[sheet]
    rows = [[cell.value for cell in row][17:] for row in listed.iter_rows()]
    assert rows[0] == heads
    assert rows[1] == [0, 120.5, 1.5, *words]
    assert rows[2] == ["很多", None, None, None, None]
    assert rows[3] == [0, 120.5, 1.5, None, None]
