"""What is said to somebody who didn't write, and what a number means after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.messages import Option, Reply, text
from handlers.notices import tell, tell_all
from storage.database import Database
from storage.outbox import BROADCAST, Outbound
from storage.people import Account, Person
from tests.kit.scene import Scene, said

NOTICE = Reply((text("zero-which"),), (Option("一", "/help"), Option("二", "/zero")))


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def notify(
    scene: Scene, *names: str, after: timedelta = timedelta(0), key: str = "n", **more: object
) -> None:
    """Tell them, by whichever of the two ways fits their number."""
    with scene.session() as session:
        people = [session.get_one(Person, scene.county.people[name].id) for name in names]
        when = {"key": key, "urgency": BROADCAST, "due_at": scene.now + after, "now": scene.now}
        when |= more
        if len(people) == 1:
            tell(session, people[0], NOTICE, **when)  # type: ignore[arg-type]  # by name
        else:
            tell_all(session, [(person, NOTICE) for person in people], **when)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("names", [["李明"], ["李明", "孙燕"]])
def test_what_a_notice_offers_counts_from_when_it_arrives(scene: Scene, names: list[str]) -> None:
    """A notice that waits for the morning must not give its meaning to a number typed tonight."""
    scene.say("李明", "/language")
    notify(scene, *names, after=timedelta(hours=9))
    assert said("language-changed", "en") in scene.say("李明", "2").text, "tonight's menu"
    scene.say("李明", "/language zh-CN")
    scene.now += timedelta(hours=9)
    assert said("zero-which") in scene.say("李明", "2").text, "the morning's notice"


@pytest.mark.parametrize("names", [["李明"], ["李明", "孙燕"]])
def test_in_the_middle_of_a_form_a_notice_has_no_numbers(scene: Scene, names: list[str]) -> None:
    scene.fill(until="person_times")
    notify(scene, *names)
    rows = [row for row in scene.rows(Outbound) if row.key.startswith("n:")]
    assert [row.body["numbered"] for row in rows] == [False, True][: len(names)]
    assert said("ask-organisations") in scene.say("李明", "2").text, "two person-times"


@pytest.mark.parametrize("names", [["李明"], ["李明", "孙燕"]])
def test_a_notice_that_has_come_is_forgotten_with_the_next_reply(scene: Scene, names: list[str]) -> None:
    notify(scene, *names)
    scene.say("李明", "/language en")
    scene.say("李明", "/language")
    assert said("language-changed") in scene.say("李明", "1").text


@pytest.mark.parametrize("names", [["李明"], ["李明", "孙燕"]])
def test_the_same_notice_is_written_once(scene: Scene, names: list[str]) -> None:
    for _ in range(2):
        notify(scene, *names)
    assert len([row for row in scene.rows(Outbound) if row.key.startswith("n:")]) == len(names)


@pytest.mark.parametrize("names", [["李明"], ["李明", "孙燕"]])
def test_a_notice_that_was_posted_before_changes_nothing(scene: Scene, names: list[str]) -> None:
    notify(scene, *names)
    scene.say("李明", "/language")
    notify(scene, *names)
    assert said("language-changed", "en") in scene.say("李明", "2").text, "what was offered last"


@pytest.mark.parametrize("names", [["李明"], ["李明", "孙燕"]])
def test_a_notice_takes_the_place_of_what_still_waits_under_its_word(scene: Scene, names: list[str]) -> None:
    notify(scene, *names, key="one", settle="w")
    notify(scene, *names, key="other", settle="v")
    notify(scene, *names, key="third", settle="u", instead_of=("w",))
    states = {row.key.partition(":")[0]: row.state for row in scene.rows(Outbound)}
    assert states == {"one": "merged", "other": "waiting", "third": "waiting"}


def test_who_cannot_be_reached_is_told_apart(scene: Scene) -> None:
    with scene.session() as session:
        for row in session.query(Account).filter(Account.person_id == scene.county.people["陈静"].id):
            row.gone_at = scene.now
    with scene.session() as session:
        people = [session.get_one(Person, scene.county.people[name].id) for name in ("李明", "陈静")]
        when = {"urgency": BROADCAST, "due_at": scene.now, "now": scene.now}
        told = tell_all(session, [(one, NOTICE) for one in people], key="a", **when)  # type: ignore[arg-type]  # by name
        assert told == {people[0].id}
        assert not tell(session, people[1], NOTICE, key="b", **when)  # type: ignore[arg-type]  # by name
