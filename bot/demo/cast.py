"""Who plays in the demo, and what happened before it begins: real turns and real ticks, not rows made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.demo.story import LAST_WEEK, PHOTO, THIS_WEEK, ZONE, Said
from handlers.campaigns.opening import assign, open_campaign
from handlers.dispatch import take
from handlers.doors import Doors
from handlers.messages import Address, Inbound, Option, Photo, Reply, Role, text
from handlers.notices import tell
from handlers.people.founding import add_person, found_root
from handlers.rules.campaign_file import load_shipped
from handlers.rules.keys import hint_key
from handlers.tick import DUTIES, next_planned
from storage import organisations, outbox, people, webchat
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.people import Person
from storage.reports import Report

#: County committees, their teams, and the teams' leaders.
COUNTIES = {
    "端州区义工联": (("星湖义工队", "李明"), ("城东社区义工队", "陈静"), ("宝月学校义工队", "何涛")),
    "高要区义工联": (("南岸义工队", "黄丽"), ("金利义工队", "梁伟")),
}
ORGANIZER = "周敏"
LEADER = "李明"
VOLUNTEERS = ("王芳", "张伟", "刘洋")
#: Whose phones are shown.
SHOWN = {Role.LEADER: LEADER, Role.ORGANIZER: ORGANIZER, Role.VOLUNTEER: VOLUNTEERS[0]}
#: The commands that their first words offer.
HINTED = {
    Role.LEADER: ("report", "mine"),
    Role.ORGANIZER: ("reports", "due", "summary"),
    Role.VOLUNTEER: ("hours",),
}
#: Between two lines of a talk.
PAUSE = timedelta(seconds=6)
OPENED = datetime(2019, 3, 6, 10, 0, tzinfo=ZONE)
REVIEWED = datetime(2019, 3, 8, 16, 0, tzinfo=ZONE)


@dataclass
class Cast:
    """Everybody by name. `photos`: the digest of each scene's photo. `ahead`: what others will say."""

    people: Mapping[str, Person]
    photos: Mapping[str, str]
    doors: Doors
    ahead: list[Said]
    said: int = 0

    def copy(self) -> Cast:
        """The same, to be tried out with."""
        return replace(self, ahead=list(self.ahead))


def seed(session: Session, begins: datetime, doors: Doors, photos: Mapping[str, str]) -> Cast:
    """Fill an empty database with a city, its teams, a campaign, and the week before."""
    city = found_root(session, OPENED, "肇庆市志愿者联合会", str(ZONE))
    cast = Cast(_people(session, city), photos, doors, [*LAST_WEEK, *THIS_WEEK])
    organizer = cast.people[ORGANIZER]
    campaign = open_campaign(session, OPENED, city, load_shipped()["zhaoqing-2019"], organizer)
    assign(session, OPENED, campaign, [city])
    _pass(session, cast, REVIEWED)
    for report in session.scalars(select(Report).order_by(Report.id).limit(2)):
        say(session, cast, REVIEWED, ORGANIZER, (f"/accept {report.id}",), unseen=True)
    _pass(session, cast, begins - timedelta(minutes=1))
    for role, name in SHOWN.items():
        _hint(session, cast.people[name], role, begins)
    _deliver(session, cast, begins)
    return cast


def _hint(session: Session, person: Person, role: Role, now: datetime) -> None:
    """The last words on a phone: what could be done now."""
    options = tuple(Option(text(f"command-{name}"), f"/{name}") for name in HINTED[role])
    reply = Reply((text(f"demo-hint-{role.value}"),), options)
    tell(session, person, reply, key=hint_key(role.value), urgency=outbox.NOTICE, due_at=now, now=now)


