"""Replies as a turn writes them: where nothing is in front of them, this process's sender holds them at once.

That saves the way back through the database: a claim. What is held is lost sight of if the process dies
before it is sent, exactly as what was claimed is.

A reply that travels in what its channel answers to the message (a webhook's answer) is never claimed:
`claimed_at` stays empty. Nobody tells whether that answer arrived; but the platform brings a message again
whose answer did not, and then the reply waits to be sent as any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from storage.outbox import REPLY, Draft, Letter, Outbound, note_posted, post_all

#: Asked in every turn, so built once: building it takes longer than running it.
_BUSY = (
    select(Outbound.account)
    .where(Outbound.channel == bindparam("channel"))
    .where(Outbound.account.in_(bindparam("accounts", expanding=True)))
    .where(Outbound.state.in_(("sending", "waiting")))
    .where(or_(Outbound.state == "sending", Outbound.urgency == REPLY))
)


@dataclass(frozen=True, slots=True)
class Hold:
    """What the sender `owner` of this process may hold from the start, until `until`: so many replies of each
    channel (`room`), and those that may travel in an answer, by their keys (`answers`)."""

    owner: str
    until: datetime
    room: Mapping[str, int]
    answers: Collection[str] = frozenset()


def post_replies(
    session: Session, drafts: Sequence[Draft], now: datetime, hold: Hold | None
) -> tuple[dict[str, int], dict[str, Letter]]:
    """Write replies, all with one statement; the ids by key of those that are new, and the letters that are
    held. What settles, is for later, or has something of its account on its way or a reply waiting in
    front of it, waits as any other message."""
    held = _held(session, drafts, now, hold) if hold else {}
    ids = post_all(session, drafts, now, held)
    letters = {
        draft.key: _letter(ids[draft.key], draft, held[draft.key])
        for draft in drafts
        if draft.key in held and draft.key in ids
    }
    return ids, letters


def give_again(session: Session, ids: Collection[int], now: datetime) -> None:
    """The messages that these reply to came again. The replies that travelled in an answer did not arrive,
    or they wouldn't have: these wait to be sent."""
    lost = (Outbound.id.in_(ids), Outbound.claimed_at.is_(None), Outbound.state.in_(IN_ANSWER))
    again = {"state": "waiting", "owner": None, "lease_until": None, "sent_at": None, "due_at": now}
    give = update(Outbound).where(*lost).values(again).returning(Outbound.channel)
    note_posted(session, session.connection().execute(give).scalars())


#: What a reply in an answer is while it is on its way, when it was written out, and when that isn't known.
IN_ANSWER = ("sending", "sent", "unknown")


def _held(session: Session, drafts: Iterable[Draft], now: datetime, hold: Hold) -> dict[str, dict[str, Any]]:
    """Those that may be held, by key, with what stands in their rows."""
    ready = [d for d in drafts if d.urgency == REPLY and d.settle is None and d.due_at <= now]
    room, busy = dict(hold.room), _busy(session, ready)
    found: dict[str, dict[str, Any]] = {}
    for draft in ready:
        answer = draft.key in hold.answers and not draft.attached
        if (draft.channel, draft.account) in busy or not (answer or room.get(draft.channel, 0)):
            continue
        if not answer:
            room[draft.channel] -= 1
        busy.add((draft.channel, draft.account))
        held = {"state": "sending", "owner": hold.owner, "lease_until": hold.until}
        found[draft.key] = held | {"claimed_at": None if answer else now}
    return found


def _busy(session: Session, drafts: Iterable[Draft]) -> set[tuple[str, str]]:
    """The accounts that something is on its way to, or a reply waits for."""
    accounts: dict[str, list[str]] = {}
    for draft in drafts:
        accounts.setdefault(draft.channel, []).append(draft.account)
    return {
        (channel, account)
        for channel, names in accounts.items()
        for account in session.connection().scalars(_BUSY, {"channel": channel, "accounts": names})
    }


def _letter(row: int, draft: Draft, held: Mapping[str, Any]) -> Letter:
    """As the sender will have it who holds it from the start."""
    return Letter(
        id=row,
        channel=draft.channel,
        account=draft.account,
        urgency=draft.urgency,
        body=draft.body,
        due_at=draft.due_at,
        attempts=0,
        claimed_at=held["claimed_at"],
        lease_until=held["lease_until"],
    )
