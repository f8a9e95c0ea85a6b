"""An exported table: what it says, as a value that is kept, and how it becomes a file."""

from __future__ import annotations

from typing import Literal

from openpyxl import Workbook

from handlers.papers.cells import Table, name_sheet, save
from handlers.papers.figures import ActivityLine, Figures, Frozen
from handlers.papers.table_a import fill_table_a
from handlers.papers.table_b import draw_table_b
from handlers.papers.workbook import draw_workbook
from locales import DEFAULT


class Unit(Frozen):
    """One unit's table: who fills it in, what it lists, and whom it names for questions."""

    name: str
    activities: tuple[ActivityLine, ...]
    contact: str = ""
    phone: str = ""


class Paper(Frozen):
    """What is drawn: Table A with a sheet for each of the `units`, Table B with a sheet for each activity
    of the only one, or the workbook of `figures`."""

    kind: Literal["table_a", "table_b", "workbook"]
    title: str
    units: tuple[Unit, ...] = ()
    figures: Figures | None = None


def draw_paper(paper: Paper, language: str = DEFAULT) -> bytes:
    """The paper as an .xlsx file. Raises ValueError for a workbook without figures."""
    if paper.kind == "table_a":
        return _draw_table_a(paper)
    if paper.kind == "table_b":
        return draw_table_b(None, [activity for unit in paper.units for activity in unit.activities])
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
