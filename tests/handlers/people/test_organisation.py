"""The tree by chat: made, seen, renamed; and what a new team owes at once."""

from __future__ import annotations

import pytest

from handlers.messages import Role
from storage.audit import Trail
from storage.campaigns import Obligation
from storage.database import Database
from storage.organisations import Organisation
from tests.kit.scene import Scene, said


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_team_is_made_below_the_committee_chosen(scene: Scene) -> None:
    where = scene.say("周敏", "/newteam")
    assert where.labels == ["肇庆市志愿者联合会", "端州区义工联"]
    scene.say("周敏", "2")
    answer = scene.say("周敏", "睦岗义工队")
    assert said("teams-made-team", name="睦岗义工队", parent="端州区义工联") in answer.text
    made = scene.rows(Organisation)[-1]
    assert made.path == f"{scene.county.county.path}{made.id:06}/"
    assert (made.kind, made.zone) == ("team", "Asia/Shanghai")
    link = scene.say("周敏", "1")
    assert "睦岗义工队" in link.text, "the leader is invited next"
    assert [act.act for act in scene.rows(Trail)] == ["make-team", "invite"]


def test_one_committee_is_not_asked_for(scene: Scene) -> None:
    assert said("ask-organisation-name") in scene.say("吴刚", "/newteam").text
    scene.say("吴刚", "城西义工队")
    assert scene.rows(Organisation)[-1].parent_id == scene.county.county.id


def test_a_committee_gets_its_first_summary_planned(scene: Scene) -> None:
    scene.say("周敏", f"/newcommittee {scene.county.city.id}", "高要区义工联")
    made = scene.rows(Organisation)[-1]
    assert made.kind == "committee"
    assert made.next_digest_at is not None
    assert made.next_digest_at > scene.now


@pytest.mark.parametrize("name", ["", "队", "队" * 61, "\u200b\u200b"])
def test_bad_names_are_asked_again(scene: Scene, name: str) -> None:
    scene.say("吴刚", "/newteam")
    assert said("ask-organisation-name") in scene.say("吴刚", name).text
    assert len(scene.rows(Organisation)) == 4


def test_a_name_that_is_taken_there_is_asked_again(scene: Scene) -> None:
    scene.say("吴刚", "/newteam")
    answer = scene.say("吴刚", "星湖义工队")
    assert answer.text.startswith(said("teams-name-taken", name="星湖义工队"))
    scene.say("吴刚", "星湖二队")
    assert scene.rows(Organisation)[-1].name == "星湖二队"


def test_nothing_stands_below_a_team(scene: Scene) -> None:
    refused = said("teams-not-below-team")
    assert scene.say("吴刚", f"/newteam {scene.county.star_lake.id}").text == refused
    assert scene.say("吴刚", f"/newcommittee {scene.county.star_lake.id}").text == refused


def test_a_county_does_not_reach_above_itself(scene: Scene) -> None:
    for line in (f"/newteam {scene.county.city.id}", f"/rename {scene.county.city.id}"):
        assert scene.say("吴刚", line).text == said("access-refused")


def test_renaming(scene: Scene) -> None:
    scene.say("吴刚", f"/rename {scene.county.star_lake.id}")
    assert scene.say("吴刚", "星湖志愿服务队").text == said(
        "teams-renamed", before="星湖义工队", name="星湖志愿服务队"
    )
    act = scene.rows(Trail)[-1]
    assert (act.before, act.after) == ({"name": "星湖义工队"}, {"name": "星湖志愿服务队"})


def test_renaming_to_a_name_that_is_taken(scene: Scene) -> None:
    scene.say("吴刚", f"/rename {scene.county.star_lake.id}")
    answer = scene.say("吴刚", "城东社区义工队")
    assert answer.text.startswith(said("teams-name-taken", name="城东社区义工队"))
    scene.say("吴刚", "星湖义工队")
    assert scene.rows(Organisation)[2].name == "星湖义工队", "its own name is free"


def test_the_list_shows_the_branch_and_who_leads(scene: Scene) -> None:
    listed = scene.say("周敏", "/teams").text
    assert said("teams-heading", count=2) in listed
    assert listed.index("端州区义工联（吴刚）") < listed.index("城东社区义工队（陈静）")
    assert "李明" in listed
    assert "孙燕" in listed
    assert "肇庆市志愿者联合会" not in scene.say("吴刚", "/teams").text


def test_a_new_team_owes_from_what_falls_due_next(scene: Scene) -> None:
    scene.open()
    scene.go("2019-03-20 12:00")
    scene.say("吴刚", "/newteam")
    scene.say("吴刚", "睦岗义工队")
    made = scene.rows(Organisation)[-1]
    owed = [row for row in scene.rows(Obligation) if row.team_id == made.id]
    assert [row.due_at > scene.now for row in owed] == [True] * 3, "two Thursdays and the summary"
    others = len(scene.rows(Obligation)) - len(owed)
    assert others == 8, "the others owe what they owed"


def test_a_leader_who_joins_hears_the_next_reminder(scene: Scene) -> None:
    scene.open()
    scene.say("吴刚", "/newteam")
    scene.say("吴刚", "睦岗义工队")
    scene.add("何勇", Role.LEADER, scene.rows(Organisation)[-1])
    told = [notice.person for notice in scene.go("2019-03-13 09:00")]
    assert told.count("何勇") == 1
