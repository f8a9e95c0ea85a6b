"""Golden conversations: `.chat` files that a team leader could read, played through the real bot.

A file is a talk. Lines beginning with `@` set the scene: `@at 2019-03-12 10:00` moves the clock, `@as 李明`
says who speaks, `@campaign SLUG` opens a campaign for everybody, `@language en` changes the speaker's
language, `@tick` does what is due and shows what goes out. `you:` lines are said (`@photo NAME` sends
pictures), `bot:` lines are what comes back. `pytest --record` writes the bot's lines anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.console import draw, transcribe
from handlers.dispatch import take
from handlers.doors import Doors
from handlers.messages import Address, Inbound, Message, Photo
from handlers.opening import assign, open_campaign
from handlers.rules.campaign_file import load_shipped
from handlers.tick import DUTIES
from storage.database import Database
from storage.outbox import Outbound
from storage.people import Person, person_at
from tests.kit.county import County, build_county

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
ZONE = ZoneInfo("Asia/Shanghai")
DOORS = Doors("https://yidong.example.org", None, lambda person, version: f"/c/{person}.{version}")
#: What differs from run to run, and what stands for it in a file.
_RANDOM = ((re.compile(r"(/join/)[\w-]{16}"), r"\1…"), (re.compile(r"(?m)^( *)[\w-]{16}$"), r"\1…"))


@dataclass
class Story:
    """A talk being played: the county it happens in, the moment, and who speaks."""

    database: Database
    now: datetime = datetime(2019, 3, 7, 9, 0, tzinfo=ZONE)
    speaker: str = "李明"
    county: County = field(init=False)
    said: int = 0

    def __post_init__(self) -> None:
        with self.database.begin() as session:
            self.county = build_county(session, self.now)

    def play(self, lines: str) -> str:
        """The talk with the bot's lines as they are now; what else stands in the file is kept."""
        return "\n".join(part for line in lines.splitlines() for part in self._line(line)) + "\n"

    def _line(self, line: str) -> Iterator[str]:
        if line.startswith("you: "):
            yield line
            yield transcribe("bot", self.say(line.removeprefix("you: ")))
        elif line.startswith("@"):
            yield line
            yield from self._direct(*line[1:].partition(" ")[::2])
        elif line.startswith("#") or not line.strip():
            yield line

    def _direct(self, word: str, rest: str) -> list[str]:
        if word == "at":
            self.now = datetime.fromisoformat(rest).replace(tzinfo=ZONE)
        elif word == "as":
            self.speaker = rest
        elif word == "campaign":
            self.open(rest)
        elif word == "language":
            with self.database.begin() as session:
                self._speaker(session).language = rest
        elif word == "tick":
            return self.tick()
        else:
            raise ValueError(f"there is no direction @{word}")
        return []

    def open(self, slug: str) -> int:
        """Open a shipped campaign for the whole city."""
        with self.database.begin() as session:
            city = session.merge(self.county.city)
            campaign = open_campaign(session, self.now, city, load_shipped()[slug], None)
            assign(session, self.now, campaign, [city])
            return campaign.id

    def _speaker(self, session: Session) -> Person:
        return session.scalars(select(Person).where(Person.name == self.speaker)).one()

    def say(self, said: str) -> str:
        """What the bot answers to that, as it stands in a transcript. Faults end the test."""
        self.said += 1
        with self.database.begin() as session:
            address = Address("web", str(self._speaker(session).id))
            taken = take(session, self.now, _inbound(address, f"u{self.said}", said), DOORS)
            if taken.fault:
                raise AssertionError(taken.fault)
            row = session.get_one(Outbound, taken.outbox_id)
            row.state = "sent"
            return _plain(draw(Message.model_validate(row.body)))

    def tick(self) -> list[str]:
        """Do what is due, and tell what goes out to whom."""
        for duty in DUTIES:
            while self._duty(duty):
                pass
        lines = []
        with self.database.begin() as session:
            where = (Outbound.state == "waiting", Outbound.due_at <= self.now)
            for row in session.scalars(select(Outbound).where(*where).order_by(Outbound.id)):
                row.state = "sent"
                person = person_at(session, row.channel, row.account)
                told = _plain(draw(Message.model_validate(row.body)))
                lines.append(transcribe(f"bot → {person.name if person else row.account}", told))
        return lines

    def _duty(self, duty: object) -> int:
        assert callable(duty)
        with self.database.begin() as session:
            return int(duty(session, self.now))


def _inbound(address: Address, update_id: str, said: str) -> Inbound:
    if not said.startswith("@photo "):
        return Inbound(address, update_id, text=said)
    names = said.removeprefix("@photo ").split()
    photos = tuple(Photo(hashlib.sha256(name.encode()).hexdigest()) for name in names)
    return Inbound(address, update_id, photos=photos)


def _plain(drawn: str) -> str:
    for pattern, instead in _RANDOM:
        drawn = pattern.sub(instead, drawn)
    return drawn
