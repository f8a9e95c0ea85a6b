"""The workbook that goes with the weekly summary: every table of the roll-up on a sheet of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from handlers.papers.amounts import show_dated
from handlers.papers.answers import fill_summaries
from handlers.papers.cells import HEADER, HEADING, Table, count_lines, save
from handlers.papers.figures import BranchLine, Figures, Standing, Sums
from handlers.papers.listing import explain_listing, fill_activities, fill_joint, fill_media
from handlers.papers.table_a import fill_table_a
from handlers.speech import in_words
from locales import DEFAULT, say

#: The columns of sums: the heading's key, the figure, and how it is written.
_SUMS: tuple[tuple[str, str, Callable[[Table, int, int, int | None], object]], ...] = (
    ("papers-head-activities", "activities", Table.put_number),
    ("papers-head-person-times", "person_times", Table.put_number),
    ("papers-head-organisations", "organisations", Table.put_number),
    ("papers-head-served", "served", Table.put_number),
    ("papers-head-hours", "service_minutes", Table.put_hours),
    ("papers-head-money", "money_fen", Table.put_yuan),
    ("papers-head-print", "print_coverage", Table.put_number),
    ("papers-head-website", "website_coverage", Table.put_number),
    ("papers-head-page", "page_coverage", Table.put_number),
    ("papers-head-reads", "reads", Table.put_number),
)
_COVERAGE = ("print_coverage", "website_coverage", "page_coverage")
#: The sheets by team, branch and category show the first so many, so that a page holds them.
_SHOWN = 6

STANDING_KEYS = {
    Standing.FILED: "papers-standing-filed",
    Standing.LATE: "papers-standing-late",
    Standing.ZERO: "papers-standing-zero",
    Standing.MISSING: "papers-standing-missing",
    Standing.NOT_DUE: "papers-standing-not-due",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a sheet of sums: words or numbers first, then the week and the total."""

    cells: tuple[str | int, ...]
    week: Sums
    total: Sums


def draw_workbook(figures: Figures, language: str = DEFAULT) -> bytes:
    """The workbook as an .xlsx file. Table A in it stays Chinese, being an official form. What nobody was
    asked has no sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    tables: list[Table] = []

    def add(key: str, fill: Callable[[Table, Figures, str], None]) -> None:
        table = Table(workbook.create_sheet(say(language, key)))
        tables.append(table)
        fill(table, figures, language)

    add("papers-sheet-summary", _fill_summary)
    add("papers-sheet-teams", _fill_teams)
    if figures.branches:
        add("papers-sheet-branches", _fill_branches)
    add("papers-sheet-categories", _fill_categories)
    if figures.tells("served"):
        add("papers-sheet-groups", _fill_groups)
    if figures.listing != "none":
        add("papers-sheet-activities", fill_activities)
        if any(map(figures.tells, _COVERAGE)):
            add("papers-sheet-media", fill_media)
    if figures.joint:
        add("papers-sheet-joint", fill_joint)
    if figures.summaries:
        add("papers-sheet-summaries", fill_summaries)
    if figures.listing != "none":
        add("papers-sheet-table-a", _fill_table_a)
    return save(workbook, tables)


def _fill_summary(table: Table, figures: Figures, language: str) -> None:
    days = in_words(show_dated(figures.starts_on, figures.ends_on), language)
    title = f"{figures.committee} · {in_words(figures.campaign, language)} · {days}"
    table.set_widths((34, 16, 16, 16))
    table.put_text(1, 1, title).font = HEADING
    table.join(1, 1, 1, 4)
    table.set_height(1, 1 + count_lines(title, 56))
    heads = ("papers-head-figure", "papers-head-week", "papers-head-last-week", "papers-head-total")
    table.put_heads(2, [_head(figures, language, key) for key in heads])
    for row, (key, figure, put) in enumerate(_SUMS, start=3):
        table.put_text(row, 1, say(language, key), wide=True)
        for column, sums in enumerate((figures.week, figures.last_week, figures.total), start=2):
            put(table, row, column, figures.told(sums, figure))
    last = 2 + len(_SUMS)
    table.frame(2, last, 4)
    notes = [
        say(language, "papers-period", {"days": days}),
        *([say(language, "papers-organisations-summed")] if figures.tells("organisations") else []),
        *([say(language, "papers-joint-rule")] if figures.joint else []),
        *filter(None, [explain_listing(figures, language)]),
    ]
    for row, note in enumerate(notes, start=last + 1):
        table.put_text(row, 1, note, wide=True)
        table.join(row, 1, row, 4)
        table.set_height(row, count_lines(note, 80))
    table.set_print(landscape=False)


def _head(figures: Figures, language: str, key: str) -> str:
    # "This week" is said of the span that the figures are of.
    return say(language, key, {"span": figures.span})


def _fill_teams(table: Table, figures: Figures, language: str) -> None:
    heads = ("papers-head-team", "papers-head-branch", "papers-head-standing")
    lines = [
        _Line((t.name, t.branch or "", say(language, STANDING_KEYS[t.standing])), t.week, t.total)
        for t in figures.teams
    ]
    _fill_sums(table, figures, language, heads, lines)


def _fill_branches(table: Table, figures: Figures, language: str) -> None:
    def name(line: BranchLine) -> str:
        return say(language, "papers-head-direct") if line.direct else line.name

    heads = ("papers-head-branch", "papers-head-teams", *STANDING_KEYS.values())
    lines = [
        _Line((name(b), b.teams, b.filed, b.late, b.zero, b.missing, b.not_due), b.week, b.total)
        for b in figures.branches
    ]
    _fill_sums(table, figures, language, heads, lines)


def _fill_categories(table: Table, figures: Figures, language: str) -> None:
    lines = [_Line((in_words(c.name, language),), c.week, c.total) for c in figures.categories]
    whole = "papers-head-whole-uncategorised"
    _fill_sums(table, figures, language, ("papers-head-category",), lines, whole)


def _fill_sums(
    table: Table,
    figures: Figures,
    language: str,
    heads: Sequence[str],
    lines: Sequence[_Line],
    whole: str = "papers-head-whole",
) -> None:
    """A line each and their sum; where that isn't the whole, the whole too, with the key that says why."""
    own, columns = len(heads), len(heads) + 2 * _SHOWN
    table.set_widths((30.0, *(14.0 for _ in heads[1:]), *(11.0 for _ in range(columns - own))))
    _put_sum_heads(table, figures, language, heads)
    for row, line in enumerate(lines, start=3):
        _put_line(table, row, line, figures)
    last = 2 + len(lines)
    table.put_text(last + 1, 1, say(language, "papers-head-sum")).font = HEADER
    for column, (_, figure, put) in enumerate(2 * _SUMS[:_SHOWN], start=own + 1):
        if figures.tells(figure):
            table.put_sum(column, 3, last, last + 1, yuan=put is Table.put_yuan)
    end = last + 1
    week, total = sum((line.week for line in lines), Sums()), sum((line.total for line in lines), Sums())
    if (week, total) != (figures.week, figures.total):
        end += 1
        line = _Line((say(language, whole),), figures.week, figures.total)
        _put_line(table, end, line, figures, shift=own - 1)
    table.frame(1, end, columns)
    table.sheet.freeze_panes = table.sheet.cell(3, 2).coordinate
    table.set_print(landscape=True, repeat="1:2")


