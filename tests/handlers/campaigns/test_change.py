"""A running campaign is changed by chat, and what is open follows."""

from __future__ import annotations

from datetime import date

import pytest

from storage.database import Database
from tests.handlers.campaign_talk import GUANGXI, LEADER, ORGANIZER, Talk, due_days, said

YES, SUBMIT = said("change-yes"), "提交"


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


@pytest.fixture
def campaign(talk: Talk) -> int:
    campaign = talk.open()
    talk.go("2019-03-05 10:01")
    return campaign


def change(talk: Talk, campaign: int, part: str, *lines: str) -> str:
    """Answer the small form of a part, and confirm; what was shown before it was confirmed."""
    shown = talk.say(ORGANIZER, f"/changecampaign {campaign} {part}", *lines, SUBMIT)
    applied = talk.press(ORGANIZER, shown, YES)
    assert applied.text.startswith("已改好"), applied.text
    return shown.text


def test_all_that_can_be_changed_stands_there_with_its_value(talk: Talk, campaign: int) -> None:
    listed = talk.say(ORGANIZER, f"/changecampaign {campaign}")
    for line in (
        "2019年3月31日",
        "周四 24:00",
        "2019年4月3日",
        "提前 3 天、提前 1 天、当天 09:00",
        "22:00–07:30",
    ):
        assert line in listed.text
    form = talk.press(ORGANIZER, listed, said("campaign-part-period"))
    assert "2019年3月1日" in form.text


def test_the_final_deadline_moves_and_the_obligation_with_it(talk: Talk, campaign: int) -> None:
    shown = change(talk, campaign, "deadline.final", "1", "4月10日")
    assert "2019年4月3日（周三）24:00 截止 → 2019年4月10日（周三）24:00 截止" in shown
    assert due_days(talk.owed(talk.county.star_lake.id))[-1] == date(2019, 4, 10)
    assert talk.campaigns()[0].version == 2
    ((before, after),) = talk.acts("change-campaign")
    assert before is not None and after is not None
    assert (before["deadline.final"]["by"], after["deadline.final"]["by"]) == ("2019-04-03", "2019-04-10")


