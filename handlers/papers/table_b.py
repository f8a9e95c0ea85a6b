"""Table B: one activity a sheet, label left and value right.

Source: the annex of Guangxi's notice 〔2017〕7 on regular service. An official form, so in Chinese.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

from handlers.papers.cells import HEADER, HEADING, Table, count_lines, name_sheet, save
from handlers.papers.figures import ActivityLine

WIDTHS = (18.0, 66.0)
TITLE = "青年志愿服务活动情况统计表"
#: Lines the row of the service content has at least, so that it looks like the annex.
CONTENT_LINES = 8


def draw_table_b(activities: Sequence[ActivityLine]) -> bytes:
    """Table B as an .xlsx file, one activity a sheet, each of the team that held it; without any, one empty
    sheet to fill in by hand."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    tables = []
    for place, activity in enumerate(activities or [None], start=1):
        table = Table(workbook.create_sheet(name_sheet(place, activity.title if activity else "")))
        _fill(table, activity)
        tables.append(table)
    return save(workbook, tables)


def _fill(table: Table, activity: ActivityLine | None) -> None:
    table.set_widths(WIDTHS)
    table.put_text(1, 1, TITLE).font = HEADING
    table.join(1, 1, 1, 2)
    table.set_height(1, 2)
    table.put_text(2, 1, f"单位（盖章）：{activity.team if activity else ''}", wide=True)
    table.join(2, 1, 2, 2)
    table.put_text(3, 1, _date(activity.held_on) if activity else "年    月    日")
    table.join(3, 1, 3, 2)
    lines = _lines(activity)
    for row, (label, words) in enumerate(lines, start=4):
        table.put_text(row, 1, label).font = HEADER
        table.put_text(row, 2, words, wide=True)
        least = CONTENT_LINES if label == "服务内容" else 2
        table.set_height(row, max(least, count_lines(words, WIDTHS[1])))
    table.frame(4, 3 + len(lines), 2)
    table.set_print(landscape=False)


def _lines(activity: ActivityLine | None) -> tuple[tuple[str, str], ...]:
    if activity is None:
        return tuple((label, "") for label in ("活动主题", "服务地点", "参与人数", "服务内容", "服务人数"))
    return (
        ("活动主题", activity.title),
        ("服务地点", activity.place or ""),
        ("参与人数", _took_part(activity)),
        ("服务内容", activity.content or ""),
        ("服务人数", _served(activity)),
    )


def _took_part(activity: ActivityLine) -> str:
    # The form asks for heads; person-times are not heads, so where only they are known it says so.
    if activity.heads is not None:
        return f"{activity.heads}人"
    return "" if activity.person_times is None else f"{activity.person_times}人次"


def _served(activity: ActivityLine) -> str:
    # As above: the form asks for people, and person-times are said as such.
    if activity.people_served is not None:
        return f"{activity.people_served}人"
    return f"{activity.served}人次" if activity.groups else ""


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
