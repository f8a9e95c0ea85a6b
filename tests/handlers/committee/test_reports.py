"""The list of a branch's reports: by what is to be done, campaign, place and week, a page at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.committee.reports import STATES, Filter, read_filter
from handlers.messages import BUTTON_VALUE_BYTES
from storage.database import Database
from tests.handlers.desk import (
    CITY_ORGANIZER,
    COUNTY_ORGANIZER,
    EAST_TOWN,
    NEIGHBOUR,
    REFUSED,
    SOUTH_BANK,
    STAR_LAKE,
    Desk,
    labels,
    lines,
    starting,
)


@pytest.fixture
def desk(database: Database) -> Desk:
    """Tuesday 12 March 2019; nothing is reported yet."""
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-12 10:00")
    return desk


def test_what_is_to_be_reviewed_newest_first(desk: Desk) -> None:
    older = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    newer = desk.report(SOUTH_BANK, "河堤清洁", "3月10日", photos="@photo 合影.jpg")
    page = desk.say(CITY_ORGANIZER, "/reports")
    assert page.text == "待审核 2 份："
    assert labels(page)[:2] == [
        f"{newer} 3月10日 河堤清洁（南岸义工队）",
        f"⚠ {older} 3月9日 湖岸清洁（星湖义工队）",
    ]
    assert desk.say(CITY_ORGANIZER, "2").text.startswith(older)


def test_filters_count_what_they_would_show(desk: Desk) -> None:
    accepted, returned, waiting = (
        desk.report(STAR_LAKE, name, "3月9日") for name in ("甲活动", "乙活动", "丙活动")
    )
    desk.say(COUNTY_ORGANIZER, f"/accept {accepted}")
    desk.say(COUNTY_ORGANIZER, f"/return {returned}", "请补充照片")
    page = desk.say(COUNTY_ORGANIZER, "/reports")
    assert {"已退回 1", "已通过 1", "全部 3"} <= set(labels(page))
    assert starting(page, f"⚠ {waiting}")
    for label, number in (("已退回 1", returned), ("已通过 1", accepted)):
        shown = desk.press(COUNTY_ORGANIZER, page, label)
        assert len(starting(shown, "⚠ ")) == len(starting(shown, f"⚠ {number}")) == 1
    everything = desk.press(COUNTY_ORGANIZER, page, "全部 3")
    assert lines(everything)[0] == "共 3 份填报："
    endings = [label.partition("）")[2] for label in starting(everything, "⚠ ")]
    assert endings == ["", "［已退回］", "［已通过］"]


def test_withdrawn_reports_are_gone(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.say(STAR_LAKE, f"/withdraw {desk.row(number).id}")
    assert desk.say(COUNTY_ORGANIZER, "/reports all").text == "还没有填报。"


def test_pages(desk: Desk) -> None:
    numbers = []
    for name in "一二三四五六七八九十":
        numbers.append(desk.report(STAR_LAKE, f"第{name}场", "3月9日"))
        # A person is heard sixty times a minute at most.
        desk.stage.now += timedelta(minutes=1)
    first = desk.say(COUNTY_ORGANIZER, "/reports")
    assert lines(first) == ["待审核 10 份：", "第 1/2 页，新的在前"]
    assert [label.split()[1] for label in starting(first, "⚠ ")] == numbers[:1:-1]
    second = desk.press(COUNTY_ORGANIZER, first, "下一页")
    assert [label.split()[1] for label in starting(second, "⚠ ")] == numbers[1::-1]
    assert labels(desk.press(COUNTY_ORGANIZER, second, "上一页")) == labels(first)
    # A page that isn't there any more is the last one.
    assert labels(desk.say(COUNTY_ORGANIZER, "/reports p99")) == labels(second)


def test_by_place_down_the_tree(desk: Desk) -> None:
    desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.report(EAST_TOWN, "敬老院探访", "3月9日")
    desk.report(SOUTH_BANK, "河堤清洁", "3月10日")
    city = desk.press(CITY_ORGANIZER, desk.say(CITY_ORGANIZER, "/reports"), "按单位")
    assert labels(city) == ["端州区义工联", "高要区义工联", "全部单位"]
    county = desk.say(CITY_ORGANIZER, "1")
    assert lines(county) == ["待审核 2 份：", "单位：端州区义工联"]
    teams = desk.press(CITY_ORGANIZER, county, "按单位")
    team = desk.press(CITY_ORGANIZER, teams, "城东社区义工队")
    assert [label for label in labels(team) if "敬老院探访" in label]
    assert lines(team) == ["待审核 1 份：", "单位：城东社区义工队"]


def test_by_campaign(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    assert not starting(desk.say(CITY_ORGANIZER, "/reports"), "按行动")
    other = desk.run("taishan-2016")
    page = desk.press(CITY_ORGANIZER, desk.say(CITY_ORGANIZER, "/reports"), "按行动")
    shown = desk.press(CITY_ORGANIZER, page, "2019年肇庆")
    assert "行动：2019年肇庆学雷锋志愿服务行动月" in lines(shown)
    assert starting(shown, f"⚠ {number}")
    assert lines(desk.say(CITY_ORGANIZER, f"/reports c{other}"))[0] == "没有待审核的填报。"


def test_this_week_alone(desk: Desk) -> None:
    desk.stage.now = desk.stage.now.replace(day=10)
    old = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.stage.now = desk.stage.now.replace(day=12)
    new = desk.report(STAR_LAKE, "敬老院探访", "3月9日")
    page = desk.press(COUNTY_ORGANIZER, desk.say(COUNTY_ORGANIZER, "/reports"), "只看本周")
    assert lines(page) == ["待审核 1 份：", "时间：本周报的"]
    assert starting(page, f"⚠ {new}")
    assert starting(desk.press(COUNTY_ORGANIZER, page, "不限时间"), f"⚠ {old}")


def test_a_neighbour_sees_nothing_of_it(desk: Desk) -> None:
    desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    assert desk.say(NEIGHBOUR, "/reports all").text == "还没有填报。"
    for place in (desk.county.county.id, desk.county.star_lake.id, 999):
        assert desk.say(NEIGHBOUR, f"/reports o{place}").text == REFUSED
        assert desk.say(NEIGHBOUR, f"/reports o{place} o?").text == REFUSED
    assert desk.say(NEIGHBOUR, "/reports all c999").text == "还没有填报。"


def test_words_that_mean_nothing_are_passed_over(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    for typed in ("上周的", "p0", "px", "c", "o", "p99999999999999", "NEW", "new new p1 ü"):
        assert starting(desk.say(COUNTY_ORGANIZER, f"/reports {typed}"), f"⚠ {number}"), typed


_IDS = st.integers(1, 999_999_999).map(str)


@given(
    st.builds(
        Filter,
        state=st.sampled_from(sorted(STATES)),
        campaign=_IDS | st.just(""),
        place=_IDS | st.just(""),
        week=st.booleans(),
        page=st.integers(1, 999_999_999),
    )
)
def test_a_filter_is_typed_and_read_back_and_fits_a_button(chosen: Filter) -> None:
    assert read_filter(chosen.key) == chosen
    assert len(f"/reports {chosen.key} o?".encode()) <= BUTTON_VALUE_BYTES


@given(st.text(max_size=40))
def test_any_text_is_some_filter(typed: str) -> None:
    assert read_filter(typed).state in STATES