def _people(session: Session, city: Organisation) -> dict[str, Person]:
    found = [add_person(session, OPENED, ORGANIZER, Role.ORGANIZER, city)]
    for county, teams in COUNTIES.items():
        above = _below(session, city, "committee", county)
        for name, leader in teams:
            team = _below(session, above, "team", name)
            found.append(add_person(session, OPENED, leader, Role.LEADER, team))
            if leader == LEADER:
                found += [add_person(session, OPENED, one, Role.VOLUNTEER, team) for one in VOLUNTEERS]
    for person in found:
        people.reach(session, person, "web", str(person.id), OPENED)
    return {person.name: person for person in found}


def _below(session: Session, parent: Organisation, kind: str, name: str) -> Organisation:
    return organisations.found(session, parent=parent, kind=kind, name=name, zone=str(ZONE), now=OPENED)


def _pass(session: Session, cast: Cast, until: datetime) -> None:
    """Let the time pass, and everything happen that is planned by then."""
    while (at := next_planned_at(session, cast)) and at <= until:
        happen(session, cast, at)
        _deliver(session, cast, at)
    _deliver(session, cast, until)


def next_planned_at(session: Session, cast: Cast) -> datetime | None:
    """When the clock has something to do next, or somebody has something to say."""
    planned = next_planned(session)
    moments = [planned.at if planned else None, cast.ahead[0].at if cast.ahead else None]
    return min((at for at in moments if at), default=None)


def happen(session: Session, cast: Cast, now: datetime) -> None:
    """What others say by that moment, and what a tick at that moment does."""
    while cast.ahead and cast.ahead[0].at <= now:
        said = cast.ahead.pop(0)
        say(session, cast, said.at, said.who, said.lines)
    _do_what_is_due(session, now)


def _do_what_is_due(session: Session, now: datetime) -> None:
    """What a tick at that moment does."""
    for duty in DUTIES:
        while duty(session, now):
            pass


def say(
    session: Session, cast: Cast, at: datetime, name: str, lines: Sequence[str], *, unseen: bool = False
) -> None:
    """Let them say these lines, and refuse to begin a demo in which one went wrong. `unseen`: the lines
    don't stand in their chat, the answers do."""
    for line in lines:
        cast.said += 1
        at += PAUSE
        said = as_inbound(cast, name, line, f"demo-{cast.said}")
        if name in SHOWN.values() and not unseen:
            webchat.add_said(session, said.address.account, shown(said), at)
        taken = take(session, at, said, cast.doors)
        if taken.fault:
            raise RuntimeError(taken.fault)
        _deliver(session, cast, at, [said.address.account])


def as_inbound(cast: Cast, name: str, line: str, update_id: str) -> Inbound:
    """The line as that person's message; `@photo SCENE` sends the photo."""
    address = Address("web", str(cast.people[name].id))
    if not line.startswith(PHOTO):
        return Inbound(address, update_id, text=line)
    return Inbound(address, update_id, photos=(Photo(cast.photos[line.removeprefix(PHOTO)]),))


def shown(said: Inbound) -> dict[str, object]:
    """A message as it stands in the person's own chat (`storage.webchat.Line`)."""
    sheets = [
        {"kind": "picture", "source": f"photo:{photo.digest}", "name": "photo.jpg"}
        for photo in said.photos
        if isinstance(photo, Photo)
    ]
    return {"said": said.update_id, "text": said.text, "pressed": None, "attachments": sheets}


def _deliver(session: Session, cast: Cast, now: datetime, accounts: Sequence[str] | None = None) -> None:
    """Into the chats that are shown; the others' phones nobody sees. Only to `accounts`, if given."""
    seen = {str(cast.people[name].id) for name in SHOWN.values()}
    due = or_(Outbound.due_at <= now, Outbound.urgency == outbox.REPLY)
    waiting = select(Outbound).where(Outbound.state == "waiting", due).order_by(Outbound.id)
    for row in session.scalars(waiting):
        if accounts is None or row.account in accounts:
            row.state, row.sent_at = "sent", now
            if row.account in seen:
                webchat.add_line(session, row.account, "bot", row.body, now)
