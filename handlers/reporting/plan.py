"""Activities announced by leaders, where a campaign counts its deadlines from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.campaigns.listing import counts_from_activities
from handlers.campaigns.words import show_period
from handlers.deadlines.obligations import oblige, oblige_activity
from handlers.forms.answers import show_date
from handlers.forms.catalogue import CATALOGUE
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.run import Run, World
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.rules.deadlines import show_due
from handlers.talk import begin_run
from handlers.turn import Topic, Turn
from storage import campaigns
from storage.campaigns import Activity, Campaign, Obligation
from storage.organisations import Organisation
from storage.runs import Run as RunRow

#: How many announced activities are listed, the next first.
MOST_LISTED = 10
_FORM = Form(
    name="plan",
    review=False,
    questions=(CATALOGUE["title"], Question(key="planned_on", kind=Kind.DATE)),
)


def offers(turn: Turn) -> dict[str, tuple[Organisation, Campaign]]:
    """Where this person can announce activities, by what stands behind `/plan new`."""
    return {
        f"{team.id}.{campaign.id}": (team, campaign)
        for team in turn.own(Role.LEADER)
        for campaign in campaigns.campaigns_of_team(turn.session, team)
        if counts_from_activities(turn, campaign)
    }


def choose_plan(turn: Turn, rest: str) -> Reply:
    """`/plan [new [team.campaign]]`: what is announced; or announces another activity."""
    offered = offers(turn)
    if not offered:
        raise Reject("plan-nowhere")
    word, _, where = rest.partition(" ")
    if word != "new":
        return _list(turn, offered)
    if where in offered or len(offered) == 1:
        team, campaign = offered.get(where) or next(iter(offered.values()))
        turn.check(Route.REPORT, team)
        return begin_run(turn, "plan", {"team": team.id, "campaign": campaign.id})
    options = tuple(Option(_where(turn, *offer), f"/plan new {key}") for key, offer in offered.items())
    return Reply((text("plan-where"),), options)


def _where(turn: Turn, team: Organisation, campaign: Campaign) -> Words:
    return text("plan-offer", title=definition_of(turn.session, campaign).title.words(), team=team.name)


def _list(turn: Turn, offered: Mapping[str, tuple[Organisation, Campaign]]) -> Reply:
    teams = {team.id: team for team, _ in offered.values()}
    where = (Activity.team_id.in_(teams), Activity.cancelled_at.is_(None), Obligation.state == "open")
    rows = turn.session.scalars(
        select(Activity)
        .join(Obligation, Obligation.activity_id == Activity.id)
        .where(*where)
        .distinct()
        .order_by(Activity.held_on, Activity.id)
        .limit(MOST_LISTED)
    ).all()
    lines: list[Words] = [text("plan-heading", count=len(rows))]
    options = [Option(text("plan-new"), "/plan new")]
    for row in rows:
        lines.append(_line(row, teams[row.team_id], len(teams) > 1))
        for owed in _owed(turn, row):
            options.append(Option(text("plan-report", title=row.title), f"/owe {owed.id}"))
        options.append(Option(text("plan-cancel", title=row.title), f"/unplan {row.id}"))
    return Reply(tuple(lines), tuple(options))


def _line(row: Activity, team: Organisation, several: bool) -> Words:
    day = show_date(row.held_on)
    return text("plan-line", title=row.title, day=day, team=team.name, several=int(several))


def _owed(turn: Turn, row: Activity) -> list[Obligation]:
    where = (Obligation.activity_id == row.id, Obligation.state == "open")
    return list(turn.session.scalars(select(Obligation).where(*where).order_by(Obligation.id)))


def _owed_or_filed(turn: Turn, row: Activity) -> list[Obligation]:
    """Locked: somebody else of the team may report it in this moment."""
    where = (Obligation.activity_id == row.id, Obligation.state.in_(("open", "filed")))
    query = select(Obligation).where(*where).order_by(Obligation.id).with_for_update(key_share=True)
    return list(turn.session.scalars(query, execution_options={"populate_existing": True}))


def _team(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["team"])


def _form(turn: Turn, subject: Mapping[str, Any]) -> Form:
    return _FORM


def _world(turn: Turn, subject: Mapping[str, Any]) -> World:
    return World(turn.today)


def _finish(turn: Turn, row: RunRow, run: Run) -> Reply:
    campaign = turn.session.get_one(Campaign, row.subject["campaign"])
    if campaign.state != "open":
        raise Reject("report-campaign-closed")
    held_on = date.fromisoformat(str(run.answers["planned_on"]))
    period = definition_of(turn.session, campaign).period
    if held_on < turn.today:
        raise Reject("plan-past", day=show_date(held_on))
    if not period.starts_on <= held_on <= period.ends_on:
        raise Reject("plan-outside", period=show_period(period))
    team = turn.session.get_one(Organisation, row.subject["team"])
    made = Activity(
        campaign_id=campaign.id,
        team_id=team.id,
        title=str(run.answers["title"]),
        held_on=held_on,
        created_by=turn.person.id,
    )
    turn.session.add(made)
    turn.session.flush()
    turn.note("announce", made, after={"title": made.title, "held_on": held_on.isoformat()})
    oblige_activity(turn.session, campaign, team, made, turn.now)
    return _announced(turn, made, team)


def _announced(turn: Turn, made: Activity, team: Organisation) -> Reply:
    lines: list[Words] = [text("plan-made", title=made.title, day=show_date(made.held_on))]
    lines += [
        text("plan-due", due=show_due(owed.due_at, ZoneInfo(team.zone))) for owed in _owed(turn, made)[:1]
    ]
    options = (
        Option(text("plan-new"), "/plan new"),
        Option(text("plan-cancel", title=made.title), f"/unplan {made.id}"),
        Option(text("command-plan"), "/plan"),
    )
    return Reply(tuple(lines), options)


def _activity(turn: Turn, typed: str) -> Activity:
    """The announced activity of that id, if the person leads its team."""
    row = turn.by_id(Activity, typed)
    turn.check(Route.REPORT, turn.organisation(row.team_id) if row else None)
    if row is None:
        raise Reject("access-refused")
    return row


def cancel_activity(turn: Turn, rest: str) -> Reply:
    """`/unplan id`: it isn't held after all, so nothing is owed for it."""
    row = _activity(turn, rest)
    rows = _owed_or_filed(turn, row)
    if any(owed.state == "filed" for owed in rows):
        raise Reject("plan-filed", title=row.title)
    if row.cancelled_at is None:
        row.cancelled_at = turn.now
        for owed in rows:
            owed.state, owed.next_at = "dropped", None
        turn.note("cancel", row)
    options = (Option(text("plan-restore"), f"/replan {row.id}"), Option(text("command-plan"), "/plan"))
    return Reply((text("plan-cancelled", title=row.title),), options)


def restore_activity(turn: Turn, rest: str) -> Reply:
    """`/replan id`: it was cancelled by mistake."""
    row = _activity(turn, rest)
    campaign = turn.session.get_one(Campaign, row.campaign_id)
    team = turn.session.get_one(Organisation, row.team_id)
    if row.cancelled_at is not None:
        row.cancelled_at = None
        turn.session.flush()
        oblige(turn.session, campaign, turn.now, team)
        turn.note("restore", row)
    return _announced(turn, row, team)


TOPIC = Topic(Route.REPORT, _team, _form, _world, _finish)
