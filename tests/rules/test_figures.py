"""Figures are kept as JSON with the digest: what comes back is what went in."""

from __future__ import annotations

import json

from hypothesis import given

from handlers.papers.figures import Figures
from handlers.rules.rollup import ReportLine
from tests.kit.rollup import roll_up_all
from tests.rules.test_rollup import SCOPE, TEAMS, lines


@given(lines())
def test_figures_survive_json(found: list[ReportLine]) -> None:
    rolled = roll_up_all(SCOPE, TEAMS, found)
    assert Figures.model_validate(json.loads(json.dumps(rolled.model_dump(mode="json")))) == rolled
