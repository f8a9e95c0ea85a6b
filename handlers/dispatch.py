"""One message in, one reply out: seen before, who it is, which handler, and the rows that tell of it."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy.orm import Session

from handlers import routes
from handlers.doors import Doors
from handlers.hearing import hear_person
from handlers.messages import Address, Inbound, Message, Reply, Role, text
from handlers.offered import keep_menu
from handlers.people.groups import take_in_group
from handlers.people.start import greet_stranger
from handlers.rules.keys import reply_key
from handlers.speech import in_words, readable, speak
from handlers.turn import Turn
from locales import nearest
from storage import outbox, people, runs
from storage.callers import Caller, callers
from storage.database import find_outage, have_collided
from storage.outbox import Draft, Letter
from storage.people import Person
from storage.replies import Hold, give_again, post_replies
from storage.runs import Conversation

#: Messages a minute that are still answered in full; a hurried leader with an album sends about 30.
MOST_A_MINUTE = 60
#: How long replies that settle (photos of an album) wait for the next one.
SETTLE = timedelta(seconds=1.2)
#: Of answers in a group, and of those to a stranger, only the last waits to be sent: each platform lets few
#: through, and somebody who writes without end would hold up what the group should get.
LAST_ONLY = GROUP, STRANGER = "group", "stranger"


@dataclass(frozen=True, slots=True)
class Taken:
    """A turn that was taken: its row in the outbox (None: nothing to say, as in groups), whether it raised a
    fault (kept with the message, told to the person), and the letter if the caller's sender holds it."""

    outbox_id: int | None
    fault: str | None = None
    held: Letter | None = None


def take(session: Session, now: datetime, inbound: Inbound, doors: Doors) -> Taken:
    """Take one message, in the caller's transaction. A message that was taken before does nothing again.

    A fault takes back what the turn did and no more, and the person is told. Raises what says that the
    database can't be used (then there is nothing to tell it with), or that this transaction and another
    waited for each other (`have_collided`): the message is to come again.
    """
    try:
        with session.begin_nested():
            return _take(session, now, [inbound], doors, together=False)[0]
    except Exception as error:
        if find_outage(error) or have_collided(error):
            raise
        fault = readable(traceback.format_exc(limit=-8))
        sorry = _apology(session, now, inbound)
        return _write(session, now, {_key(inbound): sorry}, fault=fault)[_key(inbound)]


def take_together(
    session: Session, now: datetime, inbounds: Sequence[Inbound], doors: Doors, hold: Hold | None = None
) -> list[Taken]:
    """Take messages of different accounts, as `take` does, in the caller's transaction. What they need is
    read, and what comes of them is written, for all together. `hold`: which replies the caller's sender may
    hold from the start.

    Raises what any turn raises: the transaction is lost then, and each is to be taken by itself.
    """
    return _take(session, now, inbounds, doors, together=True, hold=hold)


def _take(
    session: Session,
    now: datetime,
    inbounds: Sequence[Inbound],
    doors: Doors,
    *,
    together: bool,
    hold: Hold | None = None,
) -> list[Taken]:
    done = _seen(session, inbounds)
    if again := [taken.outbox_id for taken in done.values() if taken.outbox_id is not None]:
        give_again(session, again, now)
    new = {_key(one): _readable(one) for one in inbounds if _key(one) not in done}
    known = _callers(session, now, new.values())
    drafts = {
        key: _answer(session, now, inbound, doors, known.get(inbound.address), together)
        for key, inbound in new.items()
    }
    done |= _write(session, now, drafts, hold)
    return [done[_key(inbound)] for inbound in inbounds]


#: A message, by its channel and the platform's id of it.
_Key: TypeAlias = tuple[str, str]


def _key(inbound: Inbound) -> _Key:
    return inbound.address.channel, inbound.update_id


def _seen(session: Session, inbounds: Iterable[Inbound]) -> dict[_Key, Taken]:
    """Those that were taken before, with the outbox rows of their replies."""
    ids: dict[str, list[str]] = {}
    for inbound in inbounds:
        ids.setdefault(inbound.address.channel, []).append(inbound.update_id)
    return {
        (channel, update_id): Taken(reply)
        for channel, update_ids in ids.items()
        for update_id, reply in runs.seen_among(session, channel, update_ids).items()
    }


