"""Who owes what: obligations come from campaigns and teams, and are settled by reports and zero returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from handlers.campaigns.definitions import definition_of
from handlers.deadlines.plan import Plan
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadlines import Due, after_activity
from storage import campaigns, reports
from storage.campaigns import Activity, Campaign, Obligation
from storage.organisations import Organisation
from storage.reports import Report


def oblige(session: Session, campaign: Campaign, now: datetime, below: Organisation | None = None) -> int:
    """Write what every team that takes part owes, and bring open ones in line with the campaign as it is.

    Run when a campaign is opened, assigned or changed, and for a team (`below`) when that is new. What is
    settled stays; what is open and no longer asked for is dropped. Gives the number of new rows.
    """
    file, plan = definition_of(session, campaign), Plan(session, campaign, now)
    announced: dict[int, list[Activity]] = defaultdict(list)
    for activity in campaigns.announced(session, campaign.id):
        announced[activity.team_id].append(activity)
    known: dict[int, list[Obligation]] = defaultdict(list)
    for row in campaigns.obligations_of(session, campaign, below):
        known[row.team_id].append(row)
    made: list[dict[str, Any]] = []
    for team in campaigns.teams_of_campaign(session, campaign, below):
        dues: list[tuple[Due, int | None]] = [(due, None) for due in plan.in_turn(team.zone)]
        for activity in announced[team.id]:
            dues += [(due, activity.id) for due in _after(file, activity, ZoneInfo(team.zone))]
        made += _oblige_team(plan, team, known[team.id], dues)
    session.flush()
    if made:
        session.execute(insert(Obligation), made)
    return len(made)


def _after(file: CampaignFile, activity: Activity, zone: ZoneInfo) -> list[Due]:
    """What is owed for an activity that was announced."""
    return [
        after_activity(rule, activity.held_on, zone, activity.id)
        for rule in file.deadlines
        if rule.kind == "after_activity"
    ]


def _oblige_team(
    plan: Plan, team: Organisation, rows: Sequence[Obligation], dues: Sequence[tuple[Due, int | None]]
) -> list[dict[str, Any]]:
    """Bring the team's rows in line; those that are new."""
    known = {(row.deadline, row.period): row for row in rows}
    made = []
    for due, activity_id in dues:
        row = known.pop((due.deadline, due.period), None)
        if row is None and due.deadline in plan.once:
            # The day of a fixed deadline has moved: it is the same thing that is owed, or was given.
            row = next((row for row in known.values() if row.deadline == due.deadline), None)
            if row is not None:
                del known[row.deadline, row.period]
        if row is not None:
            _align(plan, row, due, team)
        elif due.due_at > plan.now:
            # What was due before the campaign was opened here is not owed.
            made.append(_new(plan, team, due, activity_id))
    for row in known.values():
        if row.state == "open":
            row.state, row.next_at = "dropped", None
    return made


def _align(plan: Plan, row: Obligation, due: Due, team: Organisation) -> None:
    """Bring an obligation in line with its deadline as it is now.

    What is settled only gains by a later deadline. What isn't due yet is never made late by a change, and
    what was dropped is owed again only if there is still time.
    """
    later = due.due_at > plan.now
    if row.state in ("filed", "zero"):
        row.period, row.due_at = due.period, max(row.due_at, due.due_at)
        return
    if row.state == "dropped" and not later:
        return
    moved = row.state == "dropped" or row.due_at != due.due_at
    if later or row.due_at <= plan.now:
        row.due_at = due.due_at
    row.period, row.starts_on, row.ends_on, row.state = due.period, due.starts_on, due.ends_on, "open"
    if moved:
        plan.wake(row, team.zone)


def _new(plan: Plan, team: Organisation, due: Due, activity_id: int | None = None) -> dict[str, Any]:
    reminded, next_at = plan.first_look(due, team.zone)
    return {
        "campaign_id": plan.campaign.id,
        "team_id": team.id,
        "deadline": due.deadline,
        "period": due.period,
        "starts_on": due.starts_on,
        "ends_on": due.ends_on,
        "due_at": due.due_at,
        "state": "open",
        "activity_id": activity_id,
        "reminded": reminded,
        "next_at": next_at,
    }


def wake(session: Session, row: Obligation, now: datetime) -> None:
    """Let the clock look at an open obligation from the next of its reminders on."""
    campaign = session.get_one(Campaign, row.campaign_id)
    Plan(session, campaign, now).wake(row, session.get_one(Organisation, row.team_id).zone)


