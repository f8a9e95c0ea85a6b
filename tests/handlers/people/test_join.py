"""Coming in: codes by link, by hand and by deep link, and everything that is wrong with one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.dispatch import take
from handlers.messages import Address, Inbound, Role
from handlers.people.join import GOOD_FOR, LINK_GOOD_FOR, find_code, make_code
from storage.audit import Trail
from storage.database import Database
from storage.organisations import Organisation
from storage.people import Account, Invitation, Membership, Person
from storage.runs import Conversation
from tests.kit.scene import Answer, Scene, said
from tests.kit.stage import DOORS

NEW = Address("telegram", "700")
CODE = "aB3_-dEfGhIjKlMn"


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def code(scene: Scene, role: Role = Role.LEADER, uses: int = 1, place: Organisation | None = None) -> str:
    with scene.session() as session:
        team = session.get_one(Organisation, (place or scene.county.star_lake).id)
        return make_code(session, scene.now, by=None, place=team, role=role, uses=uses)[0]


def link(scene: Scene, who: str) -> str:
    with scene.session() as session:
        owner = session.get_one(Person, scene.county.people[who].id)
        return make_code(session, scene.now, by=owner, person=owner, good_for=LINK_GOOD_FOR)[0]


def come(scene: Scene, words: str, who: Address = NEW, **more: str) -> Answer:
    answer = scene.hear(who, words, **({"name": "小 李", "language": "zh-hans"} | more))
    assert answer.fault is None, answer.fault
    return answer


@pytest.mark.parametrize(
    "typed",
    [
        "/start {code}",
        "/start@yidong_bot {code}",
        "{code}",
        " {code}\n",
        "https://yidong.example.org/join/{code}",
        "https://t.me/yidong_bot?start={code}",
        "t.me/yidong_bot?start={code}",
    ],
)
def test_a_code_works_however_it_is_brought(scene: Scene, typed: str) -> None:
    answer = come(scene, typed.format(code=code(scene)))
    welcome = said("join-welcome", name="小 李", place="星湖义工队", role=said("role-leader"))
    assert welcome in answer.text
    assert said("join-next-leader") in answer.text
    made = scene.rows(Membership)[-1]
    assert (made.role, made.organisation_id) == ("leader", scene.county.star_lake.id)
    assert [act.act for act in scene.rows(Trail)] == ["join"]
    assert said("report-no-campaign") in come(scene, "1").text, "the first button is numbered"


@pytest.mark.parametrize(
    "typed", ["", "你好", "/start", "/help", "/start hello", "report", CODE[:15], f"{CODE} 啊"]
)
def test_without_a_code_a_stranger_is_told_how_to_get_one(scene: Scene, typed: str) -> None:
    before = len(scene.rows(Person))
    assert come(scene, typed).text == said("start-stranger")
    assert come(scene, typed, language="en-GB").text == said("start-stranger", "en")
    assert len(scene.rows(Person)) == before
    assert scene.rows(Conversation) == []


def test_find_code() -> None:
    assert find_code(CODE) == CODE
    assert find_code(f"https://a.example/join/{CODE}") == CODE
    for wrong in ("", "活动" * 10, CODE * 3, "９" * 16, f"https://a.example/{CODE}?x=1", f"go {CODE}"):
        assert find_code(wrong) is None


@pytest.mark.parametrize("words", ["/start " + CODE, CODE, "/start " + "x" * 5000])
def test_a_code_that_was_never_made(scene: Scene, words: str) -> None:
    assert come(scene, words).text in (said("join-code-bad"), said("start-stranger"))
    assert len(scene.rows(Person)) == 7


def test_a_code_ends_with_its_time(scene: Scene) -> None:
    made = code(scene, uses=5)
    scene.now += GOOD_FOR - timedelta(seconds=1)
    assert said("join-next-leader") in come(scene, made).text
    scene.now += timedelta(seconds=1)
    assert come(scene, made, Address("telegram", "701")).text == said("join-code-bad")


def test_a_code_is_used_up(scene: Scene) -> None:
    made = code(scene, Role.VOLUNTEER, uses=2)
    for account in ("701", "702"):
        assert said("join-next-volunteer") in come(scene, made, Address("telegram", account)).text
    assert come(scene, made).text == said("join-code-bad")
    assert len(scene.rows(Person)) == 9, "nobody was made for the third"


def test_a_revoked_code_is_no_code(scene: Scene) -> None:
    made = code(scene)
    with scene.session() as session:
        session.get_one(Invitation, 1).revoked_at = scene.now
    assert come(scene, made).text == said("join-code-bad")


def test_the_same_role_twice_uses_nothing_up(scene: Scene) -> None:
    made = code(scene, uses=3)
    assert said("join-already", role=said("role-leader"), place="星湖义工队") in scene.say("李明", made).text
    come(scene, made)
    assert said("join-already", role=said("role-leader"), place="星湖义工队") in come(scene, made).text
    assert scene.rows(Invitation)[0].uses_left == 2


def test_a_role_that_has_ended_can_be_given_again(scene: Scene) -> None:
    scene.dismiss("李明")
    assert said("join-next-leader") in scene.say("李明", code(scene)).text
    assert (
        said("help-role", name="李明", role=said("role-leader"), place="星湖义工队")
        in scene.say("李明", "/help").text
    )


def test_someone_known_adds_a_role_in_the_middle_of_anything(scene: Scene) -> None:
    scene.say("王芳", "/name")
    answer = scene.say("王芳", f"/start {code(scene)}")
    assert said("join-next-leader") in answer.text
    assert said("run-continue") in answer.labels
    mine = scene.county.people["王芳"].id
    roles = [row.role for row in scene.rows(Membership) if row.person_id == mine]
    assert roles == ["volunteer", "leader"]


def test_a_link_code_brings_the_same_person(scene: Scene) -> None:
    made = link(scene, "李明")
    assert come(scene, made).text == said("join-linked", name="李明")
    assert len(scene.rows(Person)) == 7
    accounts = [(row.channel, row.account) for row in scene.rows(Account) if row.person_id == 3]
    assert ("telegram", "700") in accounts
    assert come(scene, made, Address("telegram", "701")).text == said("join-code-bad"), "once only"


def test_a_link_code_of_somebody_else_takes_no_account_away(scene: Scene) -> None:
    """Who forwards their code to a colleague must not become the colleague."""
    made = link(scene, "李明")
    come(scene, code(scene))
    assert come(scene, f"/start {made}").text == said("join-link-other", name="小 李")
    assert scene.rows(Invitation)[0].uses_left == 1
    assert scene.rows(Account)[-1].person_id == 8


def test_a_link_code_is_short_lived(scene: Scene) -> None:
    made = link(scene, "李明")
    scene.now += LINK_GOOD_FOR
    assert come(scene, made).text == said("join-code-bad")


def test_link_and_renew(scene: Scene) -> None:
    answer = scene.say("李明", "/link")
    typed = next(line for line in answer.text.splitlines() if find_code(line))
    assert come(scene, typed).text == said("join-linked", name="李明")
    before = scene.rows(Person)[2].link_key
    renewed = scene.say("李明", "/renewlink")
    after = scene.rows(Person)[2].link_key
    assert f"/c/3.{before}" in answer.text
    assert f"/c/3.{after}" in renewed.text
    assert len({person.link_key for person in scene.rows(Person)} | {before}) == len(scene.rows(Person)) + 1


def test_names_come_clean(scene: Scene) -> None:
    for number, (name, kept) in enumerate(
        [("  小\n李 \0", "小 李"), ("", "—"), ("\0", "—"), ("名" * 90, "名" * 40), ("a\u202eb", "ab")]
    ):
        come(scene, code(scene, Role.VOLUNTEER), Address("telegram", f"80{number}"), name=name)
        assert scene.rows(Person)[-1].name == kept


def test_the_language_of_the_phone_is_taken_over(scene: Scene) -> None:
    assert said("join-next-leader", "en") in come(scene, code(scene), language="en-US").text
    assert scene.rows(Person)[-1].language == "en"


def test_one_code_for_two_at_once_is_used_by_one(scene: Scene) -> None:
    """Two turns that share a transaction, as waiting ones do."""
    made = code(scene)
    with scene.session() as session:
        for account in ("701", "702"):
            take(session, scene.now, Inbound(Address("telegram", account), account, text=made), DOORS)
    assert len(scene.rows(Person)) == 8
    assert scene.rows(Invitation)[0].uses_left == 0


def test_a_stranger_in_a_group_is_left_alone(scene: Scene) -> None:
    assert scene.hear(NEW, f"/start {code(scene)}", group="-1").message is None
    assert len(scene.rows(Person)) == 7


def test_language_and_name(scene: Scene) -> None:
    assert said("language-changed", "en") in scene.say("王芳", "/language en").text
    assert said("language-choose", "en") in scene.say("王芳", "/language fr").text
    scene.say("王芳", "/language zh-CN", "/name")
    assert said("reading-text-short", length=0, minimum=1) in scene.say("王芳", "").text
    assert "40" in scene.say("王芳", "王" * 41).text
    assert scene.say("王芳", " 王小芳 ").text == said("account-named", name="王小芳")
    act = scene.rows(Trail)[-1]
    assert (act.act, act.before, act.after) == ("name", {"name": "王芳"}, {"name": "王小芳"})


def test_who_joins_under_the_name_of_another_is_told_and_may_tell_them_apart(scene: Scene) -> None:
    answer = scene.take(Inbound(NEW, "1", text=code(scene, Role.VOLUNTEER), name="王芳"))
    assert said("join-name-taken", name="王芳", place="星湖义工队") in answer.text
    assert answer.labels[0] == said("command-name")
    scene.press(NEW, answer.value(said("command-name")))
    assert scene.say(NEW, "王芳").text.startswith("星湖义工队里已经有一位“王芳”了")
    assert scene.say(NEW, "王芳（二组）").text == said("account-named", name="王芳（二组）")


def test_a_namesake_elsewhere_is_nobody_s_trouble(scene: Scene) -> None:
    team = scene.county.east_town
    answer = scene.take(Inbound(NEW, "1", text=code(scene, Role.VOLUNTEER, place=team), name="王芳"))
    assert said("join-name", name="王芳") in answer.text
