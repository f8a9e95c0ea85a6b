"""Who takes part: walking through the tree, putting in, taking out, and who may."""

from __future__ import annotations

import pytest

from storage import organisations
from storage.database import Database
from tests.handlers.campaign_talk import (
    COUNTY_ORGANIZER,
    LEADER,
    ORGANIZER,
    OTHER_LEADER,
    VOLUNTEER,
    ZHAOQING,
    Talk,
    said,
)


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


@pytest.fixture
def campaign(talk: Talk) -> int:
    talk.say(ORGANIZER, f"/opencampaign {talk.county.city.id} {ZHAOQING}")
    return talk.campaigns()[0].id


def test_walk_down_and_choose_several(talk: Talk, campaign: int) -> None:
    top = talk.say(ORGANIZER, f"/assign {campaign}")
    inside = talk.press(ORGANIZER, top, "▸")
    one = talk.press(ORGANIZER, inside, "＋ 星湖义工队")
    assert said("assign-in", place="星湖义工队", teams=1) in one.text
    both = talk.press(ORGANIZER, one, "＋ 城东社区义工队")
    assert said("assign-heading", title="2019年肇庆学雷锋志愿服务行动月", teams=2) in both.text
    above = talk.press(ORGANIZER, both, said("assign-up"))
    assert "◐ 端州区义工联（2 支）" in [button.label for button in above.buttons]
    done = talk.press(ORGANIZER, above, "完成")
    assert done.text == said("assign-told", people=3)
    assert len(talk.owed(talk.county.star_lake.id)) == len(talk.owed(talk.county.east_town.id)) == 5


