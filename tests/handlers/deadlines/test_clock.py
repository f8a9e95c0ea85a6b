"""A clock that is set back, and one that changes twice a year: what is told, and at what time there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.committee.digest import last_week, next_digest
from handlers.rules.keys import week_key
from storage.campaigns import Obligation
from storage.database import Database
from storage.organisations import Organisation
from storage.outbox import Outbound
from tests.kit.scene import WEEKLY, Scene, local, said
from tests.rules.world import ZONES

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)
STAGES = ("2019-03-11 09:00", "2019-03-13 09:00", "2019-03-14 09:00", "2019-03-15 07:30")


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database, "2019-03-08 10:00")
    scene.open()
    return scene


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=3), timedelta(days=1)])
def test_set_back_after_each_stage_nothing_is_told_twice_and_nothing_is_missing(
    scene: Scene, back: timedelta
) -> None:
    for stage in (*STAGES, "2019-03-18 08:30"):
        told = scene.go(stage)
        assert told, stage
        scene.go(-back)
        while scene.now < local(stage) + timedelta(minutes=20):
            assert scene.go(timedelta(minutes=10)) == [], f"again, {back} before {stage}"


def test_a_clock_that_was_a_month_ahead_costs_no_summary(scene: Scene) -> None:
    scene.go("2019-04-12 10:00")
    scene.go("2019-03-10 10:00")
    plans = {row.next_digest_at for row in scene.rows(Organisation) if row.next_digest_at}
    assert plans == {local("2019-03-11 08:30")}
    assert scene.go("2019-03-11 08:30") == []
    assert {notice.kind for notice in scene.go("2019-03-18 08:30")} == {"digest"}


def test_a_report_can_be_changed_after_the_clock_was_set_back(scene: Scene) -> None:
    scene.now = local("2019-03-12 10:00")
    scene.report()
    scene.now -= timedelta(hours=3)
    scene.say("李明", "/edit 1")
    place = list(WEEKLY).index("place") + 1
    answer = scene.say("李明", str(place), "北岭山")
    assert "核对" in answer.text
    answer = scene.say("李明", "确认提交")
    assert answer.text.startswith(said("report-changed", number=scene.reports()[0].number)[:4])
    assert scene.reports()[0].place == "北岭山"


def test_somebody_else_s_change_is_still_noticed(scene: Scene) -> None:
    scene.now = local("2019-03-12 10:00")
    scene.report()
    place = str(list(WEEKLY).index("place") + 1)
    scene.say("李明", "/edit 1", place, "北岭山")
    scene.now -= timedelta(hours=3)
    scene.say("孙燕", "/edit 1", place, "七星岩", "确认提交")
    number = scene.reports()[0].number
    assert scene.say("李明", "确认提交").text.startswith(said("report-changed-meanwhile", number=number))
    assert scene.reports()[0].place == "七星岩"


def test_reminders_come_at_nine_where_the_team_is(database: Database) -> None:
    """Berlin put its clocks forward on 31 March 2019: from 1 April on 09:00 there is an hour earlier."""
    scene = Scene(database, "2019-03-25 10:00")
    with scene.session() as session:
        session.get_one(Organisation, scene.county.east_town.id).zone = BERLIN.key
    scene.open()
    moments = {row.team_id: row.next_at for row in scene.rows(Obligation) if row.deadline == "final"}
    here, there = moments[scene.county.star_lake.id], moments[scene.county.east_town.id]
    assert here is not None
    assert there is not None
    assert here == local("2019-03-31 09:00")
    assert there == datetime(2019, 3, 31, 9, 0, tzinfo=BERLIN)
    at_nine = set()
    for hour in range(24 * 12):
        scene.now = local("2019-03-25 10:00") + timedelta(hours=hour)
        for notice in scene.go(timedelta(0)):
            if notice.kind == "reminder" and notice.person == "陈静":
                at_nine.add(scene.now.astimezone(BERLIN).strftime("%H:%M"))
    assert at_nine == {"09:00", "08:00"}, "at 08:00 it hears what is overdue since 07:30"


def test_what_is_late_waits_for_the_morning_of_each_place(scene: Scene) -> None:
    with scene.session() as session:
        session.get_one(Organisation, scene.county.east_town.id).zone = BERLIN.key
        for who in ("李明", "陈静"):
            account = str(scene.county.people[who].id)
            more = {"urgency": 2, "body": {"text": who}, "state": "waiting", "created_at": scene.now}
            row = Outbound(key=who, channel="web", account=account, due_at=scene.now, **more)
            session.add(row)
    scene.go("2019-03-08 23:00")
    due = {row.key: row.due_at for row in scene.rows(Outbound) if row.key in ("李明", "陈静")}
    assert due == {"李明": local("2019-03-09 07:30"), "陈静": local("2019-03-08 10:00")}


@given(
    st.integers(0, 3 * 366 * 24 * 60),
    st.integers(0, 6),
    st.integers(0, 1439),
    ZONES,
)
def test_summaries_come_once_in_each_week_at_their_hour(
    minutes: int, weekday: int, minute: int, name: str
) -> None:
    """Over the years' ends, 29 February, and clocks that change: no week has two, and none has none."""
    zone = ZoneInfo(name)
    committee = Organisation(zone=name, digest_weekday=weekday, digest_minute=minute)
    moments = [datetime(2018, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes)]
    for _ in range(60):
        moments.append(next_digest(committee, moments[-1]))
    _, *moments = moments
    weeks = [last_week(committee, at) for at in moments]
    assert all(then - one == WEEK for one, then in pairwise(weeks))
    assert len({week_key(week) for week in weeks}) == len(weeks)
    for at in moments:
        there = at.astimezone(zone)
        assert there.weekday() == weekday
        assert 0 <= there.hour * 60 + there.minute - minute <= 60, "later only where the clocks skip it"
