"""Who takes part in a campaign, found by the database, held against the paths; on SQLite and PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest
from sqlalchemy.orm import Session

from storage import campaigns, organisations
from storage.campaigns import Assignment, Campaign
from storage.database import Database
from storage.organisations import Organisation, found


def grow(session: Session, random: Random, now: datetime) -> list[Organisation]:
    """A tree of committees and teams at all depths."""
    rows = [found(session, parent=None, kind="committee", name="省", zone="Asia/Shanghai", now=now)]
    while len(rows) < 40:
        parent = random.choice([row for row in rows if row.kind == "committee"])
        kind = random.choice(("committee", "team", "team"))
        name = f"{kind} {len(rows)}"
        rows.append(found(session, parent=parent, kind=kind, name=name, zone="Asia/Shanghai", now=now))
    return rows


def let_in(session: Session, now: datetime, code: str, places: Sequence[Organisation]) -> Campaign:
    """A campaign of the first place's, for all of them."""
    made = Campaign(organisation_id=places[0].id, slug=code, code=code, state="open", opened_at=now)
    session.add(made)
    session.flush()
    session.add_all(Assignment(campaign_id=made.id, organisation_id=place.id) for place in places)
    session.flush()
    return made


@pytest.mark.parametrize("seed", range(4))
def test_the_teams_inside_what_is_assigned_take_part(
    any_database: Database, now: datetime, seed: int
) -> None:
    random = Random(seed)
    with any_database.begin() as session:
        rows = grow(session, random, now)
        # Some stand inside others, which the chat doesn't let happen: they still count once.
        chosen = random.sample(rows, 5)
        campaign = let_in(session, now, "A", chosen)
        let_in(session, now, "B", [rows[0]])
        inside = [row for row in rows if any(row.path.startswith(place.path) for place in chosen)]
        teams = sorted((row for row in inside if row.kind == "team"), key=lambda row: row.path)
        assert campaigns.count_teams(session, campaign) == len(teams)
        assert [row for row in rows if campaigns.takes_part(session, campaign, row)] == inside
        for top in (None, *rows):
            expected = [team for team in teams if top is None or team.path.startswith(top.path)]
            assert campaigns.teams_of_campaign(session, campaign, top) == expected
            ids = campaigns.team_ids_of_campaign(session, campaign, top)
            assert ids == sorted(team.id for team in expected)


@pytest.mark.parametrize("seed", range(2))
def test_branches_are_counted_and_cut(any_database: Database, now: datetime, seed: int) -> None:
    random = Random(seed)
    with any_database.begin() as session:
        rows = grow(session, random, now)
        tops = random.sample(rows, 3)
        below = [row for row in rows if any(row.path.startswith(top.path) for top in tops)]
        below.sort(key=lambda row: row.path)
        kinds = organisations.count_kinds(session, tops)
        assert sum(kinds.values()) == len(below)
        assert organisations.branches(session, tops, limit=100) == below
        assert organisations.branches(session, tops, limit=3) == below[:3]
        teams = [row for row in below if row.kind == "team"]
        assert kinds.get("team", 0) == len(teams)
        assert organisations.branches(session, tops, "team", limit=100) == teams
        assert organisations.count_teams(session, rows) == {
            top.id: sum(row.kind == "team" and row.path.startswith(top.path) for row in rows) for top in rows
        }
        direct = [row for row in rows if row.parent_id == rows[0].id]
        assert organisations.children(session, rows[0]) == direct
        assert organisations.children(session, rows[0], limit=2, offset=1) == direct[1:3]
        assert organisations.count_children(session, rows[0]) == Counter(child.kind for child in direct)
        assert organisations.children_named(session, rows[0], direct[0].name) == direct[:1]


def test_without_a_place_there_is_nothing(any_database: Database) -> None:
    with any_database.begin() as session:
        assert organisations.branches(session, [], limit=5) == []
        assert organisations.count_kinds(session, []) == {}