def test_pressed_again_it_is_out_and_in_again(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    talk.say(ORGANIZER, f"/assign {campaign} +{team}", f"/assign {campaign} +{team}")
    assert len(talk.owed(team)) == 5
    talk.say(ORGANIZER, f"/assign {campaign} -{team}", f"/assign {campaign} -{team}")
    assert talk.owed(team) == []
    assert len(talk.owed(team, "dropped")) == 5
    assert {row.next_at for row in talk.owed(team, "dropped")} == {None}
    talk.say(ORGANIZER, f"/assign {campaign} +{team}")
    assert len(talk.owed(team)) == 5


def test_what_has_passed_meanwhile_is_not_owed_again(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    talk.say(ORGANIZER, f"/assign {campaign} +{team}", f"/assign {campaign} -{team}")
    talk.go("2019-03-15 12:00")
    talk.say(ORGANIZER, f"/assign {campaign} +{team}")
    assert len(talk.owed(team)) == 3
    assert len(talk.owed(team, "dropped")) == 2


def test_what_was_given_stays_when_a_team_is_out(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    talk.say(ORGANIZER, f"/assign {campaign} +{team}")
    talk.say(LEADER, f"/zero {talk.owed(team)[0].id}")
    talk.say(ORGANIZER, f"/assign {campaign} -{team}")
    assert [row.state for row in talk.owed(team, "open", "zero", "filed")] == ["zero"]
    assert talk.say(LEADER, "/report").text == said("report-no-campaign")


def test_one_team_out_of_a_branch_leaves_the_others_in(talk: Talk, campaign: int) -> None:
    county = talk.county
    talk.say(ORGANIZER, f"/assign {campaign} +{county.city.id}")
    shown = talk.say(ORGANIZER, f"/assign {campaign} -{county.star_lake.id}")
    assert said("assign-out", place="星湖义工队", teams=1) in shown.text
    assert talk.owed(county.star_lake.id) == []
    assert len(talk.owed(county.east_town.id)) == 5
    assert talk.say(OTHER_LEADER, f"/campaign {campaign}").text != said("access-refused")


def test_a_branch_stands_for_what_was_assigned_below_it(talk: Talk, campaign: int) -> None:
    county = talk.county
    talk.say(ORGANIZER, f"/assign {campaign} +{county.star_lake.id}")
    shown = talk.say(ORGANIZER, f"/assign {campaign} +{county.county.id}")
    assert said("assign-branch", place="端州区义工联", teams=2) in shown.text
    assert said("assign-team", place="星湖义工队") not in shown.text
    talk.say(ORGANIZER, f"/assign {campaign} -{county.county.id}")
    assert talk.owed(county.star_lake.id) == []


def test_taken_out_and_in_again_the_leader_is_told_again(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    for moment in ("2019-03-05 10:10", "2019-03-05 10:20"):
        talk.say(ORGANIZER, f"/assign {campaign} +{team}", f"/assign {campaign} done")
        assert sorted(notice.person for notice in talk.go(moment)) == sorted(["孙燕", "李明"])
        talk.say(ORGANIZER, f"/assign {campaign} -{team}")


def test_undone_before_it_is_told_nobody_hears_of_it(talk: Talk, campaign: int) -> None:
    county = talk.county
    talk.say(
        ORGANIZER, f"/assign {campaign} +{county.star_lake.id}", f"/assign {campaign} -{county.star_lake.id}"
    )
    talk.say(ORGANIZER, f"/assign {campaign} +{county.east_town.id}", f"/assign {campaign} done")
    assert [notice.person for notice in talk.go("2019-03-05 10:10")] == [OTHER_LEADER]


def test_the_trail_says_who_came_in_and_who_went_out(talk: Talk, campaign: int) -> None:
    team = talk.county.star_lake.id
    talk.say(ORGANIZER, f"/assign {campaign} +{team}", f"/assign {campaign} -{team}")
    assert talk.acts("assign") == [(None, {"place": "星湖义工队", "teams": [team]})]
    assert talk.acts("take-out-of-campaign") == [({"place": "星湖义工队", "teams": [team]}, None)]


def test_many_teams_are_shown_in_pages(talk: Talk, campaign: int) -> None:
    with talk.database.begin() as session:
        county = session.merge(talk.county.county)
        for number in range(15):
            organisations.found(
                session,
                parent=county,
                kind="team",
                name=f"第{number}队",
                zone=county.zone,
                now=talk.stage.now,
            )
    first = talk.say(ORGANIZER, f"/assign {campaign} {talk.county.county.id}")
    assert len([button for button in first.buttons if "第" in button.label]) <= 12
    second = talk.press(ORGANIZER, first, said("assign-more"))
    shown = {button.label for message in (first, second) for button in message.buttons}
    assert sum("第" in label for label in shown) == 15


def test_a_county_sees_the_city_s_campaign_and_cannot_change_it(talk: Talk, campaign: int) -> None:
    assert talk.say(COUNTY_ORGANIZER, f"/campaign {campaign}").text == said("access-refused")
    talk.say(ORGANIZER, f"/assign {campaign} +{talk.county.county.id}")
    seen = talk.say(COUNTY_ORGANIZER, f"/campaign {campaign}")
    assert "志愿肇庆 美好生活" in seen.text
    assert [button.value for button in seen.buttons] == ["/campaigns"]
    for line in ("assign", "changecampaign", "closecampaign", "reopencampaign"):
        assert talk.say(COUNTY_ORGANIZER, f"/{line} {campaign}").text == said("access-refused")
    for sign in "+-":
        refused = talk.say(COUNTY_ORGANIZER, f"/assign {campaign} {sign}{talk.county.star_lake.id}")
        assert refused.text == said("access-refused")
    assert len(talk.owed(talk.county.star_lake.id)) == 5


def test_the_city_changes_a_county_s_campaign_within_the_county(talk: Talk) -> None:
    county = talk.county
    talk.say(COUNTY_ORGANIZER, f"/opencampaign {county.county.id} {ZHAOQING}")
    campaign = talk.campaigns()[0].id
    talk.say(ORGANIZER, f"/assign {campaign} +{county.star_lake.id}")
    assert len(talk.owed(county.star_lake.id)) == 5
    refused = talk.say(ORGANIZER, f"/assign {campaign} +{county.city.id}")
    assert refused.text == said("access-refused")


def test_leaders_and_volunteers_have_none_of_these_commands(talk: Talk, campaign: int) -> None:
    for who in (LEADER, VOLUNTEER):
        for name in ("assign", "changecampaign", "applychange", "closecampaign", "reopencampaign"):
            assert talk.say(who, f"/{name} {campaign}").text == said("turn-command-unknown")
