"""Exported tables: the right activities on the right table for the right days, with figures by hand."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from handlers.committee import gather
from handlers.messages import Message
from handlers.papers.export import draw_paper
from handlers.papers.paper import Paper
from storage.campaigns import Campaign
from storage.database import Database
from storage.exports import Export
from storage.reports import Report
from tests.handlers.campaign_talk import GUANGXI
from tests.handlers.desk import (
    CITY_ORGANIZER,
    COUNTY_ORGANIZER,
    EAST_TOWN,
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


@pytest.fixture(scope="module")
def played(_model_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Tuesday 19 March 2019. Held by then:

    | day | team | activity | person-times | hours | served |
    | 9 March (week 10) | 星湖 | 湖岸清洁 | 20 | 40 | 60 |
    | 12 March (week 11) | 城东 | 敬老院探访 | 10 | 15 | 32 |
    | 16 March (week 11) | 星湖 and 南岸, the same | 联合义诊 | 30 | 60 | – |
    | 18 March (week 12) | 南岸 | 河堤清洁 | 8 | 16 | – |
    """
    file = shutil.copy(_model_file, tmp_path_factory.mktemp("played") / "yidong.db")
    database = Database(f"sqlite:///{file}")
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-19 10:00")
    desk.report(STAR_LAKE, "湖岸清洁", "3月9日", groups=[("空巢老人", "60")], money="420元")
    desk.report(EAST_TOWN, "敬老院探访", "3月12日", people="10", hours="1.5小时", groups=[("空巢老人", "32")])
    desk.report(STAR_LAKE, "联合义诊", "3月16日", people="30")
    desk.report(SOUTH_BANK, "联合义诊", "3月16日", people="30")
    desk.report(SOUTH_BANK, "河堤清洁", "3月18日", people="8")
    # Closed, so that all of it stands in the one file.
    database.dispose()
    return desk


@pytest.fixture
def desk(played: Desk, tmp_path: Path) -> Iterator[Desk]:
    """The same with a database of its own: to type it all takes two seconds."""
    file = shutil.copy(str(played.database.engine.url.database), tmp_path / "copy.db")
    database = Database(f"sqlite:///{file}")
    desk = copy(played)
    desk.database, desk.stage = database, replace(played.stage, database=database)
    yield desk
    database.dispose()


def paper(desk: Desk, message: Message) -> Paper:
    """What the file that goes with the message is drawn from."""
    (sheet,) = message.attachments
    kind, which, number, language = sheet.source.split(":")
    assert (sheet.kind, kind, which, language) == ("file", "paper", "export", "zh-CN")
    with desk.database.begin() as session:
        return Paper.model_validate(session.get_one(Export, int(number)).body)


def drawn(given: Paper) -> dict[str, Worksheet]:
    """The sheets of the file by name."""
    book = openpyxl.load_workbook(io.BytesIO(draw_paper(given)), data_only=True)
    return {sheet.title: sheet for sheet in book.worksheets}


def column(sheet: Worksheet, number: int) -> list[object]:
    """What stands in a column, from the first line below the head of Table A's first block on."""
    return [sheet.cell(row, number).value for row in range(5, sheet.max_row + 1)]


def export(desk: Desk, who: str, table: str) -> Message:
    """The answer to asking for a table of one's own committee."""
    place = {COUNTY_ORGANIZER: desk.county.county.id, NEIGHBOUR: desk.neighbour}.get(who, desk.county.city.id)
    return desk.say(who, f"/export {place}.{desk.campaign}.{table}")


def titles(given: Paper) -> list[list[str]]:
    return [[activity.title for activity in unit.activities] for unit in given.units]


def test_by_buttons_to_the_table_of_a_reporting_week(desk: Desk) -> None:
    asked = desk.say(CITY_ORGANIZER, "/export")
    assert labels(asked)[:4] == [
        "合计统计表（全部活动汇总在一张）",
        "各单位统计表（每个单位一张）",
        "活动情况表（每场活动一张）",
        "汇总工作簿（各项数字和清单）",
    ]
    days = desk.say(CITY_ORGANIZER, "1")
    assert labels(days) == [
        "报送周期 3月15日至3月21日",
        "报送周期 3月8日至3月14日",
        "本周 3月18日至3月24日",
        "上周 3月11日至3月17日",
        "2019年3月",
        "整个行动 3月1日至3月31日",
        "换一张表",
    ]
    done = desk.say(CITY_ORGANIZER, "2")
    # Friday to Thursday: 20 + 10 person-times, 40 + 15 hours, 60 + 32 served.
    assert lines(done) == [
        "合计统计表（全部活动汇总在一张）：肇庆市志愿者联合会，3月8日至3月14日，《2019年肇庆学雷锋志愿服务行动月》",
        "活动 2 场，志愿者 30 人次，服务群众 92 人次，服务 55 小时。",
    ]
    assert done.attachments[0].name == "肇庆市志愿者联合会-合计统计表-20190308-20190314.xlsx"
    assert titles(paper(desk, done)) == [["湖岸清洁", "敬老院探访"]]


