"""The tree of organisations: committees collect, teams report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, false, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import Base, Id, Name, Word

#: Where somebody is taken to be who is in no organisation: a province's bot is asked in its own country.
DEFAULT_ZONE = "Asia/Shanghai"


class Organisation(Base):
    """A node of the tree. `path` is `/000001/000004/`, from the root to itself, so a branch is a prefix,
    and in the order of paths organisations stand as they were made.

    A committee's `digest_weekday` (Monday 0) and `digest_minute` (of the day) say when its weekly
    summary goes out in its `zone`; `next_digest_at` is that moment worked out.
    """

    __tablename__ = "organisations"
    __table_args__ = (Index(None, "path"), Index(None, "next_digest_at"))
    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[Word]
    name: Mapped[Name]
    path: Mapped[str] = mapped_column(String(120))
    zone: Mapped[Word]
    digest_weekday: Mapped[int] = mapped_column(default=0)
    digest_minute: Mapped[int] = mapped_column(default=8 * 60 + 30)
    next_digest_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def line(self) -> list[int]:
        """The ids from the root down to itself."""
        return [int(part) for part in self.path.strip("/").split("/")]


class Group(Base):
    """A group chat that receives a committee's summaries and missing lists."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("channel", "account"),)
    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    channel: Mapped[Word]
    account: Mapped[str] = mapped_column(String(64))
    bound_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    gone_at: Mapped[datetime | None]


def found(
    session: Session, *, parent: Organisation | None, kind: str, name: str, zone: str, now: datetime
) -> Organisation:
    """A new organisation below `parent` (None: the root)."""
    made = Organisation(
        parent_id=parent.id if parent else None, kind=kind, name=name, path="", zone=zone, created_at=now
    )
    session.add(made)
    session.flush()
    made.path = f"{parent.path if parent else '/'}{made.id:06}/"
    session.flush()
    return made


def branches(
    session: Session, tops: Sequence[Organisation], kind: str | None = None, *, limit: int
) -> Sequence[Organisation]:
    """The first of `tops` and of everything below them, each once, in the order of the tree; of one kind
    if asked."""
    query = select(Organisation).where(_within(tops)).order_by(Organisation.path).limit(limit)
    return session.scalars(query if kind is None else query.where(Organisation.kind == kind)).all()


def count_kinds(session: Session, tops: Sequence[Organisation]) -> dict[str, int]:
    """How many there are of each kind, `tops` and everything below them, each counted once."""
    query = select(Organisation.kind, func.count()).where(_within(tops)).group_by(Organisation.kind)
    return dict(session.execute(query).all())


def _within(tops: Sequence[Organisation]) -> ColumnElement[bool]:
    return or_(false(), *(Organisation.path.startswith(top.path) for top in tops))


def count_teams(session: Session, tops: Sequence[Organisation]) -> dict[int, int]:
    """How many teams each of `tops` has in its branch; a team has itself."""
    top, team = aliased(Organisation), aliased(Organisation)
    query = (
        select(top.id, func.count(team.id))
        .outerjoin(team, (team.kind == "team") & team.path.startswith(top.path))
        .where(top.id.in_([one.id for one in tops]))
    )
    return dict(session.execute(query.group_by(top.id)).all())


def children(
    session: Session, parent: Organisation, *, limit: int | None = None, offset: int = 0
) -> Sequence[Organisation]:
    """What stands directly below, in the order in which it was made; `limit` of it after `offset`, or all."""
    query = select(Organisation).where(Organisation.parent_id == parent.id).order_by(Organisation.id)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_children(session: Session, parent: Organisation) -> dict[str, int]:
    """How many of each kind stand directly below."""
    query = select(Organisation.kind, func.count()).where(Organisation.parent_id == parent.id)
    return dict(session.execute(query.group_by(Organisation.kind)).all())


def children_named(session: Session, parent: Organisation, name: str) -> Sequence[Organisation]:
    """What stands directly below under that name."""
    where = (Organisation.parent_id == parent.id, Organisation.name == name)
    return session.scalars(select(Organisation).where(*where)).all()


def ancestors(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """From the root down to the organisation itself."""
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(organisation.line))).all()
    return sorted(rows, key=lambda row: len(row.path))


def zones(session: Session) -> dict[int, str]:
    """The zone of every organisation."""
    return dict(session.execute(select(Organisation.id, Organisation.zone)).all())
