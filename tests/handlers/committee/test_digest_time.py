"""A committee chooses when its summary comes; and the summary on demand."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.organisations import Organisation
from tests.handlers.desk import (
    CITY_ORGANIZER,
    COUNTY_ORGANIZER,
    NEIGHBOUR,
    REFUSED,
    STAR_LAKE,
    UNKNOWN,
    Desk,
    labels,
    lines,
)
from tests.kit.scene import said
from tests.kit.stage import local


@pytest.fixture
def desk(database: Database) -> Desk:
    """Tuesday 12 March 2019, with one report of last week."""
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-12 10:00")
    desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    return desk


def committee(desk: Desk) -> Organisation:
    with desk.database.begin() as session:
        row = session.get_one(Organisation, desk.county.county.id)
        session.expunge(row)
        return row


def test_day_and_time_are_chosen_and_the_summary_comes_then(desk: Desk) -> None:
    asked = desk.say(COUNTY_ORGANIZER, "/digesttime")
    assert lines(asked)[0] == "端州区义工联现在不发周报，需要时随时点“周报”看。"
    done = desk.say(COUNTY_ORGANIZER, "周五", "下午5点半")
    assert done.text == "好的，端州区义工联的周报以后每周五 17:30 发，下一次是3月15日 17:30。"
    row = committee(desk)
    assert (row.digest_weekday, row.digest_minute) == (4, 17 * 60 + 30)
    assert row.next_digest_at == local("2019-03-15 17:30")
    (line,) = desk.trail("digest-time")
    assert (line.before, line.after) == (
        {"weekday": None, "minute": None},
        {"weekday": 4, "minute": 1050},
    )
    assert "digest" not in {notice.kind for notice in desk.go("2019-03-15 17:29") if notice.person == "吴刚"}
    assert "digest" in {notice.kind for notice in desk.go("2019-03-15 17:30") if notice.person == "吴刚"}


def test_a_time_that_is_none_is_asked_again(desk: Desk) -> None:
    desk.say(COUNTY_ORGANIZER, "/digesttime", "1")
    again = desk.say(COUNTY_ORGANIZER, "吃完饭")
    assert lines(again)[0] == said("reading-clock-unclear")
    assert "每周一 20:00" in desk.say(COUNTY_ORGANIZER, "6").text


def test_no_summary_at_all_and_again(desk: Desk) -> None:
    desk.say(COUNTY_ORGANIZER, "/digesttime", "1", "2")
    asked = desk.say(COUNTY_ORGANIZER, "/digesttime")
    assert lines(asked)[0] == "端州区义工联的周报现在是每周一 08:30 发。"
    off = desk.press(COUNTY_ORGANIZER, asked, "不要周报")
    assert labels(off)[0] == "恢复周报"
    assert committee(desk).next_digest_at is None
    assert "吴刚" not in {notice.person for notice in desk.go("2019-03-18 09:00") if notice.kind == "digest"}


def test_only_ones_own_branch(desk: Desk) -> None:
    assert desk.say(STAR_LAKE, "/digesttime").text == UNKNOWN
    for place in (desk.county.county.id, desk.county.star_lake.id, 999, "x"):
        assert desk.say(NEIGHBOUR, f"/digesttime {place}").text == REFUSED
    assert "端州区义工联" in desk.say(CITY_ORGANIZER, f"/digesttime {desk.county.county.id}").text
    desk.say(CITY_ORGANIZER, "取消")
    assert desk.say(CITY_ORGANIZER, f"/digesttime {desk.county.star_lake.id}").text == REFUSED


def test_the_summary_of_this_week_and_the_last(desk: Desk) -> None:
    this = desk.say(COUNTY_ORGANIZER, "/summary")
    assert "这一周没有登记活动。" in lines(this)
    assert not any(line.startswith("比前一周") for line in lines(this)), "on its second day"
    assert [sheet.kind for sheet in this.attachments] == ["picture", "file"]
    assert labels(this) == ["看上周", "谁还没报", "导出表格", "周报时间"]
    last = desk.press(COUNTY_ORGANIZER, this, "看上周")
    assert "这一周：活动 1 场，志愿者 20 人次，服务 40 小时。" in lines(last)
    assert "比前一周：活动 +1，志愿者人次 +20。" in lines(last)
    # The same tap twice within a second is answered twice.
    assert desk.say(COUNTY_ORGANIZER, f"/summary {desk.campaign} last").text == last.text


def test_a_large_picture_goes_as_a_file_and_a_huge_one_not_at_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.committee.digest.MOST_IN_PICTURE", 1)
    kinds = [(one.kind, one.name[-4:]) for one in desk.say(COUNTY_ORGANIZER, "/summary").attachments]
    assert kinds == [("file", ".png"), ("file", "xlsx")]
    monkeypatch.setattr("handlers.committee.digest.MOST_DRAWN", 1)
    desk.stage.now = local("2019-03-12 10:01")
    kinds = [(one.kind, one.name[-4:]) for one in desk.say(COUNTY_ORGANIZER, "/summary").attachments]
    assert kinds == [("file", "xlsx")]


def test_a_neighbours_summary_is_refused_like_one_that_is_not_there(desk: Desk) -> None:
    for place in (desk.county.county.id, desk.county.city.id, 999):
        assert desk.say(NEIGHBOUR, f"/summary {place}.{desk.campaign}").text == REFUSED
    assert desk.say(NEIGHBOUR, "/summary 999").text == REFUSED
    assert desk.say(STAR_LAKE, "/summary").text == UNKNOWN


def test_nothing_runs(database: Database) -> None:
    desk = Desk(database)
    for line in ("/summary", "/remind", "/export"):
        assert desk.say(CITY_ORGANIZER, line).text == "现在没有正在进行的行动。点“行动”可以发起一个。"
