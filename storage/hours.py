"""Volunteers' hours: the reports that name them, and those that may."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.reports import STANDING, Participant, Report


def services_of(session: Session, person_id: int) -> Sequence[tuple[Participant, Report]]:
    """The reports that name a volunteer, the latest activity first."""
    rows = session.execute(
        select(Participant, Report)
        .join(Report, Report.id == Participant.report_id)
        .where(Participant.person_id == person_id, Report.state.in_(STANDING))
        .order_by(Report.held_on.desc(), Report.id.desc())
    )
    return [(participant, report) for participant, report in rows]


def unclaimed(session: Session, team_ids: Sequence[int], name: str) -> Sequence[str]:
    """The numbers of these teams' reports that name somebody so who is nobody they know, the latest first."""
    where = (Participant.name == name, Participant.person_id.is_(None))
    query = (
        select(Report.number)
        .join(Participant, Participant.report_id == Report.id)
        .where(*where, Report.team_id.in_(team_ids), Report.state.in_(STANDING))
    )
    return session.scalars(query.order_by(Report.id.desc())).all()
