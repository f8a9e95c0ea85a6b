"""A province as it is after a year: filled in by SQL, since a million reports can't be typed.

The trail, and the runs that are over and what was sent as long as they are kept, are there row by row, but
say little.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from handlers.campaigns.opening import open_campaign
from handlers.deadlines.plan import Plan
from handlers.people.founding import found_root
from handlers.retention import MESSAGES
from handlers.rules.events import key_title
from storage.campaigns import Campaign
from storage.database import Database
from storage.organisations import Organisation
from tests.bench.province_rows import FIRST_ACCOUNT, STATEMENTS
from tests.bench.talk import BEGINS_AT, CAMPAIGN

ZONE = "Asia/Shanghai"
#: The campaign's year, and the last day of which there are reports: the Sunday before `BEGINS_AT`.
FIRST_DAY, LAST_DAY, REPORTED_UNTIL = date(2018, 4, 2), date(2019, 3, 31), date(2019, 3, 10)
OPENED_AT = datetime(2018, 4, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Size:
    """How large. Ten counties of fifty teams are a city; the teams of the first `cities` take part in the
    campaign that has the reports, all teams in all others. People are leaders, one a team, and volunteers.
    `sent` messages were answered in the last three months."""

    teams: int
    cities: int
    reports: int
    people: int
    campaigns: int = 20
    sent: int = 0


LARGE = Size(teams=10_000, cities=4, reports=1_000_000, people=100_000, sent=1_000_000)
#: As good as nothing, but for the teams of one county, which have something to look back on too.
SMALL = Size(teams=50, cities=1, reports=150, people=50)


@dataclass(frozen=True, slots=True)
class Province:
    """What was made. `reporting` teams, from the id `first_team` on, take part in `campaign`, whose the
    reports are."""

    root: int
    campaign: int
    first_team: int
    reporting: int

    def account(self, place: int) -> str:
        """The account on Telegram of the leader of the team at that place in line."""
        return str(FIRST_ACCOUNT + place)


def fill(database: Database, size: Size) -> Province:
    """Fill an empty database (SQLite)."""
    cities, counties = -(-size.teams // 500), -(-size.teams // 50)
    with database.begin() as session:
        root = found_root(session, BEGINS_AT, "广东省志愿者联合会", ZONE)
        opened = [_open(session, root, number) for number in range(size.campaigns)]
        made = Province(root.id, opened[0].id, 2 + cities + counties, min(size.teams, 500 * size.cities))
        places = [(opened[0].id, 2 + city) for city in range(size.cities)]
        places += [(campaign.id, root.id) for campaign in opened[1:]]
        dues = [due for campaign in opened for due in _dues(session, campaign)]
    database.dispose()
    with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as connection:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -300000"):
            connection.execute(f"PRAGMA {setting}")
        connection.create_function("key_title", 1, key_title, deterministic=True)
        connection.execute("BEGIN")
        connection.execute(
            "CREATE TEMP TABLE dues (campaign, deadline, period, first, last, due, next, stages)"
        )
        connection.executemany("INSERT INTO dues VALUES (?, ?, ?, ?, ?, ?, ?, ?)", dues)
        connection.executemany("INSERT INTO assignments (campaign_id, organisation_id) VALUES (?, ?)", places)
        given = asdict(size) | asdict(made) | _given(cities, counties)
        for statement in STATEMENTS:
            connection.execute(statement, given)
        connection.execute("COMMIT")
    return made


def _open(session: Session, root: Organisation, number: int) -> Campaign:
    """The campaign that has the reports, weekly for a year, or another, with one deadline at its end."""
    weekly, final = CAMPAIGN.deadlines
    if number == 0:
        period = CAMPAIGN.period.model_copy(update={"starts_on": FIRST_DAY, "ends_on": LAST_DAY})
        changes = {"period": period, "deadlines": (weekly.model_copy(update={"first": None}), final)}
    else:
        title = CAMPAIGN.title.model_copy(update={"zh": f"第{number}项行动"})
        changes = {"code": f"NO{number}", "slug": f"no-{number}", "title": title, "deadlines": (final,)}
    return open_campaign(session, OPENED_AT, root, CAMPAIGN.model_copy(update=changes), None)


def _dues(session: Session, campaign: Campaign) -> list[tuple[object, ...]]:
    """What each team owes in the campaign, as it is kept."""
    plan, found = Plan(session, campaign, BEGINS_AT), list[tuple[object, ...]]()
    for due in plan.in_turn(ZONE):
        stages, next_at = plan.first_look(due, ZONE)
        days = (due.starts_on.isoformat(), due.ends_on.isoformat())
        moments = (_stored(due.due_at), _stored(next_at) if next_at else None)
        found.append((campaign.id, due.deadline, due.period, *days, *moments, stages))
    return found


def _given(cities: int, counties: int) -> dict[str, object]:
    return {
        "cities": cities,
        "counties": counties,
        "now": _stored(BEGINS_AT),
        "kept": _stored(BEGINS_AT - MESSAGES + timedelta(days=1)),
        "monday": _stored(BEGINS_AT + timedelta(days=6)),
        "first_day": FIRST_DAY.isoformat(),
        "days": (REPORTED_UNTIL - FIRST_DAY).days + 1,
        "categories": json.dumps([category.slug for category in CAMPAIGN.categories]),
        "answers": json.dumps({"content": CONTENT, "host": "星湖志愿服务队", "place": "城东街道" * 20}),
        "content": CONTENT,
    }


CONTENT = "3月9日上午，36名志愿者在西江边清理垃圾约20袋，向沿岸商户和散步的市民发放环保宣传单一百多份。"


def _stored(at: datetime) -> str:
    """As SQLite keeps a moment."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
