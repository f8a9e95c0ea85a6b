"""A reminder to somebody who owes several things: one message, and each button says which it is for."""

from __future__ import annotations

import pytest

from handlers.campaigns.opening import assign, open_campaign
from handlers.messages import Role
from handlers.rules.campaign_file import load_shipped
from storage.database import Database
from storage.organisations import Organisation
from storage.people import Membership
from tests.handlers.deadlines.test_reminders import LEADERS, STAGES, text_to, told
from tests.kit.scene import Notice, Scene


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database, "2019-03-08 10:00")
    scene.open()
    return scene


def labels_to(notices: list[Notice], who: str) -> list[str]:
    return [button.label for n in notices if n.person == who for button in n.message.buttons]


def lead(scene: Scene, who: str, team: Organisation) -> None:
    with scene.session() as session:
        person = scene.county.people[who].id
        session.add(Membership(person_id=person, organisation_id=team.id, role=Role.LEADER, since=scene.now))


def test_several_teams_are_one_message(scene: Scene) -> None:
    lead(scene, "李明", scene.county.east_town)
    notices = scene.go(STAGES[0])
    words = text_to(notices, "李明")
    assert "星湖义工队" in words
    assert "城东社区义工队" in words
    assert {label for label in labels_to(notices, "李明") if "填报" in label} == {
        "现在填报（星湖义工队，3月14日止）",
        "现在填报（城东社区义工队，3月14日止）",
    }


def test_the_team_is_named_too_where_the_other_has_reported(scene: Scene) -> None:
    lead(scene, "李明", scene.county.east_town)
    scene.report("孙燕")
    words = text_to(scene.go(STAGES[0]), "李明")
    assert "（城东社区义工队）：每周统计表" in words
    assert "（星湖义工队）：每周统计表" not in words


def test_several_campaigns_are_one_message(scene: Scene) -> None:
    with scene.session() as session:
        city = session.get_one(Organisation, scene.county.city.id)
        again = open_campaign(session, scene.now, city, load_shipped()["zhaoqing-2019"], None)
        assign(session, scene.now, again, [city])
    notices = scene.go(STAGES[0])
    assert told(notices) == LEADERS
    assert text_to(notices, "陈静").count("2019年肇庆学雷锋志愿服务行动月") == 2
    labels = [label for label in labels_to(notices, "陈静") if "填报" in label]
    assert labels[0].startswith("现在填报（2019年肇庆学雷锋志愿服务行动月"), "what differs is the campaign"
