"""Something said to somebody who didn't just write: a row in the outbox, in their language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.messages import Reply
from handlers.speech import speak
from locales import DEFAULT
from storage import outbox, people, runs
from storage.organisations import Group, Organisation
from storage.people import Account, Person


def tell(
    session: Session, person: Person, reply: Reply, *, key: str, urgency: int, due_at: datetime, now: datetime
) -> bool:
    """Tell a person where they were last seen; False if they can't be reached anywhere.

    `key` gets the account appended. What is offered may be answered by its number too, unless the person
    is in the middle of a form, where a number is an answer.
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
    )
    if posted is not None and talk.run_id is None and menu:
        talk.menu, talk.numbered = [offered.model_dump() for offered in menu], reply.numbered
    return True


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
