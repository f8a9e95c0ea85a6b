"""A volunteer's hours: counted once a committee has accepted, shown as pending before."""

from __future__ import annotations

import pytest

from handlers.messages import Role
from handlers.reporting.filing import minutes_each, service_minutes
from storage.database import Database
from storage.reports import Report
from tests.kit.scene import Scene, said


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def hours(whole: int, minutes: int = 0) -> str:
    return said("form-duration", hours=whole, minutes=minutes)


def state(scene: Scene, report_id: int, state: str) -> None:
    with scene.session() as session:
        session.get_one(Report, report_id).state = state


def test_nothing_yet(scene: Scene) -> None:
    assert said("hours-none", name="王芳") in scene.say("王芳", "/hours").text


def test_pending_until_accepted(scene: Scene) -> None:
    scene.report(participants="王芳、赵六", hours="90分钟")
    answer = scene.say("王芳", "/hours")
    assert said("hours-total", name="王芳", hours=hours(0)) in answer.text
    assert said("hours-pending", hours=hours(1, 30)) in answer.text
    assert "护河清洁" in answer.text
    state(scene, 1, "accepted")
    answer = scene.say("王芳", "/hours")
    assert said("hours-total", name="王芳", hours=hours(1, 30)) in answer.text
    assert said("hours-none", name="张伟") in scene.say("张伟", "/hours").text


def test_who_joined_after_being_named_is_told_what_to_do(scene: Scene) -> None:
    scene.report(participants="王小明、赵六", hours="2小时")
    scene.add("王小明", Role.VOLUNTEER, scene.county.star_lake)
    unclaimed = said("hours-unclaimed", name="王小明", count=1, numbers="LF19-0001")
    assert unclaimed in scene.say("王小明", "/hours").text
    assert "LF19-0001" not in scene.say("张伟", "/hours").text
    scene.say("李明", "/edit 1", "15", "王小明、赵六", "提交")
    answer = scene.say("王小明", "/hours").text
    assert said("hours-pending", hours=hours(2)) in answer
    assert unclaimed not in answer


@pytest.mark.parametrize("gone", ["returned", "withdrawn"])
def test_what_does_not_stand_does_not_count(scene: Scene, gone: str) -> None:
    scene.report(participants="王芳、赵六")
    state(scene, 1, gone)
    assert said("hours-none", name="王芳") in scene.say("王芳", "/hours").text


def test_hours_add_up_over_reports_and_years(scene: Scene) -> None:
    scene.report(participants="王芳、张伟", hours="2小时")
    scene.report(participants="王芳、赵六", hours="1小时20分钟", title="另一场活动")
    assert said("hours-pending", hours=hours(3, 20)) in scene.say("王芳", "/hours").text


def test_who_changes_their_name_keeps_their_hours(scene: Scene) -> None:
    scene.report(participants="王芳、赵六")
    scene.say("王芳", "/name")
    scene.say("王芳", "王小芳")
    assert said("hours-pending", hours=hours(2)) in scene.say("王芳", "/hours").text


def test_hours_without_people_are_none_at_all(scene: Scene) -> None:
    """Each, but nobody was counted: a total that nobody said would be a guess."""
    assert service_minutes({"hours": 90, "hours_basis": "each"}) is None
    assert service_minutes({"hours": 90, "hours_basis": "each", "heads": 4}) == 360
    assert service_minutes({"hours": 90, "hours_basis": "total"}) == 90
    assert service_minutes({"hours_basis": "total"}) is None
    report = Report(answers={"hours": 300, "hours_basis": "total"}, service_minutes=300)
    assert [minutes_each(report, named) for named in (0, 1, 3, 7)] == [300, 300, 100, 42]
    report.heads = 5
    assert minutes_each(report, 3) == 60
