"""From rows to what the roll-up takes: reports one by one with their parts, or added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, not_, null, select
from sqlalchemy.orm import Session

from handlers.papers.figures import CoverageLine, amounts
from handlers.rules.rollup import ReportLine
from handlers.rules.tally import Entry, GroupEntry, Tally, When
from storage import sums
from storage.reports import Coverage, GroupServed, Report, ReportPhoto
from storage.sums import Counted, Edge, counts

#: What a campaign asks for Table B's number of people served (服务人数) by; it is not in the catalogue.
PEOPLE_SERVED = "people_served"
#: Reports whose parts are fetched together.
_BATCH = 500
_FIGURES = (
    *(Report.id, Report.number, Report.team_id, Report.state, Report.submitted_at, Report.title),
    *(Report.held_on, Report.category, Report.person_times, Report.organisations),
    *(Report.service_minutes, Report.money_fen, Report.host, Report.place),
)
_WORDS = (Report.heads, Report.materials, Report.content, Report.extra)
_WHEN = {sums.SPAN: When.WEEK, sums.BEFORE: When.LAST_WEEK, sums.EARLIER: When.EARLIER}


def standing_lines(session: Session, counted: Counted, since: Edge | None = None) -> Iterator[ReportLine]:
    """The reports that count, from a day on if one is given, with their groups, coverage and photos."""
    return _lines(session, counts(counted, since), whole=True)


def shared_lines(session: Session, counted: Counted) -> Iterator[Sequence[ReportLine]]:
    """The reports of activities that several teams may have held together, and some besides: in handfuls,
    all of one activity in the same. They are only counted, so without what is only shown."""
    undated, where = _undated_apart(session, counted, counts(counted))
    if undated:
        yield list(_lines(session, undated, whole=False))
    lines = _lines(session, [*where, sums.alike(counted)], whole=False)
    for _, handful in groupby(lines, lambda line: line.held_on):
        yield list(handful)


def shown_lines(session: Session, counted: Counted, most: int) -> Iterator[ReportLine]:
    """Of the span that is asked for: the reports that several teams may have made of one activity, and of the
    others the `most` notable ones."""
    undated, where = _undated_apart(session, counted, counts(counted, counted.starts))
    if undated:
        yield from _lines(session, undated, whole=True)
    dated, shared = Report.held_on >= counted.starts.day, sums.alike(counted, counted.starts)
    yield from _lines(session, [*where, dated, shared], whole=True)
    notable = sums.most_served(session, [*where, dated, not_(shared)], most)
    yield from _lines(session, [Report.id.in_(notable)], whole=True)


def _undated_apart(
    session: Session, counted: Counted, where: Sequence[ColumnElement[bool]]
) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """Which of those reports have the title of one without a day (nothing, if there is none), and which
    don't: its day depends on the zone, so whoever else has such a title is looked at too."""
    keys = sums.undated_keys(session, counted)
    if not keys:
        return [], [*where]
    return [*where, Report.title_key.in_(keys)], [*where, Report.title_key.not_in(keys)]


def _lines(session: Session, where: Sequence[ColumnElement[bool]], *, whole: bool) -> Iterator[ReportLine]:
    shown = _WORDS if whole else tuple(null().label(column.key) for column in _WORDS)
    query = select(*_FIGURES, *shown).where(*where)
    if not whole:
        query = query.order_by(Report.held_on)
    for rows in session.execute(query.execution_options(yield_per=_BATCH)).partitions():
        ids = [row.id for row in rows]
        groups, coverage = _groups(session, ids), _coverage(session, ids)
        photos = _photos(session, ids) if whole else {}
        for row in rows:
            yield _line(row, groups.get(row.id, ()), coverage.get(row.id, ()), photos.get(row.id, ()))


def _groups(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    query = select(GroupServed.report_id, GroupServed.kind, GroupServed.person_times)
    for id_, kind, count in session.execute(
        query.where(GroupServed.report_id.in_(ids)).order_by(GroupServed.id)
    ):
        found[id_].append((kind, count))
    return found


def _coverage(session: Session, ids: Sequence[int]) -> dict[int, list[CoverageLine]]:
    found: dict[int, list[CoverageLine]] = defaultdict(list)
    query = select(Coverage.report_id, Coverage.kind, Coverage.link, Coverage.reads, Coverage.read_on)
    for id_, kind, link, reads, read_on in session.execute(
        query.where(Coverage.report_id.in_(ids)).order_by(Coverage.id)
    ):
        said = {"kind": kind, "link": link, "reads": reads, "read_on": read_on}
        found[id_].append(CoverageLine.model_validate(said))
    return found


def _photos(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = select(ReportPhoto.report_id, ReportPhoto.digest).where(ReportPhoto.report_id.in_(ids))
    for id_, digest in session.execute(query.order_by(ReportPhoto.position)):
        found[id_].append(digest)
    return found


def _line(
    row: Row[*tuple[Any, ...]],
    groups: Iterable[tuple[str, int]],
    coverage: Iterable[CoverageLine],
    photos: Iterable[str],
) -> ReportLine:
    served = row.extra.get(PEOPLE_SERVED) if row.extra else None
    return ReportLine(
        number=row.number,
        team_id=row.team_id,
        state=row.state,
        submitted_at=row.submitted_at,
        title=row.title,
        held_on=row.held_on,
        host=row.host,
        category=row.category,
        place=row.place,
        person_times=row.person_times,
        heads=row.heads,
        organisations=row.organisations,
        groups=tuple(groups),
        service_minutes=row.service_minutes,
        money_fen=row.money_fen,
        materials=row.materials,
        content=row.content,
        coverage=tuple(coverage),
        photos=tuple(photos),
        people_served=served if isinstance(served, int) else None,
        answers=row.extra or None,
    )


def tally_of(session: Session, counted: Counted, team_ids: Container[int]) -> Tally:
    """The reports that count of these teams, added up each by itself."""
    tally = Tally()

    def add(team_id: int, category: str | None, span: int, **figures: Any) -> None:
        # Sums of large columns come from PostgreSQL as decimals, those of nothing as None.
        said = amounts(**{name: int(figure or 0) for name, figure in figures.items()})
        tally.teams[team_id].append(Entry(category, _WHEN[span], said))

    for team_id, category, span, count, person_times, organisations, minutes, fen in _of(
        team_ids, sums.sum_reports(session, counted)
    ):
        given = {"person_times": person_times, "organisations": organisations}
        add(team_id, category, span, activities=count, service_minutes=minutes, money_fen=fen, **given)
    for team_id, category, span, kind, lines, served in _of(team_ids, sums.sum_groups(session, counted)):
        add(team_id, category, span, served=served)
        tally.groups.append(GroupEntry(kind, _WHEN[span], lines, int(served)))
    for team_id, category, span, kind, lines, reads in _of(team_ids, sums.sum_coverage(session, counted)):
        add(team_id, category, span, **{f"{kind}_coverage": lines, "reads": reads})
    return tally


def _of(team_ids: Container[int], rows: sums.Rows) -> Iterator[Row[*tuple[Any, ...]]]:
    # Teams that no longer take part have reported too.
    return (row for row in rows if row[0] in team_ids)
