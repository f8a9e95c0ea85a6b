"""Reporting by chat: from the choice to the receipt, with everything that comes in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.messages import Address, Photo, Role
from handlers.people.join import make_code
from storage.database import Database
from storage.organisations import Organisation
from storage.people import Membership, Person
from storage.reports import photos_of
from tests.kit.scene import GUANGXI, WEEKLY, Scene, said

SUMMARY = ("全月开展活动8场，参与志愿者260人次", "跳过", "跳过", "跳过")


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def begin(scene: Scene, who: str = "李明", which: str = "activity") -> None:
    scene.say(who, f"/report {scene.team(who)}.{scene.campaigns()[0].id}.{which}")


def test_a_report_is_filed_and_settles_its_week(scene: Scene) -> None:
    answer = scene.report()
    assert "LF19-0001" in answer.text
    assert said("report-settled", late=0) in answer.text
    (report,) = scene.reports()
    assert (report.person_times, report.service_minutes, report.state) == (36, 36 * 120, "submitted")
    assert scene.states() == ["filed", "open", "open"]
    assert scene.runs()[-1].state == "done"


def test_numbers_count_up_over_teams(scene: Scene) -> None:
    scene.report()
    scene.report("陈静")
    assert [report.number for report in scene.reports()] == ["LF19-0001", "LF19-0002"]


def test_a_late_report_says_so_from_the_first_moment_that_is_too_late(scene: Scene) -> None:
    scene.go("2019-03-14 23:59")
    assert said("report-settled", late=0) in scene.report(held_on="3月12日").text
    scene.go("2019-03-15 00:00")
    assert said("report-settled", late=1) in scene.report("陈静", held_on="3月12日").text


def test_answers_are_changed_at_the_review_by_number_and_by_word(scene: Scene) -> None:
    scene.fill()
    scene.say("李明", "2", "护河大清洁")
    scene.say("李明", "服务地点", "东江边")
    review = scene.say("李明", "7", "40")
    for words in ("活动名称：护河大清洁", "服务地点：东江边", "参与志愿者人次：40"):
        assert words in review.text
    scene.say("李明", "提交")
    (report,) = scene.reports()
    assert (report.title, report.place, report.service_minutes) == ("护河大清洁", "东江边", 40 * 120)


def test_back_and_keep(scene: Scene) -> None:
    scene.fill(until="held_on")
    asked = scene.say("李明", "上一步", "上一步")
    assert said("ask-host") in asked.text
    assert said("ask-held-on") in scene.say("李明", "不改", "不改").text


def test_a_draft_rests_for_weeks_and_is_taken_up_on_another_channel(scene: Scene) -> None:
    scene.fill(until="person_times")
    assert scene.say("李明", "等会").text == said("run-paused")
    with scene.session() as session:
        leader = session.get_one(Person, scene.county.people["李明"].id)
        code, _ = make_code(session, scene.now + timedelta(days=20), by=leader, person=leader)
    scene.go("2019-04-01 20:00")
    phone = Address("telegram", "5001")
    scene.say(phone, f"/start {code}")
    drafts = scene.say(phone, "/report")
    assert said("report-drafts", count=1) in drafts.text
    asked = scene.say(phone, "1")
    assert asked.text.startswith(said("run-resumed"))
    assert said("ask-person-times") in asked.text
    for line in list(WEEKLY.values())[6:]:
        scene.say(phone, line)
    assert "LF19-0001" in scene.say(phone, "提交").text
    assert scene.reports()[0].held_on.isoformat() == "2019-03-12", "“today” was the day it was said"  # type: ignore[union-attr]  # it has one


def test_both_channels_are_one_conversation(scene: Scene) -> None:
    begin(scene)
    scene.say("李明", "生态环保")
    with scene.session() as session:
        leader = session.get_one(Person, scene.county.people["李明"].id)
        code, _ = make_code(session, scene.now, by=leader, person=leader)
    phone = Address("telegram", "5001")
    answer = scene.say(phone, f"/start {code}")
    assert answer.text == said("join-linked", name="李明")
    assert said("run-unheard", words="护河清洁") in scene.say(phone, "护河清洁").text, "they saw a welcome"
    scene.say(phone, "护河清洁")
    assert said("ask-place") in scene.say("李明", "星湖义工队").text


def test_same_as_last_time(scene: Scene) -> None:
    scene.report()
    begin(scene)
    asked = scene.say("李明", "生态环保", "第二次护河")
    assert said("form-last", answer="星湖义工队") in asked.labels
    asked = scene.say("李明", said("form-same"))
    assert asked.text.startswith(said("form-same-taken", count=4))
    assert said("ask-held-on") in asked.text
    scene.say("李明", "昨天", "36", "跳过")
    scene.fill_on("李明", "hours_basis")
    scene.say("李明", "提交")
    first, second = scene.reports()
    for column in ("host", "place", "starts_minute", "organisations"):
        assert getattr(first, column) == getattr(second, column)
    assert second.title == "第二次护河"


def test_the_review_warns_and_lets_it_through(scene: Scene) -> None:
    review = scene.fill(hours="9小时")
    assert review.text.count("⚠") == 2, "the hours, and no photos"
    assert said("form-submit", warnings=2) in review.labels
    scene.say("李明", "确认提交")
    assert scene.reports()[0].warnings == [2]


def test_one_activity_told_twice_is_noticed(scene: Scene) -> None:
    scene.report()
    scene.fill()
    assert said("check-again", number="LF19-0001", title="护河清洁") in scene.say("李明", "").text


def test_several_teams_and_campaigns_are_told_apart(scene: Scene) -> None:
    scene.open(GUANGXI)
    with scene.session() as session:
        team = session.get_one(Organisation, scene.county.east_town.id)
        person = scene.county.people["李明"].id
        session.add(Membership(person_id=person, organisation_id=team.id, role=Role.LEADER, since=scene.now))
    answer = scene.say("李明", "/report")
    assert answer.text == said("report-which")
    assert len(answer.labels) == len(set(answer.labels)) >= 6
    assert all("星湖" in label or "城东" in label for label in answer.labels)


def test_a_report_of_the_second_team_is_the_second_teams(scene: Scene) -> None:
    with scene.session() as session:
        person, team = scene.county.people["李明"].id, scene.county.east_town.id
        session.add(Membership(person_id=person, organisation_id=team, role=Role.LEADER, since=scene.now))
    scene.say("李明", f"/report {team}.{scene.campaigns()[0].id}.activity")
    scene.fill_on("李明", "category")
    scene.say("李明", "提交")
    assert [report.team_id for report in scene.reports()] == [team]
    assert scene.states() == ["open", "open", "open"]
    assert scene.states("陈静") == ["filed", "open", "open"]


def test_a_campaign_that_closes_in_the_middle(scene: Scene) -> None:
    scene.fill()
    scene.close(scene.campaigns()[0].id)
    answer = scene.say("李明", "提交")
    assert answer.text.startswith(said("report-campaign-closed"))
    assert scene.reports() == []
    assert scene.runs()[-1].state == "open", "what was filled in is kept"
    assert said("report-no-campaign") in scene.say("李明", "/report").text


def test_offers_that_are_gone_are_refused(scene: Scene) -> None:
    team, campaign = scene.team("李明"), scene.campaigns()[0].id
    other = scene.team("陈静")
    for rest in (f"{team}.99.activity", f"{other}.{campaign}.activity", f"{team}.{campaign}.nothing", "99"):
        assert scene.say("李明", f"/report {rest}").text == said("access-refused")
    assert scene.runs() == []


def test_a_reminders_button_begins_goes_on_and_is_refused_when_settled(scene: Scene) -> None:
    owed = scene.owed()[0]
    scene.say("李明", f"/owe {owed.id}")
    scene.say("李明", "生态环保", "护河清洁", "等会")
    again = scene.say("李明", f"/owe {owed.id}")
    assert again.text.startswith(said("run-resumed"))
    assert said("ask-host") in again.text
    scene.report("孙燕")
    assert said("report-owed-filed") in scene.say("李明", f"/owe {owed.id}").text
    scene.say("李明", f"/zero {scene.owed()[1].id}") if scene.owed()[
        1
    ].starts_on <= scene.now.date() else None


def test_a_button_of_a_closed_campaign_says_so_at_once(scene: Scene) -> None:
    report = scene.report()
    owed = scene.owed()[1]
    scene.close(scene.campaigns()[0].id)
    for line in (f"/owe {owed.id}", report.value(said("report-change")), "/withdraw 1"):
        assert scene.say("李明", line).text == said("report-campaign-closed")
    assert scene.reports()[0].state == "submitted"


def test_photos_go_with_the_report_in_order(scene: Scene) -> None:
    scene.fill(until="place")
    scene.show("李明", Photo("b" * 64), Photo("a" * 64))
    scene.fill_on("李明", "place", photos="完成")
    scene.say("李明", "提交")
    with scene.session() as session:
        assert list(photos_of(session, 1)) == ["b" * 64, "a" * 64]


def test_a_summary_settles_the_final_deadline_and_has_a_title(scene: Scene) -> None:
    begin(scene, which="summary")
    scene.say("李明", *SUMMARY)
    answer = scene.say("李明", "提交")
    assert said("report-settled", late=0) in answer.text
    title = "2019年肇庆学雷锋志愿服务行动月"
    assert scene.reports()[0].title == said("report-summary-title", title=title)
    assert (scene.states(), scene.states(deadline="final")) == (["open"] * 3, ["filed"])
