"""Answers to a campaign's own questions, where several teams tell of one activity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import JsonValue

from handlers.forms.definition import Question
from handlers.papers.figures import Standing
from handlers.rules.rollup import TeamFacts
from tests.kit.rollup import roll_up_all
from tests.papers.samples import SCOPE, make_report

TEAMS = [TeamFacts(number, f"第{number}队", None, Standing.FILED) for number in (1, 2)]


def ask(key: str, kind: str, **more: object) -> Question:
    return Question.model_validate({"key": key, "kind": kind, "ask": key, "label": key} | more)


OWN = (ask("households", "integer"), ask("guests", "integer", people=True), ask("note", "text"))
TOLD: dict[str, JsonValue] = {"households": 3, "guests": 9, "note": "上午", "gone": "从前问的"}
OTHER: dict[str, JsonValue] = {"households": 4, "guests": 5, "note": "下午"}


@pytest.mark.parametrize(
    ("second", "people", "counted"),
    [
        (None, 10, {"households": 3, "guests": 9, "note": "上午"}),
        (TOLD, 10, {"households": 3, "guests": 9, "note": "上午"}),
        # The same activity, told a little differently: heads that differ can't be told at all.
        (OTHER, 10, {"households": 4, "note": "上午；下午"}),
        # Each team tells of its own part.
        (OTHER, 25, {"households": 7, "note": "上午；下午"}),
    ],
)
def test_of_a_joint_activity_numbers_count_as_its_person_times_do(
    second: dict[str, JsonValue] | None, people: int, counted: dict[str, JsonValue]
) -> None:
    same = {"title": "义诊", "groups": (), "service_minutes": 60}
    reports = [
        make_report(1, 1, SCOPE.starts_on, person_times=10, answers=TOLD, **same),
        make_report(2, 2, SCOPE.starts_on, person_times=people, answers=second, **same),
    ]
    (activity,) = roll_up_all(replace(SCOPE, questions=OWN), TEAMS, reports).activities
    assert activity.answers == counted
