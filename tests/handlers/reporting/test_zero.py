"""Zero returns, and how reports, zero returns and withdrawals settle what a team owes."""

from __future__ import annotations

import pytest

from storage.audit import Trail
from storage.campaigns import Obligation
from storage.database import Database
from storage.reports import Report
from tests.kit.scene import Answer, Scene, said


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def edit(scene: Scene, number: str, answer: str, report: int = 1) -> Answer:
    return scene.say("李明", f"/edit {report}", number, answer, "确认提交")


def test_zero_in_two_taps_and_undone_in_one(scene: Scene) -> None:
    asked = scene.say("李明", "/zero")
    assert len(asked.labels) == 2, "this week's table, and the summary that covers the month"
    done = scene.press("李明", asked.value(asked.labels[0]))
    assert scene.states() == ["zero", "open", "open"]
    assert scene.states("陈静") == ["open", "open", "open"]
    undone = scene.press("李明", done.value(said("zero-undo")))
    assert undone.text == said("zero-undone")
    assert scene.states() == ["open", "open", "open"]
    assert [act.act for act in scene.rows(Trail)] == ["zero", "unzero"]
    assert said("ask-category") in scene.say("李明", "1").text, "and reported at once"


def test_a_summary_is_not_nothing_where_activities_were_reported(scene: Scene) -> None:
    summary = scene.owed(deadline="final")[0].id
    scene.report()
    assert scene.say("李明", f"/zero {summary}").text == said("zero-held", count=1)
    assert scene.states() == ["filed", "open", "open"]


def test_an_activity_takes_back_that_nothing_was_held_in_the_month(scene: Scene) -> None:
    summary = scene.owed(deadline="final")[0].id
    scene.say("李明", f"/zero {summary}")
    assert [row.state for row in scene.owed(deadline="final")] == ["zero"]
    scene.report()
    assert [row.state for row in scene.owed(deadline="final")] == ["open"]


def test_a_changed_day_takes_it_back_too(scene: Scene) -> None:
    weekly, summary = scene.owed()[0].id, scene.owed(deadline="final")[0].id
    scene.report(held_on="2019年2月28日")
    scene.say("李明", f"/zero {summary}")
    assert [row.state for row in scene.owed(deadline="final")] == ["zero"]
    edit(scene, "5", "3月5日")
    assert [row.state for row in scene.owed(deadline="final")] == ["open"]
    assert scene.owed()[0].id == weekly


def test_zero_is_said_once_and_by_either_leader(scene: Scene) -> None:
    owed = scene.owed()[0].id
    scene.say("李明", f"/zero {owed}")
    assert scene.say("孙燕", f"/zero {owed}").text == said("report-owed-zero")
    assert scene.say("孙燕", f"/unzero {owed}").text == said("zero-undone")
    assert scene.say("孙燕", f"/unzero {owed}").text == said("zero-not-zero")


def test_what_has_not_begun_cannot_be_zero(scene: Scene) -> None:
    later = scene.owed()[1]
    assert scene.say("李明", f"/zero {later.id}").text == said("zero-too-early")
    assert scene.states() == ["open", "open", "open"]


def test_zero_in_a_campaign_that_is_closed(scene: Scene) -> None:
    owed = scene.owed()[0].id
    scene.close(1)
    assert scene.say("李明", f"/zero {owed}").text == said("report-campaign-closed")
    assert scene.say("李明", "/zero").text == said("zero-nothing-owed")


def test_nothing_owed(scene: Scene) -> None:
    for row in (*scene.owed(), *scene.owed(deadline="final")):
        with scene.session() as session:
            session.get_one(Obligation, row.id).state = "filed"
    assert scene.say("李明", "/zero").text == said("zero-nothing-owed")


def test_a_report_after_a_zero_return_takes_its_place(scene: Scene) -> None:
    scene.say("李明", f"/zero {scene.owed()[0].id}")
    assert said("report-settled", late=0) in scene.report().text
    assert scene.states() == ["filed", "open", "open"]


def test_the_day_of_the_activity_decides_which_week_is_settled(scene: Scene) -> None:
    scene.go("2019-03-20 10:00")
    scene.report(held_on="3月13日")
    assert scene.states() == ["filed", "open", "open"]
    assert scene.owed()[0].filed_at == scene.now
    scene.report(held_on="3月16日")
    assert scene.states() == ["filed", "filed", "open"]


