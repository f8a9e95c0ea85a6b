"""Where teams stand, counted by the database, on SQLite and on PostgreSQL alike; and what columns hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from storage import organisations, standing
from storage.campaigns import Campaign, Obligation
from storage.database import Database
from storage.organisations import Organisation
from storage.people import Account, Person, present_account, present_accounts
from storage.reports import Report, Wanted, count_wanted, days_held, reports_wanted, standing_beside
from storage.standing import Rank

NOW = datetime(2019, 3, 15, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(params=["database", "postgres"])
def both(request: pytest.FixtureRequest) -> Database:
    """The same test on each of the two."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found


class Branch:
    """A city with two counties; 1, 2 and 3 are teams of the first, 4 of the second, 5 of the city itself."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = self.found(None, "committee")
        self.county, self.other = self.found(self.city, "committee"), self.found(self.city, "committee")
        above = (self.county, self.county, self.county, self.other, self.city)
        self.teams = dict(enumerate((self.found(place, "team") for place in above), 1))
        self.campaign = Campaign(
            organisation_id=self.city.id, slug="a", code="A", state="open", opened_at=NOW
        )
        session.add(self.campaign)
        session.flush()

    def found(self, parent: Organisation | None, kind: str) -> Organisation:
        made = organisations.found(
            self.session, parent=parent, kind=kind, name="", zone="Asia/Shanghai", now=NOW
        )
        made.name = f"{kind} {made.id}"
        return made

    def owe(self, team: int, state: str, hours: int, period: str = "2019-W11", **more: object) -> Obligation:
        """What a team owes, due so many hours from now."""
        row = Obligation(
            campaign_id=self.campaign.id,
            team_id=self.teams[team].id,
            deadline="weekly",
            period=period,
            starts_on=date(2019, 3, 8),
            ends_on=date(2019, 3, 14),
            due_at=NOW + hours * HOUR,
            state=state,
            **more,
        )
        self.session.add(row)
        self.session.flush()
        return row

    def report(self, team: int, number: str, author: int, **more: object) -> Report:
        values: dict[str, object] = {"held_on": date(2019, 3, 9), "state": "submitted", "submitted_at": NOW}
        row = Report(
            number=number,
            campaign_id=self.campaign.id,
            team_id=self.teams[team].id,
            author_id=author,
            form="activity",
            title="义诊",
            title_key=1,
            extra={},
            answers={},
            warnings=[],
            changed_at=NOW,
            **{**values, **more},
        )
        self.session.add(row)
        self.session.flush()
        return row


def test_every_rank_is_counted(both: Database) -> None:
    with both.begin() as session:
        branch = Branch(session)
        branch.owe(1, "filed", -1, filed_at=NOW - 2 * HOUR)
        branch.owe(2, "filed", -1, filed_at=NOW - HOUR)  # at the very deadline: that is too late
        branch.owe(3, "zero", -1, filed_at=NOW - 2 * HOUR)
        branch.owe(4, "open", -1)
        branch.owe(5, "dropped", -1)
        (week,) = standing.stretches(session, branch.campaign.id, branch.city.path, ())
        assert (week.period, week.open) == ("2019-W11", 1)
        counts = standing.count_ranks(session, week, branch.campaign.id, branch.city.path, NOW)
        assert counts == {Rank.FILED: 1, Rank.LATE: 1, Rank.ZERO: 1, Rank.MISSING: 1, Rank.OPEN: 0}
        below = standing.count_below(session, week, branch.campaign.id, branch.city, NOW)
        assert below == [(branch.other, 1, 1), (branch.county, 3, 0)]
        before = standing.count_ranks(session, week, branch.campaign.id, branch.city.path, NOW - 3 * HOUR)
        assert (before[Rank.OPEN], before[Rank.MISSING]) == (1, 0)


def test_who_owes_in_the_order_of_the_committees(both: Database) -> None:
    with both.begin() as session:
        branch = Branch(session)
        for team in (4, 5, 2, 1):
            branch.owe(team, "open", 5)
        branch.owe(3, "filed", 5, filed_at=NOW)
        (week,) = standing.stretches(session, branch.campaign.id, branch.city.path, ())
        where = (session, week, branch.campaign.id, branch.city.path)
        assert standing.owing_teams(*where, 10) == [branch.teams[number] for number in (5, 1, 2, 4)]
        assert standing.owing_teams(*where, 2) == [branch.teams[5], branch.teams[1]]
        assert standing.owing_teams(*where, 10, parent_id=branch.city.id) == [branch.teams[5]]
        county = (session, week, branch.campaign.id, branch.county.path)
        assert [team for _, team in standing.open_in(*county)] == [branch.teams[1], branch.teams[2]]


def test_what_counts_from_activities_is_one_stretch_and_the_worst_of_a_team_counts(both: Database) -> None:
    with both.begin() as session:
        branch = Branch(session)
        branch.owe(1, "filed", -9, "2019-03-01:1", filed_at=NOW - 10 * HOUR)
        first = branch.owe(1, "open", -1, "2019-03-07:2")
        branch.owe(2, "open", 9, "2019-03-09:3")
        apart = standing.stretches(session, branch.campaign.id, branch.city.path, ())
        assert [one.open for one in apart] == [0, 1, 1]
        (whole,) = standing.stretches(session, branch.campaign.id, branch.city.path, ("weekly",))
        assert (whole.period, whole.open, whole.some_id) == ("", 2, first.id - 1)
        counts = standing.count_ranks(session, whole, branch.campaign.id, branch.city.path, NOW)
        assert {rank: count for rank, count in counts.items() if count} == {Rank.MISSING: 1, Rank.OPEN: 1}


def test_reports_of_branches_by_state(both: Database) -> None:
    with both.begin() as session:
        branch = Branch(session)
        author = Person(name="李明", language="zh-CN", created_at=NOW)
        session.add(author)
        session.flush()
        old = branch.report(1, "A1", author.id, submitted_at=NOW - 30 * HOUR)
        new = branch.report(2, "A2", author.id, state="accepted")
        branch.report(3, "A3", author.id, state="withdrawn")
        far = branch.report(4, "A4", author.id)
        county = Wanted((branch.county.path,))
        assert count_wanted(session, county) == {"submitted": 1, "accepted": 1}
        assert [row for row, _ in reports_wanted(session, county, 9)] == [new, old]
        assert [row for row, _ in reports_wanted(session, county, 9, oldest_first=True)] == [old, new]
        assert [row for row, _ in reports_wanted(session, county, 9, 1)] == [old]
        both_counties = Wanted((branch.county.path, branch.other.path), "submitted", since=NOW - HOUR)
        assert [row for row, _ in reports_wanted(session, both_counties, 9)] == [far]
        assert count_wanted(session, Wanted((branch.city.path,), campaign_id=-1)) == {}


def test_sums_beyond_thirty_two_bits_are_kept(both: Database) -> None:
    with both.begin() as session:
        branch = Branch(session)
        author = Person(name="李明", language="zh-CN", created_at=NOW)
        session.add(author)
        session.flush()
        made = branch.report(1, "A1", author.id, money_fen=10**10, service_minutes=60 * 10**12)
        session.expire(made)
        assert (made.money_fen, made.service_minutes) == (10**10, 60 * 10**12)
        assert days_held(session, branch.campaign.id) == [date(2019, 3, 9), date(2019, 3, 9)]
        assert days_held(session, 0) == []
        beside = branch.report(1, "A2", author.id)
        assert standing_beside(session, beside, date(2019, 3, 9), date(2019, 3, 9)) == [made]
        assert standing_beside(session, beside, date(2019, 3, 10), date(2019, 3, 14)) == []


def test_many_are_reached_where_each_would_be(both: Database) -> None:
    with both.begin() as session:
        made = [Person(name=str(n), language="zh-CN", created_at=NOW) for n in range(4)]
        session.add_all(made)
        session.flush()

        def reach(person: int, channel: str, hours: int, *, gone: bool = False) -> None:
            session.add(
                Account(
                    person_id=made[person].id,
                    channel=channel,
                    account=f"{channel}{person}",
                    used_at=NOW + hours * HOUR,
                    gone_at=NOW if gone else None,
                )
            )

        reach(0, "web", 0)
        reach(0, "telegram", 1)
        reach(1, "telegram", 2, gone=True)
        reach(1, "console", 9)
        reach(2, "telegram", 0, gone=True)
        session.flush()
        ids = [person.id for person in made]
        alone = {one: account for one in ids if (account := present_account(session, one))}
        assert present_accounts(session, ids) == alone
        assert [account.account for account in alone.values()] == ["telegram0", "console1"]
