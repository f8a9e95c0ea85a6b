"""A county and its year: who is there, what they owe, and what one undisturbed process tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.campaigns.opening import assign, open_campaign
from handlers.committee.digest import next_digest
from handlers.dispatch import take
from handlers.messages import Address, Inbound, Message, Role
from handlers.people.founding import add_person, found_root
from handlers.tick import DUTIES, next_planned
from storage import organisations
from storage.campaigns import Obligation
from storage.database import Database
from storage.organisations import Group, Organisation
from storage.outbox import Outbound
from storage.people import Account, Membership, Person, reach
from tests.kit.stage import DOORS
from tests.rules.world import make

ZONE = ZoneInfo("Asia/Shanghai")
#: The first of 52 weeks with a 29 February and, at their end, the 53rd week of 2020.
FIRST_DAY = date(2020, 1, 6)
BEGINS_AT = datetime(2020, 1, 5, 10, 0, tzinfo=ZONE)
TEAMS, LEADERS, COMMITTEES = 12, 2, ("端州区义工联", "高要区义工联")
#: So often a leader who owes something says, after each moment, that nothing was held.
ZERO = 0.15
GROUPS = (-900, -901)
#: The days after the last week in which its obligations fall due.
REST = timedelta(days=10)


@dataclass(frozen=True)
class Plan:
    """What a year without disturbance was: the moments at which something fell due, and what was said."""

    moments: Sequence[datetime]
    written: Counter[tuple[str, str, str]]


def settle(session: Session, weeks: int) -> None:
    """A city, two counties, teams with two leaders each; one leader leads a second team, one organizes."""
    city = found_root(session, BEGINS_AT, "肇庆市志愿者联合会", ZONE.key)
    counties = [_found(session, city, "committee", name) for name in COMMITTEES]
    for number, committee in enumerate((city, *counties)):
        committee.next_digest_at = next_digest(committee, BEGINS_AT)
        organizer = add_person(session, BEGINS_AT, f"组织者{number}", Role.ORGANIZER, committee)
        reach(session, organizer, "telegram", str(900 + number), BEGINS_AT)
    for account, committee in zip(GROUPS, (city, counties[0]), strict=True):
        where = {"channel": "telegram", "account": str(account)}
        session.add(Group(organisation_id=committee.id, bound_by=1, **where))
    teams = [_found(session, counties[number % 2], "team", f"服务队{number}") for number in range(TEAMS)]
    for number in range(TEAMS * LEADERS):
        language = "en" if number == 5 else "zh-CN"
        team = teams[number // LEADERS]
        leader = add_person(session, BEGINS_AT, f"领队{number}", Role.LEADER, team, language)
        reach(session, leader, "telegram", str(1000 + number), BEGINS_AT)
        more = {0: (Role.LEADER, teams[7]), 9: (Role.ORGANIZER, counties[1])}.get(number)
        if more:
            role, place = more
            session.add(Membership(person_id=leader.id, organisation_id=place.id, role=role, since=BEGINS_AT))
    last_day = FIRST_DAY + timedelta(weeks=weeks, days=-1)
    rules = ("kind: weekdays, weekday: friday", "kind: monthly, day: 5")
    campaign = open_campaign(session, BEGINS_AT, city, make(str(FIRST_DAY), str(last_day), *rules), None)
    assign(session, BEGINS_AT, campaign, [city])


def _found(session: Session, parent: Organisation, kind: str, name: str) -> Organisation:
    return organisations.found(session, parent=parent, kind=kind, name=name, zone=ZONE.key, now=BEGINS_AT)


def act(database: Database, now: datetime, seed: int) -> None:
    """What leaders do at that moment, once everything has been told: some say that nothing was held."""
    dice = Random(f"{seed}:{now.timestamp()}")
    with database.read() as session:
        leaders = session.execute(
            select(Account.account, Membership.organisation_id)
            .join(Membership, Membership.person_id == Account.person_id)
            .where(Membership.role == Role.LEADER)
            .order_by(Membership.id)
        ).all()
    for account, team in leaders:
        if dice.random() < ZERO:
            _say_zero(database, now, account, team)


def _say_zero(database: Database, now: datetime, account: str, team: int) -> None:
    with database.begin() as session:
        where = (Obligation.team_id == team, Obligation.state == "open")
        begun = Obligation.starts_on <= now.astimezone(ZONE).date()
        order = (Obligation.due_at, Obligation.id)
        owed = session.scalars(select(Obligation).where(*where, begun).order_by(*order)).first()
        if owed is None:
            return
        said = Inbound(Address("telegram", account), f"{now:%Y%m%d%H%M}-{account}-{team}", f"/zero {owed.id}")
        assert take(session, now, said, DOORS).fault is None


def written(session: Session) -> Counter[tuple[str, str, str]]:
    """What was written: for each account the lines of all messages, how often each. Without the greeting and
    the last line of reminders, which are there as often as there are messages."""
    found = Counter[tuple[str, str, str]]()
    for row in session.scalars(select(Outbound)):
        kind = row.key.partition(":")[0]
        lines = Message.model_validate(row.body).text.split("\n")
        found.update((kind, row.account, line) for line in (lines[1:-1] if kind == "reminder" else lines))
    return found


def live_alone(database: Database, weeks: int, seed: int) -> Plan:
    """The year in one process, which is never disturbed."""
    with database.begin() as session:
        settle(session, weeks)
    moment, moments = BEGINS_AT + timedelta(minutes=11), list[datetime]()
    ends_at = datetime.combine(FIRST_DAY + timedelta(weeks=weeks), datetime.min.time(), ZONE) + REST
    while moment < ends_at:
        moments.append(moment)
        _tick(database, moment)
        act(database, moment, seed)
        with database.begin() as session:
            session.execute(update(Outbound).values(state="sent"))
            planned = next_planned(session)
        moment = planned.at if planned else ends_at
    with database.read() as session:
        return Plan(moments, written(session))


def _tick(database: Database, now: datetime) -> None:
    for duty in DUTIES:
        there_was = 1
        while there_was:
            with database.begin() as session:
                there_was = duty(session, now)


def names(session: Session) -> dict[str, str]:
    """The people by their accounts."""
    rows = session.execute(select(Account.account, Person.name).join(Person, Person.id == Account.person_id))
    return {account: name for account, name in rows}  # noqa: C416 - a row is no pair
