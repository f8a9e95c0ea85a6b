"""The outbox: written once, taken in order by one sender at a time, every fate written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage import outbox, sending
from storage.database import Database
from storage.organisations import Group, Organisation
from storage.outbox import BROADCAST, NOTICE, REPLY, Draft, Outbound
from storage.people import Account, Person

LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["database", "postgres"])
def any_database(request: pytest.FixtureRequest) -> Database:
    chosen = request.getfixturevalue(request.param)
    assert isinstance(chosen, Database)
    return chosen


@pytest.fixture
def base(any_database: Database, now: datetime) -> Outbox:
    return Outbox(any_database, now)


class Outbox:
    """The functions under test, each in a transaction of its own, with short arguments."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now

    def post(self, key: str, account: str = "1", urgency: int = NOTICE, **more: Any) -> int | None:
        values: dict[str, Any] = {"channel": "telegram", "due_at": self.now, "body": {"text": key}} | more
        with self.database.begin() as session:
            return outbox.post(session, key=key, account=account, urgency=urgency, now=self.now, **values)

    def claim(self, owner: str = "me", limit: int = 100, **more: Any) -> list[Outbound]:
        channels = more.pop("channels", ["telegram"])
        with self.database.begin() as session:
            return sending.claim(session, self.now, owner, LEASE, limit, channels, **more)

    def claim_keys(self, owner: str = "me", limit: int = 100, **more: Any) -> list[str]:
        return [row.key for row in self.claim(owner, limit, **more)]

    def again(self, row: Outbound, after: timedelta) -> None:
        with self.database.begin() as session:
            sending.mark_again(session, "me", {row.id: self.now + after}, tried=[row.id])

    def rows(self) -> dict[str, Outbound]:
        with self.database.read() as session:
            return {row.key: row for row in session.execute(select(Outbound)).scalars()}

    def states(self) -> dict[str, str]:
        return {key: row.state for key, row in self.rows().items()}


def add_account(session: Session, account: str, now: datetime) -> None:
    person = Person(name="李明", language="zh-CN", created_at=now)
    session.add(person)
    session.flush()
    session.add(Account(person_id=person.id, channel="telegram", account=account, used_at=now))


def add_group(session: Session, account: str, now: datetime) -> None:
    root = Organisation(kind="committee", name="市义工联", path="/1/", zone="Asia/Shanghai", created_at=now)
    person = Person(name="王芳", language="zh-CN", created_at=now)
    session.add_all([root, person])
    session.flush()
    session.add(Group(organisation_id=root.id, channel="telegram", account=account, bound_by=person.id))


def test_a_key_is_written_once(base: Outbox) -> None:
    assert base.post("a", body={"text": "first"}) is not None
    assert base.post("a", body={"text": "second"}) is None
    assert base.rows()["a"].body == {"text": "first"}


def test_many_are_written_at_once_and_known_keys_left_alone(base: Outbox) -> None:
    base.post("k3")
    drafts = [Draft(f"k{n}", "telegram", str(n), BROADCAST, {"text": "x"}, base.now) for n in range(1200)]
    with base.database.begin() as session:
        assert outbox.post_all(session, drafts, base.now) == 1199
        assert outbox.post_all(session, drafts, base.now) == 0
    assert base.rows()["k3"].urgency == NOTICE


def test_the_most_urgent_come_first_then_the_oldest(base: Outbox) -> None:
    for key, urgency in [("b1", BROADCAST), ("n1", NOTICE), ("r1", REPLY), ("b2", BROADCAST), ("r2", REPLY)]:
        base.post(key, account=key, urgency=urgency)
    assert base.claim_keys(limit=3) == ["r1", "r2", "n1"]
    assert base.claim_keys(limit=3) == ["b1", "b2"]


def test_only_what_is_urgent_enough_is_taken(base: Outbox) -> None:
    for key, urgency in [("b", BROADCAST), ("n", NOTICE), ("r", REPLY)]:
        base.post(key, account=key, urgency=urgency)
    assert base.claim_keys(least=NOTICE) == ["r", "n"]


def test_a_row_is_taken_from_its_moment_on_and_on_its_channel(base: Outbox) -> None:
    base.post("later", account="1", due_at=base.now + SECOND)
    base.post("web", account="2", channel="web")
    assert base.claim_keys() == []
    base.now += SECOND
    assert base.claim_keys() == ["later"]
    assert base.claim_keys(channels=["web"]) == ["web"]


def test_one_account_gets_one_message_at_a_time_in_order(base: Outbox) -> None:
    for key in ("a", "b", "c"):
        base.post(key)
    base.post("elsewhere", channel="web")
    (first,) = base.claim()
    assert first.key == "a"
    assert base.claim_keys() == []
    with base.database.begin() as session:
        sending.mark_sent(session, {first.id: "m1"}, base.now)
    assert base.claim_keys() == ["b"]
    assert base.states() == {"a": "sent", "b": "sending", "c": "waiting", "elsewhere": "waiting"}


