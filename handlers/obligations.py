"""Who owes what: obligations come from campaigns and teams, and are settled by reports and zero returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handlers.definitions import definition_of
from handlers.rules.deadlines import Due, after_activity, periods, stages
from storage import campaigns
from storage.campaigns import Activity, Campaign, Obligation
from storage.organisations import Organisation
from storage.reports import Report


def oblige(session: Session, campaign: Campaign, now: datetime) -> int:
    """Write what every team that takes part owes, and bring open ones in line with the campaign as it is.

    Run when a campaign is opened, assigned or changed, and whenever a team is new. What is settled
    stays; what is open and no longer asked for is dropped. Gives the number of new rows.
    """
    file = definition_of(session, campaign)
    made = 0
    for team in campaigns.teams_of_campaign(session, campaign):
        zone = ZoneInfo(team.zone)
        dues = [due for rule in file.deadlines for due in periods(file, rule, zone)]
        made += _oblige_team(session, campaign, team, dues, now)
    session.flush()
    return made


def _oblige_team(
    session: Session, campaign: Campaign, team: Organisation, dues: Sequence[Due], now: datetime
) -> int:
    known = {
        (row.deadline, row.period): row
        for row in campaigns.owed(session, campaign.id, team.id, ("open", "filed", "zero", "dropped"))
    }
    made = 0
    for due in dues:
        row = known.pop((due.deadline, due.period), None)
        if row is None:
            # What was due before the campaign was opened here is not owed.
            if due.due_at > now:
                session.add(_new(session, campaign, team, due))
                made += 1
        elif row.due_at != due.due_at or row.state == "dropped":
            row.starts_on, row.ends_on, row.due_at = due.starts_on, due.ends_on, due.due_at
            row.state = "open" if row.state == "dropped" else row.state
            wake(session, row)
    for row in known.values():
        if row.state == "open" and row.activity_id is None:
            row.state, row.next_at = "dropped", None
    return made


def _new(
    session: Session, campaign: Campaign, team: Organisation, due: Due, activity_id: int | None = None
) -> Obligation:
    row = Obligation(
        campaign_id=campaign.id,
        team_id=team.id,
        deadline=due.deadline,
        period=due.period,
        starts_on=due.starts_on,
        ends_on=due.ends_on,
        due_at=due.due_at,
        state="open",
        activity_id=activity_id,
    )
    wake(session, row, campaign, team)
    return row


def wake(
    session: Session, row: Obligation, campaign: Campaign | None = None, team: Organisation | None = None
) -> None:
    """Let the clock look at an open obligation from its first reminder on."""
    campaign = campaign or session.get_one(Campaign, row.campaign_id)
    team = team or session.get_one(Organisation, row.team_id)
    moments = stages(definition_of(session, campaign), due_of(row), ZoneInfo(team.zone))
    row.reminded = 0
    row.next_at = moments[0].at if moments and row.state == "open" else None


def due_of(row: Obligation) -> Due:
    """The obligation's deadline as the rules see it."""
    return Due(
        deadline=row.deadline,
        form="activity",
        period=row.period,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        due_at=row.due_at,
    )


def oblige_activity(
    session: Session, campaign: Campaign, team: Organisation, activity: Activity
) -> list[Obligation]:
    """What a team owes for an activity it has announced, where the campaign counts from activities."""
    file = definition_of(session, campaign)
    made = []
    for rule in file.deadlines:
        if rule.kind == "after_activity":
            due = after_activity(rule, activity.held_on, ZoneInfo(team.zone), activity.id)
            made.append(_new(session, campaign, team, due, activity.id))
    session.add_all(made)
    session.flush()
    return made


def settle(session: Session, report: Report, now: datetime) -> Obligation | None:
    """Let a report settle what it was owed for: the obligation of its form whose days its activity is in.

    An activity outside all periods settles the earliest that is open, since a human has confirmed the
    date. A report beyond what was owed settles nothing.
    """
    campaign = session.get_one(Campaign, report.campaign_id)
    file = definition_of(session, campaign)
    names = {rule.name for rule in file.deadlines if rule.form == report.form}
    rows = campaigns.owed(session, report.campaign_id, report.team_id, ("open", "zero", "filed"))
    rows = [row for row in rows if row.deadline in names]
    fitting = [row for row in rows if report.held_on and row.starts_on <= report.held_on <= row.ends_on]
    chosen = next((row for row in fitting or rows if row.state != "filed"), None)
    if chosen is not None:
        chosen.state, chosen.filed_at, chosen.report_id = "filed", now, report.id
        chosen.next_at = None
    return chosen


def unsettle(session: Session, report: Report, now: datetime) -> None:
    """Owe again what this report settled, unless another report of the same days stands."""
    rows = campaigns.owed(session, report.campaign_id, report.team_id, ("filed",))
    for row in rows:
        if row.report_id == report.id:
            row.state, row.filed_at, row.report_id = "open", None, None
            wake(session, row)
