"""Messages that are taken together become what each would have become by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from handlers import hearing, routes
from handlers.access import Route
from handlers.dispatch import Taken, take, take_together
from handlers.guard import SpoiledError
from handlers.messages import Address, Inbound, Reject, Reply
from handlers.turn import Command, Turn
from storage.database import Database
from storage.outbox import Outbound
from storage.people import Person, reach
from storage.reports import Report
from storage.runs import Conversation, Run, Seen
from tests.kit.scene import Scene, said
from tests.kit.stage import DOORS

WHO = ("李明", "陈静", "孙燕", "王芳", "吴刚")
#: Good answers and bad ones, commands in the middle, a way back, and the end; not everybody may all of it.
LINES = (
    *("/report", "1", "九", "3", "护河清洁", "/help", "/continue", "星湖义工队", "返回", "星湖义工队"),
    *("西江边", "今天", "跳过", "三十六", "1", "残疾人", "12", "完成，没有了", "1", "2小时", "0", "清理河堤"),
    *("跳过", "跳过", "/mine", "/continue", "跳过", "跳过", "提交", "情况属实，提交", "/report 1.1.nonsense"),
)


@pytest.fixture
def other(database: Database, tmp_path: Path) -> Database:
    """A second database, as empty as the first."""
    return Database(f"sqlite:///{shutil.copy(str(database.url.database), tmp_path / 'other.db')}")


def messages(scene: Scene, line: str, number: int, who: Sequence[str] = WHO) -> list[Inbound]:
    return [Inbound(scene.address(one), f"{one}{number}", text=line) for one in who]


def together(scene: Scene, inbounds: Sequence[Inbound]) -> list[Taken]:
    with scene.database.begin() as session:
        return take_together(session, scene.now, inbounds, DOORS)


def one_by_one(scene: Scene, inbounds: Sequence[Inbound]) -> list[Taken]:
    taken = []
    for inbound in inbounds:
        with scene.database.begin() as session:
            taken.append(take(session, scene.now, inbound, DOORS))
    return taken


def standing(database: Database) -> list[Any]:
    """All that the turns have left behind."""
    with database.read() as session:
        replies = [(row.id, row.key, row.body, row.settle) for row in session.scalars(select(Outbound))]
        runs = [(row.id, row.body, row.state, row.changed_at) for row in session.scalars(select(Run))]
        talks = [(t.person_id, t.run_id, t.menu, t.counted) for t in session.scalars(select(Conversation))]
        seen = [(row.update_id, row.outbox_id, row.fault) for row in session.scalars(select(Seen))]
    return [sorted(rows, key=str) for rows in (replies, runs, talks, seen)]


def same_in_both(first: Scene, second: Scene) -> None:
    for number, line in enumerate(LINES):
        taken = together(first, messages(first, line, number))
        assert taken == one_by_one(second, messages(second, line, number)), line
        assert standing(first.database) == standing(second.database), line


def test_together_and_alone_are_the_same(database: Database, other: Database) -> None:
    scenes = Scene(database), Scene(other)
    for scene in scenes:
        scene.open()
    same_in_both(*scenes)
    assert [run.state for run in scenes[0].runs()].count("done") == 3
    other.dispose()


def test_together_and_alone_are_the_same_on_postgres(database: Database, postgres: Database) -> None:
    scenes = Scene(postgres), Scene(database)
    for scene in scenes:
        scene.open()
    same_in_both(*scenes)


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


def test_strangers_groups_and_two_accounts_of_one_person(scene: Scene) -> None:
    with scene.database.begin() as session:
        reach(session, scene.county.people["李明"], "telegram", "7", scene.now)
    stranger, group, own = Address("telegram", "8"), Address("telegram", "7"), Address("telegram", "7")
    taken = together(
        scene,
        [
            Inbound(stranger, "1", text="您好"),
            Inbound(group, "2", text="吃了吗", group="-5"),
            Inbound(own, "3", text="/report"),
            Inbound(scene.address("李明"), "4", text="1"),
        ],
    )
    assert [one.outbox_id is None for one in taken] == [False, True, False, False]
    replies = {row.key: row for row in scene.rows(Outbound)}
    assert replies["reply:telegram:3"].account == "7"
    # The menu that the first account was shown is that of the person, so the second one picked from it.
    assert scene.runs()[-1].person_id == scene.county.people["李明"].id


def test_what_was_taken_is_not_taken_again(scene: Scene) -> None:
    first = together(scene, messages(scene, "/report", 1))
    before = standing(scene.database)
    mixed = [*messages(scene, "/report", 1, ["李明"]), *messages(scene, "/help", 2, ["陈静"])]
    again = together(scene, mixed)
    assert again[0] == first[0]
    assert again[1] not in first
    assert len(standing(scene.database)[0]) == len(before[0]) + 1


def test_a_fault_undoes_all_of_them(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    before = standing(scene.database)
    route = hearing._route

    def broken(turn: Turn) -> object:
        if turn.person.name == "陈静":
            raise ZeroDivisionError
        return route(turn)

    monkeypatch.setattr(hearing, "_route", broken)
    with pytest.raises(ZeroDivisionError):
        together(scene, messages(scene, "/report", 1))
    assert standing(scene.database) == before


def test_the_number_of_statements_does_not_grow_with_the_messages(scene: Scene) -> None:
    statements: list[str] = []
    together(scene, messages(scene, "/report", 1, WHO[:3]))
    together(scene, messages(scene, "1", 2, WHO[:3]))
    event.listen(scene.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    together(scene, messages(scene, "3", 3, WHO[:1]))
    alone = len(statements)
    together(scene, messages(scene, "3", 4, WHO[1:3]))
    assert len(statements) - alone == alone


def _rename(turn: Turn, rest: str) -> Reply:
    turn.person.name = rest
    raise Reject("access-refused")


def _add(turn: Turn, rest: str) -> Reply:
    turn.session.add(Person(name=rest, language="en", created_at=turn.now))
    turn.session.flush()
    raise Reject("access-refused")


def _end_run(turn: Turn, rest: str) -> Reply:
    turn.conversation.menu = [rest]
    raise Reject("access-refused")


@pytest.mark.parametrize("command", [_rename, _add, _end_run])
def test_what_rejects_after_a_write_is_taken_again_by_itself(
    scene: Scene, command: Callable[[Turn, str], Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dict_of(routes.COMMANDS), "zero", Command(Route.SELF, command))
    before, named = standing(scene.database), scene.rows(Person)
    mixed = [*messages(scene, "/report", 1, ["李明"]), *messages(scene, "/zero 某某", 2, ["陈静"])]
    with pytest.raises(SpoiledError):
        together(scene, mixed)
    assert standing(scene.database) == before
    one_by_one(scene, mixed)
    assert [one.name for one in scene.rows(Person)] == [one.name for one in named]
    assert [row.body["text"] for row in scene.rows(Outbound)][-1].startswith(said("access-refused"))


def test_what_rejects_before_it_writes_spoils_nothing(scene: Scene) -> None:
    taken = together(
        scene, [*messages(scene, "/report", 1, ["李明"]), *messages(scene, "/edit 99", 2, ["陈静"])]
    )
    assert None not in [one.outbox_id for one in taken]


@pytest.mark.parametrize("accepted_first", [True, False])
def test_of_two_that_write_the_same_in_one_transaction_the_second_sees_what_the_first_did(
    scene: Scene, accepted_first: bool
) -> None:
    scene.report()
    accept = scene.say("吴刚", "/view 1").value(said("review-accept"))
    scene.say("李明", "/edit 1", "7", "40")
    review, change = messages(scene, accept, 1, ["吴刚"]), messages(scene, "提交", 2, ["李明"])
    order = [*review, *change] if accepted_first else [*change, *review]
    together(scene, order)
    (report,) = scene.rows(Report)
    shown = {row.key.rpartition(":")[2]: row.body["text"] for row in scene.rows(Outbound)}
    updated, reviewed = shown["李明2"].startswith("✓"), shown["吴刚1"].startswith("✓")
    assert (updated, reviewed) == (not accepted_first, accepted_first)
    expected = ("accepted", 36) if accepted_first else ("submitted", 40)
    assert (report.state, report.person_times) == expected


def dict_of(commands: Mapping[str, Command]) -> dict[str, Command]:
    assert isinstance(commands, dict)
    return commands
