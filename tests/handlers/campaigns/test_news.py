"""What leaders hear of a campaign though nobody presses a button for it: assignments, moved deadlines, its
end."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from handlers.messages import Role
from storage.campaigns import Obligation
from storage.database import Database
from storage.people import Membership
from tests.handlers.campaign_talk import (
    GUANGXI,
    LEADER,
    ORGANIZER,
    OTHER_LEADER,
    ZHAOQING,
    Talk,
    said,
)
from tests.kit.stage import Notice

SUBMIT, YES = "提交", said("change-yes")
BOTH = ["孙燕", LEADER, OTHER_LEADER]


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


@pytest.fixture
def campaign(talk: Talk) -> int:
    talk.say(ORGANIZER, f"/opencampaign {talk.county.city.id} {ZHAOQING}")
    return talk.campaigns()[0].id


def told(notices: list[Notice], words: str) -> list[str]:
    return sorted(notice.person for notice in notices if words in notice.message.text)


def change(talk: Talk, campaign: int, part: str, *lines: str) -> str:
    """Change a part of the campaign; what the organizer is told."""
    shown = talk.say(ORGANIZER, f"/changecampaign {campaign} {part}", *lines, SUBMIT)
    return talk.press(ORGANIZER, shown, YES).text


def test_an_assignment_that_was_never_done_is_told_by_the_clock_once(talk: Talk, campaign: int) -> None:
    talk.say(ORGANIZER, f"/assign {campaign} +{talk.county.star_lake.id}")
    assert talk.go("2019-03-05 10:09") == [], "it may be done yet"
    talk.say(ORGANIZER, f"/assign {campaign} +{talk.county.east_town.id}")
    assert talk.go("2019-03-05 10:12") == [], "the organizer is still at it"
    assert told(talk.go("2019-03-05 10:19"), "新行动") == sorted(BOTH)
    assert talk.go("2019-03-05 10:50") == []
    assert talk.say(ORGANIZER, f"/assign {campaign} done").text == said("assign-told", people=0)
    talk.say(ORGANIZER, f"/assign {campaign} -{talk.county.east_town.id}")
    talk.say(ORGANIZER, f"/assign {campaign} +{talk.county.east_town.id}")
    assert told(talk.go("2019-03-05 11:10"), "新行动") == [OTHER_LEADER]


def test_an_assignment_at_night_is_told_in_the_morning(talk: Talk, campaign: int) -> None:
    talk.go("2019-03-05 22:30")
    talk.say(ORGANIZER, f"/assign {campaign} +{talk.county.city.id}")
    assert talk.go("2019-03-05 23:00") == []
    assert told(talk.go("2019-03-06 07:30"), "新行动") == sorted(BOTH)


def test_what_was_undone_or_closed_is_not_told(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    talk.say(ORGANIZER, f"/assign {campaign} +{team}", f"/assign {campaign} -{team}")
    assert talk.go("2019-03-05 10:30") == []
    talk.say(ORGANIZER, f"/assign {campaign} +{team}", f"/closecampaign {campaign} yes")
    assert talk.go("2019-03-05 11:00") == []


def test_a_moved_deadline_is_told_to_each_leader_once(talk: Talk) -> None:
    campaign = talk.open()
    talk.go("2019-03-05 10:01")
    with talk.database.begin() as session:
        where = {"organisation_id": talk.county.east_town.id, "person_id": talk.county.people[LEADER].id}
        session.add(Membership(role=Role.LEADER.value, since=talk.stage.now, **where))
    done = change(talk, campaign, "deadline.final", "1", "4月10日")
    assert "会通知 3 位负责人" in done
    assert talk.go("2019-03-05 10:04") == [], "it may be put right yet"
    change(talk, campaign, "deadline.final", "1", "4月12日")
    notices = talk.go("2019-03-05 10:10")
    assert sorted(notice.person for notice in notices) == sorted(BOTH)
    (words,) = [notice.message.text for notice in notices if notice.person == LEADER]
    assert "总结和统计表：2019年4月12日（周五）24:00 截止" in words
    assert "城东社区义工队" in words
    assert "星湖义工队" in words
    assert "下一次请在3月7日（周四）24:00前报送" in words


def test_who_has_filed_already_is_not_told_of_another_day(talk: Talk) -> None:
    campaign = talk.open()
    talk.go("2019-03-05 10:01")
    talk.say(LEADER, f"/zero {talk.owed(talk.county.star_lake.id)[-1].id}")
    change(talk, campaign, "deadline.final", "1", "4月10日")
    assert [notice.person for notice in talk.go("2019-03-05 10:10")] == [OTHER_LEADER]


def test_days_after_each_activity_are_told_to_all_and_not_at_night(database: Database) -> None:
    talk = Talk(database, at="2017-04-05 10:00")
    campaign = talk.open(GUANGXI)
    talk.go("2017-04-05 22:30")
    rule = talk.file(campaign).deadlines[0].name
    change(talk, campaign, f"deadline.{rule}", "1", "5")
    assert talk.go("2017-04-05 23:30") == []
    notices = talk.go("2017-04-06 07:30")
    assert sorted(notice.person for notice in notices) == sorted(BOTH)
    assert "每场活动后 5 天内" in notices[0].message.text


def test_what_moves_no_deadline_is_not_told(talk: Talk) -> None:
    campaign = talk.open()
    talk.go("2019-03-05 10:01")
    done = change(talk, campaign, "quiet", "1", "21:00-8:00")
    assert "位负责人" not in done
    assert talk.go("2019-03-05 10:30") == []


def test_the_end_is_told_to_those_who_still_owed_something(talk: Talk) -> None:
    campaign = talk.open()
    talk.go("2019-03-05 10:01")
    with talk.database.begin() as session:
        of_star_lake = Obligation.team_id == talk.county.star_lake.id
        session.execute(update(Obligation).where(of_star_lake).values(state="filed", next_at=None))
    done = talk.say(ORGANIZER, f"/closecampaign {campaign} yes").text
    assert "还没报的 1 位负责人" in done
    assert talk.go("2019-03-05 10:04") == [], "it may be put right yet"
    assert told(talk.go("2019-03-05 10:10"), "已经结束") == [OTHER_LEADER]
    assert talk.go("2019-03-05 11:00") == []


def test_closed_by_mistake_and_opened_again_only_says_that_it_goes_on(talk: Talk) -> None:
    campaign = talk.open()
    talk.go("2019-03-05 10:01")
    talk.say(ORGANIZER, f"/closecampaign {campaign} yes", f"/reopencampaign {campaign}")
    notices = talk.go("2019-03-05 10:10")
    assert told(notices, "重新开始") == sorted(BOTH)
    assert told(notices, "已经结束") == []
