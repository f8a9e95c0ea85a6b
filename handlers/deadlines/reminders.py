"""What the clock does about obligations: reminders to those who still owe, and the list of the missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.campaigns.definitions import definition_of
from handlers.deadlines.owed import name_owed
from handlers.deadlines.plan import due_of
from handlers.messages import Option, Reply, Role, Words, text
from handlers.notices import organizers, tell, tell_group
from handlers.people.groups import groups_of
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadlines import next_permitted, show_days, show_due, stages, useful_stage
from handlers.rules.keys import overdue_list_key, owed_word, owed_words, reminders_key
from storage import campaigns, organisations, people
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation
from storage.outbox import BROADCAST
from storage.people import Person

#: Obligations looked at in one transaction; the clock comes again until none is left.
BATCH = 500
#: Obligations with buttons of their own in one reminder; a phone shows no more than that at once.
MOST_WITH_BUTTONS = 3
#: Obligations named in one reminder.
MOST_LINES = 10
#: Teams named in one list of the missing; `/due` shows the others.
MOST_MISSING = 40


@dataclass(frozen=True, slots=True)
class Fallen:
    """An obligation at a stage that has come, and what it is."""

    row: Obligation
    campaign: Campaign
    file: CampaignFile
    team: Organisation
    what: Words
    stage: str
    days_left: int

    @property
    def overdue(self) -> bool:
        """Whether its deadline is behind."""
        return self.stage == "overdue"


def remind(session: Session, now: datetime) -> int:
    """Tell of everything whose next stage has come, merged per person; how many obligations there were.

    Rows that another process looks at in this moment are left to it.
    """
    rows = session.scalars(
        select(Obligation)
        .where(Obligation.next_at <= now)
        .order_by(Obligation.next_at, Obligation.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    fallen = [one for row in rows if (one := _advance(session, row, now))]
    told = _by_leader(session, fallen)
    leading = people.count_roles(session, [person.id for person, _ in told], Role.LEADER)
    for person, theirs in told:
        _tell_leader(session, person, theirs, leading[person.id] > 1, now)
    _list_missing(session, [one for one in fallen if one.overdue], now)
    return len(rows)


def _advance(session: Session, row: Obligation, now: datetime) -> Fallen | None:
    """Move the obligation past what has come; what there is to tell, if anything is."""
    campaign = session.get_one(Campaign, row.campaign_id)
    if row.state != "open" or campaign.state != "open":
        row.next_at = None
        return None
    file, team = definition_of(session, campaign), session.get_one(Organisation, row.team_id)
    zone = ZoneInfo(team.zone)
    tell_at = next_permitted(now, file.quiet, zone)
    if tell_at > now:
        # After a start at night. What is to be told is decided in the morning, when it may be settled.
        row.next_at = tell_at
        return None
    planned = stages(file, due_of(row), zone)
    index, row.next_at = useful_stage(planned, row.reminded, now)
    if index is None:
        return None
    row.reminded = index + 1
    stage = planned[index]
    what = name_owed(session, file, row)
    return Fallen(row, campaign, file, team, what, stage.name, stage.days_left)


def _by_leader(session: Session, fallen: Sequence[Fallen]) -> list[tuple[Person, list[Fallen]]]:
    found: dict[int, tuple[Person, list[Fallen]]] = {}
    for one in fallen:
        for person in people.people_of(session, one.team.id, Role.LEADER):
            found.setdefault(person.id, (person, []))[1].append(one)
    # In one order, so that two processes never wait for each other's conversations in a circle.
    return [found[person_id] for person_id in sorted(found)]


def write_reminder(
    person: Person, theirs: Sequence[Fallen], several: bool, said: Words | None = None
) -> Reply:
    """What a leader is told: everything that is owed, of which team if they lead `several`, and, if a person
    reminds, what they `said` to it."""
    theirs = sorted(theirs, key=_by_due)
    lines: list[Words] = [text("remind-hello", name=person.name), *([said] if said else [])]
    lines += [_line(one, several) for one in theirs[:MOST_LINES]]
    if len(theirs) > MOST_LINES:
        lines.append(text("list-more", count=len(theirs) - MOST_LINES))
    lines.append(text("remind-overdue-next" if all(one.overdue for one in theirs) else "remind-next"))
    options: list[Option] = []
    for one in theirs[:MOST_WITH_BUTTONS]:
        which = _which(one, theirs)
        options.append(Option(text("remind-report", which=which), f"/owe {one.row.id}"))
        options.append(_unheld(one, which))
    return Reply(tuple(lines), tuple(options), expects="choice")


def _which(one: Fallen, theirs: Sequence[Fallen]) -> Words:
    """What tells the buttons of one from those of the others: its last day; its team, where others end on
    that day too; and what it is, or the campaign, where those are the same team's."""
    if len(theirs) == 1:
        return ""
    same = [other for other in theirs if other is not one and other.row.ends_on == one.row.ends_on]
    if not same:
        return text("remind-which", ends=_day(one))
    own = [other for other in same if other.team.id == one.team.id]
    if not own:
        return text("remind-which-team", ends=_day(one), team=one.team.name)
    alike = any(other.what == one.what for other in own)
    what = one.file.title.words() if alike else one.what
    return text("remind-which-one", team=one.team.name, several=int(len(own) < len(same)), what=what)


