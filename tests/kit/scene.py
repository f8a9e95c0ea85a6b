"""A county to try things out in: messages as raw as a channel brings them, and the rows they leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.campaigns.opening import assign, open_campaign
from handlers.dispatch import take
from handlers.messages import Address, Inbound, Message, Photo, Role, Text, Words, text
from handlers.people.founding import add_person
from handlers.rules.campaign_file import load_shipped
from handlers.speech import in_words
from storage.base import Base
from storage.campaigns import Campaign, Obligation
from storage.database import Database
from storage.organisations import Organisation
from storage.outbox import Outbound
from storage.people import Membership, Person, reach
from storage.reports import Report
from storage.runs import Run, Seen
from tests.kit.county import County, build_county
from tests.kit.stage import DOORS, Notice, Stage, local

__all__ = ["Answer", "Notice", "Scene", "local", "said"]

R = TypeVar("R", bound=Base)
ZHAOQING, GUANGXI = "zhaoqing-2019", "guangxi-2017"
#: The answers to Zhaoqing's weekly report, in the order they are asked; after the last comes the review.
WEEKLY = {
    "category": "生态环保",
    "title": "护河清洁",
    "host": "星湖义工队",
    "place": "西江边",
    "held_on": "今天",
    "span": "9:00-11:30",
    "person_times": "36",
    "organisations": "1",
    "groups": "跳过",
    "hours_basis": "1",
    "hours": "2小时",
    "money": "0",
    "content": "清理河堤垃圾约20袋",
    "coverage": "跳过",
    "participants": "跳过",
    "photos": "跳过",
    "remarks": "跳过",
}


def said(key: str, language: str = "zh-CN", **args: Words | int) -> str:
    """A key in words."""
    return in_words(text(key, **args), language)


@dataclass(frozen=True)
class Answer:
    """What came back: the message (None if nothing was said), its row, and the fault if there was one."""

    message: Message | None
    row: int | None
    fault: str | None

    @property
    def text(self) -> str:
        return self.message.text if self.message else ""

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.message.buttons] if self.message else []

    def value(self, label: str) -> str:
        """What the button whose label begins so carries."""
        buttons = self.message.buttons if self.message else ()
        fitting = [button.value for button in buttons if button.label.startswith(label)]
        assert len(fitting) == 1, f"{label}: {self.labels}"
        return fitting[0]


@dataclass
class Scene:
    """The county of `tests.kit.county` at a moment."""

    database: Database
    at: str = "2019-03-12 10:00"
    now: datetime = field(init=False)
    county: County = field(init=False)
    number: int = 0

    def __post_init__(self) -> None:
        self.now = local(self.at)
        with self.database.begin() as session:
            self.county = build_county(session, self.now)

    def address(self, who: str | Address) -> Address:
        return who if isinstance(who, Address) else Address("web", str(self.county.people[who].id))

    def take(self, inbound: Inbound) -> Answer:
        """Take one message in a transaction of its own."""
        with self.database.begin() as session:
            taken = take(session, self.now, inbound, DOORS)
            row = session.get(Outbound, taken.outbox_id) if taken.outbox_id else None
            message = Message.model_validate(row.body) if row else None
            return Answer(message, taken.outbox_id, taken.fault)

    def hear(self, who: str | Address, words: str = "", **more: Any) -> Answer:
        """That message, without a look at whether it raised a fault."""
        self.number += 1
        given = {"update_id": f"s{self.number}", "text": words} | more
        return self.take(Inbound(address=self.address(who), **given))

    def say(self, who: str | Address, *lines: str, **more: Any) -> Answer:
        """The last of what is answered to these lines; none may raise a fault."""
        for line in lines:
            answer = self.hear(who, line, **more)
            assert answer.fault is None, answer.fault
        return answer

    def press(self, who: str | Address, value: str) -> Answer:
        return self.say(who, "", pressed=value)

    def show(self, who: str | Address, *photos: Photo | Text, **more: Any) -> Answer:
        return self.say(who, more.pop("text", ""), photos=photos, **more)

    def open(self, slug: str = ZHAOQING, place: Organisation | None = None) -> int:
        """Open a shipped campaign for the whole city, or for that place."""
        with self.database.begin() as session:
            city = session.get_one(Organisation, self.county.city.id)
            campaign = open_campaign(session, self.now, city, load_shipped()[slug], None)
            assign(session, self.now, campaign, [place or city])
            return campaign.id

    def close(self, campaign_id: int) -> None:
        with self.database.begin() as session:
            session.get_one(Campaign, campaign_id).state = "closed"

    def fill(self, who: str = "李明", until: str = "", **other: str) -> Answer:
        """Begin a weekly report and answer its questions before `until`, or all; `other` by their keys."""
        answer = self.say(who, f"/report {self.team(who)}.{self.campaigns()[0].id}.activity")
        return self.fill_on(who, "category", until, answer, **other)

    def fill_on(
        self, who: str, since: str, until: str = "", answer: Answer | None = None, **other: str
    ) -> Answer:
        """Go on with it from one question to another."""
        keys = list(WEEKLY)
        for key in keys[keys.index(since) : keys.index(until) if until else None]:
            answer = self.say(who, other.get(key, WEEKLY[key]))
            assert answer.text.startswith(("✓", "（")) or "核对" in answer.text, answer.text
        assert answer is not None
        return answer

    def report(self, who: str = "李明", **other: str) -> Answer:
        """File a weekly report from the first question on."""
        self.fill(who, **other)
        return self.say(who, "确认提交")

    def team(self, who: str) -> int:
        """The organisation of that person's first role."""
        with self.database.begin() as session:
            where = Membership.person_id == self.county.people[who].id
            found = session.scalars(select(Membership).where(where).order_by(Membership.id)).first()
            assert found is not None
            return found.organisation_id

    def add(self, name: str, role: Role, place: Organisation, known_as: str | None = None) -> Person:
        """Somebody more, who can be reached on the web."""
        with self.database.begin() as session:
            person = add_person(session, self.now, name, role, session.get_one(Organisation, place.id))
            reach(session, person, "web", str(person.id), self.now)
        self.county.people[known_as or name] = person
        return person

    def dismiss(self, who: str) -> None:
        """End all roles of that person."""
        with self.database.begin() as session:
            where = Membership.person_id == self.county.people[who].id
            for row in session.scalars(select(Membership).where(where)):
                row.until = self.now

    def go(self, moment: str | timedelta) -> list[Notice]:
        """Move the clock, and what has gone out by then."""
        self.now = local(moment) if isinstance(moment, str) else self.now + moment
        return Stage(self.database, self.now).tick()

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.database.begin() as session:
            yield session

    def rows(self, kind: type[R]) -> list[R]:
        """All rows of a table, by id."""
        with self.database.begin() as session:
            rows = list(session.scalars(select(kind).order_by(*kind.__table__.primary_key)))
            session.expunge_all()
            return rows

    def campaigns(self) -> list[Campaign]:
        return self.rows(Campaign)

    def reports(self) -> list[Report]:
        return self.rows(Report)

    def owed(self, who: str = "李明", deadline: str = "weekly") -> list[Obligation]:
        """What that person's team owes or has settled, the earliest due first."""
        team = self.team(who)
        rows = [row for row in self.rows(Obligation) if row.team_id == team and row.deadline == deadline]
        return sorted(rows, key=lambda row: row.due_at)

    def states(self, who: str = "李明", deadline: str = "weekly") -> list[str]:
        return [row.state for row in self.owed(who, deadline)]

    def runs(self) -> list[Run]:
        return self.rows(Run)

    def seen(self) -> list[Seen]:
        return self.rows(Seen)
