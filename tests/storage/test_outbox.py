"""The outbox: written once, and taken in order by one sender at a time."""

from __future__ import annotations

from datetime import timedelta

from storage import outbox, sending
from storage.outbox import BROADCAST, NOTICE, REPLY, Draft
from tests.storage.outbox_kit import SECOND, Outbox


def test_a_key_is_written_once(base: Outbox) -> None:
    assert base.post("a", body={"text": "first"}) is not None
    assert base.post("a", body={"text": "second"}) is None
    assert base.rows()["a"].body == {"text": "first"}


def test_many_are_written_at_once_and_known_keys_left_alone(base: Outbox) -> None:
    base.post("k3")
    drafts = [Draft(f"k{n}", "telegram", str(n), BROADCAST, {"text": "x"}, base.now) for n in range(1200)]
    with base.database.begin() as session:
        assert len(outbox.post_all(session, drafts, base.now)) == 1199
        assert outbox.post_all(session, drafts, base.now) == {}
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
