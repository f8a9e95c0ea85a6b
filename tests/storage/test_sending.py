"""What became of what was taken: every fate is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from storage import outbox, sending
from storage.database import Database
from storage.organisations import Group
from storage.outbox import BROADCAST, NOTICE, REPLY, Draft, Outbound
from storage.people import Account
from tests.storage.outbox_kit import LEASE, SECOND, Outbox, add_account, add_group


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
        sending.mark_again(session, "somebody else", {row.id: base.now})
    assert base.states() == {"a": "sending"}
    with base.database.begin() as session:
        sending.mark_again(session, "me", {row.id: base.now})
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
        sending.mark_gone(session, [(row.channel, row.account) for row in lost], base.now)
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


def test_the_next_moment(base: Outbox) -> None:
    with base.database.read() as session:
        assert outbox.next_due(session) is None
    base.post("a", account="1")
    base.post("b", account="2", due_at=base.now + 2 * SECOND)
    base.post("c", account="3", channel="web", due_at=base.now + SECOND)
    with base.database.read() as session:
        assert outbox.next_due(session) == base.now
        assert outbox.next_due(session, after=base.now) == base.now + SECOND
        assert outbox.next_due(session, after=base.now, channels=["telegram"]) == base.now + 2 * SECOND


def _mark_unknown(base: Outbox, rows: Sequence[Outbound]) -> None:
    with base.database.begin() as session:
        sending.mark_unknown(session, "me", [row.id for row in rows], base.now)


def _expire(base: Outbox) -> int:
    with base.database.begin() as session:
        return sending.expire_leases(session, base.now)


def _move(base: Outbox, old: str, new: str) -> None:
    with base.database.begin() as session:
        sending.mark_moved(session, "telegram", old, new, base.now)
