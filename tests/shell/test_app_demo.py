"""The demo's own world: how it begins, what its clock brings, what the button says, what it never touches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.clock import RunningClock
from bot.demo import BEGINS, Demo, settings_of_demo
from bot.demo.ahead import look_ahead
from bot.demo.cast import LEADER, SHOWN
from bot.demo.story import LAST_WEEK, PREPARED, THIS_WEEK, ZONE
from storage.campaigns import Obligation
from storage.outbox import Outbound
from storage.people import Person, person_at
from storage.reports import Report
from storage.runs import Run, Seen
from storage.webchat import ChatLine


@asynccontextmanager
async def _begun(folder: Path) -> AsyncIterator[tuple[App, Demo]]:
    clock = RunningClock(BEGINS)
    app = App(settings_of_demo(folder, 8080), clock)
    demo = Demo(app, clock, typing_seconds=0.0)
    await demo.restart()
    async with app.running(ticking=False):
        yield app, demo


@pytest.fixture
async def begun(tmp_path: Path) -> AsyncIterator[tuple[App, Demo]]:
    async with _begun(tmp_path) as both:
        yield both


def told(app: App, after: datetime) -> set[str]:
    """Who has been told something by itself since then."""
    with app.database.read() as session:
        rows = session.scalars(
            select(Outbound).where(Outbound.urgency > 0, Outbound.created_at > after)
        ).all()
        people = [person_at(session, row.channel, row.account) for row in rows if row.state == "sent"]
        return {person.name for person in people if person}


def counted(session: Session) -> dict[str, int]:
    tables = (Person, Report, Obligation, Outbound, Seen, ChatLine, Run)
    return {table.__name__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


async def test_last_week_is_settled_by_real_reports(begun: tuple[App, Demo]) -> None:
    app, _ = begun
    with app.database.read() as session:
        reports = session.scalars(select(Report).order_by(Report.id)).all()
        assert [report.state for report in reports] == ["accepted", "accepted", "submitted"]
        assert session.scalars(select(Run.state)).all() == ["done"] * 3
        assert session.scalars(select(Seen.fault).where(Seen.fault.is_not(None))).all() == []
        first_week = select(Obligation).where(Obligation.due_at < BEGINS).order_by(Obligation.id)
        assert [row.state for row in session.scalars(first_week)] == [
            "filed",
            "filed",
            "zero",
            "filed",
            "open",
        ]
        waiting = select(func.min(Obligation.next_at))
        assert session.scalar(waiting) == datetime(2019, 3, 11, 9, 0, tzinfo=ZONE)


async def test_each_phone_begins_with_what_can_be_done(begun: tuple[App, Demo]) -> None:
    app, demo = begun
    state = await demo.state()
    assert [phone.name for phone in state.phones] == list(SHOWN.values())
    with app.database.read() as session:
        for name in SHOWN.values():
            person = session.scalars(select(Person).where(Person.name == name)).one()
            lines = select(ChatLine).where(ChatLine.account == str(person.id)).order_by(ChatLine.id.desc())
            last = session.scalars(lines.limit(1)).one()
            assert last.body["text"].startswith("【演示】")
            assert last.body["buttons"]
            assert last.at == BEGINS


async def test_the_button_says_who_is_told_what_and_when(begun: tuple[App, Demo]) -> None:
    app, demo = begun
    seen = []
    for _ in range(8):
        state = await demo.state()
        assert state.next
        since = state.now
        await demo.next()
        names = told(app, since)
        first = state.next.what.removeprefix("提醒").removeprefix("未报名单发给").removeprefix("周报发给")
        assert first.partition("等")[0].split("、")[0] in names
        assert (await demo.state()).now >= state.next.at
        seen.append(state.next.what[:2])
    assert seen[:5] == ["提醒", "提醒", "提醒", "未报", "周报"]


async def test_looking_ahead_changes_nothing(begun: tuple[App, Demo]) -> None:
    app, demo = begun
    with app.database.begin() as session:
        before = counted(session)
        assert demo.cast
        coming = look_ahead(session, demo.cast, BEGINS)
        assert coming
        assert coming.at == datetime(2019, 3, 11, 9, 0, tzinfo=ZONE)
    with app.database.read() as session:
        assert counted(session) == before


async def test_the_page_files_a_whole_report_and_offers_the_next_when_it_was_held(
    begun: tuple[App, Demo],
) -> None:
    app, demo = begun
    assert PREPARED[0].title in (await demo.state()).offer
    await demo.file()
    state = await demo.state()
    assert state.offer == ""
    assert state.next
    assert LEADER not in state.next.what
    await demo.file()
    await demo.advance(6 * 24 * 60)
    assert PREPARED[1].title in (await demo.state()).offer
    await demo.file()
    with app.database.read() as session:
        titles = session.scalars(select(Report.title).order_by(Report.id)).all()
        assert titles[3:] == [PREPARED[0].title, *(said.lines[3] for said in THIS_WEEK), PREPARED[1].title]
        assert set(session.scalars(select(Run.state))) == {"done"}
        photos = session.scalars(select(ChatLine.body).where(ChatLine.who == "person")).all()
    sources = [sheet["source"] for body in photos for sheet in body["attachments"]]
    assert len(sources) == 3
    assert (await app.media.load(sources[-1])).startswith(b"\xff\xd8")


async def test_what_comes_stands_in_the_chats_at_its_own_moment(begun: tuple[App, Demo]) -> None:
    app, demo = begun
    await demo.advance(7 * 24 * 60)
    with app.database.read() as session:
        whose = session.scalars(select(Person).where(Person.name == "周敏")).one()
        lines = select(ChatLine).where(ChatLine.account == str(whose.id), ChatLine.at > BEGINS)
        found = session.scalars(lines.order_by(ChatLine.id)).all()
    moments = [line.at.astimezone(ZONE).strftime("%m-%d %H:%M") for line in found]
    assert moments == ["03-15 07:30", "03-18 08:30"]


async def test_starting_over_brings_back_the_beginning(begun: tuple[App, Demo]) -> None:
    app, demo = begun
    with app.database.read() as session:
        before = counted(session)
    first = await demo.state()
    await demo.advance(8 * 24 * 60)
    await demo.file()
    await demo.restart()
    with app.database.read() as session:
        assert counted(session) == before
    again = await demo.state()
    assert (again.next, again.phones, again.offer) == (first.next, first.phones, first.offer)
    assert (again.now - BEGINS).total_seconds() < 60


def test_a_real_database_in_the_settings_is_never_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tmp_path / "real.db"
    monkeypatch.setenv("YIDONG_DATABASE_URL", f"sqlite:///{real}")
    monkeypatch.setenv("YIDONG_DATA_FOLDER", str(tmp_path / "real"))
    monkeypatch.setenv("YIDONG_WEB_HOST", "0.0.0.0")
    monkeypatch.setenv("YIDONG_TELEGRAM_TOKEN", "123456789:" + "A" * 35)
    made = settings_of_demo(tmp_path / "demo", 8080)
    assert made.database_url == f"sqlite:///{tmp_path / 'demo' / 'demo.db'}"
    assert made.data_folder == tmp_path / "demo"
    assert made.web_host == "127.0.0.1"
    assert made.telegram_token is None
    app = App(made, RunningClock(BEGINS))
    app.close()
    assert not real.exists()
    assert not (tmp_path / "real").exists()


def test_the_story_is_told_in_order() -> None:
    moments = [said.at for said in (*LAST_WEEK, *THIS_WEEK)]
    assert moments == sorted(moments)
    assert LAST_WEEK[-1].at < BEGINS < THIS_WEEK[0].at


def test_the_clock_goes_on_from_where_it_was_set() -> None:
    clock = RunningClock(BEGINS)
    first, second = clock.now(), clock.now()
    assert BEGINS <= first <= second
    assert (second - BEGINS).total_seconds() < 60
    clock.move_to(PREPARED[1].held_at)
    assert clock.now() >= PREPARED[1].held_at
