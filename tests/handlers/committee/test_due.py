"""Who still owes, as an organizer asks for it: the present period, down the tree, and one team."""

from __future__ import annotations

from datetime import date

import pytest

from storage.database import Database
from tests.handlers.campaign_talk import GUANGXI
from tests.handlers.desk import (
    CITY_ORGANIZER,
    COUNTY_ORGANIZER,
    NEIGHBOUR,
    REFUSED,
    SOUTH_BANK,
    STAR_LAKE,
    UNKNOWN,
    Desk,
    labels,
    lines,
    starting,
)


@pytest.fixture
def desk(database: Database) -> Desk:
    """Friday 8 March 2019, the first day of a week that is due on Thursday 14; the campaign runs."""
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-12 10:00")
    return desk


def test_the_present_week_with_who_has_not_reported(desk: Desk) -> None:
    desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.say(SOUTH_BANK, f"/zero {desk.obligation(desk.south_bank, '2019-W11')}")
    due = desk.say(CITY_ORGANIZER, "/due")
    assert lines(due)[1:4] == [
        "每周统计表（3月8日至3月14日），3月14日（周四）24:00截止",
        "共 3 支服务队：已报 1，零报告 1，还没报 1",
        "1. 城东社区义工队（端州区义工联）",
    ]
    assert labels(due)[:2] == ["城东社区义工队", "提醒这 1 支"]


def test_each_committee_sees_its_own_branch(desk: Desk) -> None:
    county, neighbour = desk.say(COUNTY_ORGANIZER, "/due"), desk.say(NEIGHBOUR, "/due")
    assert "共 2 支服务队：已报 0，还没报 2" in lines(county)
    assert "南岸" not in county.text
    assert lines(neighbour)[2:4] == ["共 1 支服务队：已报 0，还没报 1", "1. 南岸义工队"]


def test_everybody_has_reported(desk: Desk) -> None:
    desk.report(SOUTH_BANK, "河堤清洁", "3月10日")
    due = desk.say(NEIGHBOUR, "/due")
    assert "都报齐了。" in lines(due)
    assert not starting(due, "提醒")


def test_what_was_just_missed_comes_before_the_week_that_runs(desk: Desk) -> None:
    desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.go("2019-03-15 09:00")
    due = desk.say(COUNTY_ORGANIZER, "/due")
    assert lines(due)[1] == "每周统计表（3月8日至3月14日），3月14日（周四）24:00截止"
    assert lines(due)[2] == "共 2 支服务队：已报 1，逾期未报 1"
    following = desk.press(COUNTY_ORGANIZER, due, "后一期")
    assert lines(following)[1].startswith("每周统计表（3月15日至3月21日）")
    assert "前一期 3月8日至3月14日（1 项没报）" in labels(following)
    # From Monday on the week that runs is what one asks about; the missed one stays a button away.
    desk.go("2019-03-18 09:00")
    assert lines(desk.say(COUNTY_ORGANIZER, "/due"))[1].startswith("每周统计表（3月15日至3月21日）")


def test_a_late_report_is_counted_as_late_but_no_more_as_missing(desk: Desk) -> None:
    desk.go("2019-03-15 09:00")
    desk.report(SOUTH_BANK, "河堤清洁", "3月10日")
    due = desk.say(CITY_ORGANIZER, f"/due {desk.campaign}")
    assert lines(due)[2] == "共 3 支服务队：已报 1（其中迟报 1），逾期未报 2"


def test_many_that_owe_are_shown_by_committee(desk: Desk) -> None:
    for number in range(14):
        desk.found(f"新队{number:02}", desk.county.county.id)
    desk.oblige()
    due = desk.say(CITY_ORGANIZER, "/due")
    assert lines(due)[3:5] == ["1. 端州区义工联：16 支中 16 支没报", "2. 高要区义工联：1 支中 1 支没报"]
    county = desk.say(CITY_ORGANIZER, "1")
    assert lines(county)[2] == "共 16 支服务队：已报 0，还没报 16"
    named = [line for line in lines(county) if line[0].isdecimal()]
    assert len(named) == 16
    # Typed numbers reach those that have no button.
    assert "新队13" in desk.say(CITY_ORGANIZER, "16").text
    assert "返回肇庆市志愿者联合会" in labels(county)