def test_table_a_adds_up(desk: Desk) -> None:
    given = paper(desk, export(desk, CITY_ORGANIZER, "a.all"))
    (sheet,) = drawn(given).values()
    assert sheet["A1"].value == "2019年肇庆学雷锋志愿服务行动月活动开展情况统计表（2019年3月1日至3月31日）"
    assert sheet["A2"].value == "填报单位（盖章）：肇庆市志愿者联合会"
    # 20 + 10 + 30 (joint, once) + 8 person-times; 40 + 15 + 60 + 16 hours; 60 + 32 served; 420 yuan.
    at = column(sheet, 1).index("合计") + 5
    assert [sheet.cell(at, number).value for number in (3, 6, 7, 8)] == [68, 92, 131, 420]
    assert column(sheet, 2)[:4] == [
        "湖岸清洁（志愿者联合会）",
        "敬老院探访（志愿者联合会）",
        "联合义诊（志愿者联合会）",
        "河堤清洁（志愿者联合会）",
    ]


def test_a_table_lists_every_activity_of_its_days_however_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [paper(desk, export(desk, CITY_ORGANIZER, f"{table}.all")) for table in ("a", "u", "b")]
    book = paper(desk, export(desk, CITY_ORGANIZER, "w.all"))
    monkeypatch.setattr(gather, "MOST_LISTED", 0)
    assert [paper(desk, export(desk, CITY_ORGANIZER, f"{table}.all")) for table in ("a", "u", "b")] == whole
    found = paper(desk, export(desk, CITY_ORGANIZER, "w.all")).figures
    assert found is not None and book.figures is not None
    assert found.activities == book.figures.activities
    assert len(found.activities) == 4


def test_the_joint_activity_counts_once_in_the_whole_and_for_each_unit_by_itself(desk: Desk) -> None:
    whole = export(desk, CITY_ORGANIZER, "a.w1")
    assert lines(whole)[1] == (
        "活动 2 场，志愿者 40 人次，服务群众 32 人次，服务 75 小时。其中联合活动 1 场，只计一次。"
    )
    units = export(desk, CITY_ORGANIZER, "u.w1")
    assert "2 个单位有活动，各一张" in units.text
    given = paper(desk, units)
    assert [unit.name for unit in given.units] == ["端州区义工联", "高要区义工联"]
    assert titles(given) == [["敬老院探访", "联合义诊"], ["联合义诊"]]
    assert [[a.person_times for a in unit.activities] for unit in given.units] == [[10, 30], [30]]
    assert list(drawn(given)) == ["1 端州区义工联", "2 高要区义工联"]


def test_the_contact_is_the_files_for_the_committee_and_the_units_own_for_theirs(desk: Desk) -> None:
    whole = paper(desk, export(desk, CITY_ORGANIZER, "a.all"))
    assert (whole.units[0].contact, whole.units[0].phone) == ("", ""), "placeholders are nobody"
    county = paper(desk, export(desk, COUNTY_ORGANIZER, "u.all"))
    assert {unit.name: unit.contact for unit in county.units} == {
        "星湖义工队": "孙燕",
        "城东社区义工队": EAST_TOWN,
    }
    assert {unit.phone for unit in county.units} == {""}
    assert "联系人：孙燕" in column(drawn(county)["1 星湖义工队"], 1)


def test_a_county_exports_its_own_branch(desk: Desk) -> None:
    done = export(desk, NEIGHBOUR, "a.all")
    assert lines(done)[1] == "活动 2 场，志愿者 38 人次，服务 76 小时。"
    below = desk.say(CITY_ORGANIZER, f"/export {desk.county.city.id}.{desk.campaign}.?")
    assert labels(below) == ["端州区义工联", "高要区义工联"]
    assert "高要区义工联，要哪张表？" in desk.say(CITY_ORGANIZER, "2").text
    team = desk.say(CITY_ORGANIZER, f"/export {desk.south_bank}.{desk.campaign}.u.all")
    assert titles(paper(desk, team)) == [["联合义诊", "河堤清洁"]]


def test_returned_reports_are_not_in_it(desk: Desk) -> None:
    desk.say(CITY_ORGANIZER, "/return LF19-0001", "请补充照片")
    done = export(desk, CITY_ORGANIZER, "a.all")
    assert lines(done)[1].startswith("活动 3 场，志愿者 48 人次")


def test_what_was_given_out_stays_as_it_was(desk: Desk) -> None:
    done = export(desk, CITY_ORGANIZER, "a.all")
    desk.say(CITY_ORGANIZER, "/return LF19-0001", "请补充照片")
    assert len(titles(paper(desk, done))[0]) == 4
    assert [line.after for line in desk.trail("export")] == [
        {"table": "a", "days": "2019-03-01 – 2019-03-31"}
    ]


