"""A leader's own list: what is owed, begun and filed, and what can be done from there."""

from __future__ import annotations

import pytest

from handlers.messages import Role
from storage.database import Database
from storage.people import Membership
from tests.kit.scene import Scene, said


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def test_nothing_yet(scene: Scene) -> None:
    answer = scene.say("李明", "/mine")
    assert said("mine-owed") in answer.text
    assert said("mine-none") in answer.text


def test_what_is_begun_and_filed_is_listed_and_opened(scene: Scene) -> None:
    scene.report()
    scene.fill(until="place")
    scene.say("李明", "等会")
    answer = scene.say("李明", "/mine")
    assert said("mine-drafts", count=1) in answer.text
    filed = next(label for label in answer.labels if label.startswith("LF19-0001"))
    assert "护河清洁" in scene.press("李明", answer.value(filed)).text
    scene.say("李明", "/mine")
    assert said("ask-place") in scene.say("李明", said("run-continue")).text


def test_a_colleagues_report_is_the_teams(scene: Scene) -> None:
    scene.report("孙燕")
    assert any(label.startswith("LF19-0001") for label in scene.say("李明", "/mine").labels)
    assert not any(label.startswith("LF19") for label in scene.say("陈静", "/mine").labels)


def test_withdrawn_reports_are_gone_from_the_list(scene: Scene) -> None:
    scene.report()
    scene.say("李明", "/withdraw 1")
    assert said("mine-none") in scene.say("李明", "/mine").text


def test_withdrawn_by_mistake_it_counts_and_settles_again(scene: Scene) -> None:
    scene.report()
    withdrawn = scene.say("李明", "/withdraw 1")
    assert scene.states() == ["open", "open", "open"]
    back = scene.press("李明", withdrawn.value(said("report-withdraw-undo")))
    assert back.text == said("report-withdraw-undone-submitted", number="LF19-0001")
    assert scene.states() == ["filed", "open", "open"]
    assert any(label.startswith("LF19-0001") for label in scene.say("李明", "/mine").labels)
    assert scene.say("李明", "/unwithdraw 1").text == said("report-not-withdrawn", number="LF19-0001")


def test_after_the_end_nothing_is_brought_back(scene: Scene) -> None:
    scene.report()
    scene.say("李明", "/withdraw 1")
    scene.close(1)
    assert scene.say("李明", "/unwithdraw 1").text == said("report-campaign-closed")


def test_who_leads_two_teams_sees_which_is_which(scene: Scene) -> None:
    scene.report()
    with scene.session() as session:
        person, team = scene.county.people["李明"].id, scene.county.east_town.id
        session.add(Membership(person_id=person, organisation_id=team, role=Role.LEADER, since=scene.now))
    answer = scene.say("李明", "/mine")
    assert "· 城东社区义工队：每周统计表" in answer.text
    assert any(label.startswith("星湖义工队：LF19-0001") for label in answer.labels)
    assert any(label.startswith("城东社区义工队：") for label in scene.say("李明", "/zero").labels)


def test_who_leads_two_teams_sees_for_which_a_report_is(scene: Scene) -> None:
    with scene.session() as session:
        person, team = scene.county.people["李明"].id, scene.county.east_town.id
        session.add(Membership(person_id=person, organisation_id=team, role=Role.LEADER, since=scene.now))
    offered = scene.say("李明", "/report")
    first = next(label for label in offered.labels if "城东社区义工队" in label)
    begun = scene.press("李明", offered.value(first)).text
    assert begun.startswith("现在填报：2019年肇庆学雷锋志愿服务行动月（城东社区义工队）")
    scene.say("李明", "1", "护河清洁", "稍后再填")
    assert "城东社区义工队：护河清洁" in "".join(scene.say("李明", "/report").labels)


def test_what_is_accepted_says_how_it_can_still_be_changed(scene: Scene) -> None:
    scene.report()
    scene.say("吴刚", "/accept 1")
    assert said("report-accepted-already", number="LF19-0001") in scene.say("李明", "/view 1").text


def test_a_begun_change_is_listed_too(scene: Scene) -> None:
    edit = scene.report().value(said("report-change"))
    scene.say("李明", edit, "7", "40", "/mine")
    answer = scene.say("李明", "/mine")
    assert said("mine-drafts", count=1) in answer.text
    assert answer.labels.count(said("run-continue")) == 1


def test_drafts_of_a_team_one_no_longer_leads_are_not_offered(scene: Scene) -> None:
    scene.fill(until="place")
    scene.dismiss("李明")
    with scene.session() as session:
        person, team = scene.county.people["李明"].id, scene.county.east_town.id
        session.add(Membership(person_id=person, organisation_id=team, role=Role.LEADER, since=scene.now))
    scene.say("李明", "/help")
    assert said("mine-drafts", count=1) not in scene.say("李明", "/mine").text
    assert said("report-which") in scene.say("李明", "/report").text


def test_the_order_of_words_is_that_of_days(scene: Scene) -> None:
    """What is due first stands first."""
    text = scene.say("李明", "/mine").text
    assert text.index("3月14日") < text.index("3月21日") < text.index("3月28日") < text.index("4月3日")
