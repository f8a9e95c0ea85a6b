"""Cells of Office tables: text that can never be a formula, the looks of official tables, and the bytes."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from handlers.papers.amounts import measure

#: What Excel takes for the start of a formula, or strips before it looks (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")
#: Excel keeps no more in a cell (Excel specifications and limits).
LONGEST_CELL = 32_767
#: Signs that XML 1.0 can't hold; one of them makes the whole file unreadable.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: The longest name that Excel takes for a sheet, and the signs that it doesn't take.
SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f\ud800-\udfff\ufffe\uffff]")

THIN = Side(style="thin", color="000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
#: The fonts that official tables name; every Chinese office machine has them.
BODY = Font(name="宋体", size=11)
HEADING = Font(name="黑体", size=16)
HEADER = Font(name="黑体", size=11)
SHADE = PatternFill("solid", fgColor="F2F2F2")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
#: Points a line of 11 point text takes.
LINE_HEIGHT = 15.0


@dataclass
class Table:
    """A sheet being filled. `results` holds what each formula comes to, so that viewers that don't
    calculate (on phones) show it too."""

    sheet: Worksheet
    results: dict[str, float] = field(default_factory=dict)
    _plain: StyleArray | None = None

    def put_text(self, row: int, column: int, words: str, *, wide: bool = False) -> Cell:
        """Write words as text, whatever they look like; `wide` text stands left."""
        cell = self._cell(row, column)
        # XML has one line end: whoever reads the file would take the others for it (XML 1.0, 2.11).
        clean = _NOT_XML.sub("", "\n".join(re.split("\r\n?", words)))[:LONGEST_CELL]
        cell.value = clean
        cell.data_type = "s"
        # Without the prefix Excel makes a formula of the text as soon as somebody edits the cell.
        if clean.startswith(FORMULA_STARTS):
            cell.quotePrefix = True
        if wide:
            cell.alignment = LEFT
        return cell

    def put_number(self, row: int, column: int, number: float | None) -> Cell:
        """Write a number, shown with at most two decimals; None leaves the cell empty, for "not said"."""
        cell = self._cell(row, column)
        cell.value = number
        if number is not None:
            cell.number_format = number_format(number)
        return cell

    def put_hours(self, row: int, column: int, minutes: int | None) -> Cell:
        """Write whole minutes as hours: the exact number, so that hours add up as the minutes do."""
        return self.put_number(row, column, None if minutes is None else minutes / 60)

    def put_yuan(self, row: int, column: int, fen: int | None) -> Cell:
        """Write whole fen as yuan."""
        cell = self.put_number(row, column, None if fen is None else fen / 100)
        if fen is not None and fen % 100:
            cell.number_format = "#,##0.00"
        return cell

    def put_heads(self, row: int, heads: Sequence[str], start: int = 1) -> None:
        """Write headings side by side, from column `start` on."""
        for column, head in enumerate(heads, start=start):
            cell = self.put_text(row, column, head)
            cell.font, cell.fill = HEADER, SHADE

    def put_sum(
        self, column: int, first: int, last: int, row: int, *, yuan: bool = False, by_hand: bool = False
    ) -> Cell:
        """Write the sum of a column's rows `first` to `last` as a formula, with its result.

        Without any rows it is a plain nought, since a range can't be empty. Rows without any number have no
        sum, for nobody said one, unless they are to be filled in `by_hand`.
        """
        if last < first:
            return self.put_number(row, column, 0)
        letter = get_column_letter(column)
        values = [self.sheet.cell(line, column).value for line in range(first, last + 1)]
        numbers = [value for value in values if isinstance(value, int | float)]
        if not numbers and not by_hand:
            return self.put_number(row, column, None)
        result = math.fsum(numbers)
        cell = self._cell(row, column)
        cell.value = f"=SUM({letter}{first}:{letter}{last})"
        cell.number_format = "#,##0.00" if yuan and result != int(result) else number_format(result)
        self.results[cell.coordinate] = int(result) if result == int(result) else result
        return cell

    def join(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge the cells of a block, if it is more than one."""
        if (first_row, first_column) != (last_row, last_column):
            # `merge_cells` looks through all merged blocks for each new one: seconds for a season's table.
            block = CellRange(min_row=first_row, min_col=first_column, max_row=last_row, max_col=last_column)
            self.sheet.merged_cells.ranges.add(block)

    def frame(self, first_row: int, last_row: int, columns: int) -> None:
        """Draw lines around every cell of the rows."""
        framed: dict[bytes, StyleArray] = {}
        for row in self.sheet.iter_rows(min_row=first_row, max_row=last_row, max_col=columns):
            for cell in row:
                looks = _looks(cell).tobytes()
                if looks in framed:
                    _set_looks(cell, framed[looks])
                else:
                    cell.border = BOX
                    framed[looks] = copy(_looks(cell))

    def set_widths(self, widths: Sequence[float]) -> None:
        """Set the columns' widths, in signs."""
        for column, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def set_height(self, row: int, lines: int) -> None:
        """Set the row high enough for so many lines; Excel doesn't fit merged cells itself."""
        # 409 points is the most a row can have (Excel specifications and limits).
        self.sheet.row_dimensions[row].height = min(409.0, lines * LINE_HEIGHT + 6)

    def raise_height(self, row: int, lines: int) -> None:
        """Set the row high enough for so many lines, if it is lower."""
        if (self.sheet.row_dimensions[row].height or 0.0) < lines * LINE_HEIGHT + 6:
            self.set_height(row, lines)

    def set_print(self, *, landscape: bool, repeat: str | None = None) -> None:
        """Print on A4, as wide as the page, centred; `repeat` rows stand on every page."""
        sheet = self.sheet
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = margins.bottom = 0.5
        sheet.print_title_rows = repeat

    def _cell(self, row: int, column: int) -> Cell:
        cell = self.sheet.cell(row, column)
        if not isinstance(cell, Cell):
            raise TypeError(f"{cell.coordinate} is inside a merged block")
        if self._plain is None:
            cell.font, cell.alignment = BODY, MIDDLE
            self._plain = copy(_looks(cell))
        # Setting each look costs 20 µs a cell, copying them all next to nothing: half the time of a sheet.
        _set_looks(cell, self._plain)
        return cell


