"""A city as data, and how it is built: committees with their organizers, teams with their leaders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.committee.digest import next_digest
from handlers.messages import Address, Role
from handlers.people.founding import add_person, found_root
from storage import organisations
from storage.organisations import Organisation
from storage.people import Person, reach

SHANGHAI = "Asia/Shanghai"


@dataclass(frozen=True)
class Committee:
    """Who organizes it, and the leaders of each team below it."""

    organizer: str
    teams: Mapping[str, tuple[str, ...]]


def build_city(
    session: Session, now: datetime, name: str, organizer: str, committees: Mapping[str, Committee]
) -> dict[str, Address]:
    """The city with all below it; where each person is, by name. All are on the web."""
    city = found_root(session, now, name, SHANGHAI)
    people = [add_person(session, now, organizer, Role.ORGANIZER, city)]
    for called, committee in committees.items():
        place = _below(session, city, "committee", called, now)
        place.next_digest_at = next_digest(place, now)
        people.append(add_person(session, now, committee.organizer, Role.ORGANIZER, place))
        for team, leaders in committee.teams.items():
            below = _below(session, place, "team", team, now)
            people += [add_person(session, now, leader, Role.LEADER, below) for leader in leaders]
    return {person.name: put_on_web(session, person, now) for person in people}


def put_on_web(session: Session, person: Person, now: datetime) -> Address:
    """Let them be reached in the web chat."""
    reach(session, person, "web", str(person.id), now)
    return Address("web", str(person.id))


def _below(session: Session, parent: Organisation, kind: str, name: str, now: datetime) -> Organisation:
    return organisations.found(session, parent=parent, kind=kind, name=name, zone=SHANGHAI, now=now)