def oblige_activity(
    session: Session, campaign: Campaign, team: Organisation, activity: Activity, now: datetime
) -> list[Obligation]:
    """What a team owes for an activity it has announced, where the campaign counts from activities."""
    dues = _after(definition_of(session, campaign), activity, ZoneInfo(team.zone))
    plan = Plan(session, campaign, now)
    made = [Obligation(**_new(plan, team, due, activity.id)) for due in dues]
    session.add_all(made)
    session.flush()
    return made


@dataclass(frozen=True, slots=True)
class Settled:
    """What a report settled, if it did, and what its team still owes in the same form, earliest first."""

    row: Obligation | None
    owed: Sequence[Obligation]


def settle(session: Session, report: Report, now: datetime) -> Settled:
    """Let a report settle what it was owed for: the obligation of its form whose days its activity is in.

    An activity before or after the campaign settles the earliest that is open, since a human has confirmed
    the date; one on days of the campaign that no period covers settles none. An announced activity is
    settled by the report that bears its name or, failing that, its day. A report beyond what was owed
    settles nothing. That nothing was held in its days, in whatever form, is taken back.
    """
    campaign = session.get_one(Campaign, report.campaign_id)
    file = definition_of(session, campaign)
    names = {rule.name for rule in file.deadlines if rule.form == report.form}
    owed = campaigns.owed(session, report.campaign_id, report.team_id, ("open", "zero", "filed"), lock=True)
    rows = [row for row in owed if row.deadline in names]
    in_turn = [row for row in rows if row.activity_id is None]
    fitting = [row for row in in_turn if report.held_on and row.starts_on <= report.held_on <= row.ends_on]
    chosen = next((row for row in fitting or _elsewhere(file, report, in_turn) if row.state != "filed"), None)
    announced = _announced(session, report, [row for row in rows if row.activity_id is not None])
    for row in (chosen, announced):
        if row is not None:
            _file(row, report)
    _reopen_zero(session, report, owed, now)
    return Settled(chosen or announced, [row for row in rows if row.state == "open"])


def _elsewhere(file: CampaignFile, report: Report, rows: Sequence[Obligation]) -> Sequence[Obligation]:
    """What a report may settle whose day is in no period: all, if its form asks for none."""
    if report.held_on is None:
        return rows
    if file.period.starts_on <= report.held_on <= file.period.ends_on:
        return ()
    # A zero return was said on purpose, of other days.
    return [row for row in rows if row.state == "open"]


def _announced(session: Session, report: Report, rows: Sequence[Obligation]) -> Obligation | None:
    """The obligation of the activity that the report is about: of its name on its day, else of its name
    (the day was moved), else of its day (the name was changed)."""
    owed = [row for row in rows if row.state != "filed"]
    named = [row for row in owed if session.get_one(Activity, row.activity_id).title == report.title]
    same_day = [row for row in owed if row.starts_on == report.held_on]
    both = [row for row in named if row in same_day]
    return next(iter(both or named or same_day), None)


def _file(row: Obligation, report: Report) -> None:
    # When it was first sent: to correct a report, or to be asked to, doesn't make it late.
    row.state, row.filed_at, row.report_id, row.next_at = "filed", report.submitted_at, report.id, None


def reopen_zero(session: Session, report: Report, now: datetime) -> None:
    """Owe again what was said to be nothing of the days of a report that settles nothing, being returned."""
    owed = campaigns.owed(session, report.campaign_id, report.team_id, ("zero",), lock=True)
    _reopen_zero(session, report, owed, now)


def _reopen_zero(session: Session, report: Report, owed: Sequence[Obligation], now: datetime) -> None:
    for row in owed:
        if row.state == "zero" and report.held_on and row.starts_on <= report.held_on <= row.ends_on:
            row.state, row.filed_at = "open", None
            wake(session, row, now)


def unsettle(session: Session, report: Report, now: datetime) -> list[Obligation]:
    """Owe again what this report settled, unless another report of the same days stands; what is open
    again."""
    opened = []
    rows = campaigns.owed(session, report.campaign_id, report.team_id, ("filed",), lock=True)
    settling = {row.report_id for row in rows if row.activity_id is None}
    for row in rows:
        if row.report_id == report.id:
            other = _standing_beside(session, report, row, settling)
            if other is not None:
                _file(row, other)
                continue
            row.state, row.filed_at, row.report_id = "open", None, None
            wake(session, row, now)
            opened.append(row)
    return opened


def _standing_beside(
    session: Session, report: Report, row: Obligation, settling: Collection[int | None]
) -> Report | None:
    """The first other report of the same days that stands; of an announced activity there is but one. Where
    the form asks for no day, each period is settled by a report of its own: one that settles none yet."""
    if row.activity_id is not None:
        return None
    others = reports.standing_beside(session, report, row.starts_on, row.ends_on)
    return next((other for other in others if report.held_on or other.id not in settling), None)
