"""What the reports of a campaign come to, added up by the database, and which may be of one activity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, and_, case, func, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from storage.reports import STANDING, Coverage, GroupServed, Report, ReportPhoto

#: The spans that are added up apart: the days that are asked for, those before, all earlier ones.
SPAN, BEFORE, EARLIER = 0, 1, 2

Rows: TypeAlias = Iterable[Row[*tuple[Any, ...]]]
_STREAMED = {"yield_per": 1000}


@dataclass(frozen=True, slots=True)
class Edge:
    """A day, and the moment at which it begins where days are counted: a report without a day counts for
    the one on which it was sent."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """Which reports count: activity reports of a campaign that stand, of these teams (None: of all), of
    days until before `until`. The span that is asked for begins at `starts`, the one before it at
    `compared`."""

    campaign_id: int
    team_ids: Sequence[int] | None
    compared: Edge
    starts: Edge
    until: Edge


def _from(edge: Edge) -> ColumnElement[bool]:
    # Not as "or": of nearly all rows SQLite would fetch those of each side by another index.
    sent = Report.submitted_at >= edge.at
    return case((Report.held_on.is_(None), sent), else_=Report.held_on >= edge.day)


def counts(counted: Counted, since: Edge | None = None) -> list[ColumnElement[bool]]:
    """What is true of the reports that count, of those `since` a day if one is given."""
    where = [
        Report.campaign_id == counted.campaign_id,
        Report.form == "activity",
        Report.state.in_(STANDING),
        not_(_from(counted.until)),
    ]
    if counted.team_ids is not None:
        where.append(Report.team_id.in_(counted.team_ids))
    if since is not None:
        undated = and_(Report.held_on.is_(None), Report.submitted_at >= since.at)
        where.append(or_(Report.held_on >= since.day, undated))
    return where


def _span(counted: Counted) -> ColumnElement[int]:
    return case((_from(counted.starts), SPAN), (_from(counted.compared), BEFORE), else_=EARLIER).label("span")


def sum_reports(session: Session, counted: Counted) -> Rows:
    """By team, category and span: how many reports there are, their person-times, organisations, minutes of
    service and fen; None where nobody said any."""
    of = (Report.team_id, Report.category, _span(counted))
    figures = (Report.person_times, Report.organisations, Report.service_minutes, Report.money_fen)
    query = select(*of, func.count(), *(func.sum(figure) for figure in figures))
    return session.execute(query.where(*counts(counted)).group_by(*of), execution_options=_STREAMED)


def sum_groups(session: Session, counted: Counted) -> Rows:
    """By team, category, span and kind of group: how many lines tell of it, and the person-times served."""
    of = (Report.team_id, Report.category, _span(counted), GroupServed.kind)
    query = select(*of, func.count(), func.sum(GroupServed.person_times))
    query = query.join_from(Report, GroupServed, GroupServed.report_id == Report.id)
    return session.execute(query.where(*counts(counted)).group_by(*of), execution_options=_STREAMED)


def sum_coverage(session: Session, counted: Counted) -> Rows:
    """By team, category, span and kind of coverage: how many lines there are, and their reads."""
    of = (Report.team_id, Report.category, _span(counted), Coverage.kind)
    query = select(*of, func.count(), func.sum(Coverage.reads))
    query = query.join_from(Report, Coverage, Coverage.report_id == Report.id)
    # Few reports have any: so those of the others aren't fetched.
    where = [*counts(counted), Report.id.in_(select(Coverage.report_id))]
    return session.execute(query.where(*where).group_by(*of), execution_options=_STREAMED)


def undated_keys(session: Session, counted: Counted) -> list[int]:
    """The keys of the titles of which there are reports without a day."""
    query = select(Report.title_key).where(*counts(counted), Report.held_on.is_(None))
    return list(session.scalars(query.distinct()))


def alike(counted: Counted, since: Edge | None = None) -> ColumnElement[bool]:
    """Whether there are reports of several teams with the same day, `since` a day if one is given, and the
    same key of the title.

    Of any state and form: with those that count, this couldn't be answered by an index alone.
    """
    where = [Report.campaign_id == counted.campaign_id, Report.held_on < counted.until.day]
    if since is not None:
        where.append(Report.held_on >= since.day)
    shared = select(Report.held_on, Report.title_key).where(*where).group_by(Report.held_on, Report.title_key)
    several = shared.having(func.min(Report.team_id) != func.max(Report.team_id))
    return tuple_(Report.held_on, Report.title_key).in_(several)


def most_served(session: Session, where: Sequence[ColumnElement[bool]], limit: int) -> Sequence[int]:
    """Of the reports of which that is true, the ids of the first: with photos, then by most people served,
    then the earliest held."""
    pictured = select(ReportPhoto.id).where(ReportPhoto.report_id == Report.id).exists()
    served = select(func.coalesce(func.sum(GroupServed.person_times), 0))
    order = (
        case((pictured, 0), else_=1),
        served.where(GroupServed.report_id == Report.id).scalar_subquery().desc(),
        Report.held_on,
        Report.id,
    )
    return session.scalars(select(Report.id).where(*where).order_by(*order).limit(limit)).all()
