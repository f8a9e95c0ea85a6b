"""Sums of reports, corrected by what is joint, are the sums of activities."""

from __future__ import annotations

from hypothesis import given

from handlers.rules.rollup import ReportLine
from tests.kit.rollup import roll_up_all
from tests.rules.plain_rollup import roll_up_plainly
from tests.rules.test_rollup import SCOPE, TEAMS, lines


@given(lines())
def test_sums_that_are_corrected_are_those_of_the_activities_one_by_one(found: list[ReportLine]) -> None:
    assert roll_up_all(SCOPE, TEAMS, found) == roll_up_plainly(SCOPE, TEAMS, found)
