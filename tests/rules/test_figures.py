"""Figures are kept as JSON with the digest: what comes back is what went in."""

from __future__ import annotations

import json

from hypothesis import given

from handlers.papers.figures import Figures
from handlers.papers.paper import Paper
from handlers.rules.rollup import ReportLine
from tests.kit.rollup import roll_up_all
from tests.papers.samples import make_figures
from tests.rules.test_rollup import SCOPE, TEAMS, lines


@given(lines())
def test_figures_survive_json(found: list[ReportLine]) -> None:
    rolled = roll_up_all(SCOPE, TEAMS, found)
    assert Figures.model_validate(json.loads(json.dumps(rolled.model_dump(mode="json")))) == rolled


def test_figures_that_were_kept_with_more_still_load() -> None:
    """Summaries and exports of last year hold a number that is told no more."""
    figures = make_figures(6)
    for number in (None, 7):
        kept = figures.model_dump(mode="json") | {"distinct_organisations": number}
        assert Figures.model_validate(kept) == figures
        paper = Paper(kind="workbook", title="", figures=figures).model_dump(mode="json")
        assert Paper.model_validate(paper | {"figures": kept}).figures == figures
