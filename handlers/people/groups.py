"""In a group chat the bot keeps quiet, but for binding the group to a committee."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.access import Held, Route, may
from handlers.messages import Inbound, Reply, Role, text
from storage import audit, people
from storage.organisations import Group, Organisation
from storage.people import Person
from storage.sending import move_account


def take_in_group(session: Session, now: datetime, inbound: Inbound, person: Person | None) -> Reply | None:
    """`/bind` and `/unbind` by an organizer are answered; everything else is none of the bot's business.

    A group that moves takes its committee along: else it could be bound twice, under both ids.
    """
    if inbound.moved_to is not None:
        move_account(session, inbound.address.channel, inbound.group or "", inbound.moved_to, now)
        return None
    word = inbound.text.strip().partition(" ")[0].partition("@")[0]
    if word not in ("/bind", "/unbind") or person is None or inbound.edited:
        return None
    held = [(Role(m.role), o) for m, o in people.memberships(session, person.id)]
    roles = [Held(role, place.path) for role, place in held]
    if word == "/unbind":
        return _unbind(session, now, inbound, person, roles)
    places = [place for role, place in held if may(roles, Route.GROUP_BIND, place.path)]
    if not places or not _may_take(session, inbound, roles):
        return Reply((text("group-not-organizer"),))
    return _bind(session, now, inbound, person, places[0])


def _bound(session: Session, inbound: Inbound) -> Group | None:
    where = (Group.channel == inbound.address.channel, Group.account == inbound.group)
    return session.scalar(select(Group).where(*where))


def _may_take(session: Session, inbound: Inbound, roles: list[Held]) -> bool:
    """A group that is bound can be bound anew only by those who could unbind it."""
    group = _bound(session, inbound)
    if group is None or group.gone_at is not None:
        return True
    place = session.get_one(Organisation, group.organisation_id)
    return may(roles, Route.GROUP_BIND, place.path)


def _bind(session: Session, now: datetime, inbound: Inbound, person: Person, place: Organisation) -> Reply:
    group = _bound(session, inbound)
    if group is None:
        group = Group(channel=inbound.address.channel, account=inbound.group or "")
        session.add(group)
    group.organisation_id, group.bound_by, group.gone_at = place.id, person.id, None
    _note(session, now, inbound, person, "bind", group)
    return Reply((text("group-bound", place=place.name),))


def _unbind(session: Session, now: datetime, inbound: Inbound, person: Person, roles: list[Held]) -> Reply:
    group = _bound(session, inbound)
    place = session.get(Organisation, group.organisation_id) if group else None
    if group is None or place is None or not may(roles, Route.GROUP_BIND, place.path):
        return Reply((text("group-not-organizer"),))
    group.gone_at = now
    _note(session, now, inbound, person, "unbind", group)
    return Reply((text("group-unbound"),))


def _note(session: Session, now: datetime, inbound: Inbound, person: Person, act: str, group: Group) -> None:
    channel = inbound.address.channel
    audit.note(session, at=now, person_id=person.id, channel=channel, act=act, thing=group)


def groups_of(session: Session, committee: Organisation) -> list[Group]:
    """The group chats that receive what this committee receives."""
    where = (Group.organisation_id == committee.id, Group.gone_at.is_(None))
    return list(session.scalars(select(Group).where(*where).order_by(Group.id)))
