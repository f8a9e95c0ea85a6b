"""Two people at two bots over one PostgreSQL: what they do at once ends as if one had come later."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from handlers.dispatch import take
from handlers.messages import Inbound
from storage.campaigns import Obligation
from storage.database import Database
from storage.outbox import Outbound
from storage.reports import Report
from tests.kit.between import Between
from tests.kit.postgres import PostgresServer
from tests.kit.scene import GUANGXI, Scene, local, said
from tests.kit.stage import DOORS

LEADER, SECOND, ORGANIZER = "李明", "孙燕", "吴刚"
NUMBER = "LF19-0001"
#: Only there can it matter where in a turn the other comes.
TABLES = ("reports", "obligations")


@dataclass(frozen=True)
class Said:
    """A line that somebody writes."""

    who: str
    line: str


def change(scene: Scene, who: str, people: str) -> Said:
    """Somebody has begun to change the report, and has only to submit it."""
    scene.say(who, "/edit 1", "7", people)
    return Said(who, "提交")


def acceptance(scene: Scene) -> Said:
    """The organizer looks at the report and has only to press."""
    return Said(ORGANIZER, scene.say(ORGANIZER, "/view 1").value(said("review-accept")))


def returning(scene: Scene) -> Said:
    """The organizer has only to say why it is returned."""
    scene.say(ORGANIZER, "/return 1")
    return Said(ORGANIZER, "请补充照片")


def edit_and_accept(scene: Scene) -> tuple[Said, Said]:
    scene.report()
    return change(scene, LEADER, "40"), acceptance(scene)


def two_edits(scene: Scene) -> tuple[Said, Said]:
    scene.report()
    return change(scene, LEADER, "40"), change(scene, SECOND, "50")


def withdraw_and_accept(scene: Scene) -> tuple[Said, Said]:
    scene.report()
    return Said(LEADER, "/withdraw 1"), acceptance(scene)


def zero_and_report(scene: Scene) -> tuple[Said, Said]:
    scene.fill(SECOND)
    return Said(LEADER, f"/zero {scene.owed()[0].id}"), Said(SECOND, "确认提交")


def undone_zero_and_report(scene: Scene) -> tuple[Said, Said]:
    scene.fill(SECOND)
    owed = scene.owed()[0].id
    scene.say(LEADER, f"/zero {owed}")
    return Said(LEADER, f"/unzero {owed}"), Said(SECOND, "确认提交")


def edit_and_return(scene: Scene) -> tuple[Said, Said]:
    scene.report()
    return change(scene, LEADER, "40"), returning(scene)


def withdraw_and_another_report(scene: Scene) -> tuple[Said, Said]:
    scene.report()
    scene.fill(SECOND, title="另一场活动")
    return Said(LEADER, "/withdraw 1"), Said(SECOND, "确认提交")


def both_reports_withdrawn(scene: Scene) -> tuple[Said, Said]:
    scene.report()
    scene.report(title="另一场活动")
    return Said(LEADER, "/withdraw 1"), Said(SECOND, "/withdraw 2")


def unplanned_and_report(scene: Scene) -> tuple[Said, Said]:
    """An activity was announced: one leader says that it isn't held, and the other reports it."""
    scene.now = local("2017-03-11 18:00")
    scene.open(GUANGXI)
    scene.say(LEADER, "/plan new", "进社区义诊", "今天")
    (owed,) = [row for row in scene.rows(Obligation) if row.activity_id]
    filled = ("进社区", "城东社区", "20", "为居民量血压、讲健康知识", "60", "跳过", "跳过", "跳过")
    scene.say(SECOND, f"/owe {owed.id}", *filled)
    return Said(LEADER, f"/unplan {owed.activity_id}"), Said(SECOND, "提交")


Story = Callable[[Scene], tuple[Said, Said]]
STORIES: tuple[Story, ...] = (
    edit_and_accept,
    two_edits,
    withdraw_and_accept,
    zero_and_report,
    undone_zero_and_report,
    edit_and_return,
    withdraw_and_another_report,
    both_reports_withdrawn,
    unplanned_and_report,
)
#: Both do the same, so that it is all one who comes in the middle.
ALIKE = (two_edits, both_reports_withdrawn)


@dataclass(frozen=True)
class Ended:
    """What was answered to the first and to the second, and the rows as they are then."""

    answers: tuple[str, str]
    reports: tuple[Any, ...]
    owed: tuple[Any, ...]


def answer(scene: Scene, said: Said) -> str:
    """One turn, as a bot takes it by itself."""
    inbound = Inbound(scene.address(said.who), f"last-{said.who}", text=said.line)
    with scene.database.begin() as session:
        taken = take(session, scene.now, inbound, DOORS)
        assert taken.fault is None, taken.fault
        return str(session.get_one(Outbound, taken.outbox_id).body["text"])


def ended(scene: Scene, first: str, second: str) -> Ended:
    columns = (Report.number, Report.state, Report.person_times, Report.answers, Report.review_note)
    owed = (Obligation.id, Obligation.state, Obligation.report_id, Obligation.filed_at, Obligation.next_at)
    with scene.database.read() as session:
        reports = [
            (*row[:3], row.answers.get("person_times"), row.review_note)
            for row in session.execute(select(*columns).order_by(Report.id))
        ]
        obligations = session.execute(select(*owed).order_by(Obligation.id)).all()
    return Ended((first, second), tuple(reports), tuple(tuple(row) for row in obligations))


@dataclass
class Trial:
    """A story that is played again and again from the same state."""

    server: PostgresServer
    scene: Scene
    first: Said
    second: Said

    @contextmanager
    def copy(self) -> Any:
        """The scene over a copy of its database."""
        with self.server.database(like=self.scene.database) as database:
            other = copy(self.scene)
            other.database = database
            yield other

    def in_turn(self) -> list[Ended]:
        """How it ends if either comes after the other."""
        found = []
        with self.copy() as scene:
            first = answer(scene, self.first)
            found.append(ended(scene, first, answer(scene, self.second)))
        with self.copy() as scene:
            second = answer(scene, self.second)
            found.append(ended(scene, answer(scene, self.first), second))
        return found

    def after(self, reads: int) -> Ended | None:
        """How it ends if the second comes when the first has read so often; None if it never does."""
        with self.copy() as scene:
            between = Between(scene.database, TABLES, reads)
            both = between.run(lambda: answer(scene, self.first), lambda: answer(scene, self.second))
            return ended(scene, *both) if both else None


@pytest.mark.parametrize(
    ("story", "swapped"),
    [(story, swapped) for story in STORIES for swapped in (False, True) if not (swapped and story in ALIKE)],
)
def test_it_ends_as_if_one_had_come_after_the_other(
    postgres: Database, postgres_server: PostgresServer, story: Story, swapped: bool
) -> None:
    scene = Scene(postgres)
    scene.open()
    first, second = story(scene)
    trial = Trial(postgres_server, scene, *((second, first) if swapped else (first, second)))
    serial, reads = trial.in_turn(), 1
    while (end := trial.after(reads)) is not None:
        assert end in serial, f"after {reads}"
        reads += 1
    assert reads > 1
