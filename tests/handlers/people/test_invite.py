"""Invitations: who can invite whom where, and taking a link back."""

from __future__ import annotations

import pytest

from handlers.messages import Address, Role
from handlers.people.invite import USES
from storage.database import Database
from storage.people import Invitation, Membership
from tests.kit.scene import Scene, said


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def join_link(text: str) -> str:
    return next(line.rpartition("/")[2] for line in text.splitlines() if "/join/" in line)


def test_a_leader_invites_volunteers_to_the_own_team_in_one_step(scene: Scene) -> None:
    answer = scene.say("李明", "/invite", "1")
    assert "星湖义工队" in answer.text
    (made,) = scene.rows(Invitation)
    assert (made.role, made.organisation_id, made.uses_left) == ("volunteer", scene.county.star_lake.id, 200)
    scene.say(Address("telegram", "1"), join_link(answer.text))
    assert scene.rows(Membership)[-1].role == "volunteer"


def test_an_organizer_chooses_role_and_place(scene: Scene) -> None:
    roles = scene.say("周敏", "/invite")
    assert roles.labels == [said(f"invite-{role.value}") for role in Role]
    places = scene.press("周敏", roles.value(said("invite-leader")))
    assert places.labels == ["星湖义工队", "城东社区义工队"]
    scene.say("周敏", "2")
    (made,) = scene.rows(Invitation)
    assert (made.organisation_id, made.uses_left) == (scene.county.east_town.id, USES[Role.LEADER])


def test_organizers_are_invited_to_committees_only(scene: Scene) -> None:
    assert scene.say("周敏", "/invite organizer").labels == ["肇庆市志愿者联合会", "端州区义工联"]
    assert scene.say("周敏", f"/invite organizer {scene.county.star_lake.id}").text == said("access-refused")
    assert scene.say("周敏", f"/invite leader {scene.county.county.id}").text == said("access-refused")
    assert scene.rows(Invitation) == []


def test_a_leader_cannot_invite_leaders(scene: Scene) -> None:
    answer = scene.say("李明", f"/invite leader {scene.county.star_lake.id}")
    assert answer.labels == [said("invite-volunteer")]
    assert scene.rows(Invitation) == []


def test_only_the_hash_is_kept(scene: Scene) -> None:
    code = join_link(scene.say("李明", "/invite volunteer").text)
    (made,) = scene.rows(Invitation)
    assert code not in str(vars(made))


def test_a_link_is_taken_back(scene: Scene) -> None:
    code = join_link(scene.say("李明", "/invite volunteer").text)
    listed = scene.say("李明", "/invitations")
    assert listed.text.startswith(said("invite-heading"))
    assert scene.press("李明", listed.value(said("invite-revoke", what="")[:3])).text == said(
        "invite-revoked"
    )
    assert scene.say(Address("telegram", "1"), code).text == said("join-code-bad")
    assert scene.say("李明", "/invitations").text == said("invite-none")
    assert scene.say("李明", "/revoke 1").text == said("access-refused")


def test_nobody_takes_back_what_another_gave(scene: Scene) -> None:
    scene.say("李明", "/invite volunteer")
    assert scene.say("孙燕", "/revoke 1").text == said("access-refused")
    assert scene.rows(Invitation)[0].revoked_at is None


def test_links_that_are_over_are_not_listed(scene: Scene) -> None:
    scene.say("李明", "/invite volunteer", "/link")
    assert len(scene.say("李明", "/invitations").labels) == 1, "the own link code isn't an invitation"
    scene.go("2019-04-30 10:00")
    assert scene.say("李明", "/invitations").text == said("invite-none")
