"""The outbox with short arguments, each call in a transaction of its own, for its tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import outbox, sending
from storage.database import Database
from storage.organisations import Group, Organisation
from storage.outbox import NOTICE, Outbound
from storage.people import Account, Person

LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


class Outbox:
    """The functions under test, each in a transaction of its own, with short arguments."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now

    def post(self, key: str, account: str = "1", urgency: int = NOTICE, **more: Any) -> int | None:
        values: dict[str, Any] = {"channel": "telegram", "due_at": self.now, "body": {"text": key}} | more
        with self.database.begin() as session:
            return outbox.post(session, key=key, account=account, urgency=urgency, now=self.now, **values)

    def claim(self, owner: str = "me", limit: int = 100, **more: Any) -> list[Outbound]:
        channels = more.pop("channels", ["telegram"])
        with self.database.begin() as session:
            letters = sending.claim(session, self.now, owner, LEASE, limit, channels, **more)
            return [session.get_one(Outbound, letter.id) for letter in letters]

    def claim_keys(self, owner: str = "me", limit: int = 100, **more: Any) -> list[str]:
        return [row.key for row in self.claim(owner, limit, **more)]

    def again(self, row: Outbound, after: timedelta) -> None:
        with self.database.begin() as session:
            sending.mark_again(session, "me", {row.id: self.now + after}, tried=[row.id])

    def rows(self) -> dict[str, Outbound]:
        with self.database.read() as session:
            return {row.key: row for row in session.execute(select(Outbound)).scalars()}

    def states(self) -> dict[str, str]:
        return {key: row.state for key, row in self.rows().items()}


def add_account(session: Session, account: str, now: datetime) -> None:
    person = Person(name="李明", language="zh-CN", created_at=now)
    session.add(person)
    session.flush()
    session.add(Account(person_id=person.id, channel="telegram", account=account, used_at=now))


def add_group(session: Session, account: str, now: datetime) -> None:
    root = Organisation(kind="committee", name="市义工联", path="/1/", zone="Asia/Shanghai", created_at=now)
    person = Person(name="王芳", language="zh-CN", created_at=now)
    session.add_all([root, person])
    session.flush()
    session.add(Group(organisation_id=root.id, channel="telegram", account=account, bound_by=person.id))
