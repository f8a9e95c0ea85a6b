"""Reviewing: accept, take back, return with a reason; what that does to figures, obligations and people."""

from __future__ import annotations

import pytest

from handlers.messages import Message
from storage.campaigns import Campaign
from storage.database import Database
from tests.handlers.desk import (
    CITY_ORGANIZER,
    COUNTY_ORGANIZER,
    EAST_TOWN,
    NEIGHBOUR,
    REFUSED,
    SOUTH_BANK,
    STAR_LAKE,
    STAR_LAKE_TOO,
    UNKNOWN,
    Desk,
    labels,
    lines,
)
from tests.kit.stage import local


@pytest.fixture
def desk(database: Database) -> Desk:
    """Tuesday 12 March 2019; nothing is reported yet."""
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-12 10:00")
    return desk


def view(desk: Desk, who: str, number: str) -> Message:
    return desk.say(who, f"/view {number}")


def test_accept_and_take_back(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    done = desk.press(COUNTY_ORGANIZER, view(desk, COUNTY_ORGANIZER, number), "通过")
    assert lines(done) == [f"✓ 已通过 {number} 湖岸清洁", "没有待审核的了。"]
    row = desk.row(number)
    assert (row.state, row.reviewed_by) == ("accepted", desk.county.people[COUNTY_ORGANIZER].id)
    # Nobody is told: they see it under their reports.
    assert not desk.waiting("report")
    assert "［已通过］" in labels(desk.say(STAR_LAKE, "/mine"))[0]
    desk.press(COUNTY_ORGANIZER, done, "撤销")
    row = desk.row(number)
    assert (row.state, row.reviewed_by, row.reviewed_at) == ("submitted", None, None)
    assert [line.after for line in desk.trail("accept")] == [{"state": "accepted"}]
    assert [line.after for line in desk.trail("unaccept")] == [{"state": "submitted"}]


def test_accepted_hours_are_the_volunteers_record(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日", named=("王芳、张伟", "完成"), hours="2.5小时")
    assert "已通过审核的服务时数：0 小时" in desk.say("王芳", "/hours").text
    desk.say(COUNTY_ORGANIZER, f"/accept {number}")
    assert "已通过审核的服务时数：2 小时 30 分钟" in desk.say("王芳", "/hours").text


def test_the_next_one_is_offered_at_once(desk: Desk) -> None:
    first = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    second = desk.report(EAST_TOWN, "敬老院探访", "3月10日")
    done = desk.say(COUNTY_ORGANIZER, f"/accept {second}")
    assert lines(done)[1] == "还有 1 份待审核。"
    assert labels(done)[0].startswith(f"下一份：{first}")
    assert desk.say(COUNTY_ORGANIZER, "1").text.startswith(first)


def test_what_was_changed_after_it_was_seen_is_shown_again(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日", people="20")
    seen = view(desk, COUNTY_ORGANIZER, number)
    desk.stage.now = local("2019-03-12 10:05")
    desk.say(STAR_LAKE, f"/edit {desk.row(number).id}", "7", "200", "提交")
    assert desk.row(number).person_times == 200
    again = desk.press(COUNTY_ORGANIZER, seen, "通过")
    assert lines(again)[0] == f"{number} 刚刚有改动，请再看一遍："
    assert "参与志愿者人次：200" in lines(again)
    assert desk.row(number).state == "submitted"
    desk.press(COUNTY_ORGANIZER, again, "通过")
    assert desk.row(number).state == "accepted"


def test_the_organizer_sees_who_sent_it_what_is_odd_and_what_happened(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日", people="20", hours="30小时")
    desk.stage.now = local("2019-03-12 10:05")
    desk.say(STAR_LAKE_TOO, f"/edit {desk.row(number).id}", "7", "28", "提交")
    seen = lines(view(desk, CITY_ORGANIZER, number))
    assert "填报人：李明，3月12日 10:00" in seen
    assert any(line.startswith("⚠") and "30 小时" in line for line in seen)
    assert seen[-3:] == [
        "经过：",
        "· 3月12日 10:00 李明 填报",
        "· 3月12日 10:05 孙燕 修改：参与志愿者人次 20 → 28",
    ]
    # A leader knows all that.
    assert "经过：" not in lines(view(desk, STAR_LAKE, number))


def test_returned_with_words_of_ones_own(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    asked = desk.press(COUNTY_ORGANIZER, view(desk, COUNTY_ORGANIZER, number), "退回修改")
    assert lines(asked) == ["为什么退回？点一个，或者直接写明要改什么。"]
    done = desk.say(COUNTY_ORGANIZER, "人次和签到表不一致，请核对")
    assert lines(done)[0] == (
        f"已退回 {number}，已通知 2 位负责人修改。这一期又变回未报，改好重新提交就算完成。"
    )
    row = desk.row(number)
    assert (row.state, row.review_note) == ("returned", "人次和签到表不一致，请核对")
    assert [line.after for line in desk.trail("return")] == [
        {"state": "returned", "note": "人次和签到表不一致，请核对"}
    ]
    notices = desk.waiting("report")
    assert {desk.name(row) for row in notices} == {STAR_LAKE, STAR_LAKE_TOO}
    told = Message.model_validate(notices[0].body)
    assert lines(told) == [
        f"端州区义工联（吴刚）请您修改 {number}《湖岸清洁》：",
        "审核意见：人次和签到表不一致，请核对",
        "改好重新提交，这一期才算完成，3月14日（周四）24:00截止。",
    ]
    assert labels(told) == ["现在修改", "看这份填报"]


def test_a_reason_can_be_chosen(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.say(COUNTY_ORGANIZER, f"/return {number}", "1")
    assert desk.row(number).review_note == "请补充活动照片"


def test_a_returned_report_does_not_count_and_is_owed_again_until_it_is_sent_again(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日", people="20")
    assert desk.weekly(desk.county.star_lake.id)[0] == "filed"
    desk.say(COUNTY_ORGANIZER, f"/return {number}", "请补充照片")
    assert desk.weekly(desk.county.star_lake.id)[0] == "open"
    assert "累计：活动 0 场" in desk.say(COUNTY_ORGANIZER, "/summary").text
    # The reminders that are still ahead follow; those whose moment is behind don't.
    at_once = [notice for notice in desk.go("2019-03-12 10:01") if notice.kind == "reminder"]
    assert STAR_LAKE not in {notice.person for notice in at_once}
    later = [notice for notice in desk.go("2019-03-13 09:00") if notice.kind == "reminder"]
    assert STAR_LAKE in {notice.person for notice in later}
    desk.say(STAR_LAKE, f"/edit {desk.row(number).id}", "7", "18", "提交")
    row = desk.row(number)
    assert (row.state, row.person_times) == ("submitted", 18)
    assert desk.weekly(desk.county.star_lake.id)[0] == "filed"
    assert "累计：活动 1 场，志愿者 18 人次" in desk.say(COUNTY_ORGANIZER, "/summary").text


def test_a_correction_after_the_deadline_does_not_make_it_late(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.go("2019-03-15 09:00")
    desk.say(COUNTY_ORGANIZER, f"/return {number}", "请补充照片")
    notices = desk.waiting("report")
    assert "改好重新提交，这一期才算完成（已过截止时间）。" in Message.model_validate(notices[0].body).text
    desk.say(STAR_LAKE, f"/edit {desk.row(number).id}", "7", "18", "提交")
    due = desk.say(COUNTY_ORGANIZER, "/due")
    assert lines(due)[2] == "共 2 支服务队：已报 1，逾期未报 1"


def test_another_report_of_the_week_keeps_it_reported(desk: Desk) -> None:
    first = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.report(STAR_LAKE, "敬老院探访", "3月10日")
    done = desk.say(COUNTY_ORGANIZER, f"/return {first}", "重复了")
    assert lines(done)[0] == f"已退回 {first}，已通知 2 位负责人修改。"
    assert desk.weekly(desk.county.star_lake.id)[0] == "filed"


def test_at_night_the_notice_waits(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.stage.now = local("2019-03-12 22:30")
    desk.say(COUNTY_ORGANIZER, f"/return {number}", "请补充照片")
    assert {row.due_at for row in desk.waiting("report")} == {local("2019-03-13 07:30")}


def test_returned_twice_is_told_twice(desk: Desk) -> None:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月9日")
    for reason in ("请补充照片", "照片不清楚"):
        desk.say(NEIGHBOUR, f"/return {number}", reason)
        desk.say(SOUTH_BANK, f"/edit {desk.row(number).id}", "提交")
    assert len(desk.waiting("report")) == 2


def test_the_notice_leads_to_the_correction(desk: Desk) -> None:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月9日")
    desk.say(NEIGHBOUR, f"/return {number}", "请补充照片")
    assert "河堤清洁" in desk.say(SOUTH_BANK, "1").text
    assert "已更新" in desk.say(SOUTH_BANK, "提交").text


def test_a_team_that_cannot_be_reached_is_said(desk: Desk) -> None:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月9日")
    desk.gone(SOUTH_BANK)
    done = desk.say(NEIGHBOUR, f"/return {number}", "请补充照片")
    assert "但这支队的负责人联系不上，请用其他方式通知。" in done.text


def test_an_accepted_report_can_be_returned(desk: Desk) -> None:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月9日")
    desk.say(NEIGHBOUR, f"/accept {number}")
    assert "已审核通过，不能再改" in desk.say(SOUTH_BANK, f"/edit {desk.row(number).id}").text
    desk.say(NEIGHBOUR, f"/return {number}", "时数要改")
    assert desk.row(number).state == "returned"


def test_what_is_done_already_is_said(desk: Desk) -> None:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月9日")
    assert desk.say(NEIGHBOUR, f"/unaccept {number}").text == f"{number} 现在不是“已通过”。"
    desk.say(NEIGHBOUR, f"/accept {number}")
    assert lines(desk.say(NEIGHBOUR, f"/accept {number}"))[0] == f"{number} 已经通过了。"
    desk.say(NEIGHBOUR, f"/return {number}", "时数要改")
    assert desk.say(NEIGHBOUR, f"/return {number}").text == f"{number} 已经退回，等服务队修改。"
    assert len(desk.trail("accept")) == len(desk.trail("return")) == 1


def test_a_report_of_a_closed_campaign_is_not_returned(desk: Desk) -> None:
    number = desk.report(SOUTH_BANK, "河堤清洁", "3月9日")
    with desk.database.begin() as session:
        session.get_one(Campaign, desk.campaign).state = "closed"
    assert "这个行动已经结束" in desk.say(NEIGHBOUR, f"/return {number}").text
    assert desk.say(NEIGHBOUR, f"/accept {number}").text.startswith("✓ 已通过")


def test_all_that_are_shown_in_one_tap_and_back(desk: Desk) -> None:
    numbers = [desk.report(STAR_LAKE, title, "3月9日") for title in ("湖岸清洁", "敬老院探访")]
    numbers.append(desk.report(EAST_TOWN, "义诊", "3月10日"))
    page = desk.say(COUNTY_ORGANIZER, "/reports")
    done = desk.press(COUNTY_ORGANIZER, page, "这 3 份都通过")
    assert done.text == "✓ 已通过 3 份。"
    assert [desk.row(number).state for number in numbers] == ["accepted"] * 3
    assert len(desk.trail("accept")) == 3
    back = desk.press(COUNTY_ORGANIZER, done, "撤销")
    assert back.text == "已撤销，3 份回到待审核。"
    assert [desk.row(number).state for number in numbers] == ["submitted"] * 3


def test_the_city_may_review_what_the_county_may(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    assert desk.say(CITY_ORGANIZER, f"/accept {number}").text.startswith("✓ 已通过")
    assert desk.say(COUNTY_ORGANIZER, f"/unaccept {number}").text.startswith("已撤销")


def test_a_neighbour_hears_the_same_as_for_what_is_not_there(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    found = desk.row(number).id
    for command in ("/view", "/accept", "/unaccept", "/return"):
        for name in (number, str(found), "999", "LF19-9999", "", "x"):
            assert desk.say(NEIGHBOUR, f"{command} {name}".strip()).text == REFUSED, (command, name)
    for packed in (f"{found}", "999", f"{found}-2", "0"):
        assert desk.say(NEIGHBOUR, f"/acceptall {packed}").text == REFUSED
        assert desk.say(NEIGHBOUR, f"/unacceptall {packed}").text == REFUSED
    assert desk.row(number).state == "submitted"


def test_leaders_may_not_review(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    for command in ("/accept", "/unaccept", "/return", "/reports", "/acceptall", "/unacceptall"):
        assert desk.say(STAR_LAKE, f"{command} {number}").text == UNKNOWN
    assert desk.row(number).state == "submitted"
