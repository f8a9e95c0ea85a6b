"""The pages of a province load what they show, however many teams stand below. Counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from handlers.deadlines.obligations import oblige
from handlers.messages import Role
from handlers.people.founding import add_person
from storage import organisations
from storage.base import Base
from storage.campaigns import Campaign
from storage.database import Database
from storage.organisations import Organisation
from storage.people import reach
from tests.handlers.campaign_talk import COUNTY_ORGANIZER, LEADER, ORGANIZER, Talk, said

#: More than any page shows of one level.
CROWD = 50


@dataclass
class Load:
    """What a message needed: rows that became objects, and statements."""

    objects: int = 0
    statements: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Load]:
    load = Load()

    def on_load(*_: Any) -> None:
        load.objects += 1

    def on_statement(*_: Any) -> None:
        load.statements += 1

    event.listen(Base, "load", on_load, propagate=True)
    event.listen(database.engine, "before_cursor_execute", on_statement)
    try:
        yield load
    finally:
        event.remove(Base, "load", on_load)
        event.remove(database.engine, "before_cursor_execute", on_statement)


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


def found(session: Session, talk: Talk, parent: Organisation, name: str, kind: str = "team") -> Organisation:
    zone, now = parent.zone, talk.stage.now
    return organisations.found(session, parent=parent, kind=kind, name=name, zone=zone, now=now)


def grow(talk: Talk, *, teams: int, owing: int | None = None) -> None:
    """So many teams more: half directly below the city, half in the county; they owe in that campaign."""
    with talk.database.begin() as session:
        for place in (talk.county.city, talk.county.county):
            above = session.get_one(Organisation, place.id)
            for number in range(teams // 2):
                found(session, talk, above, f"第{number}支，共{teams}支")
        if owing is not None:
            oblige(session, session.get_one(Campaign, owing), talk.stage.now)


def load_of(talk: Talk, who: str, line: str) -> Load:
    """What that line costs, said for the second time: by then the campaign is known."""
    talk.say(who, line)
    with counted(talk.database) as load:
        talk.say(who, line)
    return load


@pytest.mark.parametrize(
    ("who", "line"),
    [
        (LEADER, "/campaigns"),
        (COUNTY_ORGANIZER, "/campaigns"),
        (ORGANIZER, "/campaigns"),
        (LEADER, "/campaign {campaign}"),
        (ORGANIZER, "/campaign {campaign}"),
        (ORGANIZER, "/assign {campaign}"),
        (ORGANIZER, "/assign {campaign} {county}"),
        (ORGANIZER, "/teams"),
        (ORGANIZER, "/people"),
        (ORGANIZER, "/people {city} below"),
        (ORGANIZER, "/due"),
        (ORGANIZER, "/newteam"),
        (ORGANIZER, "/invite leader"),
        (ORGANIZER, "/invite leader {team}"),
    ],
)
def test_more_teams_load_nothing_more(talk: Talk, who: str, line: str) -> None:
    grow(talk, teams=2 * CROWD)
    campaign = talk.open()
    county = talk.county
    places = {"city": county.city.id, "county": county.county.id, "team": county.star_lake.id}
    typed = line.format(campaign=campaign, **places)
    few = load_of(talk, who, typed)
    grow(talk, teams=6 * CROWD, owing=campaign)
    assert load_of(talk, who, typed) == few


def test_a_press_loads_the_place_that_is_put_in(talk: Talk) -> None:
    with talk.database.begin() as session:
        county = found(session, talk, session.merge(talk.county.city), "新区", "committee")
        for number in range(CROWD):
            found(session, talk, county, f"第{number}支")
    campaign = talk.open(place=county.id)
    team = talk.county.star_lake.id
    with counted(talk.database) as load:
        talk.say(ORGANIZER, f"/assign {campaign} +{team}")
    assert load.objects < CROWD, "neither the other teams nor what they owe"
    assert len(talk.owed(team)) == 5


def test_leaders_are_told_together(talk: Talk) -> None:
    campaign = talk.open(place=talk.county.star_lake.id)
    needed = []
    for number in (5, CROWD):
        with talk.database.begin() as session:
            county = found(session, talk, session.merge(talk.county.city), f"{number}队区", "committee")
            for place in range(number):
                team = found(session, talk, county, f"第{place}支")
                leader = add_person(session, talk.stage.now, f"领队{place}", Role.LEADER, team)
                reach(session, leader, "web", str(leader.id), talk.stage.now)
        talk.say(ORGANIZER, f"/assign {campaign} +{county.id}")
        with counted(talk.database) as load:
            assert said("assign-told", people=number) in talk.say(ORGANIZER, f"/assign {campaign} done").text
        needed.append(load.statements)
    assert needed[0] == needed[1]
    told = [notice for notice in talk.go("2019-03-05 10:10") if "第3支" in notice.message.text]
    assert [notice.person for notice in told] == ["领队3", "领队3"]


def test_a_county_without_teams_sees_what_it_is_part_of(talk: Talk) -> None:
    with talk.database.begin() as session:
        team = session.get_one(Organisation, talk.county.star_lake.id)
        other = session.get_one(Organisation, talk.county.east_town.id)
        for row in (team, other):
            row.parent_id, row.path = talk.county.city.id, f"{talk.county.city.path}{row.id:06}/"
    campaign = talk.open()
    assert said("campaigns-heading", running=1, closed=0) in talk.say(COUNTY_ORGANIZER, "/campaigns").text
    assert talk.say(COUNTY_ORGANIZER, f"/campaign {campaign}").text != said("access-refused")


def test_a_list_is_cut_and_says_how_many_more(talk: Talk) -> None:
    grow(talk, teams=2 * CROWD)
    listed = talk.say(ORGANIZER, "/teams").text
    assert said("teams-heading", count=2 * CROWD + 2) in listed
    assert said("list-more", count=2 * CROWD + 4 - 40) in listed
    assert len(talk.say(ORGANIZER, "/invite leader").buttons) == 40
