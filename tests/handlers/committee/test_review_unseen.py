"""What was changed unseen is never accepted, whatever the clock does: a button knows what it showed."""

from __future__ import annotations

from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.committee.review import pack_reports
from handlers.messages import BUTTON_VALUE_BYTES
from storage.database import Database
from storage.reports import Report
from storage.runs import Run
from tests.handlers.desk import COUNTY_ORGANIZER, EAST_TOWN, REFUSED, STAR_LAKE, Desk, lines

GONE = "这个按钮已经过期"
#: What the clock does between the page and the change: within a second, not at all, and set back.
CLOCKS = [timedelta(minutes=5), timedelta(milliseconds=600), timedelta(0), -timedelta(minutes=2)]


@pytest.fixture
def desk(database: Database) -> Desk:
    """Tuesday 12 March 2019; nothing is reported yet."""
    desk = Desk(database)
    desk.run()
    desk.go("2019-03-12 10:00")
    return desk


def change(desk: Desk, number: str, people: str) -> None:
    desk.say(STAR_LAKE, f"/edit {desk.row(number).id}", "7", people, "提交")
    assert desk.row(number).person_times == int(people)


@pytest.mark.parametrize("passed", CLOCKS, ids=str)
def test_what_came_or_changed_since_the_page_was_shown_is_left_out(desk: Desk, passed: timedelta) -> None:
    first, second = (desk.report(STAR_LAKE, title, "3月9日") for title in ("湖岸清洁", "敬老院探访"))
    page = desk.say(COUNTY_ORGANIZER, "/reports")
    desk.stage.now += passed
    change(desk, second, "200")
    third = desk.report(EAST_TOWN, "义诊", "3月10日")
    done = desk.press(COUNTY_ORGANIZER, page, "这 2 份都通过")
    assert lines(done) == ["✓ 已通过 1 份。", "有 1 份刚刚有改动或者已经审过，没有动。"]
    states = [desk.row(number).state for number in (first, second, third)]
    assert states == ["accepted", "submitted", "submitted"]
    again = desk.say(COUNTY_ORGANIZER, "/reports")
    assert desk.press(COUNTY_ORGANIZER, again, "这 2 份都通过").text == "✓ 已通过 2 份。"


@pytest.mark.parametrize("passed", CLOCKS, ids=str)
def test_one_that_was_changed_since_it_was_seen_is_shown_again(desk: Desk, passed: timedelta) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    seen = desk.say(COUNTY_ORGANIZER, f"/view {number}")
    desk.stage.now += passed
    change(desk, number, "200")
    again = desk.press(COUNTY_ORGANIZER, seen, "通过")
    assert lines(again)[0] == f"{number} 刚刚有改动，请再看一遍："
    assert desk.row(number).state == "submitted"
    desk.press(COUNTY_ORGANIZER, again, "通过")
    assert desk.row(number).state == "accepted"


@pytest.mark.parametrize("seen", ["time", "nothing"])
def test_a_change_begun_before_revisions_were_counted_is_gone_on_with(desk: Desk, seen: str) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    desk.stage.now += timedelta(minutes=1)
    row = desk.row(number)
    desk.say(STAR_LAKE, f"/edit {row.id}", "7", "40")
    with desk.database.begin() as session:
        (draft,) = session.scalars(select(Run).where(Run.topic == "edit"))
        kept = {key: value for key, value in draft.subject.items() if key != "seen"}
        moment = row.changed_at.astimezone(UTC).isoformat()
        draft.subject = kept | ({"seen": moment} if seen == "time" else {})
    assert "人次：40" in desk.say(STAR_LAKE, f"/edit {row.id}").text
    assert "已更新" in desk.say(STAR_LAKE, "提交").text
    assert desk.row(number).person_times == 40


def test_a_button_of_before_revisions_were_counted_is_gone(desk: Desk) -> None:
    number = desk.report(STAR_LAKE, "湖岸清洁", "3月9日")
    for command in ("/acceptall", "/unacceptall"):
        assert GONE in desk.say(COUNTY_ORGANIZER, f"{command} po78xs.{desk.row(number).id}").text
    old = desk.say(COUNTY_ORGANIZER, f"/accept {number} po78xs")
    assert lines(old)[0] == f"{number} 刚刚有改动，请再看一遍："
    assert desk.row(number).state == "submitted"


@pytest.mark.parametrize(
    "packed", ["", ".", "zz.ü", "zz. 1", "1-", "-", "1-ü", "1--1", "z" * 5000, ".".join("z" * 60)]
)
def test_nonsense_behind_accept_all_is_refused(desk: Desk, packed: str) -> None:
    answer = desk.say(COUNTY_ORGANIZER, f"/acceptall {packed}").text
    assert answer == REFUSED or GONE in answer


rows = st.builds(SimpleNamespace, id=st.integers(1, 10**9 - 1), revision=st.integers(1, 5000))


@given(st.lists(rows, max_size=8, unique_by=lambda row: row.id))
def test_the_packed_reports_come_back_and_fit_a_button(shown: list[SimpleNamespace]) -> None:
    packed = pack_reports(cast(list[Report], shown))
    if packed is None:
        # Eight ids of nine digits, far apart, each changed: one accepts them one by one.
        assert not shown or len(shown) >= 5
        return
    assert len(f"/unacceptall {packed}".encode()) <= BUTTON_VALUE_BYTES
    parts = [part.partition("-") for part in packed.split(".")]
    ids = [sum(int(step, 36) for step, _, _ in parts[: n + 1]) for n in range(len(parts))]
    found = dict(zip(ids, (int(seen or "1", 36) for _, _, seen in parts), strict=True))
    assert found == {row.id: row.revision for row in shown}


def test_eight_that_follow_each_other_and_were_changed_often_fit() -> None:
    shown = [SimpleNamespace(id=999_000 + 20 * n, revision=30) for n in range(8)]
    assert pack_reports(cast(list[Report], shown)) is not None
