"""Golden conversations: `.chat` files that a team leader could read, played through the real bot.

A file is a talk. Lines beginning with `@` set the scene: `@at 2019-03-12 10:00` moves the clock, `@as 李明`
says who speaks, `@on telegram` on which channel, `@campaign SLUG` opens a campaign for everybody,
`@language en` changes the speaker's language, `@tick` does what is due and shows what goes out. `you:`
lines are said (`@photo NAME` sends pictures, `…` the code that the bot gave last), `bot:` lines are what
comes back. `@says A | B | C` says one thing after another and shows only the last answer. `pytest --record`
writes the bot's lines anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.channels.console import draw, transcribe
from handlers.campaigns.opening import assign, open_campaign
from handlers.messages import Address, Message
from handlers.rules.campaign_file import load_shipped
from storage.database import Database
from storage.people import Person
from tests.kit.county import County, build_county
from tests.kit.stage import CODE, DOORS, Stage, local

__all__ = ["CONVERSATIONS", "DOORS", "Story"]

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
#: What differs from run to run, and what stands for it in a file.
_RANDOM = (
    (re.compile(r"(/join/)[\w-]{16}"), r"\1…"),
    (re.compile(r"(/c/\d+\.)[\w-]{12}"), r"\1…"),
    (CODE, r"\1…"),
)


@dataclass
class Story:
    """A talk being played: the county it happens in, the moment, and who speaks where."""

    database: Database
    now: datetime = field(default_factory=lambda: local("2019-03-07 09:00"))
    speaker: str = "李明"
    channel: str = "web"
    county: County = field(init=False)
    stage: Stage = field(init=False)

    def __post_init__(self) -> None:
        self.stage = Stage(self.database, self.now)
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
            self.now = local(rest)
        elif word == "as":
            self.speaker, self.channel = rest, "web"
        elif word == "on":
            self.channel = rest
        elif word == "campaign":
            self.open(rest)
        elif word == "language":
            with self.database.begin() as session:
                session.get_one(Person, self.county.people[self.speaker].id).language = rest
        elif word == "tick":
            return self.tick()
        elif word == "says":
            return [transcribe("bot", [self.say(said) for said in rest.split(" | ")][-1])]
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

    def _address(self) -> Address:
        # By the name they had at first: a talk may be about changing it.
        number = self.county.people[self.speaker].id
        return Address(self.channel, str(number if self.channel == "web" else 5000 + number))

    def say(self, said: str) -> str:
        """What the bot answers to that, as it stands in a transcript. Faults end the test."""
        self.stage.now = self.now
        return _told(self.stage.say(self._address(), said))

    def tick(self) -> list[str]:
        """Do what is due, and tell what goes out to whom."""
        self.stage.now = self.now
        return [transcribe(f"bot → {one.person}", _told(one.message)) for one in self.stage.tick()]


def _told(message: Message) -> str:
    return _plain(draw(message))


def _plain(drawn: str) -> str:
    for pattern, instead in _RANDOM:
        drawn = pattern.sub(instead, drawn)
    return drawn