def _callers(session: Session, now: datetime, inbounds: Iterable[Inbound]) -> dict[Address, Caller]:
    """Who wrote, by address, as far as it is known. What is said in a group is nobody's turn."""
    accounts: dict[str, list[str]] = {}
    for inbound in inbounds:
        if inbound.group is None:
            accounts.setdefault(inbound.address.channel, []).append(inbound.address.account)
    return {
        Address(channel, account): caller
        for channel, names in accounts.items()
        for account, caller in callers(session, channel, names, now).items()
    }


def _write(
    session: Session,
    now: datetime,
    drafts: Mapping[_Key, Draft | None],
    hold: Hold | None = None,
    fault: str | None = None,
) -> dict[_Key, Taken]:
    """Write the replies, and that these messages are taken."""
    ids, held = post_replies(session, [draft for draft in drafts.values() if draft is not None], now, hold)
    done = {
        key: Taken(ids.get(draft.key), fault, held.get(draft.key)) if draft else Taken(None, fault)
        for key, draft in drafts.items()
    }
    runs.note_seen(session, {key: taken.outbox_id for key, taken in done.items()}, fault, now)
    return done


def _readable(inbound: Inbound) -> Inbound:
    # Clients of one's own can press what no button says.
    pressed = None if inbound.pressed is None else readable(inbound.pressed)
    said, name = readable(inbound.text), readable(inbound.name)
    if (said, name, pressed) == (inbound.text, inbound.name, inbound.pressed):
        return inbound
    return replace(inbound, text=said, name=name, pressed=pressed)


def _answer(
    session: Session, now: datetime, inbound: Inbound, doors: Doors, caller: Caller | None, together: bool
) -> Draft | None:
    if inbound.group is not None:
        return _answer_group(session, now, inbound)
    if caller is None:
        return _answer_stranger(session, now, inbound, doors)
    person, talk = caller.person, caller.conversation
    counted, since = _counted(talk, now)
    if counted > MOST_A_MINUTE:
        runs.keep_count(talk, counted, since)
        # One that says so is enough: in a flood each takes the place of the one before.
        slow = speak(Reply((text("turn-slow"),)), person.language)[0]
        return _draft(now, inbound, slow, "slow")
    places = [(Role(role), organisation) for role, organisation in caller.roles]
    ways = (routes.COMMANDS, routes.TOPICS)
    turn = Turn(session, now, inbound, person, talk, doors, *ways, places, together, caller.run)
    draft = _say(now, inbound, person, talk, hear_person(turn))
    runs.keep_count(talk, counted, since)
    return draft


def _answer_group(session: Session, now: datetime, inbound: Inbound) -> Draft | None:
    person = people.person_at(session, inbound.address.channel, inbound.address.account)
    reply = take_in_group(session, now, inbound, person)
    language = person.language if person else nearest(inbound.language)
    return None if reply is None else _draft(now, inbound, speak(reply, language)[0], GROUP)


def _answer_stranger(session: Session, now: datetime, inbound: Inbound, doors: Doors) -> Draft:
    person, reply = greet_stranger(session, now, inbound, doors)
    if person is None:
        return _draft(now, inbound, speak(reply, nearest(inbound.language))[0], STRANGER)
    return _say(now, inbound, person, runs.conversation(session, person.id, now), reply)


def _counted(talk: Conversation, now: datetime) -> tuple[int, datetime]:
    """How many messages have come in the minute that began then, this one among them."""
    if now - talk.counted_from >= timedelta(minutes=1) or now < talk.counted_from:
        return 1, now
    return talk.counted + 1, talk.counted_from


def _say(now: datetime, inbound: Inbound, person: Person, talk: Conversation, reply: Reply) -> Draft:
    message, menu = speak(reply, person.language)
    keep_menu(talk, menu, reply.numbered, now)
    return _draft(now, inbound, message, reply.settle)


def _draft(now: datetime, inbound: Inbound, message: Message, settle: str | None) -> Draft:
    return Draft(
        key=reply_key(inbound.address.channel, inbound.update_id),
        channel=inbound.address.channel,
        account=inbound.group or inbound.address.account,
        urgency=outbox.REPLY,
        body=message,
        due_at=now if settle in (None, *LAST_ONLY) else now + SETTLE,
        settle=settle,
        attached=bool(message.attachments),
    )


def _apology(session: Session, now: datetime, inbound: Inbound) -> Draft:
    person = people.person_at(session, inbound.address.channel, inbound.address.account)
    language = person.language if person else nearest(inbound.language)
    sorry = Message(text=in_words(text("turn-fault"), language), language=language)
    return _draft(now, inbound, sorry, None)
