"""A report that is filed and then changed, and forms that change meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.campaigns.definitions import definition_of
from handlers.campaigns.opening import change_campaign
from storage.audit import Trail
from storage.campaigns import Campaign
from storage.database import Database
from storage.reports import Report
from tests.kit.scene import Scene, said

SUMMARY = ("全月开展活动8场，参与志愿者260人次", "跳过", "跳过", "跳过")


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def begin(scene: Scene, who: str = "李明", which: str = "activity") -> None:
    scene.say(who, f"/report {scene.team(who)}.{scene.campaigns()[0].id}.{which}")


def test_a_report_is_changed_and_the_trail_knows_what_it_was(scene: Scene) -> None:
    edit = scene.report().value(said("report-change"))
    review = scene.say("李明", edit)
    assert "核对" in review.text, "everything is known already"
    scene.say("李明", "7", "40")
    assert said("report-changed", number="LF19-0001") in scene.say("李明", "提交").text
    (report,) = scene.reports()
    assert (report.person_times, report.service_minutes) == (40, 40 * 120)
    act = next(act for act in scene.rows(Trail) if act.act == "change")
    assert (act.before, act.after) == ({"person_times": 36}, {"person_times": 40})


def test_a_change_begun_is_gone_on_with(scene: Scene) -> None:
    edit = scene.report().value(said("report-change"))
    scene.say("李明", edit, "7", "40", "等会")
    scene.now += timedelta(days=3)
    answer = scene.say("李明", edit)
    assert answer.text.startswith(said("run-resumed"))
    assert "人次：40" in answer.text


def test_two_leaders_changing_at_once_overwrite_nothing_unseen(scene: Scene) -> None:
    edit = scene.report().value(said("report-change"))
    scene.say("李明", edit, "7", "40")
    scene.now += timedelta(minutes=1)
    scene.say("孙燕", edit, "7", "50", "提交")
    answer = scene.say("李明", "提交")
    assert answer.text.startswith(said("report-changed-meanwhile", number="LF19-0001"))
    assert scene.reports()[0].person_times == 50
    scene.say("李明", "取消")
    assert "人次：50" in scene.say("李明", edit).text, "a new change begins with what it is now"


def test_an_accepted_report_is_not_changed(scene: Scene) -> None:
    edit = scene.report().value(said("report-change"))
    scene.say("李明", edit, "7", "40")
    with scene.session() as session:
        session.get_one(Report, 1).state = "accepted"
    refused = said("report-accepted-already", number="LF19-0001")
    assert scene.say("李明", "提交").text.startswith(refused)
    scene.say("李明", "取消")
    assert scene.say("李明", edit).text == refused
    assert scene.say("李明", "/withdraw 1").text == refused


def test_a_change_of_a_report_that_was_withdrawn_meanwhile_ends(scene: Scene) -> None:
    scene.say("李明", scene.report().value(said("report-change")))
    (report,) = scene.reports()
    scene.say("李明", f"/withdraw {report.id}", "/continue")
    over = scene.say("李明", "提交")
    assert over.text == said("report-withdrawn-already", number="LF19-0001")
    assert said("run-none") in scene.say("李明", "/continue").text, "there is nothing left to go on with"


def test_the_form_of_a_run_stays_as_it_began(scene: Scene) -> None:
    scene.fill(until="held_on")
    with scene.session() as session:
        campaign = session.get_one(Campaign, scene.campaigns()[0].id)
        file = definition_of(session, campaign)
        fewer = tuple(item for item in file.forms.activity if item not in ("host", "held_on", "remarks"))
        changed = file.model_copy(update={"forms": file.forms.model_copy(update={"activity": fewer})})
        change_campaign(session, scene.now, campaign, changed, None)
    scene.fill_on("李明", "held_on")
    scene.say("李明", "提交")
    assert scene.reports()[0].answers["held_on"] == "2019-03-12"
    begin(scene)
    assert "/14）" in scene.say("李明", "").text


def test_a_report_of_an_older_form_is_changed_in_the_new_one(scene: Scene) -> None:
    edit = scene.report().value(said("report-change"))
    with scene.session() as session:
        campaign = session.get_one(Campaign, scene.campaigns()[0].id)
        file = definition_of(session, campaign)
        more = (*file.forms.activity, "heads")
        changed = file.model_copy(update={"forms": file.forms.model_copy(update={"activity": more})})
        change_campaign(session, scene.now, campaign, changed, None)
    assert said("ask-heads") in scene.say("李明", edit).text, "only what is new is asked"
    scene.say("李明", "30")
    scene.say("李明", "提交")
    assert scene.reports()[0].heads == 30


def test_a_day_that_is_moved_out_of_its_week_makes_the_week_owed_again_and_says_so(scene: Scene) -> None:
    edit = scene.report(held_on="3月12日").value(said("report-change"))
    before = scene.states()
    assert before.count("filed") == 1
    answer = scene.say("李明", edit, "5", "3月1日", "提交")
    assert said("report-changed", number="LF19-0001") in answer.text
    filed = [row for row in scene.owed() if row.report_id == 1]
    (owed,) = [row for row in scene.owed() if row.starts_on.isoformat() == "2019-03-08"]
    assert owed.state == "open"
    assert filed == []
    assert "又变回未报" in answer.text
    assert "3月8日至3月14日" in answer.text
    assert answer.value("填报：") == f"/owe {owed.id}"


def test_one_that_settles_nothing_says_what_is_still_owed(scene: Scene) -> None:
    answer = scene.report(held_on="3月1日")
    assert "这份会计入统计" in answer.text
    assert "3月8日至3月14日" in answer.text
    (owed,) = [row for row in scene.owed() if row.starts_on.isoformat() == "2019-03-08"]
    assert (owed.state, answer.value("填报：")) == ("open", f"/owe {owed.id}")
    settled = scene.report(held_on="3月12日", title="植树")
    assert said("report-settled", late=0) in settled.text
    assert "这份会计入统计" not in settled.text
