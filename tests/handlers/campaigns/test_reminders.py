"""Reminders around a change: none comes twice for the same deadline, and the next one isn't lost."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.handlers.campaign_talk import LEADER, ORGANIZER, Talk, said
from tests.handlers.campaigns.test_change import change
from tests.kit.stage import local


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database, "2019-03-05 10:00")


@pytest.fixture
def campaign(talk: Talk) -> int:
    campaign = talk.open()
    talk.go("2019-03-05 10:01")
    return campaign


def reminders(talk: Talk, *moments: str) -> list[str]:
    """The moments at which 李明 is told something of what he owes."""
    return [
        moment
        for moment in moments
        if any(notice.person == LEADER and notice.kind == "reminder" for notice in talk.go(moment))
    ]


def test_told_this_morning_it_is_not_told_again_at_the_new_time(talk: Talk, campaign: int) -> None:
    assert reminders(talk, "2019-03-06 09:00") == ["2019-03-06 09:00"]
    talk.go("2019-03-06 09:30")
    change(talk, campaign, "reminders", "2", "10:00")
    assert talk.owed(talk.county.star_lake.id)[0].next_at == local("2019-03-07 10:00")
    assert reminders(talk, "2019-03-06 10:00", "2019-03-06 18:00") == []
    assert reminders(talk, "2019-03-07 09:00", "2019-03-07 10:00") == ["2019-03-07 10:00"]


def test_told_of_one_day_before_it_is_not_told_of_two_days_before(talk: Talk, campaign: int) -> None:
    talk.go("2019-03-06 09:00")
    change(talk, campaign, "reminders", "1", "其他天数", "2、1、0")
    assert reminders(talk, "2019-03-06 12:00", "2019-03-07 09:00") == ["2019-03-07 09:00"]


def test_a_stage_that_is_new_and_ahead_comes(talk: Talk, campaign: int) -> None:
    talk.go("2019-03-09 10:00")
    change(talk, campaign, "reminders", "1", "其他天数", "4、0")
    assert reminders(talk, "2019-03-10 09:00", "2019-03-11 09:00") == ["2019-03-10 09:00"]


def test_a_stage_that_is_new_and_behind_does_not_come_late(talk: Talk, campaign: int) -> None:
    talk.go("2019-03-10 18:00")
    change(talk, campaign, "reminders", "1", "其他天数", "4、0")
    assert reminders(talk, "2019-03-10 18:05", "2019-03-13 09:00", "2019-03-14 09:00") == ["2019-03-14 09:00"]


def test_what_the_clock_was_about_to_tell_is_still_told(talk: Talk, campaign: int) -> None:
    """At nine the clock hadn't come yet when the organizer changed the offsets."""
    talk.stage.now = talk.stage.now.replace(day=6, hour=9, minute=0)
    change(talk, campaign, "reminders", "1", "其他天数", "5、1")
    assert reminders(talk, "2019-03-06 09:01", "2019-03-06 09:02") == ["2019-03-06 09:01"]


def test_a_later_deadline_is_reminded_of_anew(talk: Talk, campaign: int) -> None:
    assert reminders(talk, "2019-03-06 09:00", "2019-03-07 09:00") == ["2019-03-06 09:00", "2019-03-07 09:00"]
    change(talk, campaign, "deadline.weekly", "1", "周日")
    # Due on Saturday now: three days before is behind, one day before and the day itself are not.
    at = ("2019-03-07 12:00", "2019-03-08 09:00", "2019-03-09 09:00", "2019-03-10 07:30")
    assert reminders(talk, *at) == list(at[1:])


def test_what_is_nearly_due_is_not_made_late(talk: Talk, campaign: int) -> None:
    """On Thursday Friday becomes Wednesday: this week's table is still due as it was told."""
    talk.go("2019-03-07 12:00")
    before = talk.owed(talk.county.star_lake.id)[0]
    change(talk, campaign, "deadline.weekly", "1", "周三")
    after = talk.owed(talk.county.star_lake.id)[0]
    assert (after.id, after.due_at) == (before.id, before.due_at)
    assert reminders(talk, "2019-03-07 18:00", "2019-03-08 07:30") == ["2019-03-08 07:30"]


def test_new_quiet_hours_move_what_falls_into_them(talk: Talk, campaign: int) -> None:
    talk.go("2019-03-05 12:00")
    change(talk, campaign, "quiet", "1", "22:00到上午9点30分")
    assert reminders(talk, "2019-03-06 09:00", "2019-03-06 09:30") == ["2019-03-06 09:30"]


def test_closed_nobody_is_reminded_and_open_again_the_next_one_comes(talk: Talk, campaign: int) -> None:
    asked = talk.say(ORGANIZER, f"/closecampaign {campaign}")
    assert said("campaign-close-ask", title="2019年肇庆学雷锋志愿服务行动月", owed=10) == asked.text
    assert talk.campaigns()[0].state == "open", "asked first"
    closed = talk.press(ORGANIZER, asked, said("campaign-close-yes"))
    assert talk.campaigns()[0].state == "closed"
    assert {row.next_at for row in talk.owed(talk.county.star_lake.id)} == {None}
    assert reminders(talk, "2019-03-06 09:00", "2019-03-07 09:00", "2019-03-08 07:30") == []
    assert talk.say(LEADER, "/report").text == said("report-no-campaign")
    talk.press(ORGANIZER, closed, said("campaign-reopen"))
    assert talk.campaigns()[0].state == "open"
    assert reminders(talk, "2019-03-08 12:00", "2019-03-11 09:00") == ["2019-03-11 09:00"]
    assert [(before, after) for before, after in talk.acts("close-campaign")] == [
        ({"state": "open"}, {"state": "closed"})
    ]


def test_a_closed_campaign_is_listed_and_changed_no_more(talk: Talk, campaign: int) -> None:
    talk.say(ORGANIZER, f"/closecampaign {campaign} yes")
    listed = talk.say(ORGANIZER, "/campaigns")
    assert listed.text == said("campaigns-heading", running=0, closed=1)
    assert "已结束" in listed.buttons[0].label
    for line in (f"/changecampaign {campaign}", f"/assign {campaign}", f"/closecampaign {campaign} yes"):
        assert talk.say(ORGANIZER, line).text == said("campaign-closed-already")


def test_what_runs_is_not_opened_again(talk: Talk, campaign: int) -> None:
    assert talk.say(ORGANIZER, f"/reopencampaign {campaign}").text == said("campaign-open-already")
