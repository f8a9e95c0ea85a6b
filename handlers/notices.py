"""Something said to somebody who didn't just write: a row in the outbox, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.messages import Reply
from handlers.offered import keep_notice_menu
from handlers.speech import speak
from locales import DEFAULT
from storage import outbox, people, runs
from storage.organisations import Group, Organisation
from storage.people import Account, Person


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
) -> bool:
    """Tell a person where they were last seen; False if they can't be reached anywhere.

    `key` gets the account appended. With `settle` it takes the place of what still waits under
    that word. What is offered may be answered by its number too, unless the person is in the middle of a
    form, where a number is an answer.
    """
    account = people.present_account(session, person.id)
    if account is None:
        return False
    message, menu = speak(reply, person.language)
    talk = runs.conversation(session, person.id, now)
    if talk.run_id is not None:
        message = message.model_copy(update={"numbered": False})
    posted = outbox.post(
        session,
        key=f"{key}:{account.id}",
        channel=account.channel,
        account=account.account,
        urgency=urgency,
        body=message.model_dump(mode="json"),
        due_at=due_at,
        now=now,
        settle=settle,
    )
    if posted is not None:
        keep_notice_menu(talk, menu, reply.numbered, due_at, now)
    return True


def tell_all(
    session: Session,
    told: Sequence[tuple[Person, Reply]],
    *,
    key: str,
    urgency: int,
    due_at: datetime,
    now: datetime,
) -> set[int]:
    """Tell each of many people something, in a few statements where `tell` takes several for each; the
    ids of those who can be reached."""
    accounts = people.present_accounts(session, (person.id for person, _ in told))
    reached = [(accounts[person.id], person, reply) for person, reply in told if person.id in accounts]
    talks = {talk.person_id: talk for talk in runs.conversations(session, accounts, now)}
    drafts: list[outbox.Draft] = []
    for account, person, reply in reached:
        message, menu = speak(reply, person.language)
        if talks[person.id].run_id is not None:
            message = message.model_copy(update={"numbered": False})
        body = message.model_dump(mode="json")
        drafts.append(
            outbox.Draft(f"{key}:{account.id}", account.channel, account.account, urgency, body, due_at)
        )
        keep_notice_menu(talks[person.id], menu, reply.numbered, due_at, now)
    outbox.post_all(session, drafts, now)
    return {person.id for _, person, _ in reached}


def tell_group(
    session: Session, group: Group, reply: Reply, *, key: str, due_at: datetime, now: datetime
) -> None:
    """Tell a group chat; nothing is offered there to press."""
    message, _ = speak(Reply(reply.lines, attachments=reply.attachments), DEFAULT)
    outbox.post(
        session,
        key=f"{key}:g{group.id}",
        channel=group.channel,
        account=group.account,
        urgency=outbox.BROADCAST,
        body=message.model_dump(mode="json"),
        due_at=due_at,
        now=now,
    )


def organizers(session: Session, committee: Organisation) -> list[Person]:
    """Who hears what the committee is told."""
    return list(people.people_of(session, committee.id, "organizer"))


def reachable(session: Session, person: Person) -> Account | None:
    """The account a notice would go to."""
    return people.present_account(session, person.id)