def _looks(cell: Cell | MergedCell) -> StyleArray:
    return cell._style or StyleArray()  # type: ignore[union-attr]  # the stubs leave it out


def _set_looks(cell: Cell | MergedCell, looks: StyleArray) -> None:
    cell._style = copy(looks)  # type: ignore[union-attr]  # the stubs leave it out


def number_format(number: float) -> str:
    """As few of two decimals as the number needs: Excel's own `0.##` leaves a dot behind whole numbers."""
    for places, shown in enumerate(("#,##0", "#,##0.0")):
        if round(number, 2) == round(number, places):
            return shown
    return "#,##0.00"


def count_lines(words: str, width: float) -> int:
    """Lines that the words take in a column of that width, broken where they are too long."""
    return sum(max(1, math.ceil(measure(line) / max(1.0, width - 1))) for line in words.split("\n"))


def name_sheet(place: int, words: str) -> str:
    """A sheet's name as Excel takes it; its place goes first, so that no two are the same."""
    return f"{place} {_NOT_IN_SHEET_NAME.sub('', words).strip()}"[:SHEET_NAME].strip()


def save(workbook: Workbook, tables: Sequence[Table]) -> bytes:
    """The workbook's bytes, the same for the same content, with the results of its formulas in them."""
    raw = io.BytesIO()
    workbook.save(raw)
    results = {
        f"xl/worksheets/sheet{place}.xml": table.results for place, table in enumerate(tables, start=1)
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            # A fixed moment in place of the clock's: the earliest that a zip file can hold.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, _with_results(content, results.get(name, {})))
    return packed.getvalue()


def _with_results(content: bytes, results: Mapping[str, float]) -> bytes:
    # openpyxl writes a formula without its result, and a viewer that doesn't calculate shows nothing.
    for coordinate, result in results.items():
        pattern = rf'(<c r="{coordinate}"[^>]*><f>[^<]*</f>)<v ?(?:/>|></v>)'.encode()
        content, found = re.subn(pattern, rb"\g<1><v>" + repr(result).encode() + b"</v>", content)
        if found != 1:
            raise ValueError(f"no formula at {coordinate}")
    return content
