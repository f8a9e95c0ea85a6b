"""An organizer opens a campaign by chat: as it ships, on other days, twice, in the middle of its period."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.campaign_file import load_shipped
from storage.database import Database
from tests.handlers.campaign_talk import (
    COUNTY_ORGANIZER,
    GUANGXI,
    LEADER,
    ORGANIZER,
    OTHER_LEADER,
    VOLUNTEER,
    ZHAOQING,
    Talk,
    due_days,
    said,
)


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


def test_choose_read_open_assign(talk: Talk) -> None:
    listed = talk.say(ORGANIZER, "/campaigns")
    assert listed.text == said("campaigns-none")
    chosen = talk.press(ORGANIZER, listed, said("campaigns-new"))
    assert len(chosen.buttons) == len(load_shipped()) + 1
    explained = talk.press(ORGANIZER, chosen, "2019年肇庆")
    for line in ("志愿肇庆 美好生活", "2019年3月31日", "创建文明城市", "周四 24:00 截止", "2019年4月3日"):
        assert line in explained.text
    assert said("open-over") not in explained.text
    opened = talk.press(ORGANIZER, explained, said("open-yes"))
    assert "LF19" in opened.text
    assert [(row.code, row.state) for row in talk.campaigns()] == [("LF19", "open")]
    assigned = talk.press(ORGANIZER, opened, said("open-assign-all", place="肇庆市志愿者联合会"))
    talk.press(ORGANIZER, assigned, "完成")
    assert due_days(talk.owed(talk.county.star_lake.id))[0] == date(2019, 3, 7)
    assert [act[1] for act in talk.acts("open-campaign")] == [
        {"slug": ZHAOQING, "code": "LF19", "source": f"{talk.county.city.id} {ZHAOQING}"}
    ]


def test_another_one_leads_back_to_the_choice(talk: Talk) -> None:
    explained = talk.say(ORGANIZER, f"/newcampaign {talk.county.city.id} {ZHAOQING}")
    again = talk.press(ORGANIZER, explained, said("open-another"))
    assert again.text == said("open-which")
    assert talk.campaigns() == []


def test_each_shipped_campaign_is_explained_and_opened_in_both_languages(talk: Talk) -> None:
    for slug, file in load_shipped().items():
        explained = talk.say(ORGANIZER, f"/newcampaign {talk.county.city.id} {slug}")
        assert file.title.zh in explained.text
        assert len(explained.text) < 1200, "one readable message"
    talk.english(ORGANIZER)
    for slug, file in load_shipped().items():
        explained = talk.say(ORGANIZER, f"/newcampaign {talk.county.city.id} {slug}")
        assert str(file.title.en) in explained.text
        assert not [line for line in explained.text.split("\n") if line.startswith("报送")]


def test_what_is_past_is_opened_with_new_days(talk: Talk) -> None:
    talk.go("2026-11-22 10:00")
    explained = talk.say(ORGANIZER, f"/newcampaign {talk.county.city.id} {ZHAOQING}")
    assert said("open-over") in explained.text
    assert said("open-yes") not in [button.label for button in explained.buttons]
    talk.press(ORGANIZER, explained, said("open-dates"))
    wrong = talk.say(ORGANIZER, "2027年3月1日", "2027年2月1日")
    assert said("campaign-file-ends-early") in wrong.text
    moved = talk.say(ORGANIZER, "2027年3月31日")
    assert "2027年肇庆学雷锋" in moved.text
    assert "2027年4月3日" in moved.text
    talk.press(ORGANIZER, moved, said("open-yes"))
    (row,) = talk.campaigns()
    file = talk.file(row.id)
    assert (row.code, file.code) == ("LF27", "LF27")
    assert (file.period.starts_on, file.period.ends_on) == (date(2027, 3, 1), date(2027, 3, 31))


def test_days_that_are_all_past_are_asked_again(talk: Talk) -> None:
    talk.go("2026-11-22 10:00")
    talk.say(ORGANIZER, f"/campaigndates {talk.county.city.id} {ZHAOQING}")
    answered = talk.say(ORGANIZER, "2026年3月1日", "2026年3月31日")
    assert said("open-dates-past") in answered.text
    assert talk.campaigns() == []


def test_what_is_past_is_not_opened_by_its_old_button(talk: Talk) -> None:
    talk.go("2026-11-22 10:00")
    answered = talk.say(ORGANIZER, f"/opencampaign {talk.county.city.id} {ZHAOQING}")
    assert answered.text == said("open-over")
    assert talk.campaigns() == []


def test_pressed_twice_it_opens_once_and_on_purpose_twice(talk: Talk) -> None:
    line = f"/opencampaign {talk.county.city.id} {ZHAOQING}"
    talk.say(ORGANIZER, line)
    again = talk.say(ORGANIZER, line)
    assert len(talk.campaigns()) == 1
    talk.press(ORGANIZER, again, said("open-again"))
    talk.say(ORGANIZER, f"{line} again")
    assert [row.code for row in talk.campaigns()] == ["LF19", "LF19B", "LF19C"]


def test_a_code_is_not_used_again_when_its_campaign_is_closed(talk: Talk) -> None:
    campaign = talk.open()
    talk.say(ORGANIZER, f"/closecampaign {campaign} yes")
    talk.say(ORGANIZER, f"/opencampaign {talk.county.city.id} {ZHAOQING}")
    assert [row.code for row in talk.campaigns()] == ["LF19", "LF19B"]


def test_opened_in_the_middle_what_is_past_is_not_owed(talk: Talk) -> None:
    talk.go("2019-03-20 10:00")
    talk.open()
    assert due_days(talk.owed(talk.county.star_lake.id)) == [
        date(2019, 3, 21),
        date(2019, 3, 28),
        date(2019, 4, 3),
    ]


def test_no_reminder_comes_late_and_the_next_one_comes(talk: Talk) -> None:
    """Opened on Wednesday at ten: Wednesday's reminder (nine o'clock) is behind, Thursday's isn't."""
    talk.go("2019-03-20 10:00")
    talk.open()
    told = talk.go("2019-03-20 10:05")
    assert {notice.kind for notice in told} == {"campaign"}
    assert [notice.kind for notice in talk.go("2019-03-20 21:00")] == []
    reminded = talk.go("2019-03-21 09:00")
    assert {notice.person for notice in reminded if notice.kind == "reminder"} == {"李明", "孙燕", "陈静"}


def test_leaders_hear_of_it_once_with_the_first_day_and_a_button(talk: Talk) -> None:
    talk.open()
    told = talk.go("2019-03-05 10:01")
    assert sorted(notice.person for notice in told) == sorted(["李明", "孙燕", "陈静"])
    (notice,) = [notice for notice in told if notice.person == LEADER]
    assert "3月7日" in notice.message.text
    assert "星湖义工队" in notice.message.text
    asked = talk.press(LEADER, notice.message, said("command-report"))
    assert said("ask-category") in asked.text
    campaign = talk.campaigns()[0].id
    talk.say(ORGANIZER, f"/assign {campaign} done")
    assert talk.go("2019-03-05 10:02") == []


def test_in_the_quiet_hours_the_news_waits(talk: Talk) -> None:
    talk.go("2019-03-05 23:30")
    talk.open()
    assert talk.go("2019-03-05 23:40") == []
    assert {notice.kind for notice in talk.go("2019-03-06 07:30")} == {"campaign"}


def test_where_deadlines_follow_activities_leaders_hear_so(talk: Talk) -> None:
    talk.go("2017-03-05 10:00")
    talk.open(GUANGXI)
    told = talk.go("2017-03-05 10:01")
    assert all(said("campaign-when-after", days=7) in notice.message.text for notice in told)


@pytest.mark.parametrize("who", [LEADER, VOLUNTEER])
def test_nobody_else_opens_a_campaign(talk: Talk, who: str) -> None:
    for line in ("/newcampaign", f"/opencampaign {talk.county.city.id} {ZHAOQING}", "/campaignfile"):
        assert talk.say(who, line).text == said("turn-command-unknown")
    assert talk.campaigns() == []


def test_a_county_opens_its_own_and_not_the_city_s(talk: Talk) -> None:
    city, county = talk.county.city.id, talk.county.county.id
    refused = talk.say(COUNTY_ORGANIZER, f"/opencampaign {city} {ZHAOQING}")
    assert refused.text == said("access-refused")
    talk.say(COUNTY_ORGANIZER, f"/opencampaign {county} {ZHAOQING}")
    assert [row.organisation_id for row in talk.campaigns()] == [county]


def test_a_leader_reads_what_it_is_about_and_what_is_due_for_the_team(talk: Talk) -> None:
    campaign = talk.open()
    listed = talk.say(LEADER, "行动")
    shown = talk.press(LEADER, listed, "2019年肇庆")
    for line in ("志愿肇庆 美好生活", said("campaign-owed", team="星湖义工队"), "3月1日至3月7日", "人次"):
        assert line in shown.text
    assert "城东社区义工队" not in shown.text
    assert shown.buttons[0].value == f"/report {talk.county.star_lake.id}.{campaign}.activity"
    assert said("campaign-change") not in [button.label for button in shown.buttons]


def test_a_leader_whose_team_takes_no_part_sees_nothing(talk: Talk) -> None:
    campaign = talk.open(place=talk.county.star_lake.id)
    assert talk.say(OTHER_LEADER, "/campaigns").text == said("campaigns-none")
    assert talk.say(OTHER_LEADER, f"/campaign {campaign}").text == said("access-refused")


@pytest.mark.parametrize("typed", ["", "0", "99", "9999999999", "x", "-1", "1 1"])
def test_a_campaign_that_is_not_there_is_refused_in_the_same_words(talk: Talk, typed: str) -> None:
    assert talk.say(ORGANIZER, f"/campaign {typed}").text == said("access-refused")


@pytest.mark.parametrize(
    "rest", ["1 nothing-here", "1 run.1", "1 zhaoqing-2019 20271301-20270331", "1 zhaoqing-2019 again again"]
)
def test_a_button_that_means_nothing_opens_nothing(talk: Talk, rest: str) -> None:
    talk.say(ORGANIZER, f"/opencampaign {rest}")
    assert talk.campaigns() == []
