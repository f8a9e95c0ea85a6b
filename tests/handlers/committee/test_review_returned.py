"""A returned report that its team doesn't get to is accepted as it is, also after the campaign's end."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.handlers.desk import CITY_ORGANIZER, NEIGHBOUR, SOUTH_BANK, Desk, lines


@pytest.fixture
def desk(database: Database) -> Desk:
    """Tuesday 12 March 2019; one report of the neighbours' is returned."""
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-12 10:00")
    return desk


@pytest.fixture
def returned(desk: Desk) -> str:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月9日")
    desk.say(NEIGHBOUR, f"/return {number}", "请补充照片")
    assert desk.weekly(desk.south_bank)[0] == "open"
    return number


def test_accepted_as_it_is_it_counts_and_keeps_its_note(desk: Desk, returned: str) -> None:
    seen = desk.say(NEIGHBOUR, f"/view {returned}")
    done = desk.press(NEIGHBOUR, seen, "通过")
    assert done.text.startswith("✓ 已通过")
    row = desk.row(returned)
    assert (row.state, row.review_note) == ("accepted", "请补充照片")
    assert desk.weekly(desk.south_bank)[0] == "filed"
    undone = desk.press(NEIGHBOUR, done, "撤销")
    assert undone.text.startswith(f"已撤销，{returned} 又是“已退回”")
    row = desk.row(returned)
    assert (row.state, row.review_note) == ("returned", "请补充照片")
    assert desk.weekly(desk.south_bank)[0] == "open"


def test_changed_by_the_team_its_note_goes_with_acceptance(desk: Desk, returned: str) -> None:
    desk.say(SOUTH_BANK, f"/edit {desk.row(returned).id}", "提交")
    desk.say(NEIGHBOUR, f"/accept {returned}")
    assert desk.row(returned).review_note is None
    desk.say(NEIGHBOUR, f"/unaccept {returned}")
    assert desk.row(returned).state == "submitted"


def test_its_note_is_gone_when_it_is_sent_again(desk: Desk, returned: str) -> None:
    assert "审核意见：请补充照片" in desk.say(SOUTH_BANK, f"/view {returned}").text
    desk.say(SOUTH_BANK, f"/edit {desk.row(returned).id}", "7", "40", "提交")
    assert "审核意见" not in desk.say(SOUTH_BANK, f"/view {returned}").text
    assert "退回：请补充照片" in desk.say(NEIGHBOUR, f"/view {returned}").text, "the trail keeps it"


def test_nothing_held_cannot_be_said_of_what_was_reported_and_returned(desk: Desk, returned: str) -> None:
    owed = next(row for row in desk.owed(desk.south_bank) if row.deadline == "weekly")
    refused = desk.say(SOUTH_BANK, f"/zero {owed.id}")
    assert refused.text.startswith(f"这一期有一份被退回的填报（{returned}")
    assert desk.weekly(desk.south_bank)[0] == "open"
    desk.press(SOUTH_BANK, refused, "撤回这份填报")
    assert "没有开展活动" in desk.say(SOUTH_BANK, f"/zero {owed.id}").text


def test_withdrawn_by_mistake_it_is_returned_again(desk: Desk, returned: str) -> None:
    withdrawn = desk.say(SOUTH_BANK, f"/withdraw {returned}")
    back = desk.press(SOUTH_BANK, withdrawn, "点错了，恢复")
    assert back.text == f"{returned} 已恢复，仍要按审核意见修改后再提交。"
    assert (desk.row(returned).state, desk.weekly(desk.south_bank)[0]) == ("returned", "open")


def test_brought_back_after_nothing_was_said_to_be_held_the_days_are_owed_again(
    desk: Desk, returned: str
) -> None:
    withdrawn = desk.say(SOUTH_BANK, f"/withdraw {returned}")
    owed = next(row for row in desk.owed(desk.south_bank) if row.deadline == "weekly")
    assert "没有开展活动" in desk.say(SOUTH_BANK, f"/zero {owed.id}").text
    desk.press(SOUTH_BANK, withdrawn, "点错了，恢复")
    assert (desk.row(returned).state, desk.weekly(desk.south_bank)[0]) == ("returned", "open")


def test_the_question_before_the_end_names_them_and_they_are_accepted_after_it(
    desk: Desk, returned: str
) -> None:
    desk.report(SOUTH_BANK, "义诊", "3月10日")
    asked = desk.say(CITY_ORGANIZER, f"/closecampaign {desk.campaign}")
    assert lines(asked)[1].startswith("另有 1 份待审核、1 份已退回")
    desk.press(CITY_ORGANIZER, asked, "确认结束")
    assert desk.say(NEIGHBOUR, f"/accept {returned}").text.startswith("✓ 已通过")
    assert desk.row(returned).state == "accepted"


def test_of_a_closed_campaign_the_last_figures_are_shown(desk: Desk) -> None:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月12日")
    desk.say(CITY_ORGANIZER, f"/closecampaign {desk.campaign} yes")
    desk.go("2019-04-20 10:00")
    for typed in (f"/summary {desk.campaign}", "/summary", f"/summary {desk.county.city.id}.{desk.campaign}"):
        shown = desk.say(CITY_ORGANIZER, typed)
        assert "已经结束" in lines(shown)[0], typed
        assert "3月11日至3月17日" in shown.text, number
        assert "活动 1 场" in shown.text