def test_an_activity_outside_the_campaign_is_in_the_whole(desk: Desk) -> None:
    with desk.database.begin() as session:
        session.get_one(Report, desk.row("LF19-0001").id).held_on = date(2019, 2, 27)
    done = export(desk, CITY_ORGANIZER, "a.all")
    assert "2月27日至3月31日" in done.text
    assert lines(done)[1].startswith("活动 4 场，志愿者 68 人次")


def test_days_without_activities_give_the_empty_form(desk: Desk) -> None:
    desk.go("2019-03-26 10:00")
    done = export(desk, CITY_ORGANIZER, "u.w0")
    assert lines(done)[1] == "这段时间没有登记活动，表是空的。"
    (sheet,) = drawn(paper(desk, done)).values()
    assert column(sheet, 1)[:4] == [1, 2, 3, "合计"]


def test_the_workbook_of_a_month_says_so(desk: Desk) -> None:
    done = export(desk, CITY_ORGANIZER, "w.m201903")
    sheets = drawn(paper(desk, done))
    summary = sheets["汇总"]
    assert [summary.cell(2, number).value for number in (2, 3, 4)] == ["当月", "前一月", "累计"]
    assert [summary.cell(4, number).value for number in (1, 2, 3, 4)] == ["志愿者人次", 68, 0, 68]
    assert sheets["统计表"]["A1"].value.startswith("2019年肇庆学雷锋志愿服务行动月")
    assert {"联系人：", "联系电话："} < set(column(sheets["统计表"], 1)), "the file has only placeholders"


def test_table_b_has_a_sheet_for_each_activity_of_the_team_that_held_it(desk: Desk) -> None:
    given = paper(desk, export(desk, CITY_ORGANIZER, "b.w1"))
    sheets = drawn(given)
    assert list(sheets) == ["1 敬老院探访", "2 联合义诊"]
    assert sheets["1 敬老院探访"]["A2"].value == "单位（盖章）：城东社区义工队"
    assert sheets["2 联合义诊"]["A2"].value == "单位（盖章）：星湖义工队、南岸义工队"


def test_guangxis_table_b_tells_of_people_not_of_person_times(database: Database) -> None:
    desk = Desk(database, at="2017-03-20 10:00")
    desk.run(GUANGXI)
    desk.say(
        STAR_LAKE, "/report", "3", "2", "微心愿认领", "3月18日", "白沙小学", "12", "给孩子们送去新书包。",
        "60", "跳过", "跳过", "跳过", "提交",
    )  # fmt: skip
    asked = desk.say(CITY_ORGANIZER, "/export")
    assert labels(asked)[0] == "活动情况表（每场活动一张）"
    given = paper(desk, export(desk, CITY_ORGANIZER, "b.all"))
    (sheet,) = drawn(given).values()
    cells = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(4, 9)}
    assert cells == {
        "活动主题": "微心愿认领",
        "服务地点": "白沙小学",
        "参与人数": "12人",
        "服务内容": "给孩子们送去新书包。",
        "服务人数": "60人",
    }


def test_too_many_sheets_are_refused_in_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.committee.export.MOST_SHEETS", 3)
    refused = export(desk, CITY_ORGANIZER, "b.all")
    assert refused.text == ("这段时间有 4 张，一个文件最多放 3 张。请缩短时间，或者只要一个下级单位的。")
    assert not refused.attachments


def test_a_closed_campaign_can_still_be_exported(desk: Desk) -> None:
    with desk.database.begin() as session:
        session.get_one(Campaign, desk.campaign).state = "closed"
    desk.stage.now = desk.stage.now.replace(year=2020)
    days = export(desk, CITY_ORGANIZER, "a")
    assert not starting(days, "本周")
    assert desk.press(CITY_ORGANIZER, days, "整个行动").attachments


def test_leaders_and_neighbours_may_not(desk: Desk) -> None:
    assert export(desk, STAR_LAKE, "a.all").text == UNKNOWN
    for place in (desk.county.county.id, desk.county.city.id, desk.county.star_lake.id, 999):
        for more in ("", ".a", ".a.all", ".?"):
            assert desk.say(NEIGHBOUR, f"/export {place}.{desk.campaign}{more}").text == REFUSED
    assert desk.say(NEIGHBOUR, "/export 999.a.all").text == REFUSED


@pytest.mark.parametrize("typed", ["x", "a.x", "a.o999999", "a.m209913", "a.w9", "ü", "a.all.all"])
def test_what_is_not_understood_is_asked_again(desk: Desk, typed: str) -> None:
    answer = desk.say(CITY_ORGANIZER, f"/export {desk.county.city.id}.{desk.campaign}.{typed}")
    assert "要哪张表？" in answer.text or "要哪段时间的？" in answer.text
    assert not answer.attachments
