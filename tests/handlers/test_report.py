"""Reporting by chat: from the choice to the receipt, with everything that comes in between."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.kit.scene import Scene, said


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def test_a_report_is_filed_and_settles_its_week(scene: Scene) -> None:
    answer = scene.report()
    assert "LF19-0001" in answer.text
    assert said("report-settled", late=0) in answer.text
    (report,) = scene.reports()
    assert (report.person_times, report.service_minutes, report.state) == (36, 36 * 120, "submitted")
    assert scene.states() == ["filed", "open", "open"]