def test_a_second_report_of_the_week_settles_nothing_more(scene: Scene) -> None:
    scene.report()
    answer = scene.report(title="另一场活动")
    assert said("report-settled", late=0) not in answer.text
    assert scene.states() == ["filed", "open", "open"]
    assert scene.owed()[0].report_id == 1


def test_a_day_outside_the_campaign_settles_the_earliest_open_but_no_zero(scene: Scene) -> None:
    scene.go("2019-03-15 10:00")
    scene.say("李明", f"/zero {scene.owed()[0].id}")
    scene.report(held_on="2月27日")
    assert scene.states() == ["zero", "filed", "open"]


def test_a_withdrawn_report_is_owed_again(scene: Scene) -> None:
    scene.report()
    withdrawn = scene.say("李明", "/withdraw 1")
    assert withdrawn.text.startswith(said("report-withdrawn", number="LF19-0001"))
    assert scene.states() == ["open", "open", "open"]
    assert scene.say("李明", "/withdraw 1").text == said("report-withdrawn-already", number="LF19-0001")
    assert scene.say("李明", "/edit 1").text == said("report-withdrawn-already", number="LF19-0001")
    assert scene.rows(Report)[0].state == "withdrawn"
    scene.report()
    assert scene.states() == ["filed", "open", "open"]
    assert scene.rows(Report)[1].number == "LF19-0002", "numbers are never used again"


def test_a_withdrawn_report_is_replaced_by_another_of_the_week(scene: Scene) -> None:
    scene.report()
    scene.report(title="另一场活动")
    scene.say("李明", "/withdraw 1")
    assert scene.states() == ["filed", "open", "open"]
    assert scene.owed()[0].report_id == 2
    scene.say("李明", "/withdraw 2")
    assert scene.states() == ["open", "open", "open"]


def test_a_change_of_the_day_moves_what_is_settled(scene: Scene) -> None:
    scene.report(held_on="3月12日")
    scene.go("2019-03-20 10:00")
    edit(scene, "5", "3月16日")
    assert scene.states() == ["open", "filed", "open"]
    edit(scene, "5", "3月13日")
    assert scene.states() == ["filed", "open", "open"]


def test_a_correction_makes_nothing_late(scene: Scene) -> None:
    scene.report()
    filed_at = scene.owed()[0].filed_at
    scene.go("2019-03-20 10:00")
    edit(scene, "7", "40")
    assert scene.owed()[0].filed_at == filed_at


def test_a_summary_is_owed_apart(scene: Scene) -> None:
    scene.say("李明", f"/owe {scene.owed(deadline='final')[0].id}", "全月开展活动8场", "跳过", "跳过", "跳过")
    scene.say("李明", "确认提交")
    assert scene.states() == ["open", "open", "open"]
    assert scene.states(deadline="final") == ["filed"]
    scene.say("李明", "/withdraw 1")
    assert scene.states(deadline="final") == ["open"]


def summarize(scene: Scene) -> None:
    begin = f"/report {scene.team('李明')}.{scene.campaigns()[0].id}.summary"
    scene.say("李明", begin, "全月开展活动8场", "跳过", "跳过", "跳过", "确认提交")


def test_a_withdrawn_summary_is_replaced_by_another_that_stands(scene: Scene) -> None:
    summarize(scene)
    scene.report()
    summarize(scene)
    scene.say("李明", "/withdraw 1")
    (owed,) = scene.owed(deadline="final")
    assert (owed.state, owed.report_id) == ("filed", 3), "not by the activity's, which is another form"
    scene.say("李明", "/withdraw 3")
    assert scene.states(deadline="final") == ["open"]


def test_a_summary_that_settles_another_period_does_not_settle_two(scene: Scene) -> None:
    summarize(scene)
    with scene.session() as session:
        (first,) = scene.owed(deadline="final")
        session.add(
            Obligation(
                campaign_id=first.campaign_id,
                team_id=first.team_id,
                deadline="final",
                period="again",
                starts_on=first.starts_on,
                ends_on=first.ends_on,
                due_at=first.due_at,
                state="open",
            )
        )
    summarize(scene)
    assert [row.report_id for row in scene.owed(deadline="final")] == [1, 2]
    scene.say("李明", "/withdraw 1")
    assert scene.states(deadline="final") == ["open", "filed"]
    summarize(scene)
    assert [row.report_id for row in scene.owed(deadline="final")] == [3, 2]
