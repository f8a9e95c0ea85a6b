"""Reports: what a leader says of one activity in one campaign, with its groups, media, people, photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Id, Name, Word
from storage.organisations import Organisation


class Report(Base):
    """One report. `form` is "activity" or "summary"; `state` submitted, accepted, returned or withdrawn.

    `person_times` (人次) adds up over reports, `heads` (人数) does not. `service_minutes` is the total of
    all volunteers. Times of day are minutes from midnight in the team's zone. Answers to a campaign's
    own questions are in `extra`. Money and total time go beyond 32 bits (`handlers.forms.catalogue`).
    `title_key` is a number that titles have in common if they are taken for the same
    (`handlers.rules.events`). `revision` goes up with each change of what is reported.
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("number"),
        Index(None, "campaign_id", "submitted_at"),
        Index(None, "team_id", "held_on"),
        # A team's last report by a form: found without looking at all it ever filed.
        Index(None, "team_id", "form", "id"),
        # What several teams may have held together, see `storage.sums`.
        Index(None, "campaign_id", "held_on", "title_key", "team_id"),
    )
    id: Mapped[Id]
    number: Mapped[Word]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form: Mapped[Word]
    state: Mapped[Word]
    category: Mapped[Word | None]
    title: Mapped[Name]
    title_key: Mapped[int] = mapped_column(BigInteger)
    host: Mapped[Name | None]
    place: Mapped[Name | None]
    held_on: Mapped[date | None]
    starts_minute: Mapped[int | None]
    ends_minute: Mapped[int | None]
    person_times: Mapped[int | None]
    heads: Mapped[int | None]
    organisations: Mapped[int | None]
    service_minutes: Mapped[int | None] = mapped_column(BigInteger)
    money_fen: Mapped[int | None] = mapped_column(BigInteger)
    materials: Mapped[str | None] = mapped_column(Text)
    content: Mapped[str | None] = mapped_column(Text)
    remarks: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    warnings: Mapped[list[Any]]
    submitted_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    review_note: Mapped[str | None] = mapped_column(Text)


class GroupServed(Base):
    """A line of "groups served": its type (official or named) and the person-times served."""

    __tablename__ = "groups_served"
    __table_args__ = (Index(None, "report_id"),)
    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    kind: Mapped[Name]
    person_times: Mapped[int]


class Coverage(Base):
    """A line of media coverage: print, website or page (网页或微信); `reads` as read on `read_on`."""

    __tablename__ = "coverage"
    __table_args__ = (Index(None, "report_id"),)
    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    kind: Mapped[Word]
    link: Mapped[str | None] = mapped_column(String(500))
    reads: Mapped[int | None]
    read_on: Mapped[date | None]


class Participant(Base):
    """Someone named in a report; `person_id` if the name is a volunteer of the team."""

    __tablename__ = "participants"
    __table_args__ = (Index(None, "report_id"), Index(None, "person_id"))
    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    name: Mapped[Name]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    minutes: Mapped[int]


class ReportPhoto(Base):
    """A photo of a report, at its place in the order it came."""

    __tablename__ = "report_photos"
    __table_args__ = (UniqueConstraint("report_id", "digest"), Index(None, "digest"))
    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    digest: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]


#: The states in which a report stands and counts.
STANDING = ("submitted", "accepted")