def test_a_summary_that_was_sent_is_not_asked_again_when_its_day_moves(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    talk.say(LEADER, f"/zero {talk.owed(team)[-1].id}")
    change(talk, campaign, "deadline.final", "1", "4月10日")
    assert [row.deadline for row in talk.owed(team)] == ["weekly"] * 4
    (settled,) = talk.owed(team, "zero")
    assert due_days([settled]) == [date(2019, 4, 10)]


def test_another_weekday(talk: Talk, campaign: int) -> None:
    change(talk, campaign, "deadline.weekly", "1", "周日", "2", "当天算在内", "其他时间", "下午六点半")
    (rule, _) = talk.file(campaign).deadlines
    assert rule.model_dump(mode="json", include={"weekday", "day_counts", "time"}) == {
        "weekday": "sunday",
        "day_counts": True,
        "time": "18:30",
    }
    rows = [row for row in talk.owed(talk.county.star_lake.id) if row.deadline == "weekly"]
    assert due_days(rows) == [date(2019, 3, day) for day in (10, 17, 24, 31)]


def test_the_day_counts_no_more(talk: Talk, campaign: int) -> None:
    change(talk, campaign, "deadline.final", "2", said("due-day-before"))
    assert due_days(talk.owed(talk.county.star_lake.id))[-1] == date(2019, 4, 2)


def test_so_many_days_after_each_activity(talk: Talk) -> None:
    talk.go("2017-03-05 10:00")
    campaign = talk.open(GUANGXI)
    talk.say(LEADER, "/plan new", "进社区义诊", "2017年3月11日")
    change(talk, campaign, "deadline.after-activity", "1", "10")
    assert due_days(talk.owed(talk.county.star_lake.id)) == [date(2017, 3, 21)]


def test_a_shorter_period_drops_what_is_asked_no_more(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    talk.say(LEADER, f"/zero {talk.owed(team)[0].id}")
    change(talk, campaign, "period", "2", "3月20日")
    assert due_days(talk.owed(team)) == [date(2019, 3, 14), date(2019, 4, 3)]
    assert len(talk.owed(team, "zero")) == 1
    assert len(talk.owed(team, "dropped")) == 2
    assert {row.next_at for row in talk.owed(team, "dropped")} == {None}


@pytest.mark.parametrize(
    ("part", "lines", "why"),
    [
        ("period", ("2", "2月1日"), "campaign-file-ends-early"),
        ("period", ("1", "5月1日", "2", "2019年5月30日"), "campaign-file-due-early"),
        ("deadline.final", ("1", "2019年2月1日"), "campaign-file-due-early"),
        ("quiet", ("1", "8:00-7:00"), "campaign-file-quiet"),
        ("reminders", ("1", "其他天数", "好几天"), "change-days-unclear"),
        ("reminders", ("1", "其他天数", "90天"), "change-days-unclear"),
    ],
)
def test_what_does_not_fit_is_refused_and_asked_again(
    talk: Talk, campaign: int, part: str, lines: tuple[str, ...], why: str
) -> None:
    answered = talk.say(ORGANIZER, f"/changecampaign {campaign} {part}", *lines, SUBMIT)
    assert said(why) in answered.text
    assert SUBMIT in [button.label for button in answered.buttons], "the form is still there"
    assert talk.campaigns()[0].version == 1


@pytest.mark.parametrize(("said_time", "minute"), [("18:20", 1100), ("下午6点半", 1110), ("23:59", 1439)])
def test_a_time_is_read_as_people_write_it(talk: Talk, campaign: int, said_time: str, minute: int) -> None:
    change(talk, campaign, "deadline.final", "3", "其他时间", said_time)
    rule = talk.file(campaign).deadlines[1]
    assert rule.kind == "fixed" and rule.time == minute


def test_a_time_that_is_none_is_refused(talk: Talk, campaign: int) -> None:
    answered = talk.say(
        ORGANIZER, f"/changecampaign {campaign} deadline.final", "3", "其他时间", "晚些时候", SUBMIT
    )
    assert said("reading-clock-unclear") in answered.text


def test_contact_phone_and_mailbox(talk: Talk, campaign: int) -> None:
    lines = ("1", "周敏", "2", "0758-1234567", "3", "zhou@example.cn")
    shown = change(talk, campaign, "contact", *lines)
    assert "周敏、0758-1234567、zhou@example.cn" in shown
    file = talk.file(campaign)
    assert (file.contact, file.phone, file.mailbox) == ("周敏", "0758-1234567", "zhou@example.cn")
    assert "周敏、0758-1234567" in talk.say(LEADER, f"/campaign {campaign}").text


def test_a_mailbox_that_is_none_is_refused(talk: Talk, campaign: int) -> None:
    answered = talk.say(ORGANIZER, f"/changecampaign {campaign} contact", "3", "no mail", SUBMIT)
    assert said("change-mailbox-unclear", mailbox="no mail") in answered.text


def test_reminders_and_quiet_hours(talk: Talk, campaign: int) -> None:
    change(talk, campaign, "reminders", "1", "其他天数", "提前5天和2天", "3", "08:00")
    change(talk, campaign, "quiet", "1", "23:00到早上6点")
    file = talk.file(campaign)
    assert (file.reminders.days_before, file.reminders.at) == ((5, 2), 480)
    assert (file.quiet.begins, file.quiet.ends) == (1380, 360)
    change(talk, campaign, "quiet", "1", "跳过")
    assert talk.file(campaign).quiet.begins == talk.file(campaign).quiet.ends


def test_nothing_changed_writes_no_version(talk: Talk, campaign: int) -> None:
    answered = talk.say(ORGANIZER, f"/changecampaign {campaign} period", SUBMIT)
    assert answered.text == said("change-same", name=said("campaign-part-period"))
    assert talk.campaigns()[0].version == 1


def test_shown_and_left_nothing_is_changed(talk: Talk, campaign: int) -> None:
    shown = talk.say(ORGANIZER, f"/changecampaign {campaign} deadline.final", "1", "4月10日", SUBMIT)
    talk.press(ORGANIZER, shown, said("change-leave"))
    assert talk.campaigns()[0].version == 1
    assert due_days(talk.owed(talk.county.star_lake.id))[-1] == date(2019, 4, 3)


def test_confirmed_twice_it_is_changed_once(talk: Talk, campaign: int) -> None:
    shown = talk.say(ORGANIZER, f"/changecampaign {campaign} deadline.final", "1", "4月10日", SUBMIT)
    talk.press(ORGANIZER, shown, YES)
    assert talk.press(ORGANIZER, shown, YES).text == said("change-applied-already")
    assert talk.campaigns()[0].version == 2


def test_somebody_else_was_faster(talk: Talk, campaign: int) -> None:
    shown = talk.say(ORGANIZER, f"/changecampaign {campaign} deadline.final", "1", "4月10日", SUBMIT)
    change(talk, campaign, "contact", "1", "周敏")
    asked = talk.press(ORGANIZER, shown, YES)
    assert said("change-meanwhile") in asked.text
    talk.press(ORGANIZER, asked, YES)
    file = talk.file(campaign)
    assert file.contact == "周敏"
    assert due_days(talk.owed(talk.county.star_lake.id))[-1] == date(2019, 4, 10)


def test_another_person_s_change_cannot_be_confirmed(talk: Talk, campaign: int) -> None:
    shown = talk.say(ORGANIZER, f"/changecampaign {campaign} deadline.final", "1", "4月10日", SUBMIT)
    refused = talk.press("吴刚", shown, YES)
    assert refused.text == said("turn-button-gone")


@pytest.mark.parametrize("part", ["nothing", "deadline.nothing", "deadline."])
def test_a_part_there_is_not(talk: Talk, campaign: int, part: str) -> None:
    assert talk.say(ORGANIZER, f"/changecampaign {campaign} {part}").text == said("turn-button-gone")


def test_in_english(talk: Talk, campaign: int) -> None:
    talk.english(ORGANIZER)
    shown = talk.say(ORGANIZER, f"/changecampaign {campaign} deadline.final", "1", "10 April", "submit")
    assert "Wednesday 10 April 2019" in shown.text
    assert "Changed (version 2)." in talk.press(ORGANIZER, shown, "Change it like this").text
