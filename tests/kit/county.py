"""A small tree with people, for tests: a city, a county, two teams with leaders and volunteers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.messages import Role
from handlers.people.founding import add_person, found_root
from storage import organisations
from storage.organisations import Organisation
from storage.people import Person, reach

ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class County:
    """The organisations by place, and the people by name; all can be reached on the web."""

    city: Organisation
    county: Organisation
    star_lake: Organisation
    east_town: Organisation
    people: dict[str, Person]


def build_county(session: Session, now: datetime) -> County:
    """周敏 organizes the city, 吴刚 the county; 李明 and 孙燕 lead 星湖, 陈静 leads 城东; 王芳 and 张伟
    serve."""
    city = found_root(session, now, "肇庆市志愿者联合会", ZONE)
    county = _below(session, city, "committee", "端州区义工联", now)
    star_lake = _below(session, county, "team", "星湖义工队", now)
    east_town = _below(session, county, "team", "城东社区义工队", now)
    roles = (
        ("周敏", Role.ORGANIZER, city),
        ("吴刚", Role.ORGANIZER, county),
        ("李明", Role.LEADER, star_lake),
        ("孙燕", Role.LEADER, star_lake),
        ("陈静", Role.LEADER, east_town),
        ("王芳", Role.VOLUNTEER, star_lake),
        ("张伟", Role.VOLUNTEER, star_lake),
    )
    people = {name: add_person(session, now, name, role, place) for name, role, place in roles}
    for person in people.values():
        reach(session, person, "web", str(person.id), now)
    return County(city, county, star_lake, east_town, people)


def _below(session: Session, parent: Organisation, kind: str, name: str, now: datetime) -> Organisation:
    return organisations.found(session, parent=parent, kind=kind, name=name, zone=ZONE, now=now)
