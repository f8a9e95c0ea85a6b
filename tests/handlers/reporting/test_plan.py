"""Leaders announce activities where a campaign counts from them; reports settle what is owed for each."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from handlers.messages import Message
from storage.campaigns import Activity
from storage.database import Database
from storage.reports import Report
from tests.handlers.campaign_talk import GUANGXI, LEADER, ORGANIZER, Talk, due_days, said

#: What is answered to Guangxi's form behind title and day.
REST = ("城东社区", "20", "为居民量血压、讲健康知识", "60", "跳过", "跳过", "跳过", "提交")


@pytest.fixture
def talk(database: Database) -> Talk:
    talk = Talk(database, "2017-03-05 10:00")
    talk.open(GUANGXI)
    return talk


def announce(talk: Talk, title: str = "进社区义诊", day: str = "2017年3月11日") -> Message:
    return talk.say(LEADER, "/plan new", title, day)


def report(talk: Talk) -> Report:
    with talk.database.begin() as session:
        row = session.scalars(select(Report).order_by(Report.id.desc())).first()
        assert row is not None
        session.expunge(row)
        return row


def test_announced_and_reported_by_its_button_it_is_settled(talk: Talk) -> None:
    made = announce(talk)
    assert "3月18日（周六）24:00" in made.text
    team = talk.county.star_lake.id
    assert due_days(talk.owed(team)) == [date(2017, 3, 18)]
    talk.go("2017-03-12 10:00")
    listed = talk.say(LEADER, "活动计划")
    asked = talk.press(LEADER, listed, "填报：进社区义诊")
    assert said("ask-category") in asked.text
    receipt = talk.say(LEADER, "进社区", *REST)
    assert said("report-settled", late=0) in receipt.text
    (row,) = talk.owed(team, "filed")
    assert row.report_id == report(talk).id
    assert (report(talk).title, report(talk).held_on) == ("进社区义诊", date(2017, 3, 11))
    assert report(talk).extra["people_served"] == 60
    assert "进社区义诊" not in talk.say(LEADER, "/plan").text


def test_reminders_count_from_the_activity(talk: Talk) -> None:
    announce(talk)
    assert not [n for n in talk.go("2017-03-14 18:00") if n.kind == "reminder"]
    told = [n for n in talk.go("2017-03-15 09:00") if n.kind == "reminder"]
    assert sorted(notice.person for notice in told) == sorted([LEADER, "孙燕"])


def test_without_announcing_a_report_is_as_good(talk: Talk) -> None:
    announce(talk)
    campaign = talk.campaigns()[0].id
    talk.go("2017-03-06 20:00")
    lines = ("进社区", "清理小广告", "2017年3月6日", *REST)
    receipt = talk.say(LEADER, f"/report {talk.county.star_lake.id}.{campaign}.activity", *lines)
    assert "GX17-0001" in receipt.text
    assert len(talk.owed(talk.county.star_lake.id)) == 1, "the announced one is still owed"


def test_two_on_one_day_are_told_apart_by_their_names(talk: Talk) -> None:
    announce(talk, "上午义诊")
    announce(talk, "下午义剪")
    team = talk.county.star_lake.id
    talk.go("2017-03-12 10:00")
    second = talk.owed(team)[1]
    talk.say(LEADER, f"/owe {second.id}", "进社区", *REST)
    assert [row.id for row in talk.owed(team, "filed")] == [second.id]


def test_held_on_another_day_it_settles_all_the_same(talk: Talk) -> None:
    announce(talk)
    team = talk.county.star_lake.id
    talk.go("2017-03-13 10:00")
    owed = talk.owed(team)[0]
    talk.say(LEADER, f"/owe {owed.id}", "进社区", *REST[:-1], "3", "2017年3月12日", "提交")
    assert report(talk).held_on == date(2017, 3, 12)
    assert [row.id for row in talk.owed(team, "filed")] == [owed.id]


def test_cancelled_nothing_is_owed_and_restored_it_is(talk: Talk) -> None:
    made = announce(talk)
    team = talk.county.star_lake.id
    cancelled = talk.press(LEADER, made, "取消")
    assert talk.owed(team) == []
    assert [row.next_at for row in talk.owed(team, "dropped")] == [None]
    talk.press(LEADER, cancelled, said("plan-restore"))
    assert due_days(talk.owed(team)) == [date(2017, 3, 18)]
    assert [len(talk.acts(act)) for act in ("announce", "cancel", "restore")] == [1, 1, 1]


def test_cancelled_it_stays_cancelled_when_the_campaign_is_changed(talk: Talk) -> None:
    made = announce(talk)
    talk.press(LEADER, made, "取消")
    campaign = talk.campaigns()[0].id
    line = f"/changecampaign {campaign} deadline.after-activity"
    shown = talk.say(ORGANIZER, line, "1", "9", "提交")
    talk.press(ORGANIZER, shown, said("change-yes"))
    assert talk.owed(talk.county.star_lake.id) == []


def test_reported_it_cannot_be_cancelled(talk: Talk) -> None:
    announce(talk)
    talk.go("2017-03-12 10:00")
    talk.say(LEADER, f"/owe {talk.owed(talk.county.star_lake.id)[0].id}", "进社区", *REST)
    assert talk.say(LEADER, "/unplan 1").text == said("plan-filed", title="进社区义诊")


@pytest.mark.parametrize(
    ("day", "why"), [("2017年3月4日", "已经过去了"), ("2018年3月4日", "不在行动期间内"), ("改天", "没看懂")]
)
def test_a_day_that_cannot_be_is_asked_again(talk: Talk, day: str, why: str) -> None:
    asked = announce(talk, day=day)
    assert why in asked.text
    assert said("ask-planned-on") in asked.text
    with talk.database.begin() as session:
        assert session.scalar(select(Activity.id)) is None


def test_only_leaders_of_the_team_cancel(talk: Talk) -> None:
    announce(talk)
    assert talk.say("陈静", "/unplan 1").text == said("access-refused")
    assert talk.say(ORGANIZER, "/unplan 1").text == said("turn-command-unknown")
    assert talk.say(LEADER, "/unplan 99").text == said("access-refused")
    assert len(talk.owed(talk.county.star_lake.id)) == 1


def test_the_menu_has_it_only_where_it_helps(database: Database) -> None:
    talk = Talk(database, "2019-03-05 10:00")
    talk.open()
    assert said("command-plan") not in [button.label for button in talk.say(LEADER, "/help").buttons]
    assert talk.say(LEADER, "/plan").text == said("plan-nowhere")
    talk.stage.now = talk.stage.now.replace(year=2017)
    talk.open(GUANGXI)
    assert said("command-plan") in [button.label for button in talk.say(LEADER, "/help").buttons]
