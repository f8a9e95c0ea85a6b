"""An organizer reminds: only those who owe are told, once, at a decent hour, and it is said who can't be."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from handlers.messages import Message, Role
from storage.database import Database
from storage.people import Membership
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
    """Tuesday 12 March 2019; the week is due on Thursday."""
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-12 10:00")
    return desk


def remind(desk: Desk, who: str, word: str = "跳过") -> Message:
    return desk.say(who, "/remind", word)


def told(desk: Desk) -> dict[str, str]:
    return {desk.name(row): Message.model_validate(row.body).text for row in desk.waiting("asked")}


def test_those_who_owe_are_told_and_nobody_else(desk: Desk) -> None:
    desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    asked = desk.say(CITY_ORGANIZER, "/remind")
    assert lines(asked)[0].startswith(
        "将提醒 2 支服务队的负责人：《2019年肇庆学雷锋志愿服务行动月》每周统计表"
    )
    done = desk.say(CITY_ORGANIZER, "明早汇总，请尽快填")
    assert done.text == "已提醒 2 位负责人（2 支服务队）。"
    heard = told(desk)
    assert set(heard) == {EAST_TOWN, SOUTH_BANK}
    assert heard[EAST_TOWN].split("\n")[:2] == [
        "陈静，您好！",
        "肇庆市志愿者联合会（周敏）提醒您：“明早汇总，请尽快填”",
    ]
    assert "（还有 2 天）" in heard[EAST_TOWN]


def test_the_buttons_of_a_reminder_report_or_say_nothing_was_held(desk: Desk) -> None:
    remind(desk, COUNTY_ORGANIZER)
    assert desk.say(EAST_TOWN, "2").text.startswith("已记下：这一期没有开展活动")
    assert desk.weekly(desk.county.east_town.id)[0] == "zero"
    assert "（1/17）" in desk.say(STAR_LAKE, "1").text


def test_without_a_word_it_says_who_reminds(desk: Desk) -> None:
    remind(desk, NEIGHBOUR)
    assert "高要区义工联（郑华）提醒您：" in told(desk)[SOUTH_BANK].split("\n")


def test_a_county_reminds_its_own_teams_alone(desk: Desk) -> None:
    remind(desk, COUNTY_ORGANIZER)
    assert set(told(desk)) == {STAR_LAKE, STAR_LAKE_TOO, EAST_TOWN}


def test_not_twice_within_two_hours_unless_it_is_meant(desk: Desk) -> None:
    remind(desk, COUNTY_ORGANIZER)
    desk.stage.now = local("2019-03-12 11:30")
    warned = desk.say(COUNTY_ORGANIZER, "/remind")
    assert warned.text == "90 分钟前已经为这一期提醒过了。再发一次，负责人会收到两遍。"
    assert len(desk.waiting("asked")) == 3
    desk.press(COUNTY_ORGANIZER, warned, "仍要发送")
    assert "已提醒 3 位负责人" in desk.say(COUNTY_ORGANIZER, "跳过").text
    assert len(desk.waiting("asked")) == 6


def test_after_two_hours_or_for_another_week_or_committee_there_is_no_warning(desk: Desk) -> None:
    remind(desk, COUNTY_ORGANIZER)
    assert "已提醒" in remind(desk, CITY_ORGANIZER).text
    after = desk.obligation(desk.county.star_lake.id, "2019-W12")
    county = desk.county.county.id
    assert "将提醒" in desk.say(COUNTY_ORGANIZER, f"/remind {county}.{desk.campaign}.{after}").text
    desk.say(COUNTY_ORGANIZER, "取消")
    desk.stage.now = local("2019-03-12 12:01")
    assert "将提醒" in desk.say(COUNTY_ORGANIZER, "/remind").text


def test_of_two_organizers_at_once_the_slower_is_warned(desk: Desk) -> None:
    desk.join("林丽", Role.ORGANIZER, desk.county.county.id)
    desk.say("林丽", "/remind")
    remind(desk, COUNTY_ORGANIZER)
    assert "刚刚已经为这一期提醒过了" in desk.say("林丽", "跳过").text
    assert len(desk.waiting("asked")) == 3


def test_in_the_quiet_hours_it_waits_for_the_morning(desk: Desk) -> None:
    desk.stage.now = local("2019-03-12 23:10")
    done = remind(desk, NEIGHBOUR)
    assert done.text == "已安排提醒 1 位负责人（1 支服务队）。现在是免打扰时间，07:30 发出。"
    (row,) = desk.waiting("asked")
    assert row.due_at == local("2019-03-13 07:30")
    # It is read in the morning, when one day less is left.
    assert "（还有 1 天）" in Message.model_validate(row.body).text


def test_teams_that_nobody_can_be_reached_of_are_named(desk: Desk) -> None:
    desk.gone(EAST_TOWN)
    desk.found("新队", desk.county.county.id)
    desk.oblige()
    done = remind(desk, COUNTY_ORGANIZER)
    assert lines(done) == [
        "已提醒 2 位负责人（1 支服务队）。",
        "有 2 支联系不上，没有负责人或者停用了机器人：城东社区义工队、新队。请用其他方式通知。",
    ]
    (line,) = desk.trail("remind")
    assert line.after == {
        "committee": desk.county.county.id,
        "deadline": "weekly",
        "period": "2019-W11",
        "teams": 3,
        "word": None,
        "told": 2,
        "missed": 2,
    }
    assert line.person_id == desk.county.people[COUNTY_ORGANIZER].id


def test_a_leader_of_two_teams_hears_once(desk: Desk) -> None:
    desk.join("何涛", Role.LEADER, desk.county.east_town.id)
    with desk.database.begin() as session:
        leader, now = desk.county.people["何涛"].id, desk.stage.now
        session.add(Membership(person_id=leader, organisation_id=desk.south_bank, role="leader", since=now))
    assert remind(desk, CITY_ORGANIZER).text == "已提醒 5 位负责人（3 支服务队）。"
    heard = told(desk)["何涛"].split("\n")
    assert sum("（城东社区义工队）" in line or "（南岸义工队）" in line for line in heard) == 2


def test_an_overdue_week_is_said_to_be_overdue(desk: Desk) -> None:
    desk.go("2019-03-15 09:00")
    remind(desk, NEIGHBOUR)
    assert "已截止，还没收到您的填报" in told(desk)[SOUTH_BANK]


def test_there_is_nobody_to_remind(desk: Desk) -> None:
    desk.report(SOUTH_BANK, "河堤清洁", "3月10日")
    nobody = desk.say(NEIGHBOUR, "/remind")
    assert nobody.text == "这一期都报齐了，不用提醒。"
    assert labels(nobody) == ["谁还没报"]


def test_those_who_report_meanwhile_are_not_told(desk: Desk) -> None:
    desk.say(CITY_ORGANIZER, "/remind")
    desk.report(SOUTH_BANK, "河堤清洁", "3月10日")
    desk.say(CITY_ORGANIZER, "跳过")
    assert SOUTH_BANK not in told(desk)


def test_the_longest_word_is_taken_and_a_longer_one_refused(desk: Desk) -> None:
    desk.say(NEIGHBOUR, "/remind")
    assert "已提醒" not in desk.say(NEIGHBOUR, "快" * 201).text
    assert "已提醒" in desk.say(NEIGHBOUR, "快" * 200).text
    assert "“" + "快" * 200 + "”" in told(desk)[SOUTH_BANK]


def test_leaders_and_neighbours_may_not(desk: Desk) -> None:
    assert desk.say(STAR_LAKE, "/remind").text == UNKNOWN
    for line in (f"/remind {desk.county.county.id}.{desk.campaign}", f"/remind 999.{desk.campaign}"):
        assert desk.say(NEIGHBOUR, line).text == REFUSED
    assert not desk.waiting("asked")


def test_someone_who_is_no_organizer_any_more_may_not_end_what_was_begun(desk: Desk) -> None:
    desk.say(NEIGHBOUR, "/remind")
    with desk.database.begin() as session:
        mine = Membership.person_id == desk.county.people[NEIGHBOUR].id
        session.execute(update(Membership).where(mine).values(until=desk.stage.now))
    desk.say(NEIGHBOUR, "跳过")
    assert not desk.waiting("asked")


def test_from_who_owes_to_the_reminder_in_two_taps(desk: Desk) -> None:
    due = desk.say(COUNTY_ORGANIZER, "/due")
    desk.press(COUNTY_ORGANIZER, due, "提醒这 2 支")
    assert "已提醒 3 位负责人（2 支服务队）" in desk.say(COUNTY_ORGANIZER, "跳过").text
