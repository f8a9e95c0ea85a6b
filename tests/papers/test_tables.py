"""The official tables, read back: merges, sums with their results, hours, media, and safe text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from handlers.papers.cells import FORMULA_STARTS, number_format
from handlers.papers.export import draw_paper
from handlers.papers.figures import ActivityLine, CoverageLine
from handlers.papers.paper import Paper, Unit
from handlers.papers.table_a import NOTES
from handlers.papers.table_b import draw_table_b
from tests.papers.samples import make_activity

SERVED = make_activity(
    title="敬老院探访",
    host="团区委",
    person_times=30,
    heads=12,
    organisations=2,
    groups=(("空巢老人", 40), ("残疾人", 5)),
    service_minutes=20,
    money_fen=123_456,
    materials="大米20袋",
)
COVERED = make_activity(
    title="巡河",
    person_times=12,
    organisations=1,
    service_minutes=40,
    coverage=(
        CoverageLine(kind="print"),
        CoverageLine(kind="website", link="https://example.org/news/1"),
        CoverageLine(kind="page", link="https://example.org/s/2", reads=1200, read_on=date(2019, 3, 8)),
    ),
)


def table_a(*activities: ActivityLine) -> bytes:
    unit = Unit(name="端州区志愿者联合会", activities=activities, contact="李四", phone="0758-0000000")
    return draw_paper(Paper(kind="table_a", title="2019年活动开展情况统计表", units=(unit,)))


def sheet_of(content: bytes, *, results: bool = False) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content), data_only=results).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def row_of(sheet: Worksheet, words: str, nth: int = 0) -> int:
    found = [cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == words]
    return found[nth]


def values(sheet: Worksheet, row: int) -> Sequence[object]:
    return [cell.value for cell in sheet[row][:8]]


def test_the_two_level_header_is_the_official_one() -> None:
    sheet = sheet_of(table_a(SERVED))
    assert sheet["A2"].value == "填报单位（盖章）：端州区志愿者联合会"
    heads = [str(value).replace("\n", "") if value else None for value in values(sheet, 3)]
    assert heads == [
        "序号",
        "活动名称（含主办单位）",
        "参与志愿者人次",
        "参与志愿服务组织数量",
        "覆盖人群",
        None,
        "累计志愿服务时数",
        "投入资金及物料（元）",
    ]
    assert values(sheet, 4)[4:6] == ["类型", "服务人次"]
    merged = {str(block) for block in sheet.merged_cells.ranges}
    assert {"A1:H1", "A2:H2", "A3:A4", "B3:B4", "E3:F3", "G3:G4", "H3:H4"} <= merged


def test_an_activity_that_serves_two_groups_takes_two_lines_under_merged_cells() -> None:
    sheet = sheet_of(table_a(SERVED, COVERED))
    assert values(sheet, 5)[:6] == [1, "敬老院探访（团区委）", 30, 2, "空巢老人", 40]
    assert values(sheet, 6) == [None, None, None, None, "残疾人", 5, None, None]
    merged = {str(block) for block in sheet.merged_cells.ranges}
    assert {f"{column}5:{column}6" for column in "ABCDGH"} <= merged
    assert not any(block.startswith(("E5", "F5")) for block in merged)
    assert values(sheet, 7)[:3] == [2, "巡河", 12]


def test_the_sums_are_formulas_and_carry_their_results() -> None:
    content = table_a(SERVED, COVERED)
    row = row_of(sheet_of(content), "合计")
    assert values(sheet_of(content), row)[2:] == [
        "=SUM(C5:C7)",
        "=SUM(D5:D7)",
        None,
        "=SUM(F5:F7)",
        "=SUM(G5:G7)",
        "=SUM(H5:H7)",
    ]
    # 20 and 40 minutes come to one hour.
    assert values(sheet_of(content, results=True), row)[2:] == [42, 3, None, 45, 1, 1234.56]


def test_hours_are_exact_and_shown_with_two_decimals_at_most() -> None:
    sheet = sheet_of(table_a(*(make_activity(service_minutes=20) for _ in range(3))))
    assert sheet["G5"].value == pytest.approx(1 / 3, abs=1e-12)
    assert sheet["G5"].number_format == "#,##0.00"
    total = sheet_of(table_a(*(make_activity(service_minutes=20) for _ in range(3))), results=True)
    assert total[f"G{row_of(total, '合计')}"].value == 1


@pytest.mark.parametrize(
    ("number", "shown"),
    [(3, "#,##0"), (3.0, "#,##0"), (2.5, "#,##0.0"), (1 / 3, "#,##0.00"), (2.999, "#,##0"), (0, "#,##0")],
)
def test_a_number_shows_no_decimals_it_does_not_need(number: float, shown: str) -> None:
    assert number_format(number) == shown


def test_what_was_not_said_is_empty_and_not_nought() -> None:
    silent = make_activity(person_times=None, service_minutes=None)
    assert list(values(sheet_of(table_a(silent)), 5)[2:]) == [None] * 6
    assert values(sheet_of(table_a(make_activity(person_times=0, money_fen=0))), 5)[2] == 0


def test_the_media_block_counts_reports_and_dates_the_reads() -> None:
    content = table_a(SERVED, COVERED)
    sheet = sheet_of(content)
    start = row_of(sheet, "媒体宣传情况")
    assert values(sheet, start + 2) == [1, "巡河", 1, 1, "https://example.org/news/1", None, None, None]
    assert values(sheet, start + 3)[4] == "https://example.org/s/2\n（阅读数截至2019年3月8日）"
    assert values(sheet, start + 3)[7] == 1200
    assert f"E{start + 2}:G{start + 2}" in {str(block) for block in sheet.merged_cells.ranges}
    total = sheet_of(content, results=True)
    assert values(total, row_of(total, "合计", 1)) == ["合计", None, 1, 1, None, None, None, 1200]


def test_the_closing_lines_name_contact_materials_and_notes() -> None:
    sheet = sheet_of(table_a(SERVED))
    told = [cell.value for (cell,) in sheet.iter_rows(max_col=1)]
    assert told[-4:] == ["联系人：李四", "联系电话：0758-0000000", "投入物料：1.敬老院探访：大米20袋", NOTES]


def test_without_activities_numbered_rows_stay_to_be_filled_in() -> None:
    sheet = sheet_of(table_a())
    assert [values(sheet, row)[0] for row in (5, 6, 7, 8)] == [1, 2, 3, "合计"]


def test_it_prints_on_a4_landscape_as_wide_as_the_page() -> None:
    sheet = sheet_of(table_a(SERVED))
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet["A1"].font.name, sheet["B5"].font.name) == ("黑体", "宋体")
    assert sheet["F6"].border.left.style == sheet["B6"].border.bottom.style == "thin"


def test_the_same_values_are_the_same_bytes() -> None:
    assert table_a(SERVED, COVERED) == table_a(SERVED, COVERED)


@pytest.mark.parametrize("start", [*FORMULA_STARTS, '=HYPERLINK("http://x",', "#N/A", "1e5", "TRUE"])
def test_text_that_looks_like_a_formula_stays_text(start: str) -> None:
    title = f"{start}1+1"
    activity = make_activity(
        title=title,
        host=None,
        groups=((title, 1),),
        organisations=1,
        money_fen=100,
        coverage=(CoverageLine(kind="page", link=title, reads=1),),
    )
    content = table_a(activity)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<f>(.*?)</f>", xml) == [
        *(f"SUM({column}5:{column}5)" for column in "CDFGH"),
        *(f"SUM({column}9:{column}9)" for column in "CDH"),
    ]
    sheet = sheet_of(content)
    for place in ("B5", "E5", "B9", "E9"):
        assert sheet[place].data_type == "s"
        assert sheet[place].value == title
        assert sheet[place].quotePrefix == start.startswith(FORMULA_STARTS)


def test_every_line_end_is_the_one_that_a_table_has() -> None:
    assert sheet_of(table_a(make_activity(title="\r1\r\n2\n3", host=None)))["B5"].value == "\n1\n2\n3"


@settings(max_examples=25)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_makes_a_file_that_opens(title: str, group: str) -> None:
    content = table_a(make_activity(title=title, groups=((group, 2),), organisations=1, money_fen=0))
    assert sheet_of(content)["F5"].value == 2
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.read("xl/worksheets/sheet1.xml").count(b"<f>") == 8


def test_table_b_has_one_activity_a_sheet_with_the_official_labels() -> None:
    book = load_workbook(io.BytesIO(draw_table_b([SERVED, COVERED])))
    assert book.sheetnames == ["1 敬老院探访", "2 巡河"]
    sheet = book.worksheets[0]
    assert [sheet[f"A{row}"].value for row in range(2, 4)] == ["单位（盖章）：城东队", "2019年3月5日"]
    assert [(sheet[f"A{row}"].value, sheet[f"B{row}"].value) for row in range(4, 9)] == [
        ("活动主题", "敬老院探访"),
        ("服务地点", None),
        ("参与人数", "12人"),
        ("服务内容", None),
        ("服务人数", "45人次"),
    ]
    # Of the second only person-times are known, and they are not heads.
    assert book.worksheets[1]["B6"].value == "12人次"


def test_table_b_takes_any_title_for_a_sheet_and_formulas_for_text() -> None:
    odd = make_activity(title="=1+1 [a]:*?/\\'" + "长" * 40)
    book = load_workbook(io.BytesIO(draw_table_b([odd, odd])))
    assert [len(name) for name in book.sheetnames] == [31, 31]
    assert book.worksheets[0]["B4"].data_type == "s"


def test_table_b_without_activities_is_one_empty_form() -> None:
    book = load_workbook(io.BytesIO(draw_table_b([])))
    assert [sheet["A4"].value for sheet in book.worksheets] == ["活动主题"]
    assert book.worksheets[0]["B4"].value is None
