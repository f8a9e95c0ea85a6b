"""The workbook's lists: every activity, every piece of media coverage, every joint activity."""

from __future__ import annotations

from handlers.papers.amounts import show_dated
from handlers.papers.answers import head_answers, measure_answers, put_answers, sum_answers
from handlers.papers.cells import HEADER, Table, count_lines
from handlers.papers.figures import ActivityLine, CoverageLine, Figures, JointLine
from handlers.speech import in_words
from locales import say

COVERAGE_KEYS = {
    "print": "papers-coverage-print",
    "website": "papers-coverage-website",
    "page": "papers-coverage-page",
}
COUNTED_KEYS = {"once": "papers-counted-once", "added": "papers-counted-added"}

_ACTIVITY_HEADS = (
    "papers-head-number",
    "papers-head-date",
    "papers-head-title",
    "papers-head-team",
    "papers-head-host",
    "papers-head-category",
    "papers-head-place",
    "papers-head-person-times",
    "papers-head-heads",
    "papers-head-organisations",
    "papers-head-groups",
    "papers-head-served",
    "papers-head-hours",
    "papers-head-money",
    "papers-head-materials",
    "papers-head-content",
    "papers-head-joint",
)
_ACTIVITY_WIDTHS = (10, 11, 34, 22, 20, 18, 18, 9, 9, 9, 26, 9, 10, 12, 22, 40, 8)
#: The columns that add up, and the figures they add up to; heads (column 9) don't, so they have no sum.
_ADDING = {8: "person_times", 10: "organisations", 12: "served", 13: "service_minutes", 14: "money_fen"}
#: From here on stand the campaign's own questions.
_OWN = len(_ACTIVITY_HEADS) + 1


def explain_listing(figures: Figures, language: str) -> str | None:
    """What of too many activities is listed, how many there are, and where the others are found."""
    if figures.listing == "campaign":
        return None
    told: dict[str, str | int] = {
        "days": in_words(show_dated(figures.starts_on, figures.ends_on), language),
        "week": figures.week.activities,
        "total": figures.total.activities,
        "joint": figures.joint_in_all,
    }
    return say(language, f"papers-listing-{figures.listing}", told)


def _note_listing(table: Table, row: int, columns: int, figures: Figures, language: str) -> None:
    if note := explain_listing(figures, language):
        table.put_text(row, 1, note, wide=True)
        table.join(row, 1, row, columns)
        table.set_height(row, count_lines(note, 140))


def fill_activities(table: Table, figures: Figures, language: str) -> None:
    """Every activity that is listed, one a line; a joint one is one line. The campaign's own questions come
    last."""
    own = figures.questions
    heads = [say(language, key) for key in _ACTIVITY_HEADS] + head_answers(own, language)
    table.set_widths((*_ACTIVITY_WIDTHS, *measure_answers(own)))
    table.put_heads(1, heads)
    table.set_height(1, max([2, *(count_lines(head, 12) for head in heads[_OWN - 1 :])]))
    for row, activity in enumerate(figures.activities, start=2):
        _fill_activity(table, row, activity, language)
        lines = put_answers(table, row, _OWN, own, activity.answers, language)
        table.raise_height(row, lines)
    last = 1 + len(figures.activities)
    table.put_text(last + 1, 1, say(language, "papers-head-sum")).font = HEADER
    for column in (column for column, figure in _ADDING.items() if figures.tells(figure)):
        table.put_sum(column, 2, last, last + 1, yuan=column == 14)
    sum_answers(table, _OWN, own, (2, last), heads=False)
    table.frame(1, last + 1, len(heads))
    _note_listing(table, last + 2, len(heads), figures, language)
    table.sheet.freeze_panes = "D2"
    table.set_print(landscape=True, repeat="1:1")