def _unheld(one: Fallen, which: Words) -> Option:
    """Nothing was held: a zero return, or, of an activity that was announced, that it is cancelled."""
    if one.row.activity_id is None:
        return Option(text("remind-zero", which=which), f"/zero {one.row.id}")
    return Option(text("remind-unheld", which=which), f"/unplan {one.row.activity_id}")


def _by_due(one: Fallen) -> tuple[datetime, int]:
    return one.row.due_at, one.row.id


def _tell_leader(
    session: Session, person: Person, theirs: Sequence[Fallen], several: bool, now: datetime
) -> None:
    # What an outage kept and says less, or says of another day, would only confuse.
    ids = [one.row.id for one in theirs]
    tell(
        session,
        person,
        write_reminder(person, theirs, several),
        key=reminders_key([(one.row.id, one.row.due_at, one.stage) for one in theirs]),
        urgency=BROADCAST,
        due_at=now,
        now=now,
        settle=owed_word(ids),
        instead_of=owed_words(ids),
    )


def _day(one: Fallen) -> Words:
    return show_days(one.row.ends_on, one.row.ends_on)


def _line(one: Fallen, several: bool) -> Words:
    zone = ZoneInfo(one.team.zone)
    return text(
        "remind-overdue" if one.overdue else "remind-line",
        title=one.file.title.words(),
        team=one.team.name,
        several=int(several),
        what=one.what,
        due=show_due(one.row.due_at, zone),
        days=one.days_left,
    )


def _list_missing(session: Session, overdue: Sequence[Fallen], now: datetime) -> None:
    """One list per committee, deadline and moment it fell due, of the teams below it that still owe."""
    lists: dict[tuple[int, str, datetime], list[Fallen]] = defaultdict(list)
    for one in overdue:
        lists[(one.campaign.id, one.row.deadline, one.row.due_at)].append(one)
    for fallen in lists.values():
        for committee in _committees(session, fallen):
            _tell_committee(session, committee, fallen[0], now)


def _committees(session: Session, fallen: Sequence[Fallen]) -> list[Organisation]:
    """The committee that opened the campaign, and those between it and the missing teams."""
    top = session.get_one(Organisation, fallen[0].campaign.organisation_id)
    found = {top.id: top}
    for one in fallen:
        for above in organisations.ancestors(session, one.team):
            if above.path.startswith(top.path) and above.kind == "committee":
                found[above.id] = above
    return list(found.values())


def _missing(session: Session, teams: Sequence[Organisation]) -> list[Words]:
    """The teams by name; those that no reminder reached are marked, for they have to be called."""
    leaders = {team.id: [p.id for p in people.people_of(session, team.id, Role.LEADER)] for team in teams}
    reached = people.present_accounts(session, (one for ids in leaders.values() for one in ids))
    told = {team_id: any(one in reached for one in ids) for team_id, ids in leaders.items()}
    how = {team.id: "told" if told[team.id] else "silent" if leaders[team.id] else "none" for team in teams}
    return [text("missing-team", team=team.name, reach=how[team.id]) for team in teams]


def _tell_committee(session: Session, committee: Organisation, one: Fallen, now: datetime) -> None:
    """The list is of all that are missing, not only of those the clock looks at in this moment."""
    missing = campaigns.missed(session, one.row, committee.path)
    lines: list[Words] = [
        text(
            "missing-heading",
            title=one.file.title.words(),
            what=one.what,
            due=show_due(one.row.due_at, ZoneInfo(committee.zone)),
            count=len(missing),
        )
    ]
    lines += _missing(session, missing[:MOST_MISSING])
    if len(missing) > MOST_MISSING:
        lines.append(text("list-more", count=len(missing) - MOST_MISSING))
    command = f"/remind {committee.id}.{one.campaign.id}.{one.row.id}"
    reply = Reply(tuple(lines), (Option(text("command-remind"), command),))
    key = overdue_list_key(committee.id, one.campaign.id, one.row.deadline, one.row.due_at)
    for person in organizers(session, committee):
        tell(session, person, reply, key=key, urgency=BROADCAST, due_at=now, now=now)
    for group in groups_of(session, committee):
        tell_group(session, group, reply, key=key, due_at=now, now=now)
