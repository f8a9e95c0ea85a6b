"""Replies that are held from the start, and those that travel in an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import outbox, sending
from storage.outbox import BROADCAST, NOTICE, REPLY, Draft, Outbound
from storage.replies import Hold, give_again, post_replies
from tests.storage.outbox_kit import LEASE, SECOND, Outbox


def post(base: Outbox, *drafts: Draft, room: int = 10, answers: frozenset[str] = frozenset()) -> list[str]:
    """Write them; the keys of those that are held, in order."""
    hold = Hold("me", base.now + LEASE, {"telegram": room}, answers)
    with base.database.begin() as session:
        ids, rows = post_replies(session, drafts, base.now, hold)
        assert ids.keys() == {draft.key for draft in drafts}
        assert {row.id for row in rows.values()} == {ids[key] for key in rows}
    return list(rows)


def draft(base: Outbox, key: str, account: str = "", **more: object) -> Draft:
    values = {"urgency": REPLY, "body": {"text": key}, "due_at": base.now} | more
    return Draft(key=key, channel="telegram", account=account or key, **values)  # type: ignore[arg-type]  # by name


def test_replies_are_held_if_nothing_is_in_front_of_them(base: Outbox) -> None:
    base.post("reminder", account="a", urgency=BROADCAST)
    base.post("notice", account="b", urgency=NOTICE)
    assert base.claim_keys(limit=1) == ["notice"]
    base.post("photos", account="c", urgency=REPLY, settle="photos", due_at=base.now + SECOND)
    assert post(base, *(draft(base, key) for key in "abc")) == ["a"]
    assert [base.states()[key] for key in "abc"] == ["sending", "waiting", "waiting"]
    assert post(base, draft(base, "second", "a")) == [], "the first is on its way"


def test_what_settles_or_is_for_later_is_not_held(base: Outbox) -> None:
    settling = draft(base, "a", settle="photos", due_at=base.now + SECOND)
    assert post(base, settling, draft(base, "b", settle="group"), draft(base, "c", urgency=NOTICE)) == []


def test_no_more_are_held_than_there_is_room_for(base: Outbox) -> None:
    assert post(base, *(draft(base, key) for key in "abcd"), room=2) == ["a", "b"]
    assert base.claim_keys() == ["c", "d"]


def test_two_replies_to_one_account_are_not_held_at_once(base: Outbox) -> None:
    assert post(base, draft(base, "a", "1"), draft(base, "b", "1")) == ["a"]


def test_what_is_held_is_as_what_was_claimed(base: Outbox) -> None:
    post(base, draft(base, "a"))
    row = base.rows()["a"]
    assert (row.state, row.owner, row.lease_until) == ("sending", "me", base.now + LEASE)
    assert row.claimed_at == base.now
    assert base.claim_keys("another") == []
    base.now += LEASE + SECOND
    with base.database.begin() as session:
        assert sending.expire_leases(session, base.now) == 1
    assert base.states() == {"a": "unknown"}


def test_what_waits_is_told_apart_from_what_is_held(base: Outbox) -> None:
    with base.database.begin() as session:
        hold = Hold("me", base.now + LEASE, {"telegram": 1})
        post_replies(session, [draft(base, "a")], base.now, hold)
        assert outbox.posted(session) == frozenset()
        post_replies(session, [draft(base, "b")], base.now, None)
        assert outbox.posted(session) == {"telegram"}


def answered(base: Outbox, key: str = "a") -> int:
    """A reply that travels in an answer; its row."""
    assert post(base, draft(base, key), room=0, answers=frozenset({key})) == [key]
    row = base.rows()[key]
    assert (row.state, row.claimed_at) == ("sending", None)
    return row.id


def mark(base: Outbox, row: int, owner: str = "me") -> None:
    with base.database.begin() as session:
        sending.mark_answered(session, owner, [row], base.now)


def again(base: Outbox, row: int) -> None:
    with base.database.begin() as session:
        give_again(session, [row], base.now)


def test_a_reply_travels_in_an_answer_without_room_but_not_with_attachments(base: Outbox) -> None:
    answered(base)
    assert post(base, draft(base, "b", attached=True), room=0, answers=frozenset("b")) == []


def test_an_answer_that_was_written_out_is_sent(base: Outbox) -> None:
    row = answered(base)
    mark(base, row, "another")
    assert base.states() == {"a": "sending"}
    mark(base, row)
    done = base.rows()["a"]
    assert (done.state, done.sent_at, done.attempts, done.owner) == ("sent", base.now, 1, None)


def test_an_answer_that_was_not_written_out_waits(base: Outbox) -> None:
    row = answered(base)
    with base.database.begin() as session:
        sending.release_answers(session, "me", [row])
    assert base.claim_keys() == ["a"]
    with base.database.begin() as session:
        sending.release_answers(session, "me", [row])
    assert base.states() == {"a": "sending"}, "it is no answer any more"


@pytest.mark.parametrize("state", ["sending", "sent", "unknown"])
def test_when_its_message_comes_again_an_answer_is_given_again(base: Outbox, state: str) -> None:
    row = answered(base)
    if state == "sent":
        mark(base, row)
    if state == "unknown":
        with base.database.begin() as session:
            sending.expire_leases(session, base.now, dead=["me"])
    assert base.states() == {"a": state}
    base.now += timedelta(minutes=1)
    again(base, row)
    mark(base, row)  # the first answer's, late
    (claimed,) = base.claim()
    assert (claimed.key, claimed.sent_at) == ("a", None)


@pytest.mark.parametrize("fate", ["sending", "sent", "unknown", "waiting"])
def test_when_its_message_comes_again_what_went_by_itself_is_not(base: Outbox, fate: str) -> None:
    post(base, draft(base, "a"), room=0 if fate == "waiting" else 1)
    row = base.rows()["a"].id
    with base.database.begin() as session:
        if fate == "sent":
            sending.mark_sent(session, {row: "m1"}, base.now)
        if fate == "unknown":
            sending.mark_unknown(session, "me", [row], base.now)
    again(base, row)
    assert base.states() == {"a": fate}


def test_what_an_answer_became_does_not_count_once_it_is_given_again(base: Outbox) -> None:
    row = answered(base)
    again(base, row)
    assert base.claim_keys("me") == ["a"]
    mark(base, row)
    assert base.states() == {"a": "sending"}


def test_an_answer_given_again_and_claimed_is_in_doubt_like_any_other(base: Outbox) -> None:
    row = answered(base)
    again(base, row)
    base.claim("dead")
    with base.database.begin() as session:
        sending.expire_leases(session, base.now, dead=["dead"])
    again(base, row)
    assert base.states() == {"a": "unknown"}, "it may have been sent, so it isn't sent once more"


def test_ids_of_replies_are_told(base: Outbox) -> None:
    with base.database.begin() as session:
        assert post_replies(session, [], base.now, None) == ({}, {})
        ids, held = post_replies(session, [draft(base, "a")], base.now, None)
        assert held == {}
        assert session.get_one(Outbound, ids["a"]).state == "waiting"
