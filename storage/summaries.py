"""The summaries that teams have handed in: reports by a campaign's summary form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.organisations import Organisation
from storage.reports import STANDING, Report

#: Reports that are fetched by their ids together.
_AT_ONCE = 500


def last_summaries(session: Session, campaign_id: int, below: Organisation) -> dict[int, int]:
    """By team of a branch, the id of the last of its summaries that stand in the campaign."""
    # Asked team by team: among a million reports of a campaign each is found by an index.
    own = select(func.max(Report.id)).where(
        Report.team_id == Organisation.id,
        Report.form == "summary",
        Report.campaign_id == campaign_id,
        Report.state.in_(STANDING),
    )
    teams = select(Organisation.id, own.scalar_subquery())
    teams = teams.where(Organisation.kind == "team", Organisation.path.startswith(below.path))
    return {team_id: id_ for team_id, id_ in session.execute(teams) if id_ is not None}


def answers_of(session: Session, ids: Sequence[int]) -> list[tuple[int, str, dict[str, Any]]]:
    """The team, number and answers of each of these reports."""
    found = []
    query = select(Report.team_id, Report.number, Report.answers)
    for start in range(0, len(ids), _AT_ONCE):
        rows = session.execute(query.where(Report.id.in_(ids[start : start + _AT_ONCE])))
        found += [(team_id, number, answers) for team_id, number, answers in rows]
    return found
