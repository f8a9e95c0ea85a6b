"""Who plays in the demo, and what they did before it begins: real turns, not rows made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from handlers.digest import next_digest
from handlers.dispatch import take
from handlers.doors import Doors
from handlers.founding import add_person, found_root
from handlers.messages import Address, Inbound, Role
from handlers.opening import assign, open_campaign
from handlers.rules.campaign_file import load_shipped
from storage import organisations
from storage.campaigns import Obligation
from storage.organisations import Organisation
from storage.people import Person

ZONE = "Asia/Shanghai"
#: County committees, their teams, and the teams' leaders. All names are made up.
COUNTIES = {
    "端州区义工联": (("星湖义工队", "李明"), ("城东社区义工队", "陈静"), ("宝月学校义工队", "何涛")),
    "高要区义工联": (("南岸义工队", "黄丽"), ("金利义工队", "梁伟")),
}
VOLUNTEERS = ("王芳", "张伟", "刘洋")
#: What was reported in the week before: the leader's name, the day, and the form filled in.
FILED: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    (
        "李明",
        -2,
        (
            "3", "星湖湖岸清洁行动", "端州区义工联", "3月9日", "星湖湿地公园", "8:30-11:00", "28人", "2",
            "跳过", "1", "2.5小时", "420元", "28名志愿者沿湖清理垃圾，向游客宣传垃圾分类。", "跳过",
            "王芳、张伟", "跳过", "跳过",
        ),
    ),
    (
        "陈静",
        -3,
        (
            "2", "空巢老人上门探访", "城东社区居委会", "3月8日", "城东社区", "14:30-17:00", "15人", "1",
            "3", "32", "1", "1", "2.5小时", "1800元", "分三组探访32位老人，送上米油并帮忙打扫。", "跳过",
            "跳过", "跳过", "跳过",
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Whose phones are shown."""

    leader: int
    organizer: int
    volunteer: int


def seed(session: Session, begins: datetime, doors: Doors) -> Cast:
    """Fill an empty database with a city, its teams, a campaign, last week's reports, and first words."""
    opened = begins - timedelta(days=5)
    city = found_root(session, opened, "肇庆市志愿者联合会", ZONE)
    organizer = add_person(session, opened, "周敏", Role.ORGANIZER, city)
    leaders = dict(_teams(session, city, opened))
    team = next(iter(leaders.values()))[1]
    volunteers = [add_person(session, opened, name, Role.VOLUNTEER, team) for name in VOLUNTEERS]
    campaign = open_campaign(session, opened, city, load_shipped()["zhaoqing-2019"], organizer)
    assign(session, opened, campaign, [city])
    for name, days, answers in FILED:
        _talk(
            session,
            begins + timedelta(days=days),
            doors,
            leaders[name][0],
            ("/report new", "1", *answers, "提交"),
        )
    session.execute(update(Obligation).where(Obligation.next_at < begins).values(next_at=begins))
    city.next_digest_at = next_digest(city, begins)
    leader = leaders["李明"][0]
    for person in (leader, organizer, volunteers[0]):
        _talk(session, begins, doors, person, ("/start",))
    return Cast(leader.id, organizer.id, volunteers[0].id)


def _teams(
    session: Session, city: Organisation, now: datetime
) -> Iterator[tuple[str, tuple[Person, Organisation]]]:
    for county, teams in COUNTIES.items():
        above = organisations.found(session, parent=city, kind="committee", name=county, zone=ZONE, now=now)
        for name, leader in teams:
            team = organisations.found(session, parent=above, kind="team", name=name, zone=ZONE, now=now)
            yield leader, (add_person(session, now, leader, Role.LEADER, team), team)


def _talk(session: Session, now: datetime, doors: Doors, person: Person, lines: Sequence[str]) -> None:
    """Let them say these lines, and refuse to begin a demo in which one went wrong."""
    for n, line in enumerate(lines):
        said = Inbound(Address("web", str(person.id)), f"demo-{person.id}-{now:%d%H%M}-{n}", text=line)
        taken = take(session, now, said, doors)
        if taken.fault:
            raise RuntimeError(taken.fault)
