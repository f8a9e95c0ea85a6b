"""What was written and not sent when everything stopped: what of it goes out afterwards, and when.

The weekly table of 8 to 14 March is due on Thursday 14 March 24:00. Its reminders come on the 11th, 13th and
14th at 09:00, the notice that it is overdue on the 15th at 07:30; from 22:00 to 07:30 nobody is disturbed.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.deadline_schema import Quiet
from handlers.rules.deadlines import is_quiet
from handlers.tick import DUTIES
from storage.database import Database
from storage.outbox import Outbound
from tests.kit.scene import Scene, local
from tests.kit.stage import ZONE

#: The clock ticked last at the first moment, with Telegram out of reach or the machine about to die; all
#: works again at the second. The rest is what 陈静, who leads one team, hears from then on, until nothing
#: is left to tell of that week: three days left, one, today, or that it is over.
STORY = """
    ticked last    works again    she hears
    03-11 09:00    03-11 10:00    03-11 10:00 三 | 03-13 09:00 一 | 03-14 09:00 今 | 03-15 07:30 过
    03-11 09:00    03-11 18:00    03-11 18:00 三 | 03-13 09:00 一 | 03-14 09:00 今 | 03-15 07:30 过
    03-11 09:00    03-11 22:30    03-12 07:30 三 | 03-13 09:00 一 | 03-14 09:00 今 | 03-15 07:30 过
    03-11 09:00    03-12 03:00    03-12 07:30 三 | 03-13 09:00 一 | 03-14 09:00 今 | 03-15 07:30 过
    03-11 09:00    03-14 09:00    03-14 09:00 今 | 03-15 07:30 过
    03-11 09:00    03-14 12:00    03-14 12:00 今 | 03-15 07:30 过
    03-13 09:00    03-15 01:00    03-15 07:30 过
    03-14 09:00    03-15 03:00    03-15 07:30 过
    03-11 09:00    03-25 12:00    03-25 12:00 过
    03-15 07:30    03-16 00:30    03-16 07:30 过
"""
ROWS = [[part.strip() for part in line.strip().split("    ")] for line in STORY.strip().splitlines()[1:]]
WORDS = {"还有 3 天": "三", "还有 1 天": "一", "今天截止": "今", "已截止": "过"}


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database, "2019-03-08 10:00")
    scene.open()
    return scene


def tick_unheard(scene: Scene, moment: datetime) -> None:
    """The clock does its duties, and nothing is delivered."""
    scene.now = moment
    for duty in DUTIES:
        with scene.session() as session:
            duty(session, moment)


def of_the_week(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if "3月14日" in line]
    return [short for line in lines for word, short in WORDS.items() if word in line]


def hears(scene: Scene, since: datetime) -> list[str]:
    """What she hears of that week, and when, from that moment on to the day after the last stage."""
    heard, moment = [], since
    while moment < max(since, local("2019-03-15 08:00")) + timedelta(days=1):
        for notice in scene.go(moment - scene.now):
            if (notice.person, notice.kind) == ("陈静", "reminder"):
                said = of_the_week(notice.message.text)
                heard += [f"{moment.astimezone(ZONE):%m-%d %H:%M} {'，'.join(said)}"] if said else []
        moment += timedelta(minutes=30)
    return heard


@pytest.mark.parametrize(("last", "again", "heard"), ROWS, ids=[f"{a} to {b}" for a, b, _ in ROWS])
def test_what_waited_is_told_once_and_by_day(scene: Scene, last: str, again: str, heard: str) -> None:
    scene.go("2019-03-10 12:00")
    tick_unheard(scene, local(f"2019-{last}"))
    assert hears(scene, local(f"2019-{again}")) == heard.split(" | ")


def test_what_was_settled_meanwhile_is_in_no_reminder_that_is_made_afterwards(scene: Scene) -> None:
    tick_unheard(scene, local("2019-03-11 09:00"))
    scene.now = local("2019-03-13 10:00")
    scene.say("陈静", f"/zero {scene.owed('陈静')[0].id}")
    again = [one for one in scene.go(timedelta(0)) if one.kind == "reminder"]
    assert sorted(one.person for one in again) == ["孙燕", "李明", "陈静"]
    assert all("还有 1 天" in one.message.text for one in again if one.person != "陈静")


def test_a_list_and_a_summary_wait_for_the_morning_too(scene: Scene) -> None:
    scene.go("2019-03-14 12:00")
    tick_unheard(scene, local("2019-03-15 07:30"))
    tick_unheard(scene, local("2019-03-18 08:30"))
    assert scene.go("2019-03-18 22:10") == []
    notices = scene.go("2019-03-19 07:30")
    assert {(one.person, one.kind) for one in notices} >= {("周敏", "overdue"), ("周敏", "digest")}
    assert scene.go("2019-03-19 09:00") == []


@given(tick=st.integers(0, 12 * 48), back=st.integers(0, 20 * 48))
def test_no_late_message_goes_out_in_the_quiet_hours(_model: Database, tick: int, back: int) -> None:
    """Whenever it stops and whenever it works again."""
    quiet = Quiet()
    with _model.begin() as session:
        begins = local("2019-03-08 10:00")
        for duty in DUTIES:
            duty(session, begins + timedelta(minutes=30 * tick))
        up = begins + timedelta(minutes=30 * (tick + back))
        for duty in DUTIES:
            while duty(session, up):
                pass
        waiting = session.query(Outbound).filter(Outbound.state == "waiting", Outbound.due_at <= up)
        late = [row for row in waiting if up - row.created_at > timedelta(hours=1)]
        assert not (late and is_quiet(up, quiet, ZONE))
        session.rollback()


@pytest.fixture(scope="module")
def _model(tmp_path_factory: pytest.TempPathFactory, _model_file: object) -> Database:
    """A county whose campaign was opened, into which nothing is ever written."""
    file = shutil.copy(str(_model_file), tmp_path_factory.mktemp("downtime") / "yidong.db")
    database = Database(f"sqlite:///{file}")
    Scene(database, "2019-03-08 10:00").open()
    return database
