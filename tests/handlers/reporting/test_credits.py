"""Who is named in a report is credited with hours, and nobody by guess."""

from __future__ import annotations

import pytest

from handlers.messages import Role
from storage.database import Database
from storage.reports import Participant, Report
from tests.kit.scene import Scene, said

SUMMARY = ("全月开展活动8场，参与志愿者260人次", "跳过", "跳过", "跳过")


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def credited(scene: Scene) -> dict[str, tuple[bool, int]]:
    return {row.name: (row.person_id is not None, row.minutes) for row in scene.rows(Participant)}


def test_those_named_are_credited(scene: Scene) -> None:
    scene.report(participants="王芳、赵六")
    assert credited(scene) == {"王芳": (True, 120), "赵六": (False, 120)}


def test_odd_names_are_credited_when_picked(scene: Scene) -> None:
    """Telegram's names hold anything; what can be picked must be able to be filed."""
    for name in ("John Smith", "小明2", "陈志强、队长", "😀"):
        scene.add(name, Role.VOLUNTEER, scene.county.star_lake)
    scene.fill(until="participants")
    for name in ("John Smith", "小明2", "陈志强 队长", "😀"):
        answer = scene.say("李明", "")
        scene.press("李明", answer.value(name))
    scene.say("李明", "完成", "跳过", "跳过")
    scene.say("李明", "提交")
    assert set(credited(scene)) == {"John Smith", "小明2", "陈志强 队长", "😀"}
    assert all(known for known, _ in credited(scene).values())


def test_nobody_is_credited_by_guess(scene: Scene) -> None:
    scene.add("王芳", Role.VOLUNTEER, scene.county.star_lake, known_as="另一位王芳")
    review = scene.fill(participants="王芳、赵六")
    assert said("check-names-shared", name="王芳") in review.text
    scene.say("李明", "情况属实，提交")
    assert credited(scene) == {"王芳": (False, 120), "赵六": (False, 120)}


def test_the_committee_sees_the_doubt_about_shared_names_too(scene: Scene) -> None:
    scene.add("王芳", Role.VOLUNTEER, scene.county.star_lake, known_as="另一位王芳")
    scene.fill(participants="王芳、赵六")
    scene.say("李明", "情况属实，提交")
    (report,) = scene.rows(Report)
    doubt = said("check-names-shared", name="王芳")
    assert doubt in scene.say("周敏", f"/view {report.number}").text
    assert doubt not in scene.say("李明", f"/view {report.number}").text


def test_names_are_refused_when_they_are_said_not_at_the_end(scene: Scene) -> None:
    scene.fill("陈静", until="participants")
    answer = scene.say("陈静", "我们队的老师和家长一共36人")
    assert said("reading-names-odd", name="我们队的老师和家长一共36人") in answer.text
    assert said("ask-participants") in answer.text


def test_a_total_is_divided_so_that_the_parts_never_exceed_it(scene: Scene) -> None:
    scene.report(person_times="2", hours_basis="2", hours="5小时", participants="王芳、张伟、赵六")
    minutes = [minutes for _, minutes in credited(scene).values()]
    assert minutes == [100, 100, 100], "three are named, though two were counted"
    assert scene.reports()[0].service_minutes == 300


def test_a_changed_report_credits_anew(scene: Scene) -> None:
    edit = scene.report(participants="王芳、赵六").value(said("report-change"))
    scene.say("李明", edit, "15", "张伟、赵六", "提交")
    assert credited(scene) == {"张伟": (True, 120), "赵六": (False, 120)}
