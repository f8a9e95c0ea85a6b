"""What the clock tells: to whom, when, merged how; and never twice, whatever else happens."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest

from handlers.deadlines.obligations import oblige
from handlers.deadlines.reminders import remind
from handlers.messages import Role
from handlers.tick import DUTIES
from storage import organisations
from storage.campaigns import Campaign, Obligation
from storage.database import Database
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.people import Account
from tests.kit.scene import GUANGXI, Notice, Scene, said

LEADERS = ["孙燕", "李明", "陈静"]
#: The weekly table of 8 to 14 March: reminded of three days and one day before, on the day, and after.
STAGES = ("2019-03-11 09:00", "2019-03-13 09:00", "2019-03-14 09:00", "2019-03-15 07:30")


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database, "2019-03-08 10:00")
    scene.open()
    return scene


def told(notices: list[Notice], kind: str = "reminder") -> list[str]:
    return sorted(notice.person for notice in notices if notice.kind == kind)


def text_to(notices: list[Notice], who: str, kind: str = "reminder") -> str:
    (found,) = [notice for notice in notices if (notice.person, notice.kind) == (who, kind)]
    return found.message.text


def test_every_leader_hears_at_each_stage_once(scene: Scene) -> None:
    for place, moment in enumerate(STAGES):
        before = scene.go(scene.now + timedelta(minutes=1) - scene.now)
        assert told(before) == []
        assert told(scene.go(moment)) == LEADERS, moment
        assert told(scene.go(timedelta(hours=2))) == [], f"again after stage {place}"
    assert all(row.next_at is None for row in scene.owed()[:1])


def test_a_reminder_says_what_by_when_and_takes_the_answer(scene: Scene) -> None:
    notices = scene.go(STAGES[1])
    words = text_to(notices, "陈静")
    for part in ("2019年肇庆学雷锋志愿服务行动月", "3月14日", "24:00"):
        assert part in words
    assert "城东" not in words, "who leads one team knows which"
    assert said("ask-category") in scene.say("陈静", "1").text
    scene.say("孙燕", "2")
    assert scene.states() == ["zero", "open", "open"]


@pytest.mark.parametrize("done", ["report", "zero"])
def test_who_has_settled_hears_nothing_more(scene: Scene, done: str) -> None:
    scene.go(STAGES[0])
    scene.report() if done == "report" else scene.say("李明", f"/zero {scene.owed()[0].id}")
    for moment in STAGES[1:]:
        assert told(scene.go(moment)) == ["陈静"], "the first of two leaders has done it for both"


def test_undoing_late_brings_only_what_is_still_to_come(scene: Scene) -> None:
    """Not the three reminders that were missed meanwhile."""
    owed = scene.owed()[0].id
    scene.say("李明", f"/zero {owed}")
    scene.go("2019-03-14 08:00")
    scene.say("李明", f"/unzero {owed}")
    assert told(scene.go("2019-03-14 08:30")) == []
    assert told(scene.go(STAGES[2])) == LEADERS
    assert told(scene.go(STAGES[3])) == LEADERS


def test_withdrawing_after_the_deadline_wakes_nobody(scene: Scene) -> None:
    scene.go("2019-03-12 10:00")
    scene.report()
    scene.go("2019-03-16 10:00")
    scene.say("李明", "/withdraw 1")
    assert scene.states()[0] == "open"
    assert told(scene.go("2019-03-16 11:00")) == []


def test_something_new_is_told_even_beside_something_told_before(scene: Scene) -> None:
    """One and the same stage in two sets: the second message isn't taken for the first."""
    scene.go(STAGES[0])
    weekly, final = scene.owed()[0].id, scene.owed(deadline="final")[0].id
    with scene.session() as session:
        row = session.get_one(Obligation, weekly)
        row.reminded, row.next_at = 0, scene.now
        other = session.get_one(Obligation, final)
        other.due_at, other.next_at = row.due_at, scene.now
    words = text_to(scene.go(timedelta(minutes=1)), "李明")
    assert "总结" in words


@pytest.mark.parametrize(
    ("down_from", "up_at", "heard"),
    [
        ("2019-03-11 08:30", "2019-03-11 09:30", "3 天"),
        ("2019-03-11 08:30", "2019-03-11 17:30", "3 天"),
        ("2019-03-10 12:00", "2019-03-13 12:00", "1 天"),
        ("2019-03-13 12:00", "2019-03-14 23:10", None),
        ("2019-03-08 12:00", "2019-03-22 12:00", "截止"),
    ],
)
def test_after_downtime_everyone_hears_one_thing(
    scene: Scene, down_from: str, up_at: str, heard: str | None
) -> None:
    """An hour, nine hours, three days, a night, two weeks."""
    scene.go(down_from)
    notices = scene.go(up_at)
    counted = Counter(told(notices))
    if heard is None:
        assert counted == {}, "it is night; by the morning the deadline is past"
        notices = scene.go("2019-03-15 07:30")
        counted, heard = Counter(told(notices)), "截止"
    assert counted == Counter(LEADERS)
    assert heard in text_to(notices, "陈静")


def test_what_is_settled_before_the_morning_is_not_told(scene: Scene) -> None:
    """A start at night with a reminder from the day: decided when it may be told."""
    scene.go("2019-03-13 08:00")
    assert told(scene.go("2019-03-13 23:30")) == []
    scene.say("陈静", f"/zero {scene.owed('陈静')[0].id}")
    assert told(scene.go("2019-03-14 07:30")) == ["孙燕", "李明"]


