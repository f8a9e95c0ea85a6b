"""What a campaign asks: which question each figure comes from, and the answers to its summary form."""

from __future__ import annotations

from types import MappingProxyType

from pydantic import JsonValue

from handlers.forms.definition import Question
from handlers.papers.kept import Frozen

#: The question of the catalogue behind each figure of `Sums`; activities are counted without one.
ASKED_BY = MappingProxyType(
    {
        "person_times": "person_times",
        "organisations": "organisations",
        "served": "groups",
        "service_minutes": "hours",
        "money_fen": "money",
        "print_coverage": "coverage",
        "website_coverage": "coverage",
        "page_coverage": "coverage",
        "reads": "coverage",
    }
)


class TeamAnswers(Frozen):
    """The summary of one team with the number of its report; without one it has handed in none."""

    team: str
    branch: str | None
    number: str = ""
    answers: dict[str, JsonValue] = {}


class Summaries(Frozen):
    """The questions of the summary form, photos left out, with the answers of each team. `handed_in` counts
    the teams that have answered; where they are too many to be kept with a weekly summary, `lines` is empty.
    """

    questions: tuple[Question, ...]
    handed_in: int
    lines: tuple[TeamAnswers, ...]
