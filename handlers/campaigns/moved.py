"""Leaders are told when a deadline of a running campaign has moved: each of them once for all their teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.campaigns.definitions import definition_of
from handlers.campaigns.news import next_due, tell_leaders
from handlers.campaigns.words import settings_of
from handlers.messages import Option, Reply, Words, text
from handlers.rules.deadlines import show_due
from handlers.rules.keys import campaign_notice_key
from storage import campaigns
from storage.audit import Trail
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation
from storage.people import Person

#: A notice waits so long: a second change of the same part takes its place.
PATIENCE = timedelta(minutes=5)
#: What a team has open: the deadlines and their moments.
Open = frozenset[tuple[str, datetime]]


def open_dues(session: Session, campaign: Campaign) -> Mapping[int, Open]:
    """What each team has open in the campaign; to be asked before it is changed, and after."""
    where = (Obligation.campaign_id == campaign.id, Obligation.state == "open")
    found: dict[int, set[tuple[str, datetime]]] = defaultdict(set)
    for row in session.execute(
        select(Obligation.team_id, Obligation.deadline, Obligation.due_at).where(*where)
    ):
        found[row.team_id].add((row.deadline, row.due_at))
    return {team_id: frozenset(dues) for team_id, dues in found.items()}


def announce_moved(
    session: Session, now: datetime, campaign: Campaign, part: str, before: Mapping[int, Open], line: Trail
) -> int:
    """Tell the leaders of the teams for which something open is due at another time than `before`, or, if
    it follows activities, of all; how many people that are. `line` is the change's in the trail."""
    rules = {f"deadline.{rule.name}": rule for rule in definition_of(session, campaign).deadlines}
    follows = part in rules and rules[part].kind == "after_activity"
    after = open_dues(session, campaign)
    teams = [
        team
        for team in campaigns.teams_of_campaign(session, campaign)
        if follows or before.get(team.id) != after.get(team.id)
    ]
    place = list(rules).index(part) if part in rules else "period"
    dues = campaigns.next_dues(session, campaign, [team.id for team in teams], now)

    def write(person: Person, theirs: Sequence[Organisation]) -> Reply:
        return _write(session, campaign, part, person, theirs, next_due(dues, theirs))

    key, settle = campaign_notice_key(campaign.id, "moved", line.id), f"moved:{campaign.id}:{place}"
    return tell_leaders(session, now, campaign, teams, write, key, patience=PATIENCE, settle=settle)


def _write(
    session: Session,
    campaign: Campaign,
    part: str,
    person: Person,
    teams: Sequence[Organisation],
    due_at: datetime | None,
) -> Reply:
    file, zone = definition_of(session, campaign), ZoneInfo(teams[0].zone)
    name, value = settings_of(file, zone)[part]
    lines: list[Words] = [
        text("campaign-moved", name=person.name, title=file.title.words()),
        text("change-line", name=name, value=value),
    ]
    if due_at is not None:
        names = "、".join(team.name for team in teams)
        lines.append(text("campaign-moved-next", teams=names, due=show_due(due_at, zone)))
    options = (
        Option(text("command-mine"), "/mine"),
        Option(text("campaign-about"), f"/campaign {campaign.id}"),
    )
    return Reply(tuple(lines), options)
