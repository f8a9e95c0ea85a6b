"""A stage to play on: messages go through the real turn, the clock does its duties, notices are caught."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers.dispatch import take
from handlers.doors import Doors
from handlers.messages import Address, Inbound, Message, Photo
from handlers.tick import DUTIES
from storage.database import Database
from storage.outbox import Outbound
from storage.people import person_at

ZONE = ZoneInfo("Asia/Shanghai")
DOORS = Doors("https://yidong.example.org", None, lambda person, key: f"/c/{person}.{key}")
#: A line that sends pictures: `@photo 合影.jpg 现场.jpg`.
PHOTO = "@photo "
#: A code stands on a line of its own.
CODE = re.compile(r"(?m)^( *)([\w-]{16})$")


@dataclass(frozen=True)
class Notice:
    """Something that went out by itself. `kind` is the first word of its key: reminder, overdue, digest."""

    at: datetime
    person: str
    channel: str
    kind: str
    message: Message


@dataclass
class Stage:
    """A database and the moment it is. Whoever speaks is an address."""

    database: Database
    now: datetime
    said: int = field(default=0)
    code: str = ""

    def say(self, address: Address, line: str) -> Message:
        """What the bot answers to that line; `…` says the code that it gave last. A fault ends the test."""
        self.said += 1
        line = self.code if line == "…" else line
        with self.database.begin() as session:
            taken = take(session, self.now, inbound(address, f"u{self.said}", line), DOORS)
            assert taken.fault is None, f"“{line}” raised:\n{taken.fault}"
            row = session.get_one(Outbound, taken.outbox_id)
            row.state = "sent"
            message = Message.model_validate(row.body)
        if code := CODE.search(message.text):
            self.code = code[2]
        return message

    def tick(self) -> list[Notice]:
        """Do what is due, and catch what goes out by now."""
        for duty in DUTIES:
            while self._works(duty):
                pass
        with self.database.begin() as session:
            where = (Outbound.state == "waiting", Outbound.due_at <= self.now)
            caught = []
            for row in session.scalars(select(Outbound).where(*where).order_by(Outbound.id)):
                row.state = "sent"
                person = person_at(session, row.channel, row.account)
                who, kind = person.name if person else row.account, row.key.partition(":")[0]
                message = Message.model_validate(row.body)
                caught.append(Notice(self.now, who, row.channel, kind, message))
            return caught

    def _works(self, duty: object) -> int:
        assert callable(duty)
        with self.database.begin() as session:
            return int(duty(session, self.now))


def local(written: str) -> datetime:
    """`2019-03-12 10:00` as the moment it is in Guangdong."""
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


def inbound(address: Address, update_id: str, line: str) -> Inbound:
    """A line as a channel would bring it; the same file name is the same picture."""
    if not line.startswith(PHOTO):
        return Inbound(address, update_id, text=line)
    names = line.removeprefix(PHOTO).split()
    photos = tuple(Photo(digest(name)) for name in names)
    return Inbound(address, update_id, photos=photos)


def digest(name: str) -> str:
    """The SHA-256 that stands for the picture of that name."""
    return hashlib.sha256(name.encode()).hexdigest()