def _fill_activity(table: Table, row: int, activity: ActivityLine, language: str) -> None:
    groups = "\n".join(f"{in_words(group, language)} {count}" for group, count in activity.groups)
    words = {
        1: activity.number,
        2: activity.held_on.isoformat(),
        3: activity.title,
        4: activity.team,
        5: activity.host or "",
        6: in_words(activity.category, language) if activity.category else "",
        7: activity.place or "",
        11: groups,
        15: activity.materials or "",
        16: activity.content or "",
        17: say(language, "papers-yes") if activity.joint else "",
    }
    for column, said in words.items():
        table.put_text(row, column, said, wide=True)
    table.put_number(row, 8, activity.person_times)
    table.put_number(row, 9, activity.heads)
    table.put_number(row, 10, activity.organisations)
    table.put_number(row, 12, activity.served if activity.groups else None)
    table.put_hours(row, 13, activity.service_minutes)
    table.put_yuan(row, 14, activity.money_fen)
    lines = (count_lines(said, _ACTIVITY_WIDTHS[column - 1]) for column, said in words.items())
    table.set_height(row, max(lines))


def fill_media(table: Table, figures: Figures, language: str) -> None:
    """Every piece of coverage with its link, its reads, and the day on which they were read."""
    heads = (
        "papers-head-title",
        "papers-head-team",
        "papers-head-coverage",
        "papers-head-link",
        "papers-head-reads",
        "papers-head-read-on",
    )
    table.set_widths((34, 24, 16, 60, 10, 12))
    table.put_heads(1, [say(language, key) for key in heads])
    row = 2
    for activity in figures.activities:
        for line in activity.coverage:
            _fill_coverage(table, row, activity, line, language)
            row += 1
    table.put_text(row, 1, say(language, "papers-head-sum")).font = HEADER
    table.put_sum(5, 2, row - 1, row)
    table.frame(1, row, len(heads))
    _note_listing(table, row + 1, len(heads), figures, language)
    table.sheet.freeze_panes = "A2"
    table.set_print(landscape=True, repeat="1:1")


def _fill_coverage(table: Table, row: int, activity: ActivityLine, line: CoverageLine, language: str) -> None:
    table.put_text(row, 1, activity.title, wide=True)
    table.put_text(row, 2, activity.team, wide=True)
    table.put_text(row, 3, say(language, COVERAGE_KEYS[line.kind]))
    table.put_text(row, 4, line.link or "", wide=True)
    table.put_number(row, 5, line.reads)
    table.put_text(row, 6, line.read_on.isoformat() if line.read_on else "")
    shown = ((activity.title, 34), (activity.team, 24), (line.link or "", 60))
    table.set_height(row, max(count_lines(words, width) for words, width in shown))


def fill_joint(table: Table, figures: Figures, language: str) -> None:
    """Every joint activity with what each team reported and how it was counted, to be checked."""
    heads = (
        "papers-head-title",
        "papers-head-date",
        "papers-head-team",
        "papers-head-number",
        "papers-head-person-times",
        "papers-head-served",
        "papers-head-hours",
        "papers-head-money",
        "papers-head-counted",
    )
    table.set_widths((34, 12, 28, 14, 12, 12, 12, 14, 44))
    table.put_heads(1, [say(language, key) for key in heads])
    table.set_height(1, 2)
    row = 2
    for joint in figures.joint:
        row = _fill_joint_line(table, row, joint, figures, language)
    table.frame(1, row - 1, len(heads))
    table.sheet.freeze_panes = "A2"
    table.set_print(landscape=True, repeat="1:1")


def _fill_joint_line(table: Table, row: int, joint: JointLine, figures: Figures, language: str) -> int:
    last = row + len(joint.parts)
    lines = [(part.team, "、".join(part.numbers), part.sums) for part in joint.parts]
    lines.append((say(language, "papers-head-as-counted"), "", joint.sums))
    for line, (team, numbers, sums) in enumerate(lines, start=row):
        table.put_text(line, 3, team, wide=True)
        table.put_text(line, 4, numbers)
        table.put_number(line, 5, figures.told(sums, "person_times"))
        table.put_number(line, 6, figures.told(sums, "served"))
        table.put_hours(line, 7, figures.told(sums, "service_minutes"))
        table.put_yuan(line, 8, figures.told(sums, "money_fen"))
        table.set_height(line, count_lines(team, 28))
    table.put_text(row, 1, joint.title, wide=True)
    table.put_text(row, 2, joint.held_on.isoformat())
    table.put_text(row, 9, say(language, COUNTED_KEYS[joint.counted]), wide=True)
    for column in (1, 2, 9):
        table.join(row, column, last, column)
    return last + 1