def _put_line(table: Table, row: int, line: _Line, figures: Figures, shift: int = 0) -> None:
    for column, cell in enumerate(line.cells, start=1):
        if isinstance(cell, int):
            table.put_number(row, column, cell)
        else:
            table.put_text(row, column, cell, wide=column == 1)
    table.set_height(row, count_lines(str(line.cells[0]), 30))
    column = len(line.cells) + shift + 1
    for sums in (line.week, line.total):
        for _, figure, put in _SUMS[:_SHOWN]:
            put(table, row, column, figures.told(sums, figure))
            column += 1


def _put_sum_heads(table: Table, figures: Figures, language: str, heads: Sequence[str]) -> None:
    own = len(heads)
    table.put_heads(1, [say(language, key) for key in heads])
    for column in range(1, own + 1):
        table.join(1, column, 2, column)
    for start, key in ((own + 1, "papers-head-week"), (own + 1 + _SHOWN, "papers-head-total")):
        table.put_heads(1, [_head(figures, language, key)], start)
        table.join(1, start, 1, start + _SHOWN - 1)
        table.put_heads(2, [say(language, key) for key, *_ in _SUMS[:_SHOWN]], start)
    table.set_height(1, 1)
    table.set_height(2, 3)


def _fill_groups(table: Table, figures: Figures, language: str) -> None:
    table.set_widths((34, 16, 16))
    keys = ("papers-head-group", "papers-head-week", "papers-head-total")
    table.put_heads(1, [_head(figures, language, key) for key in keys])
    for row, group in enumerate(figures.groups, start=2):
        table.put_text(row, 1, in_words(group.name, language), wide=True)
        table.put_number(row, 2, group.week)
        table.put_number(row, 3, group.total)
    last = 1 + len(figures.groups)
    table.put_text(last + 1, 1, say(language, "papers-head-sum")).font = HEADER
    for column in (2, 3):
        table.put_sum(column, 2, last, last + 1)
    table.frame(1, last + 1, 3)
    table.set_print(landscape=False)


def _fill_table_a(table: Table, figures: Figures, language: str) -> None:
    days = in_words(show_dated(figures.starts_on, figures.ends_on), DEFAULT)
    of = f"（{days}）" if figures.listing == "span" else ""
    title = f"{in_words(figures.campaign, DEFAULT)}活动开展情况统计表{of}"
    fill_table_a(table, figures.committee, title, figures.activities, figures.contact, figures.phone)
