"""Who has written: found for many at once, and when their accounts were used."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.callers import ABOUT, callers
from storage.database import Database
from storage.people import Account, Membership, Person, present_account, reach
from tests.kit.county import County, build_county


@pytest.fixture
def county(database: Database, now: datetime) -> County:
    with database.begin() as session:
        return build_county(session, now)


def used_at(session: Session, channel: str, account: str) -> datetime:
    where = (Account.channel == channel, Account.account == account)
    return session.scalars(select(Account.used_at).where(*where)).one()


def test_everybody_is_found_with_their_roles_and_the_others_left_out(
    database: Database, county: County, now: datetime
) -> None:
    li, wang = county.people["李明"], county.people["王芳"]
    with database.begin() as session:
        for person, account in ((li, "7"), (wang, "8")):
            reach(session, session.get_one(Person, person.id), "telegram", account, now)
        session.add(
            Membership(
                person_id=wang.id, organisation_id=county.east_town.id, role="leader", since=now, until=now
            )
        )
    with database.begin() as session:
        found = callers(session, "telegram", ["7", "8", "9"], now)
        assert {account: caller.person.name for account, caller in found.items()} == {
            "7": "李明",
            "8": "王芳",
        }
        roles = [[(role, place.name) for role, place in found[one].roles] for one in ("7", "8")]
        assert roles == [[("leader", "星湖义工队")], [("volunteer", "星湖义工队")]]
        assert [found[one].conversation.person_id for one in ("7", "8")] == [li.id, wang.id]
        assert [found[one].run for one in ("7", "8")] == [None, None]


def test_on_our_own_channels_an_account_is_a_persons_id(
    database: Database, county: County, now: datetime
) -> None:
    li = county.people["李明"]
    with database.begin() as session:
        assert list(callers(session, "console", [str(li.id), "0", "x", "²", "99999"], now)) == [str(li.id)]
        assert used_at(session, "console", str(li.id)) == now


def test_nobody_costs_nothing(database: Database, county: County, now: datetime) -> None:
    with database.begin() as session:
        assert callers(session, "telegram", [], now) == {}


def test_an_account_in_use_is_only_noted_now_and_then(
    database: Database, county: County, now: datetime
) -> None:
    account = str(county.people["李明"].id)
    later = now + ABOUT - timedelta(seconds=1)
    with database.begin() as session:
        callers(session, "web", [account], later)
        assert used_at(session, "web", account) == now
        callers(session, "web", [account], later + timedelta(seconds=1))
        assert used_at(session, "web", account) == now + ABOUT


def test_who_changes_to_another_account_is_reached_there_at_once(
    database: Database, county: County, now: datetime
) -> None:
    li = county.people["李明"]
    moments = [now + timedelta(minutes=minutes) for minutes in (1, 2, 3, 3)]
    with database.begin() as session:
        reach(session, session.get_one(Person, li.id), "telegram", "7", moments[0])
        for channel, account, moment in (
            ("web", str(li.id), moments[1]),
            ("telegram", "7", moments[2]),
            ("web", str(li.id), moments[3]),
        ):
            callers(session, channel, [account], moment)
            present = present_account(session, li.id)
            assert present is not None
            assert present.used_at == used_at(session, channel, account) == moment


def test_so_is_who_changes_after_the_clock_was_set_back(
    database: Database, county: County, now: datetime
) -> None:
    li = county.people["李明"]
    with database.begin() as session:
        reach(session, session.get_one(Person, li.id), "telegram", "7", now + timedelta(days=1))
        for channel, account in (("web", str(li.id)), ("telegram", "7"), ("web", str(li.id))):
            callers(session, channel, [account], now)
            present = present_account(session, li.id)
            assert present is not None
            assert present.channel == channel


def test_an_account_that_was_gone_is_back(database: Database, county: County, now: datetime) -> None:
    li = county.people["李明"]
    with database.begin() as session:
        reach(session, session.get_one(Person, li.id), "telegram", "7", now).gone_at = now
        callers(session, "telegram", ["7"], now + timedelta(seconds=1))
        assert present_account(session, li.id) is not None
        assert used_at(session, "telegram", "7") == now + timedelta(seconds=1)
