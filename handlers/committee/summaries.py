"""What the teams of a branch wrote in their campaign's summary form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from handlers.campaigns.definitions import form_in
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import applicable
from handlers.papers.asked import Summaries, TeamAnswers
from handlers.rules.own_answers import pick_answers
from handlers.rules.rollup import TeamFacts
from storage import summaries
from storage.campaigns import Campaign
from storage.organisations import Organisation


def summaries_of(
    session: Session,
    committee: Organisation,
    campaign: Campaign,
    teams: Sequence[TeamFacts],
    most: int | None,
) -> Summaries | None:
    """A line a team with its last summary that stands; None as long as there are none. Of more than `most`
    summaries there are no lines: each weekly summary keeps its own."""
    last = summaries.last_summaries(session, campaign.id, committee)
    ids = [last[team.team_id] for team in teams if team.team_id in last]
    if not ids:
        return None
    form = form_in(session, campaign.id, "summary", campaign.version)
    questions = tuple(question for question in form.questions if question.kind is not Kind.PHOTOS)
    lines: tuple[TeamAnswers, ...] = ()
    if most is None or len(ids) <= most:
        rows = summaries.answers_of(session, ids)
        told = {team_id: (number, _answers(form, questions, given)) for team_id, number, given in rows}
        lines = tuple(_line(team, *told.get(team.team_id, ("", {}))) for team in teams)
    return Summaries(questions=questions, handed_in=len(ids), lines=lines)


def _line(team: TeamFacts, number: str, answers: dict[str, Any]) -> TeamAnswers:
    return TeamAnswers(team=team.name, branch=team.branch, number=number, answers=answers)


def _answers(form: Form, questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    asked = applicable(form, given)
    return pick_answers([question for question in questions if question in asked], given)
