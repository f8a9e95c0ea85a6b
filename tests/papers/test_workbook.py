"""The workbook: its sheets in both languages, and sums that agree with the figures."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from handlers.papers.figures import Figures
from handlers.papers.workbook import draw_workbook
from tests.kit.rollup import roll_up_all
from tests.papers.samples import SCOPE, make_figures, make_report, make_teams


def book_of(figures: Figures, language: str = "zh-CN", *, results: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(draw_workbook(figures, language)), data_only=results)


def column(sheet: Worksheet, words: str, row: int = 1) -> str:
    return next(cell.column_letter for cell in sheet[row] if cell.value == words)


def last_row(sheet: Worksheet, words: str) -> int:
    return next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == words)


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_one_sheet_a_table_in_the_reader_s_language() -> None:
    figures = make_figures(6)
    assert book_of(figures).sheetnames == [
        "汇总", "按服务队", "按下级单位", "按类别", "按覆盖人群", "活动清单", "媒体宣传", "联合活动",
        "统计表",
    ]  # fmt: skip
    english = book_of(figures, "en")
    assert english.sheetnames == [
        "Summary", "By team", "By committee", "By category", "Groups served", "Activities", "Media coverage",
        "Joint activities", "Table A",
    ]  # fmt: skip
    # The official table stays as it is.
    assert sheet_of(english, "Table A")["A3"].value == "序号"


def test_the_activities_add_up_to_the_figures_and_heads_do_not_add_up() -> None:
    figures = make_figures(6)
    sheet = sheet_of(book_of(figures), "活动清单")
    row = last_row(sheet, "合计")
    total = figures.total
    assert sheet[f"{column(sheet, '志愿者人次')}{row}"].value == total.person_times
    assert sheet[f"{column(sheet, '服务人次')}{row}"].value == total.served
    assert sheet[f"{column(sheet, '服务时数（小时）')}{row}"].value == pytest.approx(
        total.service_minutes / 60
    )
    assert sheet[f"{column(sheet, '投入资金（元）')}{row}"].value == total.money_fen / 100
    assert sheet[f"{column(sheet, '志愿者人数')}{row}"].value is None
    formulas = sheet_of(book_of(figures, results=False), "活动清单")
    assert formulas[f"H{row}"].value == f"=SUM(H2:H{row - 1})"


def test_where_a_joint_activity_makes_the_teams_more_than_the_whole_the_whole_stands_below() -> None:
    figures = make_figures(6)
    sheet = sheet_of(book_of(figures), "按服务队")
    whole = last_row(sheet, "总计（联合活动只计一次）")
    assert sheet[f"D{whole}"].value == figures.week.activities
    assert sheet[f"D{whole - 1}"].value == figures.week.activities + 1
    assert [sheet[f"C{row}"].value for row in range(3, 9)] == [
        "按时报",
        "按时报",
        "迟报",
        "按时报",
        "零报告",
        "未报",
    ]


def test_without_joint_activities_the_sum_is_the_whole() -> None:
    teams = make_teams(3)
    figures = roll_up_all(SCOPE, teams, [make_report(n, n, SCOPE.starts_on) for n in range(3)])
    book = book_of(figures)
    assert "联合活动" not in book.sheetnames
    sheet = sheet_of(book, "按服务队")
    assert sheet.max_row == last_row(sheet, "合计")
    assert sheet[f"E{sheet.max_row}"].value == figures.week.person_times


def test_teams_directly_below_have_a_row_so_that_the_rows_come_to_the_sum() -> None:
    teams = make_teams(4)
    teams = [*teams[:2], *(replace(team, branch=None) for team in teams[2:])]
    reports = [make_report(n, n % 4, SCOPE.starts_on) for n in range(5)]
    sheet = sheet_of(book_of(roll_up_all(SCOPE, teams, reports)), "按下级单位")
    rows = {str(row[0].value): row[1].value for row in sheet.iter_rows(min_row=3)}
    assert rows == {"城区团委": 1, "高校团委": 1, "直属服务队": 2, "合计": None}
    activities = [sheet.cell(row, 8).value for row in range(3, 7)]
    assert activities == [2, 1, 2, 5], "and no whole that differs"
    english = sheet_of(book_of(roll_up_all(SCOPE, teams, reports), "en"), "By committee")
    assert english["A5"].value == "Teams directly below"


def test_the_whole_differs_from_the_sum_by_what_several_branches_held_together() -> None:
    teams = make_teams(4)
    teams = [*teams[:2], *(replace(team, branch=None) for team in teams[2:])]
    reports = [make_report(n, n % 4, SCOPE.starts_on) for n in range(4)]
    reports += [make_report(90 + n, n, SCOPE.starts_on, title="集中服务日") for n in (0, 2)]
    sheet = sheet_of(book_of(roll_up_all(SCOPE, teams, reports)), "按下级单位")
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 8).value) for row in range(3, 8)] == [
        ("城区团委", 2),
        ("高校团委", 1),
        ("直属服务队", 3),
        ("合计", 6),
        ("总计（联合活动只计一次）", 5),
    ]


def test_activities_of_no_category_are_not_told_as_joint_ones() -> None:
    teams = make_teams(1)
    reports = [make_report(0, 0, SCOPE.starts_on), make_report(1, 0, SCOPE.starts_on, category=None)]
    sheet = sheet_of(book_of(roll_up_all(SCOPE, teams, reports)), "按类别")
    assert sheet.cell(sheet.max_row, 1).value == "总计（含没有填类别的活动）"
    assert [sheet.cell(row, 2).value for row in (sheet.max_row - 1, sheet.max_row)] == [1, 2]


def test_a_nought_that_was_answered_stays_and_what_was_not_asked_is_empty() -> None:
    scope = replace(SCOPE, asked=("title", "held_on", "person_times", "money"))
    unsaid = {"organisations": None, "groups": (), "service_minutes": None, "coverage": (), "money_fen": 0}
    book = book_of(roll_up_all(scope, make_teams(2), [make_report(1, 0, SCOPE.starts_on, **unsaid)]))
    summary = sheet_of(book, "汇总")
    told = {str(summary.cell(row, 1).value): summary.cell(row, 2).value for row in range(3, 13)}
    assert {head: value for head, value in told.items() if value is not None} == {
        "活动场次": 1,
        "志愿者人次": 19,
        "投入资金（元）": 0,
    }
    activities = sheet_of(book, "活动清单")
    assert [activities.cell(3, place).value for place in (8, 10, 12, 13, 14)] == [19, None, None, None, 0]
    teams = sheet_of(book, "按服务队")
    assert [teams.cell(5, place).value for place in range(4, 10)] == [1, 19, None, None, None, 0]
    assert "组织数量为各活动填报数之和" not in str([[cell.value for cell in row] for row in summary])
    table = sheet_of(book, "统计表")
    assert [table.cell(6, place).value for place in range(3, 9)] == [19, None, None, None, None, 0]


def test_a_joint_activity_is_listed_part_by_part_with_how_it_was_counted() -> None:
    figures = make_figures(6)
    sheet = sheet_of(book_of(figures), "联合活动")
    (joint,) = figures.joint
    assert sheet["A2"].value == "学雷锋 集中服务日"
    assert [sheet[f"E{row}"].value for row in (2, 3, 4)] == [
        *(part.sums.person_times for part in joint.parts),
        joint.sums.person_times,
    ]
    assert sheet["I2"].value == "各队填的人次或时数不同，按各报各的部分相加"


def test_of_too_many_activities_those_of_the_week_are_listed_and_the_paper_says_so() -> None:
    figures = make_figures(6)
    week = {"activities": figures.activities_of_week(), "joint": figures.joint_of_week()}
    book = book_of(figures.model_copy(update=week | {"listing": "span", "joint_in_all": 7}))
    assert "联合活动" in book.sheetnames
    for name, row in (("汇总", 16), ("活动清单", 3 + figures.week.activities)):
        told = str(sheet_of(book, name)[f"A{row}"].value)
        assert f"行动至今共 {figures.total.activities} 场活动（联合活动 7 场" in told
        assert "只列2019年3月4日至3月10日的" in told
        assert "/export" in told
    assert str(sheet_of(book, "统计表")["A1"].value).endswith("统计表（2019年3月4日至3月10日）")
    assert sheet_of(book, "汇总")["B3"].value == figures.week.activities
    whole = book_of(figures)
    assert "/export" not in str(
        [[cell.value for cell in row] for sheet in whole for row in sheet.iter_rows()]
    )


def test_of_far_too_many_none_are_listed_and_the_paper_says_where_they_are() -> None:
    figures = make_figures(6)
    joint = figures.joint_of_week()
    found = figures.model_copy(update={"activities": (), "joint": joint, "listing": "none"})
    book = book_of(found)
    assert book.sheetnames == ["汇总", "按服务队", "按下级单位", "按类别", "按覆盖人群", "联合活动"]
    told = str(sheet_of(book, "汇总")["A16"].value)
    assert f"2019年3月4日至3月10日共 {figures.week.activities} 场活动" in told
    assert f"行动至今 {figures.total.activities} 场" in told
    assert "/export" in told


def test_words_of_persons_are_text_on_every_sheet() -> None:
    bad = '=cmd|" /C calc"!A0'
    team = make_teams(1)[0]
    report = make_report(1, 0, SCOPE.starts_on, title=bad, host=bad, place=bad, materials=bad, content=bad,
                         groups=((bad, 3),), category=bad)  # fmt: skip
    figures = roll_up_all(SCOPE, [team], [report]).model_copy(update={"committee": bad})
    named = figures.model_copy(
        update={"teams": tuple(t.model_copy(update={"name": bad}) for t in figures.teams)}
    )
    found = 0
    for sheet in book_of(named, results=False).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            if cell.data_type == "f":
                assert str(cell.value).startswith("=SUM(")
            found += str(cell.value).startswith("=cmd")
    assert found >= 10


@pytest.mark.parametrize(("teams", "per_team"), [(0, 0), (1, 0), (3, 1)])
def test_small_and_empty_weeks_have_every_sheet_too(teams: int, per_team: int) -> None:
    book = book_of(make_figures(teams, per_team, branches=()))
    assert "按下级单位" not in book.sheetnames
    assert {"汇总", "按服务队", "活动清单", "统计表"} <= set(book.sheetnames)


def test_the_same_figures_are_the_same_bytes() -> None:
    figures = make_figures(3)
    assert draw_workbook(figures) == draw_workbook(figures)
