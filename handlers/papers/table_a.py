"""Table A: the statistics table of one unit and period, as the city federation asks for it.

Source: the annex of Zhaoqing's notice 〔2019〕6 on the Lei Feng month. It is an official form, so it is
in Chinese whatever the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell import Cell

from handlers.papers.cells import HEADER, HEADING, Table, count_lines
from handlers.papers.figures import ActivityLine, CoverageLine
from handlers.speech import in_words
from locales import DEFAULT

#: Signs in each column: number, name, person-times, organisations, group, served, hours, money.
WIDTHS = (6.0, 36.0, 12.0, 13.0, 22.0, 11.0, 13.0, 16.0)
COLUMNS = len(WIDTHS)
#: An empty table has so many numbered rows, as the annex has, to be filled in by hand.
EMPTY_ROWS = 3
#: The notes of the annex.
NOTES = (
    "备注：1.“类型”请从残疾人、异地务工人员子女、空巢老人、闲散青少年、不良行为青少年、农村留守儿童、"
    "流浪乞讨未成年人、服刑在教人员未成年子女中选填，其他类型另行说明；"
    "2.人次、组织数量和服务时数以志愿服务平台数据为准，组织数量为各活动填报数之和。"
)


def fill_table_a(
    table: Table,
    unit: str,
    title: str,
    activities: Sequence[ActivityLine],
    contact: str,
    phone: str,
) -> None:
    """Draw Table A on an empty sheet. Hours have at most two decimals; a sum adds the exact minutes."""
    table.set_widths(WIDTHS)
    _put_line(table, 1, title).font = HEADING
    table.set_height(1, 2)
    _put_line(table, 2, f"填报单位（盖章）：{unit}", wide=True)
    row = _fill_service(table, 3, activities)
    row = _fill_media(table, row, activities)
    closing = [f"联系人：{contact}", f"联系电话：{phone}", *_materials(activities), NOTES]
    for line in filter(None, closing):
        _put_line(table, row, line, wide=True)
        table.set_height(row, count_lines(line, sum(WIDTHS)))
        row += 1
    table.set_print(landscape=True)
    table.sheet.freeze_panes = "A5"


def _put_line(table: Table, row: int, words: str, *, wide: bool = False) -> Cell:
    cell = table.put_text(row, 1, words, wide=wide)
    table.join(row, 1, row, COLUMNS)
    return cell


def _put_header(table: Table, row: int, heads: Sequence[tuple[int, int, int, int, str]]) -> None:
    # Each head: rows down and columns right of the block's corner, its height and width, its words.
    for down, column, height, width, words in heads:
        table.put_text(row + down, column, words).font = HEADER
        table.join(row + down, column, row + down + height - 1, column + width - 1)


def _fill_service(table: Table, row: int, activities: Sequence[ActivityLine]) -> int:
    first = row
    _put_header(
        table,
        row,
        (
            (0, 1, 2, 1, "序号"),
            (0, 2, 2, 1, "活动名称\n（含主办单位）"),
            (0, 3, 2, 1, "参与志愿者\n人次"),
            (0, 4, 2, 1, "参与志愿服务\n组织数量"),
            (0, 5, 1, 2, "覆盖人群"),
            (1, 5, 1, 1, "类型"),
            (1, 6, 1, 1, "服务人次"),
            (0, 7, 2, 1, "累计志愿\n服务时数"),
            (0, 8, 2, 1, "投入资金及\n物料（元）"),
        ),
    )
    table.set_height(row, 1)
    table.set_height(row + 1, 1)
    start = row = row + 2
    for place, activity in enumerate(activities, start=1):
        row = _fill_activity(table, row, place, activity)
    row = _fill_empty(table, row, len(activities))
    _fill_totals(table, row, start, (3, 4, 6, 7, 8), by_hand=not activities)
    table.frame(first, row, COLUMNS)
    return row + 1


def _fill_activity(table: Table, row: int, place: int, activity: ActivityLine) -> int:
    last = row + max(1, len(activity.groups)) - 1
    table.put_number(row, 1, place)
    table.put_text(row, 2, _name(activity), wide=True)
    table.put_number(row, 3, activity.person_times)
    table.put_number(row, 4, activity.organisations)
    table.put_hours(row, 7, activity.service_minutes)
    table.put_yuan(row, 8, activity.money_fen)
    for line, (group, served) in enumerate(activity.groups, start=row):
        table.put_text(line, 5, in_words(group, DEFAULT))
        table.put_number(line, 6, served)
    for column in (1, 2, 3, 4, 7, 8):
        table.join(row, column, last, column)
    _share_height(table, row, last, count_lines(_name(activity), WIDTHS[1]))
    return last + 1


def _fill_media(table: Table, row: int, activities: Sequence[ActivityLine]) -> int:
    first = row
    _put_line(table, row, "媒体宣传情况").font = HEADER
    table.set_height(row, 1)
    _put_header(
        table,
        row + 1,
        (
            (0, 1, 1, 1, "序号"),
            (0, 2, 1, 1, "活动名称\n（含主办单位）"),
            (0, 3, 1, 1, "纸媒报道数\n（条）"),
            (0, 4, 1, 1, "网站报道数\n（条）"),
            (0, 5, 1, 3, "网页或微信链接"),
            (0, 8, 1, 1, "网页或微信\n阅读数（条/次）"),
        ),
    )
    table.set_height(row + 1, 2)
    start = row = row + 2
    covered = [activity for activity in activities if activity.coverage]
    for place, activity in enumerate(covered, start=1):
        row = _fill_coverage(table, row, place, activity)
    for line in range(row, row := _fill_empty(table, row, len(covered))):
        table.join(line, 5, line, 7)
    _fill_totals(table, row, start, (3, 4, 8), by_hand=not covered)
    table.join(row, 5, row, 7)
    table.frame(first, row, COLUMNS)
    return row + 1


def _fill_coverage(table: Table, row: int, place: int, activity: ActivityLine) -> int:
    pages = [line for line in activity.coverage if line.link or line.reads is not None]
    last = row + max(1, len(pages)) - 1
    kinds = [line.kind for line in activity.coverage]
    table.put_number(row, 1, place)
    table.put_text(row, 2, _name(activity), wide=True)
    table.put_number(row, 3, kinds.count("print"))
    table.put_number(row, 4, kinds.count("website"))
    for column in (1, 2, 3, 4):
        table.join(row, column, last, column)
    _share_height(table, row, last, count_lines(_name(activity), WIDTHS[1]))
    for line, page in enumerate(pages, start=row):
        words = _page(page)
        table.put_text(line, 5, words, wide=True)
        table.put_number(line, 8, page.reads)
        table.raise_height(line, count_lines(words, sum(WIDTHS[4:7])))
    for line in range(row, last + 1):
        table.join(line, 5, line, 7)
    return last + 1


def _fill_empty(table: Table, row: int, filled: int) -> int:
    # With nothing to show the numbered rows stay, to be filled in by hand.
    for place in range(1, EMPTY_ROWS + 1 if not filled else 1):
        table.put_number(row, 1, place)
        table.set_height(row, 1)
        row += 1
    return row


def _fill_totals(table: Table, row: int, start: int, columns: Sequence[int], *, by_hand: bool) -> None:
    table.put_text(row, 1, "合计").font = HEADER
    table.join(row, 1, row, 2)
    for column in columns:
        table.put_sum(column, start, row - 1, row, yuan=column == 8, by_hand=by_hand).font = HEADER
    table.set_height(row, 1)


def _share_height(table: Table, first: int, last: int, lines: int) -> None:
    # A name that takes more lines than it has rows makes its rows higher, by equal shares.
    rows = last - first + 1
    for row in range(first, last + 1):
        table.set_height(row, -(-lines // rows))


def _name(activity: ActivityLine) -> str:
    return f"{activity.title}（{activity.host}）" if activity.host else activity.title


def _page(line: CoverageLine) -> str:
    link = line.link or "（未填链接）"
    if line.reads is None or line.read_on is None:
        return link
    # Reads change daily, so the number is only true with its day.
    return f"{link}\n（阅读数截至{line.read_on.year}年{line.read_on.month}月{line.read_on.day}日）"


def _materials(activities: Sequence[ActivityLine]) -> list[str]:
    # The column of money has to add up, so materials, which are words, stand below the table.
    told = [f"{n}.{a.title}：{a.materials}" for n, a in enumerate(activities, start=1) if a.materials]
    return ["投入物料：" + "；".join(told)] if told else []
