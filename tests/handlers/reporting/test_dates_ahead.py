"""An activity that is yet to come isn't reported: no period that hasn't begun is settled by it."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.handlers.campaign_talk import GUANGXI, LEADER, Talk
from tests.kit.scene import Scene, said


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


@pytest.mark.parametrize("day", ["明天", "3月19日", "2020年3月1日"])
def test_a_day_ahead_is_told_at_its_question(scene: Scene, day: str) -> None:
    scene.fill(until="held_on")
    answer = scene.say("李明", day)
    assert "还没到，办完活动才能填报" in answer.text
    assert "今天" in answer.text, "it is asked again"
    assert "2019年3月12日" in scene.say("李明", "今天").text


def test_a_form_begun_before_the_rule_is_refused_at_its_end(scene: Scene) -> None:
    """The day may also come with an announced activity, or from a clock put back."""
    scene.fill(held_on="今天")
    scene.now = scene.now.replace(day=10)
    asked = scene.say("李明", "提交")
    assert "2019年3月12日（周二）还没到，办完才能提交" in asked.text.split("\n")[0]
    assert scene.reports() == []
    assert scene.states() == ["open"] * 3
    assert said("command-plan") not in asked.labels
    scene.now = scene.now.replace(day=12)
    assert "LF19-0001" in scene.say("李明", "提交").text


def test_a_change_does_not_move_a_report_ahead(scene: Scene) -> None:
    scene.report()
    report = scene.reports()[0]
    scene.say("李明", f"/edit {report.id}", "5")
    assert "还没到" in scene.say("李明", "3月20日").text
    assert scene.states() == ["filed", "open", "open"]


def test_an_announced_activity_is_reported_once_it_was_held(database: Database) -> None:
    talk = Talk(database, "2017-03-05 10:00")
    talk.open(GUANGXI)
    talk.say(LEADER, "/plan new", "进社区义诊", "2017年3月11日")
    rest = ("进社区", "城东社区", "20", "为居民量血压", "60", "其余跳过", "提交")
    asked = talk.say(LEADER, f"/owe {talk.owed(talk.county.star_lake.id)[0].id}", *rest)
    assert "发送 /plan" in asked.text.split("\n")[0]
    assert len(talk.owed(talk.county.star_lake.id)) == 1
    talk.go("2017-03-11 18:00")
    assert "GX17-0001" in talk.say(LEADER, "提交").text
    assert talk.owed(talk.county.star_lake.id) == []
