"""What must go goes when its time has come, what must stay stays, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handlers import retention
from handlers.retention import AT_ONCE, MESSAGES, PAPERS, RULES, clear_away
from storage.base import Base
from storage.database import Database
from storage.digests import Digest
from storage.exports import Export
from storage.outbox import Outbound
from storage.people import Invitation
from storage.runs import Conversation, Run, Seen
from storage.webchat import ChatLine
from tests.kit.scene import Scene, said

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
#: Just not old enough, just old enough, and older still; by how long is added to the rule's own time.
AGES = (-MINUTE, timedelta(0), 400 * DAY)
Make = Callable[[Scene, str, datetime, int], Base]


@pytest.fixture(params=["database", "postgres"])
def scene(request: pytest.FixtureRequest) -> Scene:
    return Scene(request.getfixturevalue(request.param))


def clear(scene: Scene) -> int:
    """As many goes as it takes; how many rows."""
    gone = 0
    for _ in range(100):
        with scene.session() as session:
            some = clear_away(session, scene.now)
        if not some:
            return gone
        gone += some
    raise AssertionError("it never ends")


def outbound(scene: Scene, state: str, at: datetime, n: int) -> Outbound:
    return Outbound(
        key=f"k{n}",
        channel="web",
        account="1",
        urgency=0,
        body={"text": "话"},
        due_at=at,
        state=state,
        created_at=at,
    )


def run(scene: Scene, state: str, at: datetime, n: int) -> Run:
    person = scene.county.people["李明"].id
    return Run(
        person_id=person, topic="t", subject={}, state=state, body={}, started_at=at - DAY, changed_at=at
    )


def seen(scene: Scene, state: str, at: datetime, n: int) -> Seen:
    return Seen(channel="web", update_id=f"u{n}", at=at)


def line(scene: Scene, state: str, at: datetime, n: int) -> ChatLine:
    return ChatLine(account="1", who=state, body={"text": "话"}, at=at)


def invitation(scene: Scene, state: str, at: datetime, n: int) -> Invitation:
    return Invitation(purpose="role", code_hash=str(n), uses_left=int(state == "unused"), expires_at=at)


def export(scene: Scene, state: str, at: datetime, n: int) -> Export:
    given = {"campaign_id": scene.campaigns()[0].id, "organisation_id": scene.county.city.id, "body": {}}
    return Export(made_by=scene.county.people["李明"].id, made_at=at, **given)


def digest(scene: Scene, state: str, at: datetime, n: int) -> Digest:
    return Digest(
        organisation_id=scene.county.city.id,
        campaign_id=scene.campaigns()[0].id,
        week=f"w{n}",
        starts_on=date(2019, 3, 4),
        ends_on=date(2019, 3, 10),
        figures={},
        created_at=at,
        asked_at=at if state == "asked" else None,
    )


@pytest.mark.parametrize(
    ("make", "kept", "over", "stays"),
    [
        (outbound, MESSAGES, ("sent", "unknown", "refused", "gone", "merged"), ("waiting", "sending")),
        (run, MESSAGES, ("done", "cancelled"), ("open",)),
        (seen, MESSAGES, ("seen",), ()),
        (line, MESSAGES, ("person", "bot"), ()),
        (invitation, MESSAGES, ("used", "unused"), ()),
        (export, PAPERS, ("made",), ()),
        (digest, PAPERS, ("asked",), ("weekly",)),
    ],
)
def test_what_is_over_goes_when_it_is_old_and_the_rest_stays_however_old(
    scene: Scene, make: Make, kept: timedelta, over: tuple[str, ...], stays: tuple[str, ...]
) -> None:
    scene.open()
    cases = [(state, age) for state in (*over, *stays) for age in AGES]
    with scene.session() as session:
        rows = {
            case: make(scene, case[0], scene.now - kept - case[1], n) for n, case in enumerate(cases, 1000)
        }
        newest = make(scene, over[0], scene.now, 999)
        session.add_all([*rows.values(), newest])
        session.flush()
        ids: dict[Any, int] = {case: row.id for case, row in rows.items()}  # type: ignore[attr-defined]  # every table here has an id
    clear(scene)
    left = {row.id for row in scene.rows(type(newest))}  # type: ignore[attr-defined]  # as above
    still = {case for case, number in ids.items() if number in left}
    assert still == {(state, age) for state, age in cases if state in stays or age < timedelta(0)}


def test_every_rule_is_tried_above() -> None:
    assert {rule.column.class_ for rule in RULES} == {
        Outbound, Run, Seen, ChatLine, Invitation, Export, Digest,
    }  # fmt: skip


def test_a_go_takes_few_rows_of_each_and_the_next_goes_on(scene: Scene) -> None:
    with scene.session() as session:
        old = scene.now - 2 * MESSAGES
        session.add_all([line(scene, "bot", old, n) for n in range(AT_ONCE + 5)])
        session.add_all([seen(scene, "", old, n) for n in range(AT_ONCE + 5)])
    gone = []
    for _ in range(3):
        with scene.session() as session:
            gone.append(clear_away(session, scene.now))
    assert gone == [2 * AT_ONCE, 2 * 4, 0]


def test_the_last_row_stays_so_that_its_number_is_not_given_anew(scene: Scene) -> None:
    with scene.session() as session:
        session.add_all([line(scene, "bot", scene.now - 2 * MESSAGES, n) for n in range(3)])
    last = scene.rows(ChatLine)[-1].id
    assert clear(scene) == 2
    assert [row.id for row in scene.rows(ChatLine)] == [last]


def test_a_message_that_comes_again_within_the_time_does_nothing_new(scene: Scene) -> None:
    first = scene.say("李明", "/help", update_id="again")
    scene.go(MESSAGES - MINUTE)
    clear(scene)
    rows = len(scene.rows(Outbound))
    assert scene.say("李明", "/help", update_id="again") == first
    assert len(scene.rows(Outbound)) == rows


def test_an_old_draft_can_be_gone_on_with_and_one_given_up_is_gone(scene: Scene) -> None:
    scene.open()
    scene.fill("陈静", until="place")
    restore = scene.say("陈静", "取消").value("恢复")
    scene.fill(until="place", title="去年的草稿")
    scene.go(3 * MESSAGES)
    assert clear(scene) > 0
    assert [row.state for row in scene.runs()] == ["open"]
    offered = scene.say("李明", "/report")
    assert "去年的草稿" in offered.labels[0]
    assert "哪里" in scene.press("李明", offered.value("去年的草稿")).text
    assert scene.say("陈静", restore).text == said("run-none")


def test_a_run_that_somebody_is_in_still_is_not_taken_from_under_them(scene: Scene) -> None:
    with scene.session() as session:
        ended = run(scene, "done", scene.now - 2 * MESSAGES, 1)
        session.add_all([ended, run(scene, "open", scene.now, 2)])
        session.flush()
        person = scene.county.people["李明"].id
        session.add(
            Conversation(person_id=person, run_id=ended.id, menu=[], counted=0, counted_from=scene.now)
        )
    assert clear(scene) == 0
    assert len(scene.runs()) == 2


def counts(session: Session) -> dict[str, int]:
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def test_ten_years_later_all_that_was_reported_is_there_and_can_be_looked_at(scene: Scene) -> None:
    scene.open()
    scene.report(participants="王芳、赵六")
    scene.say("周敏", "/summary")
    with scene.session() as session:
        before = counts(session)
    scene.go(timedelta(days=3650))
    with scene.session() as session:
        noted = counts(session)
    assert clear(scene) > 0
    with scene.session() as session:
        after = counts(session)
    cleared = {rule.column.class_.__tablename__ for rule in RULES}
    assert {name: after[name] for name in after if name not in cleared} == {
        name: noted[name] for name in noted if name not in cleared
    }
    assert before["reports"] == after["reports"] == 1
    view = scene.say("李明", "/mine").value("LF19-0001")
    assert "西江边" in scene.press("李明", view).text
    assert "护河清洁" in scene.say("王芳", "/hours").text


def test_the_database_is_whole_afterwards(database: Database) -> None:
    scene = Scene(database)
    scene.open()
    scene.report()
    scene.say("周敏", "/summary")
    scene.go(timedelta(days=3650))
    assert clear(scene) > 0
    assert database.integrity() == []


def test_a_paper_outlives_the_message_that_brings_it() -> None:
    assert retention.PAPERS > retention.MESSAGES
