"""A group chat bound to a committee: who may, who gets what, and silence otherwise."""

from __future__ import annotations

import pytest

from handlers.messages import Address
from storage.audit import Trail
from storage.database import Database
from storage.organisations import Group
from storage.outbox import Outbound
from tests.kit.scene import Answer, Scene, said

GROUP = "-100200"


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def in_group(scene: Scene, who: str, words: str, **more: object) -> Answer:
    answer = scene.hear(who, words, group=GROUP, **more)
    assert answer.fault is None, answer.fault
    return answer


def test_an_organizer_binds_and_unbinds(scene: Scene) -> None:
    answer = in_group(scene, "吴刚", "/bind")
    assert answer.text == said("group-bound", place="端州区义工联")
    assert scene.rows(Outbound)[-1].account == GROUP, "the answer goes to the group"
    assert in_group(scene, "吴刚", "/unbind").text == said("group-unbound")
    assert scene.rows(Group)[0].gone_at == scene.now
    assert [act.act for act in scene.rows(Trail)] == ["bind", "unbind"]


def test_others_may_not(scene: Scene) -> None:
    for who in ("李明", "王芳"):
        for words in ("/bind", "/unbind"):
            assert in_group(scene, who, words).text == said("group-not-organizer")
    assert scene.rows(Group) == []


def test_a_group_that_moves_stays_bound_under_its_new_id(scene: Scene) -> None:
    in_group(scene, "吴刚", "/bind")
    assert in_group(scene, "吴刚", "", moved_to="-100777").message is None
    assert [(group.account, group.gone_at) for group in scene.rows(Group)] == [("-100777", None)]


def test_a_bound_group_is_taken_over_only_from_above(scene: Scene) -> None:
    in_group(scene, "周敏", "/bind")
    assert in_group(scene, "吴刚", "/bind").text == said("group-not-organizer")
    assert in_group(scene, "吴刚", "/unbind").text == said("group-not-organizer")
    assert scene.rows(Group)[0].organisation_id == scene.county.city.id
    in_group(scene, "周敏", "/unbind")
    assert in_group(scene, "吴刚", "/bind").text == said("group-bound", place="端州区义工联")
    assert in_group(scene, "周敏", "/bind").text == said("group-bound", place="肇庆市志愿者联合会")
    assert len(scene.rows(Group)) == 1


@pytest.mark.parametrize("words", ["/help", "你好", "填报", "1", "", "/binding", "bind"])
def test_everything_else_is_none_of_its_business(scene: Scene, words: str) -> None:
    assert in_group(scene, "吴刚", words).message is None
    assert scene.hear(Address("telegram", "stranger"), "/bind", group=GROUP).message is None
    assert in_group(scene, "吴刚", "/bind", edited=True).message is None


def test_a_group_talk_does_not_touch_the_private_one(scene: Scene) -> None:
    scene.say("吴刚", "/newteam")
    in_group(scene, "吴刚", "/bind")
    assert (
        said("teams-made-team", name="城西义工队", parent="端州区义工联")
        in scene.say("吴刚", "城西义工队").text
    )


def test_a_bound_group_hears_who_is_missing_once(scene: Scene) -> None:
    scene.open()
    in_group(scene, "吴刚", "/bind")
    notices = [one for one in scene.go("2019-03-15 08:00") if (one.person, one.kind) == (GROUP, "overdue")]
    assert len(notices) == 1
    assert "星湖义工队" in notices[0].message.text
    assert notices[0].message.buttons == (), "nobody is pressed to act for all"
    assert [one for one in scene.go("2019-03-15 09:00") if (one.person, one.kind) == (GROUP, "overdue")] == []


def test_an_unbound_group_hears_nothing(scene: Scene) -> None:
    scene.open()
    in_group(scene, "吴刚", "/bind")
    in_group(scene, "吴刚", "/unbind")
    assert [one for one in scene.go("2019-03-15 08:00") if (one.person, one.kind) == (GROUP, "overdue")] == []


def test_a_member_who_writes_without_end_leaves_one_answer_waiting(scene: Scene) -> None:
    for _ in range(5):
        in_group(scene, "王芳", "/bind")
    waiting = [row for row in scene.rows(Outbound) if row.state == "waiting"]
    assert [(row.account, row.due_at) for row in waiting] == [(GROUP, scene.now)]


def test_so_does_a_stranger(scene: Scene) -> None:
    stranger = Address("telegram", "666")
    for n in range(5):
        scene.say(stranger, f"你好{n}")
    waiting = [row for row in scene.rows(Outbound) if row.state == "waiting"]
    assert [(row.account, row.due_at) for row in waiting] == [("666", scene.now)]
