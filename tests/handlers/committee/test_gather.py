"""What the database adds up is what the roll-up means: the same as from every report at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from handlers.campaigns.opening import assign, open_campaign
from handlers.committee import gather
from handlers.papers.figures import CoverageLine, Figures, Listing
from handlers.people.founding import found_root
from handlers.rules.campaign_file import CampaignFile, load_shipped
from handlers.rules.deadlines import moment
from handlers.rules.events import ReportLine, key_title
from handlers.rules.rollup import COUNTED
from storage import organisations
from storage.campaigns import Campaign
from storage.database import Database
from storage.organisations import Organisation
from storage.people import Person
from storage.reports import STANDING, Coverage, GroupServed, Report, ReportPhoto
from tests.kit.stage import local
from tests.rules.plain_rollup import day_of, roll_up_plainly
from tests.rules.world import ZONES

MONDAY, DAY = date(2019, 3, 4), timedelta(days=1)
NOW = local("2019-03-12 10:00")
#: In which order they are founded: the committees, and the teams with the place above each.
PLACES = {
    "甲区": "市",
    "乙区": "市",
    "一队": "甲区",
    "二队": "甲区",
    "三队": "乙区",
    "直属队": "市",
    "旧队": "市",
}
#: The last one reported before it left the campaign.
REPORTING = ("一队", "二队", "三队", "直属队", "旧队")
#: Edges of the week and of the one before, a day after, and one long ago.
HELD = [MONDAY + n * DAY for n in (-30, -8, -7, -1, 0, 3, 6, 7)]
#: Days that begin with what is summed, end it or follow it.
EDGES = [MONDAY + n * DAY for n in (0, -7, 0, -2, 0, 3, 7)]
FEW = st.one_of(st.none(), st.integers(0, 3))
GROUPS = st.tuples(st.sampled_from(["empty_nest_elderly", "disabled", "街坊", "路人"]), st.integers(0, 3))
COVERAGE = st.builds(
    CoverageLine,
    kind=st.sampled_from(["print", "website", "page"]),
    link=st.sampled_from([None, "https://example.org/1", "https://example.org/2"]),
    reads=FEW,
    read_on=st.sampled_from([None, MONDAY, MONDAY + DAY]),
)


def lines(zone: ZoneInfo) -> st.SearchStrategy[ReportLine]:
    """Reports, sent about midnight where the committee is."""
    return st.builds(
        ReportLine,
        number=st.just(""),
        team_id=st.integers(0, len(REPORTING) - 1),
        state=st.sampled_from([*["submitted", "accepted"] * 4, "returned", "withdrawn"]),
        submitted_at=st.sampled_from([moment(day, minute, zone) for day in EDGES for minute in (-1, 0, 600)]),
        title=st.sampled_from(["植树", "植 树！", "植树", "巡河", "！", "？"]),
        # Mostly the same day: what nobody else reports only adds up.
        held_on=st.sampled_from([*[MONDAY] * 6, *HELD, *[None] * 7]),
        host=st.sampled_from([None, "义工联"]),
        category=st.sampled_from([None, "environment", "culture", "own", "old"]),
        place=st.sampled_from([None, "江边"]),
        person_times=FEW,
        heads=FEW,
        organisations=FEW,
        groups=st.lists(GROUPS, max_size=2).map(tuple),
        service_minutes=st.one_of(FEW, st.just(2**40)),
        money_fen=st.one_of(FEW, st.just(2**40)),
        materials=st.sampled_from([None, "水"]),
        content=st.sampled_from([None, "清理河堤"]),
        coverage=st.lists(COVERAGE, max_size=2).map(tuple),
        photos=st.lists(st.sampled_from(["a" * 64, "b" * 64]), max_size=2, unique=True).map(tuple),
        people_served=FEW,
    )


@dataclass(frozen=True)
class World:
    """What is drawn: the reports, of forms of either kind, and what is asked for."""

    lines: Sequence[ReportLine]
    summaries: Sequence[ReportLine]
    committee: str
    zone: str
    most: int
    list_span: bool
    days: gather.Days


def worlds(zone: str) -> st.SearchStrategy[World]:
    """Worlds in which the committee that asks is in that zone."""
    return st.builds(
        World,
        lines=st.lists(lines(ZoneInfo(zone)), min_size=3, max_size=10),
        summaries=st.lists(lines(ZoneInfo(zone)), max_size=1),
        committee=st.sampled_from(["市", "市", "甲区", "乙区"]),
        zone=st.just(zone),
        most=st.sampled_from([0, 0, 2, 5000]),
        list_span=st.booleans(),
        days=st.sampled_from(
            [
                gather.week_of(MONDAY),
                gather.Days("span", MONDAY, MONDAY + 2 * DAY, "days", MONDAY - 2 * DAY),
                gather.Days("all", MONDAY - 30 * DAY, MONDAY + 30 * DAY, "days", MONDAY - 30 * DAY),
            ]
        ),
    )


@dataclass
class Province:
    """The tree, with a campaign in which all but the last of the teams take part."""

    session: Session
    file: CampaignFile
    campaign: Campaign
    places: dict[str, Organisation]
    author: int

    def write(self, line: ReportLine, form: str) -> None:
        values = {name: getattr(line, name) for name in COLUMNS}
        report = Report(
            **values,
            campaign_id=self.campaign.id,
            author_id=self.author,
            form=form,
            title_key=key_title(line.title),
            extra={} if line.people_served is None else {"people_served": line.people_served},
            answers={},
            warnings=[],
            changed_at=NOW,
        )
        self.session.add(report)
        self.session.flush()
        parts: list[Any] = [GroupServed(kind=kind, person_times=count) for kind, count in line.groups]
        parts += [Coverage(**covered.model_dump()) for covered in line.coverage]
        parts += [ReportPhoto(digest=digest, position=n) for n, digest in enumerate(line.photos)]
        for part in parts:
            part.report_id = report.id
            self.session.add(part)
            self.session.flush()


COLUMNS = (
    *("number", "team_id", "state", "submitted_at", "title", "held_on", "host", "category", "place"),
    *("person_times", "heads", "organisations", "service_minutes", "money_fen", "materials", "content"),
)


def build(session: Session) -> Province:
    places = {"市": found_root(session, NOW, "市", "Asia/Shanghai")}
    for name, above in PLACES.items():
        kind = "committee" if name.endswith("区") else "team"
        places[name] = organisations.found(
            session, parent=places[above], kind=kind, name=name, zone="Asia/Shanghai", now=NOW
        )
    author = Person(name="李明", language="zh-CN", link_key="k", created_at=NOW)
    session.add(author)
    session.flush()
    file = load_shipped()["zhaoqing-2019"]
    campaign = open_campaign(session, NOW, places["市"], file, None)
    assign(session, NOW, campaign, [places[name] for name in ("甲区", "乙区", "直属队")])
    return Province(session, file, campaign, places, author.id)


def listed_as(figures: Figures, listing: Listing) -> Figures:
    """The same, with what is listed of many."""
    if listing == "campaign":
        return figures
    activities = figures.activities_of_week() if listing == "span" else ()
    return figures.model_copy(
        update={"activities": activities, "joint": figures.joint_of_week(), "listing": listing}
    )


def check(database: Database, world: World) -> None:
    with database.begin() as session:
        undone = session.begin_nested()
        province = build(session)
        places, committee = province.places, province.places[world.committee]
        committee.zone = world.zone
        lines = [
            replace(line, number=f"A{n:03d}", team_id=places[REPORTING[line.team_id]].id)
            for n, line in enumerate([*world.lines, *world.summaries])
        ]
        for n, line in enumerate(lines):
            province.write(line, "activity" if n < len(world.lines) else "summary")
        campaign, file = province.campaign, province.file
        with patch.object(gather, "MOST_LISTED", world.most):
            found = gather.figures_of(
                session, committee, campaign, file, world.days, NOW, list_span=world.list_span
            )
        teams = gather.teams_below(session, campaign, committee)
        assert "旧队" not in {team.name for team in teams}
        scope = gather.scope_of(session, committee, campaign, file, world.days)
        facts = gather.team_facts(session, committee, campaign, teams, scope, NOW)
        own = [line for line in lines[: len(world.lines)] if line.team_id in {team.id for team in teams}]
        counted = [day_of(scope, line) for line in own if line.state in COUNTED]
        week = sum(scope.in_week(day) for day in counted)
        listing: Listing = "none"
        if sum(day <= scope.ends_on for day in counted) <= world.most:
            listing = "campaign"
        elif world.list_span or week <= world.most:
            listing = "span"
        # What stands in the summaries, and whether the days are over, is told besides.
        found = found.model_copy(update={"summaries": None, "over": True})
        assert found == listed_as(roll_up_plainly(scope, facts, own), listing)
        undone.rollback()


def test_the_database_and_the_roll_up_count_the_same_reports() -> None:
    assert set(STANDING) == COUNTED, "the roll-up is pure: it can't take the word from the tables"


GIVEN = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(suppress_health_check=GIVEN, max_examples=300)
@given(ZONES.flatmap(worlds))
def test_the_database_adds_up_what_the_roll_up_means(database: Database, world: World) -> None:
    check(database, world)


@settings(suppress_health_check=GIVEN, max_examples=25)
@given(ZONES.flatmap(worlds))
def test_and_so_does_postgres(postgres: Database, world: World) -> None:
    check(postgres, world)