def test_a_closed_campaign_is_quiet(scene: Scene) -> None:
    scene.close(1)
    for moment in STAGES:
        assert scene.go(moment) == []
    assert all(row.next_at is None or row.next_at > scene.now for row in scene.rows(Obligation))


def test_who_cannot_be_reached_holds_nobody_up(scene: Scene) -> None:
    with scene.session() as session:
        for row in session.query(Account).filter(Account.person_id == scene.county.people["陈静"].id):
            row.gone_at = scene.now
    assert told(scene.go(STAGES[0])) == ["孙燕", "李明"]
    assert told(scene.go(timedelta(hours=1))) == []


def test_a_team_without_leaders_is_still_missed(scene: Scene) -> None:
    scene.dismiss("陈静")
    for moment in STAGES[:3]:
        assert told(scene.go(moment)) == ["孙燕", "李明"]
    assert "城东社区义工队" in text_to(scene.go(STAGES[3]), "吴刚", "overdue")


def test_the_missing_are_listed_to_each_committee_above_once(scene: Scene) -> None:
    for moment in STAGES[:3]:
        assert told(scene.go(moment), "overdue") == []
    scene.say("陈静", f"/zero {scene.owed('陈静')[0].id}")
    notices = scene.go(STAGES[3])
    assert told(notices, "overdue") == ["吴刚", "周敏"]
    assert "星湖义工队" in text_to(notices, "周敏", "overdue")
    assert "城东" not in text_to(notices, "周敏", "overdue")
    assert told(scene.go("2019-03-16 09:00"), "overdue") == []
    button = next(n for n in notices if n.kind == "overdue").message.buttons[0]
    assert said("asked-nobody-owes") not in scene.press("吴刚", button.value).text


def test_the_missing_whom_nobody_told_are_marked(scene: Scene) -> None:
    scene.say("周敏", f"/newteam {scene.county.county.id}", "金利义工队")
    with scene.session() as session:
        person = scene.county.people["陈静"].id
        session.query(Account).filter(Account.person_id == person).update({"gone_at": scene.now})
    words = text_to(scene.go(STAGES[3]), "周敏", "overdue").split("\n")
    marked = ["· 星湖义工队", "· 城东社区义工队（负责人联系不上）", "· 金利义工队（还没有负责人）"]
    assert words[1:] == marked


def test_a_county_sees_its_own_teams_only(scene: Scene) -> None:
    scene.say("周敏", f"/newcommittee {scene.county.city.id}", "高要区义工联")
    gaoyao = scene.rows(Organisation)[-1]
    scene.add("冯娟", Role.ORGANIZER, gaoyao)
    scene.say("冯娟", "/newteam")
    scene.say("冯娟", "金利义工队")
    notices = scene.go(STAGES[3])
    assert "金利" not in text_to(notices, "吴刚", "overdue")
    assert "星湖" not in text_to(notices, "冯娟", "overdue")
    assert "金利" in text_to(notices, "周敏", "overdue")
    assert "星湖" in text_to(notices, "周敏", "overdue")


def test_more_than_the_clock_looks_at_at_once_are_one_list(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.deadlines.reminders.BATCH", 3)
    with scene.session() as session:
        county = session.get_one(Organisation, scene.county.county.id)
        for number in range(50):
            organisations.found(
                session, parent=county, kind="team", name=f"{number}队", zone=county.zone, now=scene.now
            )
        oblige(session, session.get_one(Campaign, 1), scene.now)
    notices = scene.go(STAGES[3])
    words = text_to(notices, "周敏", "overdue")
    assert "52" in words
    assert words.count("·") == 40
    assert said("list-more", count=12) in words


def test_activities_that_fell_due_together_are_one_list(database: Database) -> None:
    scene = Scene(database, "2017-03-06 10:00")
    scene.open(GUANGXI)
    for who, title in (("李明", "进村服务"), ("陈静", "进校服务"), ("陈静", "敬老")):
        scene.say(who, "/plan new")
        scene.say(who, title, "今天")
    assert len([row for row in scene.rows(Obligation) if row.activity_id]) == 3
    notices = scene.go("2017-03-14 08:00")
    assert told(notices, "overdue") == ["吴刚", "周敏"]
    assert told(notices) == LEADERS


def test_two_ticks_at_once_write_nothing_twice(postgres: Database) -> None:
    """Two processes on one database: each obligation is looked at by one of them."""
    scene = Scene(postgres, "2019-03-08 10:00")
    scene.open()
    scene.now += timedelta(days=8)
    faults: list[BaseException] = []

    def tick() -> None:
        try:
            for duty in DUTIES:
                with postgres.begin() as session:
                    duty(session, scene.now)
        except BaseException as fault:
            faults.append(fault)

    threads = [Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with postgres.begin() as session:
        remind(session, scene.now)
    keys = [row.key for row in scene.rows(Outbound) if row.key.startswith(("reminder", "overdue"))]
    assert len(keys) == len(set(keys))
    said_to = Counter(row.account for row in scene.rows(Outbound) if row.key.startswith("reminder"))
    assert set(said_to) == {str(scene.county.people[who].id) for who in LEADERS}
    assert max(said_to.values()) <= 2, "rows that both saw may be told apart, never twice"
    assert all(row.reminded for row in scene.owed()[:1])


def test_a_looked_at_row_is_left_to_the_other_process(postgres: Database) -> None:
    scene = Scene(postgres, "2019-03-08 10:00")
    scene.open()
    scene.now += timedelta(days=4)
    with postgres.begin() as one, postgres.begin() as other:
        assert remind(one, scene.now) > 0
        assert remind(other, scene.now) == 0
