"""Leaders are told of a campaign that is new to their teams, once, at the latest by the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers.campaigns.definitions import definition_of
from handlers.campaigns.words import has_contact, label_of, show_contact, show_deadline, show_period
from handlers.messages import Option, Reply, Role, Words, text
from handlers.notices import tell_all
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadlines import next_permitted, show_due
from handlers.rules.keys import campaign_notice_key
from handlers.turn import Turn
from storage import audit, campaigns, people
from storage.audit import Trail
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.outbox import NOTICE
from storage.people import Person

#: So long after an assignment its author is taken to have gone on to something else.
ENOUGH = timedelta(minutes=10)
_TOLD, _OUT, _ASSIGNED = "announce-campaign", "take-out-of-campaign", "assign"


def count_untold(session: Session, campaign: Campaign) -> int:
    """How many teams take part whose leaders haven't been told since they came in."""
    return len(set(campaigns.team_ids_of_campaign(session, campaign)) - told_teams(session, campaign))


def told_teams(session: Session, campaign: Campaign) -> set[int]:
    """The teams that were told since they came in."""
    where = (Trail.thing == Campaign.__tablename__, Trail.thing_id == campaign.id)
    query = select(Trail).where(*where, Trail.act.in_((_TOLD, _OUT))).order_by(Trail.id)
    told: set[int] = set()
    for line in session.scalars(query):
        if line.act == _TOLD:
            told |= set((line.after or {})["teams"])
        else:
            told -= set((line.before or {})["teams"])
    return told


def announce(
    session: Session, now: datetime, campaign: Campaign, by: int | None, channel: str, note: bool = False
) -> int:
    """Tell the leaders of the teams that weren't told yet; how many people that are.

    A person who leads several of them hears of all in one message. In the quiet hours it waits. `by` and
    `channel` stand in the trail, with `note` also if there was nobody to tell.
    """
    # The clock and an organizer, or two of them, may be at it in the same moment.
    session.refresh(campaign, with_for_update=True)
    known = told_teams(session, campaign)
    teams = [team for team in campaigns.teams_of_campaign(session, campaign) if team.id not in known]
    if not teams and not note:
        return 0
    after = {"teams": [team.id for team in teams]}
    line = audit.note(session, at=now, person_id=by, channel=channel, act=_TOLD, thing=campaign, after=after)
    session.flush()
    file, key = definition_of(session, campaign), campaign_notice_key(campaign.id, "new", line.id)
    dues = campaigns.next_dues(session, campaign, [team.id for team in teams], now)

    def write(person: Person, theirs: Sequence[Organisation]) -> Reply:
        return _write(campaign, file, person, theirs, next_due(dues, theirs))

    return tell_leaders(session, now, campaign, teams, write, key)


def tell_leaders(
    session: Session,
    now: datetime,
    campaign: Campaign,
    teams: Sequence[Organisation],
    write: Callable[[Person, Sequence[Organisation]], Reply],
    key: str,
    *,
    patience: timedelta = timedelta(0),
    settle: str | None = None,
) -> int:
    """Tell the leaders of these teams what is written for each of them with those they lead; how many people
    that are. It waits for `patience`, and until they may be disturbed; `settle` as in `tell_all`."""
    quiet = definition_of(session, campaign).quiet
    told_at: dict[datetime, list[tuple[Person, Reply]]] = defaultdict(list)
    for person, theirs in by_leader(session, teams):
        at = next_permitted(now + patience, quiet, ZoneInfo(theirs[0].zone))
        told_at[at].append((person, write(person, theirs)))
    return sum(
        len(tell_all(session, told, key=key, urgency=NOTICE, due_at=at, now=now, settle=settle))
        for at, told in told_at.items()
    )


def by_leader(session: Session, teams: Sequence[Organisation]) -> list[tuple[Person, list[Organisation]]]:
    """Each leader of these teams, with those they lead."""
    leaders: dict[int, list[Person]] = defaultdict(list)
    for team_id, person in people.people_in(session, [team.id for team in teams], Role.LEADER):
        leaders[team_id].append(person)
    found: dict[int, tuple[Person, list[Organisation]]] = {}
    for team in teams:
        for person in leaders[team.id]:
            found.setdefault(person.id, (person, []))[1].append(team)
    return list(found.values())


def announce_late(session: Session, now: datetime) -> int:
    """Tell of what was assigned a while ago by somebody who never said "done"; of how many campaigns."""
    where = (Trail.thing == Campaign.__tablename__, Trail.act.in_((_ASSIGNED, _TOLD)))
    query = (
        select(func.max(Trail.id).filter(Trail.act == _ASSIGNED).label("last"))
        .join(Campaign, Campaign.id == Trail.thing_id)
        .where(*where, Campaign.state == "open")
        .group_by(Trail.thing_id)
        .having(func.max(Trail.id) == func.max(Trail.id).filter(Trail.act == _ASSIGNED))
    )
    lines = session.scalars(select(Trail).where(Trail.id.in_(query), Trail.at <= now - ENOUGH)).all()
    for line in lines:
        campaign = session.get_one(Campaign, line.thing_id)
        announce(session, now, campaign, line.person_id, "clock", note=True)
    return len(lines)


def note_out(turn: Turn, campaign: Campaign, place: Organisation, teams: Sequence[int]) -> None:
    """Write down which teams (ids) are out, so that they are told again should they come in again."""
    turn.note(_OUT, campaign, before={"place": place.name, "teams": [*teams]})


def _write(
    campaign: Campaign,
    file: CampaignFile,
    person: Person,
    teams: Sequence[Organisation],
    due_at: datetime | None,
) -> Reply:
    """What a leader of these teams is told, who owe something next at that moment."""
    names: Words = "、".join(team.name for team in teams)
    lines: list[Words] = [
        text("campaign-new", name=person.name, title=file.title.words(), teams=names),
        text("campaign-period", period=show_period(file.period)),
        *_dues(file, ZoneInfo(teams[0].zone), due_at),
    ]
    if has_contact(file):
        lines.append(text("campaign-contact", contact=show_contact(file)))
    report = f"/report {teams[0].id}.{campaign.id}.activity" if len(teams) == 1 else "/report new"
    options = (
        Option(text("command-report"), report),
        Option(text("campaign-about"), f"/campaign {campaign.id}"),
    )
    return Reply(tuple(lines), options)


def _dues(file: CampaignFile, zone: ZoneInfo, due_at: datetime | None) -> list[Words]:
    """When it wants something first, and what follows each activity."""
    lines: list[Words] = [text("campaign-new-due", due=show_due(due_at, zone))] if due_at else []
    lines += [
        text("campaign-deadline", label=label_of(rule), when=show_deadline(file, rule, zone))
        for rule in file.deadlines
        if rule.kind == "after_activity"
    ]
    return lines or [text("campaign-new-anytime")]


def next_due(dues: Mapping[int, datetime], teams: Sequence[Organisation]) -> datetime | None:
    """When the first of these teams owes something; `dues` as `storage.campaigns.next_dues` gives them."""
    return min((dues[team.id] for team in teams if team.id in dues), default=None)