def test_what_is_to_be_tried_again_holds_back_what_comes_after_it(base: Outbox) -> None:
    base.post("a")
    base.post("b")
    base.again(base.claim()[0], SECOND)
    assert base.claim_keys() == []
    base.now += SECOND
    (row,) = base.claim()
    assert (row.key, row.attempts) == ("a", 1)


def test_a_reply_passes_a_notice_of_the_same_account(base: Outbox) -> None:
    base.post("notice")
    base.again(base.claim()[0], SECOND)
    base.post("reply", urgency=REPLY)
    assert base.claim_keys() == ["reply"]


def test_what_is_scheduled_for_later_holds_back_nothing(base: Outbox) -> None:
    base.post("tomorrow", due_at=base.now + timedelta(days=1))
    base.post("today")
    assert base.claim_keys() == ["today"]


def test_a_reply_that_settles_holds_back_the_next_reply(base: Outbox) -> None:
    base.post("photos", urgency=REPLY, settle="photos", due_at=base.now + SECOND)
    base.post("answer", urgency=REPLY)
    assert base.claim_keys() == []
    base.now += SECOND
    assert base.claim_keys() == ["photos"]


def test_replies_that_settle_are_merged_into_the_last(base: Outbox) -> None:
    for number in range(3):
        base.post(f"p{number}", urgency=REPLY, settle="photos", due_at=base.now + SECOND)
    base.post("other", account="2", urgency=REPLY, settle="photos", due_at=base.now + SECOND)
    base.post("p2", urgency=REPLY, settle="photos", due_at=base.now + SECOND)
    base.now += SECOND
    assert base.claim_keys() == ["p2", "other"]
    base.post("p3", urgency=REPLY, settle="photos", due_at=base.now)
    assert base.states()["p2"] == "sending", "what is on its way can't be merged any more"
    assert base.states()["p0"] == base.states()["p1"] == "merged"


def test_sent_rows_say_when_and_as_what(base: Outbox) -> None:
    base.post("a")
    (row,) = base.claim()
    with base.database.begin() as session:
        sending.mark_sent(session, {row.id: "m77"}, base.now + SECOND)
    done = base.rows()["a"]
    assert (done.state, done.platform_id, done.attempts) == ("sent", "m77", 1)
    assert done.sent_at == base.now + SECOND
    assert done.owner is None and done.lease_until is None


def test_released_rows_wait_as_before(base: Outbox) -> None:
    base.post("a")
    (row,) = base.claim()
    with base.database.begin() as session:
        sending.release(session, "somebody else", [row.id])
    assert base.states() == {"a": "sending"}
    with base.database.begin() as session:
        sending.release(session, "me", [row.id])
    (again,) = base.claim("you")
    assert (again.owner, again.attempts) == ("you", 0)


def test_a_broadcast_in_doubt_is_repeated_once_and_later_and_a_reply_never(base: Outbox) -> None:
    for key, urgency in [("r", REPLY), ("n", NOTICE), ("b", BROADCAST)]:
        base.post(key, account=key, urgency=urgency)
    _mark_unknown(base, base.claim())
    assert base.states() == {"r": "unknown", "n": "unknown", "b": "waiting"}
    assert base.claim_keys() == []
    base.now += sending.REPEAT_AFTER
    rows = base.claim()
    assert [row.key for row in rows] == ["b"]
    _mark_unknown(base, rows)
    assert base.states()["b"] == "unknown"


def test_a_repeat_in_doubt_holds_back_nothing(base: Outbox) -> None:
    base.post("b1", urgency=BROADCAST)
    base.post("b2", urgency=BROADCAST)
    _mark_unknown(base, base.claim())
    assert base.claim_keys() == ["b2"]


def test_when_a_sender_dies_its_rows_are_in_doubt_after_the_lease(base: Outbox) -> None:
    for key, urgency in [("r", REPLY), ("b", BROADCAST)]:
        base.post(key, account=key, urgency=urgency)
    rows = base.claim("dead")
    base.now += LEASE
    assert _expire(base) == 0
    base.now += SECOND
    assert _expire(base) == 2
    assert base.states() == {"r": "unknown", "b": "waiting"}
    with base.database.begin() as session:
        sending.mark_again(session, "dead", {row.id: base.now for row in rows})
        sending.mark_refused(session, "dead", [row.id for row in rows])
    assert base.states() == {"r": "unknown", "b": "waiting"}, "the lease was lost"
    with base.database.begin() as session:
        sending.mark_sent(session, {row.id: "m" for row in rows}, base.now)
    assert base.states() == {"r": "sent", "b": "sent"}, "not dead, only slow: it knows that they arrived"


def test_refused_rows_are_never_taken_again(base: Outbox) -> None:
    base.post("a")
    (row,) = base.claim()
    with base.database.begin() as session:
        sending.mark_refused(session, "me", [row.id])
    base.post("b")
    assert base.claim_keys() == ["b"]


