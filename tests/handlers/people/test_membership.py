"""Who is in an organisation: seen, ended, given back, left; and lost links made void."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.messages import Address, Message, Role
from handlers.people.membership import PAGE
from storage.database import Database
from storage.outbox import Outbound
from storage.people import Invitation, Membership, Person
from tests.handlers.foreign import make_foreign
from tests.kit.scene import Scene, said

REFUSED = said("access-refused")


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def role_of(scene: Scene, who: str) -> int:
    person = scene.county.people[who].id
    return next(row.id for row in scene.rows(Membership) if row.person_id == person)


def told(scene: Scene, who: str) -> list[str]:
    """What the person is told of roles and links."""
    account = str(scene.county.people[who].id)
    rows = [row for row in scene.rows(Outbound) if row.key.startswith("role:") and row.account == account]
    return [Message.model_validate(row.body).text for row in rows]


def test_an_organizer_ends_a_role_and_takes_that_back(scene: Scene) -> None:
    below = scene.say("吴刚", "成员").value("服务队 2 支")
    team = scene.say("吴刚", below).value("星湖义工队")
    member = scene.say("吴刚", team).value("李明 · 服务队负责人")
    asked = scene.press("吴刚", scene.say("吴刚", member).value("结束这个身份"))
    assert "要结束 李明" in asked.text
    assert scene.say("李明", "/mine").text != said("turn-command-unknown"), "asked first"
    done = scene.press("吴刚", asked.value("确认结束"))
    assert done.text.startswith("已结束 李明 在星湖义工队的服务队负责人身份。")
    assert scene.say("李明", "/mine").text == said("turn-command-unknown")
    assert "吴刚 结束了您在星湖义工队" in told(scene, "李明")[0]
    assert scene.say("吴刚", asked.value("确认结束")).text == said("people-ended-already")
    back = scene.press("吴刚", done.value("撤销"))
    assert back.text.startswith("已撤销，李明 仍是")
    assert scene.say("李明", "/mine").text != said("turn-command-unknown")
    assert len(told(scene, "李明")) == 2


def test_a_leader_ends_volunteers_of_the_own_team_only(scene: Scene) -> None:
    shown = scene.say("李明", "/people")
    assert [label for label in shown.labels if "志愿者" in label] == ["张伟 · 志愿者", "王芳 · 志愿者"]
    assert scene.say("李明", f"/endrole {role_of(scene, '王芳')} yes").text.startswith("已结束 王芳")
    for who in ("孙燕", "陈静", "吴刚", "周敏"):
        assert scene.say("李明", f"/endrole {role_of(scene, who)} yes").text == REFUSED, who
    assert scene.say("李明", f"/people {scene.county.east_town.id}").text == REFUSED
    assert sum(row.until is not None for row in scene.rows(Membership)) == 1


@pytest.mark.parametrize("who", ["吴刚", "李明", "王芳"])
def test_the_roles_of_another_county_are_refused_like_none(scene: Scene, who: str) -> None:
    make_foreign(scene)
    role = role_of(scene, "何勇")
    for name in ("member", "endrole", "restorerole", "voidlinks", "leave"):
        for more in ("", " yes"):
            theirs, nothing = (scene.say(who, f"/{name} {one}{more}").text for one in (role, 999_999))
            assert theirs == nothing, name
    assert all(row.until is None for row in scene.rows(Membership))


def test_the_last_organizer_at_the_top_stays(scene: Scene) -> None:
    role = role_of(scene, "周敏")
    only = said("people-last-organizer", place="肇庆市志愿者联合会")
    for typed in (f"/endrole {role} yes", "/leave", f"/leave {role} yes"):
        assert scene.say("周敏", typed).text == only
    scene.add("林涛", Role.ORGANIZER, scene.county.city)
    assert scene.say("周敏", f"/leave {role} yes").text.startswith("周敏，您已不再是")
    assert scene.say("林涛", "/leave").text == only.replace("周敏", "林涛")


def test_leaving_is_asked_and_the_organizer_cannot_undo_it(scene: Scene) -> None:
    role = role_of(scene, "王芳")
    asked = scene.say("王芳", "退出组织")
    assert asked.text.startswith("王芳，要退出星湖义工队")
    scene.press("王芳", asked.value("确认退出"))
    assert scene.say("王芳", "/leave").text == said("people-none-own")
    assert scene.say("吴刚", f"/restorerole {role}").text == said("people-not-ended")
    assert next(row for row in scene.rows(Membership) if row.id == role).until == scene.now


def test_who_has_several_roles_chooses_which_to_leave(scene: Scene) -> None:
    with scene.session() as session:
        team, person = scene.county.star_lake.id, scene.county.people["陈静"].id
        session.add(Membership(person_id=person, organisation_id=team, role="volunteer", since=scene.now))
    asked = scene.say("陈静", "/leave")
    assert asked.labels == ["城东社区义工队 · 服务队负责人", "星湖义工队 · 志愿者"]
    scene.press("陈静", scene.press("陈静", asked.value("星湖")).value("确认退出"))
    assert scene.say("陈静", "/mine").text != said("turn-command-unknown")


def test_long_lists_have_pages(scene: Scene) -> None:
    for number in range(PAGE):
        scene.add(f"志愿者{number}", Role.VOLUNTEER, scene.county.star_lake)
    first = scene.say("李明", "/people")
    assert said("people-page", page=1, pages=2) in first.text
    second = scene.press("李明", first.value(said("reports-older")))
    names = [label for label in first.labels + second.labels if " · " in label]
    assert len(names) == len(set(names)) == PAGE + 4
    assert scene.say("李明", f"/people {scene.county.star_lake.id} 99").text == second.text


def test_whose_role_ends_cannot_come_back_by_an_invitation_of_their_own(scene: Scene) -> None:
    code = scene.say("李明", "/invite volunteer").text.split("/join/")[1].split()[0]
    done = scene.say("吴刚", f"/endrole {role_of(scene, '李明')} yes")
    assert "发出的 1 个邀请一并作废" in done.text
    assert scene.say(Address("telegram", "7"), code).text == said("join-code-bad")


def test_an_organizer_sees_and_revokes_what_others_of_the_branch_gave(scene: Scene) -> None:
    scene.say("李明", "/invite volunteer")
    scene.say("周敏", f"/invite organizer {scene.county.city.id}")
    shown = scene.say("吴刚", "/invitations")
    assert "李明 发出" in shown.text
    assert len([label for label in shown.labels if label.startswith("作废")]) == 1, "not the city's"
    assert scene.press("吴刚", shown.value("作废")).text == said("invite-revoked")
    assert [row.revoked_at is None for row in scene.rows(Invitation)] == [False, True]


def test_a_lost_phone(scene: Scene) -> None:
    def key() -> str:
        return next(row.link_key for row in scene.rows(Person) if row.name == "李明")

    before, role = key(), role_of(scene, "李明")
    asked = scene.press("吴刚", scene.say("吴刚", f"/member {role}").value("手机丢了"))
    assert key() == before
    done = scene.press("吴刚", asked.value("确认作废"))
    after = key()
    assert after != before
    assert after not in done.text, "nobody sees another person's link"
    code = done.text.split("/join/")[1].split()[0]
    assert scene.say(Address("telegram", "5"), code).text.startswith("关联好了。李明")
    assert scene.say(Address("telegram", "6"), code).text == said("join-code-bad"), "it works once"
    assert "作废" in told(scene, "李明")[0]
    done = scene.press("吴刚", asked.value("确认作废"))
    assert key() != after
    assert "/join/" not in done.text, "there is another channel now"


def test_codes_given_before_the_links_were_made_void_are_void_too(scene: Scene) -> None:
    before = scene.say("李明", "/link").text.split("\n")[1]
    role = role_of(scene, "李明")
    first = scene.say("吴刚", f"/voidlinks {role} yes").text.split("/join/")[1].split()[0]
    second = scene.say("吴刚", f"/voidlinks {role} yes").text.split("/join/")[1].split()[0]
    stranger = Address("telegram", "7")
    assert [scene.say(stranger, code).text for code in (before, first)] == [said("join-code-bad")] * 2
    assert scene.say(stranger, second).text.startswith("关联好了。李明")


def test_before_the_last_leader_goes_what_follows_is_said(scene: Scene) -> None:
    role, other = role_of(scene, "李明"), role_of(scene, "孙燕")
    early = scene.say("吴刚", f"/endrole {role}")
    assert "只有这一位负责人" not in early.text
    scene.say("吴刚", f"/endrole {other} yes")
    asked = scene.press("吴刚", early.value("确认结束"))
    assert "星湖义工队只有这一位负责人" in asked.text, "it has become the last since"
    assert asked.labels[0] == said("invite-leader")
    left = scene.say("李明", "/leave")
    assert "星湖义工队只有这一位负责人" in left.text
    assert said("invite-leader") not in left.labels, "a leader may not invite another"
    assert scene.press("吴刚", asked.value("确认结束")).text.startswith("已结束 李明")


def test_before_a_county_s_last_organizer_goes_what_follows_is_said(scene: Scene) -> None:
    role = role_of(scene, "吴刚")
    asked = scene.say("吴刚", f"/leave {role} yes")
    assert "端州区义工联只有这一位组织管理员" in asked.text
    assert scene.say("周敏", f"/endrole {role} yes").text.count("只有这一位组织管理员") == 1
    scene.add("林涛", Role.ORGANIZER, scene.county.county)
    assert scene.press("吴刚", asked.value("确认退出")).text.startswith("吴刚，您已不再是")


def test_nobody_voids_the_links_of_who_reaches_further(scene: Scene) -> None:
    """A county's organizer would be given the city organizer's link."""
    with scene.session() as session:
        team, person = scene.county.star_lake.id, scene.county.people["周敏"].id
        session.add(Membership(person_id=person, organisation_id=team, role="volunteer", since=scene.now))
    role = scene.rows(Membership)[-1].id
    assert not [label for label in scene.say("吴刚", f"/member {role}").labels if "手机丢了" in label]
    assert scene.say("吴刚", f"/voidlinks {role} yes").text == REFUSED
    assert scene.say("李明", f"/voidlinks {role_of(scene, '王芳')} yes").text == said("turn-command-unknown")


def test_a_name_that_a_teammate_bears_is_not_taken(scene: Scene) -> None:
    answer = scene.say("张伟", "/name", "王芳")
    assert answer.text.startswith("星湖义工队里已经有一位“王芳”了")
    assert scene.say("张伟", "王芳（二组）").text == said("account-named", name="王芳（二组）")
    scene.now += timedelta(minutes=1)
    assert scene.say("陈静", "/name", "王芳").text == said("account-named", name="王芳"), "another team"
    assert scene.say("王芳", "/name", "王芳").text == said("account-named", name="王芳"), "one's own"
