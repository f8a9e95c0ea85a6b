"""Leaders are told of a campaign that is new to their teams: each of them once."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers.campaigns.definitions import definition_of
from handlers.campaigns.words import has_contact, label_of, show_contact, show_deadline, show_period
from handlers.messages import Option, Reply, Role, Words, text
from handlers.notices import tell
from handlers.rules.deadlines import next_permitted, show_due
from handlers.rules.keys import campaign_notice_key
from handlers.turn import Turn
from storage import campaigns, people
from storage.audit import Trail
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.outbox import NOTICE
from storage.people import Person

_TOLD, _OUT = "announce-campaign", "take-out-of-campaign"


def untold_teams(turn: Turn, campaign: Campaign) -> list[Organisation]:
    """The teams that take part and whose leaders haven't been told since they came in."""
    where = (Trail.thing == Campaign.__tablename__, Trail.thing_id == campaign.id)
    query = select(Trail).where(*where, Trail.act.in_((_TOLD, _OUT))).order_by(Trail.id)
    told: set[int] = set()
    for line in turn.session.scalars(query):
        if line.act == _TOLD:
            told |= set((line.after or {})["teams"])
        else:
            told -= set((line.before or {})["teams"])
    return [team for team in campaigns.teams_of_campaign(turn.session, campaign) if team.id not in told]


def announce(turn: Turn, campaign: Campaign) -> int:
    """Tell the leaders of the teams that weren't told yet; how many people that are.

    A person who leads several of them hears of all in one message. In the quiet hours it waits.
    """
    teams = untold_teams(turn, campaign)
    if not teams:
        return 0
    line = turn.note(_TOLD, campaign, after={"teams": [team.id for team in teams]})
    by_leader: dict[int, tuple[Person, list[Organisation]]] = {}
    for team in teams:
        for person in people.people_of(turn.session, team.id, Role.LEADER):
            by_leader.setdefault(person.id, (person, []))[1].append(team)
    return sum(_tell(turn, campaign, line.id, person, theirs) for person, theirs in by_leader.values())


def note_out(turn: Turn, campaign: Campaign, place: Organisation, teams: Sequence[Organisation]) -> None:
    """Write down which teams are out, so that they are told again should they come in again."""
    turn.note(_OUT, campaign, before={"place": place.name, "teams": [team.id for team in teams]})


def _tell(turn: Turn, campaign: Campaign, act: int, person: Person, teams: Sequence[Organisation]) -> bool:
    file = definition_of(turn.session, campaign)
    zone = ZoneInfo(teams[0].zone)
    names: Words = "、".join(team.name for team in teams)
    lines: list[Words] = [
        text("campaign-new", name=person.name, title=file.title.words(), teams=names),
        text("campaign-period", period=show_period(file.period)),
    ]
    lines += _dues(turn, campaign, teams)
    if has_contact(file):
        lines.append(text("campaign-contact", contact=show_contact(file)))
    report = f"/report {teams[0].id}.{campaign.id}.activity" if len(teams) == 1 else "/report new"
    options = (
        Option(text("command-report"), report),
        Option(text("campaign-about"), f"/campaign {campaign.id}"),
    )
    return tell(
        turn.session,
        person,
        Reply(tuple(lines), options),
        key=campaign_notice_key(campaign.id, "new", act, person.id),
        urgency=NOTICE,
        due_at=next_permitted(turn.now, file.quiet, zone),
        now=turn.now,
    )


def _dues(turn: Turn, campaign: Campaign, teams: Sequence[Organisation]) -> list[Words]:
    """When it wants something first, and what follows each activity."""
    file, zone = definition_of(turn.session, campaign), ZoneInfo(teams[0].zone)
    rows = [row for team in teams for row in campaigns.owed(turn.session, campaign.id, team.id)]
    due_at = min((row.due_at for row in rows if row.due_at > turn.now), default=None)
    lines: list[Words] = [text("campaign-new-due", due=show_due(due_at, zone))] if due_at else []
    lines += [
        text("campaign-deadline", label=label_of(rule), when=show_deadline(file, rule, zone))
        for rule in file.deadlines
        if rule.kind == "after_activity"
    ]
    return lines or [text("campaign-new-anytime")]