def test_a_long_list_is_cut(desk: Desk) -> None:
    for number in range(45):
        desk.found(f"新队{number:02}", desk.neighbour)
    desk.oblige()
    due = desk.say(NEIGHBOUR, "/due")
    assert len([line for line in lines(due) if line[0].isdecimal()]) == 40
    assert "……还有 6 项" in lines(due)


def test_a_team_looked_at(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.gone("孙燕")
    team = desk.say(COUNTY_ORGANIZER, f"/team {desk.county.star_lake.id}")
    assert lines(team)[:3] == [
        "星湖义工队（端州区义工联）",
        "负责人：孙燕、李明",
        "联系不上：孙燕（还没用过义动，或者停用了机器人）",
    ]
    assert number in labels(team)[0]
    assert desk.say(COUNTY_ORGANIZER, "1").text.startswith(number)


def test_a_team_without_a_leader_can_be_given_one(desk: Desk) -> None:
    empty = desk.found("新队", desk.county.county.id)
    team = desk.say(COUNTY_ORGANIZER, f"/team {empty}")
    assert "还没有负责人，收不到提醒。" in lines(team)
    assert "邀请" in desk.press(COUNTY_ORGANIZER, team, "邀请服务队负责人").text


def test_leaders_and_volunteers_may_not_ask(desk: Desk) -> None:
    for line in (
        "/due",
        f"/due {desk.county.county.id}.{desk.campaign}",
        f"/team {desk.county.star_lake.id}",
    ):
        assert desk.say(STAR_LAKE, line).text == UNKNOWN
        assert desk.say("王芳", line).text == UNKNOWN


def test_a_neighbour_hears_the_same_as_for_what_is_not_there(desk: Desk) -> None:
    county, obligation = desk.county.county.id, desk.obligation(desk.county.star_lake.id, "2019-W11")
    for line in (
        f"/due {county}.{desk.campaign}",
        f"/due {desk.county.city.id}.{desk.campaign}",
        f"/due 999.{desk.campaign}",
        f"/due {desk.neighbour}.999",
        f"/due {desk.neighbour}.{desk.campaign}.999999",
        f"/due {desk.neighbour}.{desk.campaign}.x",
        "/due x.y.z",
        "/due .",
        f"/team {desk.county.star_lake.id}",
        "/team 999",
        "/team",
        f"/team {county}",
    ):
        assert desk.say(NEIGHBOUR, line).text == REFUSED, line
    # Another team's obligation only names the period, which is the same for all.
    own = desk.say(NEIGHBOUR, f"/due {desk.neighbour}.{desk.campaign}.{obligation}")
    assert "共 1 支服务队" in own.text


def test_nothing_runs(database: Database) -> None:
    desk = Desk(database)
    assert desk.say(CITY_ORGANIZER, "/due").text == "现在没有正在进行的行动。点“行动”可以发起一个。"


def test_with_several_campaigns_one_is_asked_for(desk: Desk) -> None:
    desk.run("taishan-2020")
    asked = desk.say(CITY_ORGANIZER, "/due")
    assert asked.text == "看哪个行动？"
    assert len(labels(asked)) == 2
    assert "学雷锋志愿服务行动月" in desk.say(CITY_ORGANIZER, "2").text


def test_what_counts_from_activities_is_shown_together(database: Database) -> None:
    desk = Desk(database)
    desk.run(GUANGXI)
    nothing = desk.say(CITY_ORGANIZER, "/due")
    assert "没有规定报送时间，或者还没有服务队参加" in nothing.text
    for team, day in ((desk.county.star_lake.id, 1), (desk.county.star_lake.id, 7), (desk.south_bank, 7)):
        desk.announce(team, date(2019, 3, day))
    desk.stage.now = desk.stage.now.replace(day=9)
    due = desk.say(CITY_ORGANIZER, "/due")
    # Of 星湖, one table is overdue and one isn't yet: the worse counts, once.
    assert lines(due)[1:3] == [
        "活动情况统计表：每场活动后 7 天内报送",
        "共 2 支服务队：已报 0，还没报 1，逾期未报 1",
    ]
