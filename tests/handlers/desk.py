"""An organizer's desk: a city with two counties, a running campaign, reports that were really typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from handlers.campaigns.opening import assign, open_campaign
from handlers.deadlines.obligations import oblige, oblige_activity
from handlers.messages import Address, Message, Role
from handlers.people.founding import add_person
from handlers.rules.campaign_file import load_shipped
from storage import organisations
from storage.audit import Trail
from storage.campaigns import Activity, Campaign, Obligation
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.people import Account, Person, reach
from storage.reports import Report
from tests.handlers.campaign_talk import ZHAOQING, Talk
from tests.stories.typed import activity

CITY_ORGANIZER, COUNTY_ORGANIZER, NEIGHBOUR = "周敏", "吴刚", "郑华"
STAR_LAKE, STAR_LAKE_TOO, EAST_TOWN, SOUTH_BANK = "李明", "孙燕", "陈静", "黄丽"
#: What is answered for what isn't there, and for what isn't one's own.
REFUSED = "没有找到，或者您没有这项权限。点“菜单”看看能做什么。"
UNKNOWN = "没有这个命令，或者您没有这项权限。点“菜单”看看能做什么。"


@dataclass
class Desk(Talk):
    """Talk's county, and a neighbour: 郑华 organizes 高要, where 黄丽 leads 南岸."""

    at: str = "2019-03-08 10:00"
    campaign: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.neighbour = self.found("高要区义工联", self.county.city.id, "committee")
        self.south_bank = self.found("南岸义工队", self.neighbour)
        self.join(NEIGHBOUR, Role.ORGANIZER, self.neighbour)
        self.join(SOUTH_BANK, Role.LEADER, self.south_bank)

    def found(self, name: str, parent: int, kind: str = "team") -> int:
        """An organisation below another; its id."""
        with self.database.begin() as session:
            above = session.get_one(Organisation, parent)
            now, zone = self.stage.now, "Asia/Shanghai"
            return organisations.found(session, parent=above, kind=kind, name=name, zone=zone, now=now).id

    def join(self, name: str, role: Role, place: int, *, reached: bool = True) -> None:
        """Somebody new with a role there; `reached` on the web unless they never came."""
        with self.database.begin() as session:
            at = session.get_one(Organisation, place)
            person = add_person(session, self.stage.now, name, role, at)
            if reached:
                reach(session, person, "web", str(person.id), self.stage.now)
            self.county.people[name] = person

    def run(self, slug: str = ZHAOQING) -> int:
        """Open a shipped campaign for the whole city; its id."""
        with self.database.begin() as session:
            city = session.get_one(Organisation, self.county.city.id)
            made = open_campaign(session, self.stage.now, city, load_shipped()[slug], None)
            assign(session, self.stage.now, made, [city])
            self.campaign = made.id
        return self.campaign

    def oblige(self) -> None:
        """Let new teams owe what the campaign asks."""
        with self.database.begin() as session:
            oblige(session, session.get_one(Campaign, self.campaign), self.stage.now)

    def announce(self, team: int, day: date) -> None:
        """A team announces an activity, so that a table of it is owed."""
        with self.database.begin() as session:
            campaign, place = session.get_one(Campaign, self.campaign), session.get_one(Organisation, team)
            leader = self.county.people[STAR_LAKE].id
            planned = Activity(
                campaign_id=campaign.id, team_id=team, title="进校园", held_on=day, created_by=leader
            )
            session.add(planned)
            session.flush()
            oblige_activity(session, campaign, place, planned, self.stage.now)

    def report(
        self, who: str, title: str, day: str, *, people: str = "20", hours: str = "2小时", **more: object
    ) -> str:
        """Somebody fills in Zhaoqing's form, each volunteer with those hours; the report's number."""
        lines = activity("1", title, day, people=people, hours=("每人", hours), **more)  # type: ignore[arg-type]  # the story's own keywords, passed on
        receipt = self.say(who, "/report new", "1", *lines)
        assert "已收到，回执号" in receipt.text, receipt.text
        return receipt.text.split("回执号 ")[1].split("（")[0]

    def row(self, number: str) -> Report:
        """The report of that number as it is now."""
        with self.database.begin() as session:
            row = session.scalars(select(Report).where(Report.number == number)).one()
            session.expunge_all()
            return row

    def weekly(self, team: int) -> list[str]:
        """How the team stands with the weekly tables, in their order."""
        return [r.state for r in self.owed(team, "open", "filed", "zero") if r.deadline == "weekly"]

    def trail(self, act: str) -> list[Trail]:
        """What the trail says of an act."""
        with self.database.begin() as session:
            rows = list(session.scalars(select(Trail).where(Trail.act == act).order_by(Trail.id)))
            session.expunge_all()
            return rows

    def waiting(self, *kinds: str) -> list[Outbound]:
        """What has been written to be sent, by the first word of its key."""
        with self.database.begin() as session:
            query = select(Outbound).where(Outbound.state == "waiting").order_by(Outbound.id)
            rows = [row for row in session.scalars(query) if row.key.partition(":")[0] in kinds]
            session.expunge_all()
            return rows

    def name(self, row: Outbound) -> str:
        """Whom a message on the web is for."""
        with self.database.begin() as session:
            return session.get_one(Person, int(row.account)).name

    def obligation(self, team: int, period: str, deadline: str = "weekly") -> int:
        """The id of what a team owes for a period."""
        with self.database.begin() as session:
            where = (Obligation.team_id == team, Obligation.period == period, Obligation.deadline == deadline)
            return session.scalars(select(Obligation.id).where(*where)).one()

    def gone(self, who: str) -> Address:
        """They block the bot."""
        with self.database.begin() as session:
            for account in session.scalars(
                select(Account).where(Account.person_id == self.county.people[who].id)
            ):
                account.gone_at = self.stage.now
        return self.address(who)


def labels(message: Message) -> list[str]:
    """What the buttons say."""
    return [button.label for button in message.buttons]


def lines(message: Message) -> list[str]:
    """The lines of the text."""
    return message.text.split("\n")


def starting(message: Message, start: str) -> Sequence[str]:
    """The buttons whose label begins so."""
    return [label for label in labels(message) if label.startswith(start)]
