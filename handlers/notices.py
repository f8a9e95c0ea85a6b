"""Something said to somebody who didn't just write: a row in the outbox, in their language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from handlers.messages import Reply
from handlers.offered import keep_notice_menu
from handlers.rules.deadline_schema import Quiet
from handlers.rules.deadlines import next_permitted
from handlers.rules.keys import account_key, group_key
from handlers.speech import Offered, speak
from locales import DEFAULT
from storage import outbox, people, runs
from storage.organisations import DEFAULT_ZONE, Group, Organisation
from storage.people import Account, Membership, Person
from storage.runs import Conversation

#: So much after its moment a message to many isn't sent at once any more, but as soon as it may be.
LATE = timedelta(hours=1)
#: What a notice offers: whose conversation it is, the options, and whether numbers pick them.
Menu: TypeAlias = tuple[Conversation, list[Offered], bool]
_QUIET, _ZONE = Quiet(), ZoneInfo(DEFAULT_ZONE)


def hold_back(session: Session, now: datetime) -> int:
    """Let what many were to be told, and what is late, wait for the morning where it is night: after an
    outage nobody is woken. How many messages there were."""
    put_off: dict[int, datetime] = {}
    rows = outbox.late(session, now, LATE)
    zones = _zones(session, {account for _, _, account, _ in rows}) if rows else {}
    for row, channel, account, due_at in rows:
        at = next_permitted(now, _QUIET, zones.get((channel, account), _ZONE))
        if at > now and due_at < at:
            put_off[row] = at
    outbox.put_off(session, put_off)
    return len(put_off)


def _zones(session: Session, accounts: Collection[str]) -> dict[tuple[str, str], ZoneInfo]:
    """Where those live who have one of these accounts: people and groups, by channel and account."""
    all_of_them = len(accounts) > outbox.MOST_AT_ONCE
    found: dict[tuple[str, str], ZoneInfo] = {}
    of_people = (
        select(Account.channel, Account.account, Organisation.zone)
        .join(Membership, Membership.person_id == Account.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.until.is_(None), true() if all_of_them else Account.account.in_(accounts))
    )
    of_groups = (
        select(Group.channel, Group.account, Organisation.zone)
        .join(Organisation, Organisation.id == Group.organisation_id)
        .where(true() if all_of_them else Group.account.in_(accounts))
    )
    for query in (of_people, of_groups):
        found |= {(channel, account): ZoneInfo(zone) for channel, account, zone in session.execute(query)}
    return found


def tell(
    session: Session,
    person: Person,
    reply: Reply,
    *,
    key: str,
    urgency: int,
    due_at: datetime,
    now: datetime,
    settle: str | None = None,
    instead_of: tuple[str, ...] = (),
) -> bool:
    """`tell_all` for one person; False if they can't be reached anywhere."""
    told = tell_all(
        session,
        [(person, reply)],
        key=key,
        urgency=urgency,
        due_at=due_at,
        now=now,
        settle=settle,
        instead_of=instead_of,
    )
    return bool(told)


def tell_all(
    session: Session,
    told: Sequence[tuple[Person, Reply]],
    *,
    key: str,
    urgency: int,
    due_at: datetime,
    now: datetime,
    settle: str | None = None,
    instead_of: tuple[str, ...] = (),
) -> set[int]:
    """Tell each of these people, once, where they were last seen, in a few statements for many; the ids of
    those who can be reached.

    The account comes behind `key`. A notice that was posted before changes nothing. With `settle` it takes
    the place of what still waits under that word, or one of `instead_of`. What is offered may be answered by
    its number too, unless the person is in the middle of a form, where a number is an answer.
    """
    accounts = people.present_accounts(session, (person.id for person, _ in told))
    reached = [(accounts[person.id], person, reply) for person, reply in told if person.id in accounts]
    talks = {talk.person_id: talk for talk in runs.conversations(session, accounts, now)}
    drafts, menus = list[outbox.Draft](), dict[str, Menu]()
    for account, person, reply in reached:
        message, menu = speak(reply, person.language)
        if talks[person.id].run_id is not None:
            message = message.model_copy(update={"numbered": False})
        own, address = account_key(key, account.id), (account.channel, account.account)
        drafts.append(outbox.Draft(own, *address, urgency, message, due_at, settle, instead_of))
        menus[own] = (talks[person.id], menu, reply.numbered)
    for posted in outbox.post_all(session, drafts, now):
        talk, menu, numbered = menus[posted]
        keep_notice_menu(talk, menu, numbered, due_at, now)
    return {person.id for _, person, _ in reached}


def tell_group(
    session: Session, group: Group, reply: Reply, *, key: str, due_at: datetime, now: datetime
) -> None:
    """Tell a group chat; nothing is offered there to press. The group comes behind `key`."""
    message, _ = speak(Reply(reply.lines, attachments=reply.attachments), DEFAULT)
    outbox.post(
        session,
        key=group_key(key, group.id),
        channel=group.channel,
        account=group.account,
        urgency=outbox.BROADCAST,
        body=message,
        due_at=due_at,
        now=now,
    )


def organizers(session: Session, committee: Organisation) -> list[Person]:
    """Who hears what the committee is told."""
    return list(people.people_of(session, committee.id, "organizer"))