def reports_of_team(
    session: Session, team_ids: Sequence[int], campaign_id: int | None = None, limit: int = 20
) -> Sequence[Report]:
    """The teams' reports that aren't withdrawn, the latest first."""
    query = select(Report).where(Report.team_id.in_(team_ids), Report.state != "withdrawn")
    if campaign_id is not None:
        query = query.where(Report.campaign_id == campaign_id)
    return session.scalars(query.order_by(Report.submitted_at.desc(), Report.id.desc()).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports a committee wants to see: of the branches with these paths, withdrawn ones never.

    `state` None is any; `since` looks at when they were first sent.
    """

    paths: tuple[str, ...]
    state: str | None = None
    campaign_id: int | None = None
    since: datetime | None = None


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    branches = or_(*(Organisation.path.startswith(path) for path in wanted.paths))
    where = [branches, Report.state != "withdrawn"]
    if wanted.state is not None:
        where.append(Report.state == wanted.state)
    if wanted.campaign_id is not None:
        where.append(Report.campaign_id == wanted.campaign_id)
    if wanted.since is not None:
        where.append(Report.submitted_at >= wanted.since)
    return where


def reports_wanted(
    session: Session, wanted: Wanted, limit: int, skip: int = 0, *, oldest_first: bool = False
) -> Sequence[tuple[Report, str]]:
    """Those reports with the names of their teams, the newest first unless asked otherwise."""
    order = (
        (Report.submitted_at, Report.id) if oldest_first else (Report.submitted_at.desc(), Report.id.desc())
    )
    rows = session.execute(
        select(Report, Organisation.name)
        .join(Organisation, Organisation.id == Report.team_id)
        .where(*_wanted(wanted))
        .order_by(*order)
        .limit(limit)
        .offset(skip)
    )
    return [(report, team) for report, team in rows]


def count_wanted(session: Session, wanted: Wanted) -> dict[str, int]:
    """How many of those reports there are of each state."""
    rows = session.execute(
        select(Report.state, func.count())
        .join(Organisation, Organisation.id == Report.team_id)
        .where(*_wanted(wanted))
        .group_by(Report.state)
    )
    return {state: int(count) for state, count in rows}


# Statements of every report are built once: building one takes longer than running it.
_LAST = (
    select(Report.answers)
    .where(Report.team_id == bindparam("team"), Report.form == bindparam("form"), Report.state != "withdrawn")
    .order_by(Report.id.desc())
    .limit(1)
)


def last_answers(session: Session, team_id: int, form: str) -> dict[str, Any] | None:
    """The answers of the last report that the team filed by such a form, in whichever campaign."""
    return session.connection().scalar(_LAST, {"team": team_id, "form": form})


@dataclass(frozen=True, slots=True)
class Held:
    """What tells one activity from another: a report's id and number, its title, and the day."""

    id: int
    number: str
    title: str
    held_on: date


_HELD = (
    select(Report.id, Report.number, Report.title, Report.held_on)
    .where(Report.team_id == bindparam("team"), Report.held_on == bindparam("day"))
    .where(Report.campaign_id == bindparam("campaign"), Report.state != "withdrawn")
    .order_by(Report.id.desc())
)


def held_by_team(session: Session, team_id: int, campaign_id: int, day: date) -> Sequence[Held]:
    """What the team has reported of that day in a campaign, the latest report first."""
    rows = session.connection().execute(_HELD, {"team": team_id, "campaign": campaign_id, "day": day})
    return [Held(id_, number, title, held_on) for id_, number, title, held_on in rows if held_on]


def days_held(session: Session, campaign_id: int) -> list[date]:
    """The first and the last day of a campaign's activities that stand; nothing if there are none."""
    where = (Report.campaign_id == campaign_id, Report.state.in_(STANDING), Report.held_on.is_not(None))
    first, last = session.execute(
        select(func.min(Report.held_on), func.max(Report.held_on)).where(*where)
    ).one()
    return [day for day in (first, last) if day is not None]


def report_numbered(session: Session, number: str) -> Report | None:
    """The report with that number."""
    return session.scalar(select(Report).where(Report.number == number))


def standing_beside(session: Session, beside: Report, first: date, last: date) -> Sequence[Report]:
    """The team's other reports of the same campaign and form that stand and were held in those days; where
    the form asks for no day, those that have none."""
    where = (
        Report.team_id == beside.team_id,
        Report.campaign_id == beside.campaign_id,
        Report.form == beside.form,
        Report.id != beside.id,
        Report.held_on.between(first, last) if beside.held_on else Report.held_on.is_(None),
        Report.state.in_(STANDING),
    )
    return session.scalars(select(Report).where(*where).order_by(Report.id)).all()


def returned_for(session: Session, campaign_id: int, team_id: int, first: date, last: date) -> Report | None:
    """The team's report of those days that was returned and not mended yet, the latest."""
    where = (*_held_in(campaign_id, team_id, first, last), Report.state == "returned")
    return session.scalars(select(Report).where(*where).order_by(Report.id.desc()).limit(1)).first()


def count_standing(session: Session, campaign_id: int, team_id: int, first: date, last: date) -> int:
    """How many activities of those days the team has reported that stand."""
    where = (*_held_in(campaign_id, team_id, first, last), Report.state.in_(STANDING))
    return session.scalars(select(func.count(Report.id)).where(*where)).one()


def _held_in(campaign_id: int, team_id: int, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """A team's reports in a campaign of what was held in those days."""
    days = Report.held_on.between(first, last)
    return Report.team_id == team_id, Report.campaign_id == campaign_id, days


def clear_parts(session: Session, report_id: int) -> None:
    """Drop the rows that hang on a report, so that a changed report writes them anew."""
    for part in (GroupServed, Coverage, Participant, ReportPhoto):
        session.execute(delete(part).where(part.report_id == report_id))


def photos_of(session: Session, report_id: int) -> Sequence[str]:
    """The digests of a report's photos, in order."""
    where = ReportPhoto.report_id == report_id
    return session.scalars(select(ReportPhoto.digest).where(where).order_by(ReportPhoto.position)).all()
