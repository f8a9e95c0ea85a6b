"""A small county to talk campaigns in: who says what, what the bot answers, and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from handlers.campaigns.definitions import definition_of
from handlers.messages import Address, Message, Words, text
from handlers.rules.campaign_file import CampaignFile
from handlers.speech import in_words
from storage.audit import Trail
from storage.campaigns import Campaign, Obligation
from storage.database import Database
from storage.people import Person
from tests.kit.county import County, build_county
from tests.kit.stage import Notice, Stage, local

ORGANIZER, COUNTY_ORGANIZER, LEADER, OTHER_LEADER, VOLUNTEER = "周敏", "吴刚", "李明", "陈静", "王芳"
ZHAOQING, GUANGXI = "zhaoqing-2019", "guangxi-2017"


def said(key: str, **args: Words | int) -> str:
    """A key in Chinese."""
    return in_words(text(key, **args), "zh-CN")


@dataclass
class Talk:
    """The county at a moment. Everything goes through the real turn."""

    database: Database
    at: str = "2019-03-05 10:00"
    stage: Stage = field(init=False)
    county: County = field(init=False)

    def __post_init__(self) -> None:
        self.stage = Stage(self.database, local(self.at))
        with self.database.begin() as session:
            self.county = build_county(session, self.stage.now)

    def say(self, who: str, *lines: str) -> Message:
        """The last of what the bot answers to these lines."""
        for line in lines:
            message = self.stage.say(self.address(who), line)
        return message

    def press(self, who: str, message: Message, label: str) -> Message:
        """Press the button of that message whose label begins so."""
        fitting = [button for button in message.buttons if button.label.startswith(label)]
        assert len(fitting) == 1, f"{label}: {[button.label for button in message.buttons]}"
        return self.say(who, fitting[0].value)

    def address(self, who: str) -> Address:
        return Address("web", str(self.county.people[who].id))

    def english(self, who: str) -> None:
        """From now on they read English."""
        with self.database.begin() as session:
            session.get_one(Person, self.county.people[who].id).language = "en"

    def go(self, moment: str) -> list[Notice]:
        """Move the clock there, and what has gone out by then."""
        self.stage.now = local(moment)
        return self.stage.tick()

    def open(self, slug: str = ZHAOQING, place: int | None = None) -> int:
        """Open a shipped campaign by chat for the city, let that place take part, and tell the leaders."""
        self.say(ORGANIZER, f"/opencampaign {self.county.city.id} {slug}")
        campaign = self.campaigns()[-1].id
        self.say(ORGANIZER, f"/assign {campaign} +{place or self.county.city.id}", f"/assign {campaign} done")
        return campaign

    def campaigns(self) -> list[Campaign]:
        with self.database.begin() as session:
            rows = list(session.scalars(select(Campaign).order_by(Campaign.id)))
            session.expunge_all()
            return rows

    def file(self, campaign: int) -> CampaignFile:
        """The campaign as it is now."""
        with self.database.begin() as session:
            return definition_of(session, session.get_one(Campaign, campaign))

    def owed(self, team: int, *states: str) -> list[Obligation]:
        """What a team owes, or owed, by when it is due."""
        with self.database.begin() as session:
            where = (Obligation.team_id == team, Obligation.state.in_(states or ("open",)))
            query = select(Obligation).where(*where).order_by(Obligation.due_at, Obligation.id)
            rows = list(session.scalars(query))
            session.expunge_all()
            return rows

    def acts(self, act: str) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
        """What the trail says of an act: before and after."""
        with self.database.begin() as session:
            query = select(Trail).where(Trail.act == act).order_by(Trail.id)
            return [(line.before, line.after) for line in session.scalars(query)]


def due_days(rows: list[Obligation]) -> list[date]:
    """The last days on which these can be reported."""
    return [last_day(row.due_at) for row in rows]


def last_day(due_at: datetime) -> date:
    local_due = due_at.astimezone(local("2019-01-01 00:00").tzinfo)
    return date.fromordinal(local_due.date().toordinal() - (local_due.hour == local_due.minute == 0))
