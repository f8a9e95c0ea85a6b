"""Photos that nothing refers to are let go, in steps that none who brings them again can fall between."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.campaigns import Campaign
from storage.database import Database
from storage.organisations import Organisation, found
from storage.people import Person
from storage.photos import LOOK_AFTER, CheckedPhoto, StoredPhoto, keep_photo
from storage.reports import Report, ReportPhoto
from storage.runs import Run
from storage.unused_photos import REMOVING, forget, let_go, reserve

SECOND = timedelta(seconds=1)


def digest(n: int) -> str:
    return f"{n:064x}"


def photo(n: int) -> CheckedPhoto:
    return CheckedPhoto(digest(n), "jpeg", 40, 30, 8, "00ff00ff00ff00ff", b"clean", b"thumb")


@pytest.fixture
def base(any_database: Database, now: datetime) -> Database:
    """Photos 1 to 9, kept now."""
    with any_database.begin() as session:
        for n in range(1, 10):
            keep_photo(session, photo(n), now)
    return any_database


def someone(session: Session, now: datetime) -> Person:
    person = Person(name="李明", language="zh-CN", created_at=now)
    session.add(person)
    session.flush()
    return person


def in_run(session: Session, state: str, n: int, now: datetime) -> None:
    run = Run(
        person_id=someone(session, now).id,
        topic="report",
        subject={},
        state=state,
        body={"answers": {"own_question": [digest(n)]}},
        started_at=now,
        changed_at=now,
    )
    session.add(run)


def in_report(session: Session, state: str, n: int, now: datetime) -> None:
    top: Organisation = found(session, parent=None, kind="team", name="队", zone="Asia/Shanghai", now=now)
    campaign = Campaign(organisation_id=top.id, slug="s", code="LF", state="open", opened_at=now)
    session.add(campaign)
    session.flush()
    report = Report(
        number=f"LF-{n}",
        campaign_id=campaign.id,
        team_id=top.id,
        author_id=someone(session, now).id,
        form="activity",
        state=state,
        title="护河",
        title_key=0,
        held_on=date(2019, 3, 7),
        extra={},
        answers={},
        warnings=[],
        submitted_at=now,
        changed_at=now,
    )
    session.add(report)
    session.flush()
    session.add(ReportPhoto(report_id=report.id, digest=digest(n), position=0))


def look(base: Database, at: datetime, limit: int = 50) -> list[str]:
    with base.begin() as session:
        return sorted(let_go(session, at, limit))


def kept(base: Database) -> dict[str, bool]:
    with base.read() as session:
        return {row.digest: row.leaving for row in session.scalars(select(StoredPhoto))}


def test_only_what_a_report_or_a_run_refers_to_stays(base: Database, now: datetime) -> None:
    with base.begin() as session:
        for n, state in enumerate(("submitted", "returned", "withdrawn"), 1):
            in_report(session, state, n, now)
        for n, state in enumerate(("open", "cancelled", "done"), 4):
            in_run(session, state, n, now)
    gone = [digest(n) for n in (6, 7, 8, 9)]
    assert look(base, now + LOOK_AFTER - SECOND) == []
    assert look(base, now + LOOK_AFTER) == gone
    assert {name for name, leaving in kept(base).items() if leaving} == set(gone)
    with base.begin() as session:
        forget(session, gone)
    assert sorted(kept(base)) == [digest(n) for n in range(1, 6)]


def test_what_was_used_is_looked_at_again_later(base: Database, now: datetime) -> None:
    with base.begin() as session:
        in_run(session, "open", 1, now)
    first = now + LOOK_AFTER
    assert digest(1) not in look(base, first)
    with base.begin() as session:
        session.execute(select(Run)).scalar_one().state = "done"
    assert digest(1) not in look(base, first + LOOK_AFTER - SECOND)
    assert digest(1) in look(base, first + LOOK_AFTER)


def test_few_are_looked_at_in_one_go_and_the_next_goes_on(base: Database, now: datetime) -> None:
    assert len(look(base, now + LOOK_AFTER, 5)) == 5
    assert len(look(base, now + LOOK_AFTER, 5)) == 4


def test_one_that_comes_again_stays_unless_it_is_just_leaving(base: Database, now: datetime) -> None:
    later = now + LOOK_AFTER
    with base.begin() as session:
        assert reserve(session, digest(1), later - SECOND)
        assert reserve(session, digest(77), later)
    assert digest(1) not in look(base, later)
    assert kept(base)[digest(2)]
    with base.begin() as session:
        assert not reserve(session, digest(2), later)
        forget(session, [digest(1), digest(2)])
    assert digest(1) in kept(base)
    assert digest(2) not in kept(base)
    with base.begin() as session:
        assert reserve(session, digest(2), later)


def test_what_a_dead_process_left_leaving_is_taken_up_by_another(base: Database, now: datetime) -> None:
    later = now + LOOK_AFTER
    left = look(base, later)
    with base.begin() as session:
        assert not reserve(session, left[0], later)  # asking doesn't put the end off
    assert look(base, later + REMOVING - SECOND) == []
    assert look(base, later + REMOVING) == left
