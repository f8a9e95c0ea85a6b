"""The talk of the web chat, so that a page that is opened again shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Id, Word
from storage.organisations import DEFAULT_ZONE, Organisation
from storage.people import Membership, Person

#: Whose lines are that were taken away again; no person's account is empty.
NOBODY = ""
#: How many of the bot's last lines are searched for the label of a pressed option.
LABELS_BACK = 20


class ChatLine(Base):
    """One line: `who` is "person" or "bot"; `body` what the page draws."""

    __tablename__ = "chat_lines"
    __table_args__ = (Index(None, "account", "id"), Index(None, "at"))
    id: Mapped[Id]
    account: Mapped[str] = mapped_column(String(64))
    who: Mapped[Word]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a value that outlives its session. A bot's `body` is a `Message` as JSON; a person's has
    `said` (the page's id of it), `text`, `pressed` and `attachments`."""

    id: int
    who: str
    body: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whose page it is: the language and zone it is drawn in, the key their links must hold, and since when
    the bot knows them."""

    name: str
    language: str
    zone: str
    link_key: str
    since: datetime


def find_visitor(session: Session, person_id: int) -> Visitor | None:
    """The person behind a link; None if there is no such person. The zone is that of the organisation
    they have been in for longest."""
    person = session.get(Person, person_id)
    if person is None:
        return None
    zone = session.scalar(
        select(Organisation.zone)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .order_by(Membership.id)
        .limit(1)
    )
    return Visitor(person.name, person.language, zone or DEFAULT_ZONE, person.link_key, person.created_at)


def add_line(session: Session, account: str, who: str, body: dict[str, Any], at: datetime) -> int:
    """Write a line; its id."""
    line = ChatLine(account=account, who=who, body=body, at=at)
    session.add(line)
    session.flush()
    return line.id


def add_said(session: Session, account: str, body: dict[str, Any], at: datetime) -> bool:
    """Write what a person said, once for each `said` in its body; whether it is new."""
    if _said(session, account, body["said"]) is not None:
        return False
    add_line(session, account, "person", body, at)
    return True


def drop_said(session: Session, account: str, said: str) -> None:
    """Take a person's line away again: it was not received after all.

    It becomes nobody's. If it were deleted, SQLite would give its number to the next line, which a page that
    has seen all lines up to it would never draw.
    """
    if (known := _said(session, account, said)) is not None:
        session.execute(update(ChatLine).where(ChatLine.id == known).values(account=NOBODY, body={}))


def find_line(session: Session, account: str, line_id: int) -> Line | None:
    """One line of this account; None if it has no such line."""
    row = session.scalar(select(ChatLine).where(ChatLine.account == account, ChatLine.id == line_id))
    return _value(row) if row else None


def lines_after(session: Session, account: str, after: int, limit: int) -> list[Line]:
    """The lines that follow line `after`, oldest first, at most `limit`."""
    rows = session.scalars(
        select(ChatLine)
        .where(ChatLine.account == account, ChatLine.id > after)
        .order_by(ChatLine.id)
        .limit(limit)
    )
    return [_value(row) for row in rows]


def lines_before(session: Session, account: str, before: int | None, limit: int) -> list[Line]:
    """The newest `limit` lines (before line `before`, if given), oldest first."""
    query = select(ChatLine).where(ChatLine.account == account)
    if before is not None:
        query = query.where(ChatLine.id < before)
    rows = session.scalars(query.order_by(ChatLine.id.desc()).limit(limit))
    return [_value(row) for row in rows][::-1]


def newest_line(session: Session) -> int:
    """The id of the newest line of all; 0 if there is none."""
    return session.scalar(select(func.max(ChatLine.id))) or 0


def accounts_after(session: Session, after: int) -> set[str]:
    """The accounts that have lines newer than `after`."""
    return set(session.scalars(select(ChatLine.account).where(ChatLine.id > after).distinct()))


def find_label(session: Session, account: str, value: str) -> str | None:
    """What stood on the option with that value, in the newest line of the bot that has it."""
    bodies = session.scalars(
        select(ChatLine.body)
        .where(ChatLine.account == account, ChatLine.who == "bot")
        .order_by(ChatLine.id.desc())
        .limit(LABELS_BACK)
    )
    return _label(bodies, value)


def _label(bodies: Iterable[dict[str, Any]], value: str) -> str | None:
    for body in bodies:
        for button in body.get("buttons", ()):
            if button["value"] == value:
                return str(button["label"])
    return None


def _said(session: Session, account: str, said: str) -> int | None:
    return session.scalar(
        select(ChatLine.id)
        .where(
            ChatLine.account == account,
            ChatLine.who == "person",
            ChatLine.body["said"].as_string() == said,
        )
        .limit(1)
    )


def _value(row: ChatLine) -> Line:
    return Line(id=row.id, who=row.who, body=row.body, at=row.at)