def test_whoever_is_gone_gets_nothing_more(base: Outbox) -> None:
    with base.database.begin() as session:
        for account in ("1", "2"):
            add_account(session, account, base.now)
        add_group(session, "-7", base.now)
    for key, account in [("a", "1"), ("b", "1"), ("c", "2"), ("d", "-7")]:
        base.post(key, account=account)
    lost = [row for row in base.claim() if row.account != "2"]
    with base.database.begin() as session:
        sending.mark_gone(session, lost, base.now)
    assert base.states() == {"a": "gone", "b": "gone", "c": "sending", "d": "gone"}
    with base.database.read() as session:
        marked = {row.account: row.gone_at for row in session.execute(select(Account)).scalars()}
        assert marked == {"1": base.now, "2": None}
        assert session.execute(select(Group.gone_at)).scalar_one() == base.now


def test_whoever_moved_gets_everything_at_the_new_account(base: Outbox) -> None:
    with base.database.begin() as session:
        add_group(session, "-7", base.now)
    base.post("a", account="-7")
    base.post("b", account="-7")
    base.claim()
    _move(base, "-7", "-1007")
    with base.database.read() as session:
        assert session.execute(select(Group.account)).scalar_one() == "-1007"
    (row,) = base.claim()
    assert (row.key, row.account) == ("a", "-1007")
    assert base.rows()["b"].account == "-1007"


def test_moving_to_an_account_that_is_known_makes_no_second_one(base: Outbox) -> None:
    with base.database.begin() as session:
        for account in ("1", "2"):
            add_account(session, account, base.now)
    base.post("a", account="1")
    _move(base, "1", "2")
    with base.database.read() as session:
        marked = {row.account: row.gone_at for row in session.execute(select(Account)).scalars()}
    assert marked == {"1": base.now, "2": None}
    assert base.rows()["a"].account == "2"


def test_a_reply_is_written_as_claimed_only_if_nothing_is_in_front_of_it(base: Outbox) -> None:
    base.post("reminder", urgency=BROADCAST)
    assert _post_claimed(base, "r1").state == "sending"
    assert _post_claimed(base, "r2").state == "waiting"
    assert base.claim_keys() == []
    base.post("settling", account="2", urgency=REPLY, settle="photos", due_at=base.now + SECOND)
    assert _post_claimed(base, "r3", account="2").state == "waiting"


def test_on_postgres_claims_take_turns(postgres: Database, now: datetime) -> None:
    base = Outbox(postgres, now)
    with postgres.begin() as first:
        sending.claim(first, now, "one", LEASE, 10, ["telegram"])
        with pytest.raises(OperationalError, match="lock timeout"), postgres.begin() as second:
            second.execute(text("SET LOCAL lock_timeout = '20ms'"))
            sending.claim(second, now, "two", LEASE, 10, ["telegram"])
    assert base.claim_keys() == []


def test_a_claim_is_quick_on_postgres_even_before_it_has_statistics(
    postgres: Database, now: datetime
) -> None:
    """As a join of all waiting rows with each other it took 5 s here; it takes 20 ms."""
    drafts = [Draft(f"k{n}", "telegram", str(n), BROADCAST, {}, now) for n in range(5000)]
    with postgres.begin() as session:
        outbox.post_all(session, drafts, now)
        session.execute(text("SET LOCAL statement_timeout = '1s'"))
        assert len(sending.claim(session, now, "me", LEASE, 64, ["telegram"])) == 64


def test_the_next_moment_and_the_counts(base: Outbox) -> None:
    with base.database.read() as session:
        assert outbox.next_due(session) is None
    base.post("a", account="1")
    base.post("b", account="2", due_at=base.now + 2 * SECOND)
    base.post("c", account="3", channel="web", due_at=base.now + SECOND)
    with base.database.read() as session:
        assert outbox.next_due(session) == base.now
        assert outbox.next_due(session, after=base.now) == base.now + SECOND
        assert outbox.next_due(session, after=base.now, channels=["telegram"]) == base.now + 2 * SECOND
    base.claim()
    with base.database.read() as session:
        assert outbox.counts(session) == {
            ("telegram", "sending"): 1,
            ("telegram", "waiting"): 1,
            ("web", "waiting"): 1,
        }


def _mark_unknown(base: Outbox, rows: Sequence[Outbound]) -> None:
    with base.database.begin() as session:
        sending.mark_unknown(session, "me", [row.id for row in rows], base.now)


def _expire(base: Outbox) -> int:
    with base.database.begin() as session:
        return sending.expire_leases(session, base.now)


def _move(base: Outbox, old: str, new: str) -> None:
    with base.database.begin() as session:
        sending.move_account(session, "telegram", old, new, base.now)


def _post_claimed(base: Outbox, key: str, account: str = "1") -> Outbound:
    with base.database.begin() as session:
        row = outbox.post_claimed(
            session,
            key=key,
            channel="telegram",
            account=account,
            body={"text": key},
            now=base.now,
            owner="me",
            lease=LEASE,
        )
    assert row is not None
    return row
