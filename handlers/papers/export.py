"""How an exported table becomes a file."""

from __future__ import annotations

from openpyxl import Workbook

from handlers.papers.cells import Table, name_sheet, save
from handlers.papers.paper import Paper
from handlers.papers.table_a import fill_table_a
from handlers.papers.table_b import draw_table_b
from handlers.papers.workbook import draw_workbook
from locales import DEFAULT


def draw_paper(paper: Paper, language: str = DEFAULT) -> bytes:
    """The paper as an .xlsx file. Raises ValueError for a workbook without figures."""
    if paper.kind == "table_a":
        return _draw_table_a(paper)
    if paper.kind == "table_b":
        return draw_table_b([activity for unit in paper.units for activity in unit.activities])
    if paper.figures is None:
        raise ValueError("a workbook needs figures")
    return draw_workbook(paper.figures, language)


def _draw_table_a(paper: Paper) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    tables = []
    for place, unit in enumerate(paper.units, 1):
        table = Table(workbook.create_sheet(name_sheet(place, unit.name)))
        fill_table_a(table, unit.name, paper.title, unit.activities, unit.contact, unit.phone)
        tables.append(table)
    return save(workbook, tables)
