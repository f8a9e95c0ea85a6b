"""Where teams stand with what they owe, counted in the database: a province has ten thousand teams.

A team may owe several things of one kind (a table for each of its activities); then the worst counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from sqlalchemy import ColumnElement, Select, String, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from storage.campaigns import Obligation
from storage.organisations import Organisation


class Rank(IntEnum):
    """Where a team stands, from what needs no word to what needs one; `OPEN` is owed and not yet due."""

    ZERO = 0
    FILED = 1
    LATE = 2
    OPEN = 3
    MISSING = 4


#: Teams of one committee stand together, in the order in which they were made. (A path sorts as text.)
IN_ORDER = (Organisation.parent_id, Organisation.id)
#: Those who still owe.
OWING = (Rank.OPEN, Rank.MISSING)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period of one deadline in a branch, or (`period` empty) all of a deadline that counts from
    activities. `some_id` is the id of one of its obligations, by which it can be named, `open` how many
    are open, `due_at` when the last of it falls due."""

    some_id: int
    deadline: str
    period: str
    starts_on: date
    ends_on: date
    due_at: datetime
    open: int


def stretches(
    session: Session, campaign_id: int, path: str, from_activities: Collection[str]
) -> list[Stretch]:
    """What a campaign asks of a branch, the earliest due first. Of the deadlines named, which count from
    activities, everything is one stretch."""
    period: ColumnElement[str] = case(
        (Obligation.deadline.in_(from_activities), literal("", String)), else_=Obligation.period
    ).label("asked_for")
    rows = session.execute(
        select(
            func.min(Obligation.id),
            Obligation.deadline,
            period,
            func.min(Obligation.starts_on),
            func.max(Obligation.ends_on),
            func.max(Obligation.due_at),
            func.sum(case((Obligation.state == "open", 1), else_=0)),
        )
        .join(Organisation, Organisation.id == Obligation.team_id)
        .where(
            Obligation.campaign_id == campaign_id,
            Obligation.state != "dropped",
            Organisation.path.startswith(path),
        )
        .group_by(Obligation.deadline, "asked_for")
    )
    found = [Stretch(*row) for row in rows]
    return sorted(found, key=lambda one: (one.due_at, one.some_id))


def _in(stretch: Stretch, campaign_id: int, path: str) -> tuple[ColumnElement[bool], ...]:
    period = () if not stretch.period else (Obligation.period == stretch.period,)
    return (
        Obligation.campaign_id == campaign_id,
        Obligation.deadline == stretch.deadline,
        *period,
        Obligation.state != "dropped",
        Organisation.path.startswith(path),
    )


def _ranked(stretch: Stretch, campaign_id: int, path: str, now: datetime) -> Select[int, str, int]:
    """Every team of the branch that was asked: its id, path and rank."""
    rank = case(
        (Obligation.state == "zero", int(Rank.ZERO)),
        ((Obligation.state == "open") & (Obligation.due_at <= now), int(Rank.MISSING)),
        (Obligation.state == "open", int(Rank.OPEN)),
        (Obligation.filed_at >= Obligation.due_at, int(Rank.LATE)),
        else_=int(Rank.FILED),
    )
    return (
        select(Organisation.id, Organisation.path, func.max(rank).label("rank"))
        .join(Obligation, Obligation.team_id == Organisation.id)
        .where(*_in(stretch, campaign_id, path))
        .group_by(Organisation.id, Organisation.path)
    )


def count_ranks(
    session: Session, stretch: Stretch, campaign_id: int, path: str, now: datetime
) -> dict[Rank, int]:
    """How many teams of the branch stand where; every rank is there."""
    teams = _ranked(stretch, campaign_id, path, now).subquery()
    rows = session.execute(select(teams.c.rank, func.count()).group_by(teams.c.rank))
    return dict.fromkeys(Rank, 0) | {Rank(rank): count for rank, count in rows}


def count_below(
    session: Session, stretch: Stretch, campaign_id: int, above: Organisation, now: datetime
) -> list[tuple[Organisation, int, int]]:
    """The committees directly below `above`, each with how many of its teams were asked and still owe;
    those that owe most first, those in which nobody was asked left out."""
    teams = _ranked(stretch, campaign_id, above.path, now).subquery()
    child = aliased(Organisation)
    owing = func.sum(case((teams.c.rank.in_([int(rank) for rank in OWING]), 1), else_=0))
    rows = session.execute(
        select(child, func.count(), owing)
        .join(teams, teams.c.path.startswith(child.path))
        .where(child.parent_id == above.id, child.kind == "committee")
        .group_by(child.id)
        .order_by(owing.desc(), child.id)
    )
    return [(committee, asked, int(owe)) for committee, asked, owe in rows]


def owing_teams(
    session: Session,
    stretch: Stretch,
    campaign_id: int,
    path: str,
    limit: int,
    *,
    parent_id: int | None = None,
) -> Sequence[Organisation]:
    """Teams of the branch that still owe, those of one committee together; only those directly below
    `parent_id` if it is given."""
    owe = select(Obligation.team_id).join(Organisation, Organisation.id == Obligation.team_id)
    owe = owe.where(*_in(stretch, campaign_id, path), Obligation.state == "open")
    query = select(Organisation).where(Organisation.id.in_(owe))
    if parent_id is not None:
        query = query.where(Organisation.parent_id == parent_id)
    return session.scalars(query.order_by(*IN_ORDER).limit(limit)).all()


def open_in(
    session: Session, stretch: Stretch, campaign_id: int, path: str
) -> Sequence[tuple[Obligation, Organisation]]:
    """What is open in the stretch, with the teams that owe it, the earliest due first."""
    rows = session.execute(
        select(Obligation, Organisation)
        .join(Organisation, Organisation.id == Obligation.team_id)
        .where(*_in(stretch, campaign_id, path), Obligation.state == "open")
        .order_by(Obligation.due_at, *IN_ORDER, Obligation.id)
    )
    return [(obligation, team) for obligation, team in rows]
