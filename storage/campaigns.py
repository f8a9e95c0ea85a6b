"""Campaigns that run, who takes part, the activities known of, and who owes what by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    CTE,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import MOST_AT_ONCE, Base, Id, Name, Word
from storage.organisations import Organisation


class Campaign(Base):
    """A campaign that a committee opened. `version` is the present one of its definitions, `last_number`
    the number of its last report."""

    __tablename__ = "campaigns"
    __table_args__ = (Index(None, "organisation_id"), Index(None, "state"))
    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    slug: Mapped[str] = mapped_column(String(64))
    code: Mapped[Word]
    state: Mapped[Word]
    version: Mapped[int] = mapped_column(default=1)
    last_number: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CampaignVersion(Base):
    """A campaign's definition, the validated campaign file as JSON text, as it stood from `made_at` on.

    Kept whole for every change, so that a run ends with the form it began with.
    """

    __tablename__ = "campaign_versions"
    __table_args__ = (UniqueConstraint("campaign_id", "version"),)
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    version: Mapped[int]
    definition: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Assignment(Base):
    """A team or a whole branch of the tree that takes part in a campaign."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("campaign_id", "organisation_id"), Index(None, "organisation_id"))
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))


class Activity(Base):
    """An event that a leader announced, planned or held, before it is reported."""

    __tablename__ = "activities"
    __table_args__ = (Index(None, "team_id", "held_on"),)
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[Name]
    held_on: Mapped[date]
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    cancelled_at: Mapped[datetime | None]


class Obligation(Base):
    """What one team owes for one period of one deadline, by `due_at`.

    `state` is open, filed, zero or dropped. `next_at` is the moment at which the clock has to look at it
    again (a reminder or the overdue notice); None when nothing more comes. `reminded` counts the stages
    that are behind it.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("campaign_id", "team_id", "deadline", "period"),
        Index(None, "next_at"),
        Index(None, "team_id", "state"),
        Index(None, "campaign_id", "due_at"),
    )
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    deadline: Mapped[Word]
    period: Mapped[Word]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    due_at: Mapped[datetime]
    state: Mapped[Word]
    filed_at: Mapped[datetime | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    next_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)


#: Running, or ended: what is looked at where the end doesn't matter.
STATES = ("open", "closed")


def definition(session: Session, campaign_id: int, version: int) -> str:
    """The definition of a campaign as it stood in that version, as JSON text."""
    where = (CampaignVersion.campaign_id == campaign_id, CampaignVersion.version == version)
    return session.scalars(select(CampaignVersion.definition).where(*where)).one()


# Statements of every report are built once: building one takes longer than running it.
_COUNT_UP = (
    update(Campaign.__table__)  # type: ignore[arg-type]  # declared as a FromClause, is a Table
    .where(Campaign.id == bindparam("campaign"))
    .values(last_number=Campaign.last_number + 1)
    .returning(Campaign.last_number)
)


def next_number(session: Session, campaign: Campaign) -> int:
    """Count the campaign's reports up by one; two transactions never get the same number."""
    return int(session.connection().execute(_COUNT_UP, {"campaign": campaign.id}).scalar_one())


_OF_TEAM = (
    select(Campaign)
    .join(Assignment, Assignment.campaign_id == Campaign.id)
    .where(
        Assignment.organisation_id.in_(bindparam("organisations", expanding=True)), Campaign.state == "open"
    )
    .distinct()
    .order_by(Campaign.id)
)


def campaigns_of_team(session: Session, team: Organisation) -> Sequence[Campaign]:
    """The open campaigns that the team, or a branch it is in, is assigned to; the oldest first."""
    return session.scalars(_OF_TEAM, {"organisations": team.line}).all()


def campaigns_of_branch(
    session: Session, top: Organisation, states: Sequence[str] = ("open",)
) -> Sequence[Campaign]:
    """The campaigns that something in a branch takes part in, by itself or with a larger branch; the
    oldest first."""
    taking_part = (
        select(Assignment.campaign_id)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .where(or_(Organisation.path.startswith(top.path), Organisation.id.in_(top.line)))
    )
    query = select(Campaign).where(Campaign.id.in_(taking_part), Campaign.state.in_(states))
    return session.scalars(query.order_by(Campaign.id)).all()


def campaigns_opened_in(
    session: Session, top: Organisation, states: Sequence[str] = ("open",)
) -> Sequence[Campaign]:
    """The campaigns that a committee of the branch opened; the oldest first."""
    committees = select(Organisation.id).where(Organisation.path.startswith(top.path))
    query = select(Campaign).where(Campaign.organisation_id.in_(committees), Campaign.state.in_(states))
    return session.scalars(query.order_by(Campaign.id)).all()


def _taking_part(campaign: Campaign, top: Organisation | None) -> CTE:
    """Ids and kinds of what was assigned and of all that stands below it; only what is in the branch of
    `top` if it is given. Walked down from parent to child: with paths compared, thousands of teams assigned
    one by one would each be held against each team."""
    assigned = select(Assignment.organisation_id).where(Assignment.campaign_id == campaign.id)
    begins: ColumnElement[bool] = Organisation.id.in_(assigned)
    if top is not None:
        whole = assigned.where(Assignment.organisation_id.in_(top.line)).exists()
        inside = and_(begins, Organisation.path.startswith(top.path))
        begins = or_(and_(Organisation.id == top.id, whole), inside)
    above = select(Organisation.id, Organisation.kind).where(begins).cte("taking_part", recursive=True)
    below = aliased(Organisation)
    return above.union(select(below.id, below.kind).join(above, below.parent_id == above.c.id))


def teams_of_campaign(
    session: Session, campaign: Campaign, below: Organisation | None = None
) -> Sequence[Organisation]:
    """The teams that take part, of a branch if asked, in the order of the tree."""
    part = _taking_part(campaign, below)
    query = select(Organisation).join(part, part.c.id == Organisation.id).where(part.c.kind == "team")
    return session.scalars(query.order_by(Organisation.path)).all()


def team_ids_of_campaign(
    session: Session, campaign: Campaign, below: Organisation | None = None
) -> Sequence[int]:
    """The ids of those `teams_of_campaign` finds, in order."""
    part = _taking_part(campaign, below)
    return session.scalars(select(part.c.id).where(part.c.kind == "team").order_by(part.c.id)).all()


def count_teams(session: Session, campaign: Campaign) -> int:
    """How many teams take part."""
    part = _taking_part(campaign, None)
    return session.scalars(select(func.count()).select_from(part).where(part.c.kind == "team")).one()


def takes_part(session: Session, campaign: Campaign, place: Organisation) -> bool:
    """Whether the place is assigned, by itself or with a branch it is in."""
    where = (Assignment.campaign_id == campaign.id, Assignment.organisation_id.in_(place.line))
    return session.scalar(select(Assignment.id).where(*where).limit(1)) is not None


def announced(session: Session, campaign_id: int) -> Sequence[Activity]:
    """The activities that were announced in a campaign and not cancelled, the earliest first."""
    where = (Activity.campaign_id == campaign_id, Activity.cancelled_at.is_(None))
    return session.scalars(select(Activity).where(*where).order_by(Activity.held_on, Activity.id)).all()


_OWED = select(Obligation).where(
    Obligation.campaign_id == bindparam("campaign"),
    Obligation.team_id == bindparam("team"),
    Obligation.state.in_(bindparam("states", expanding=True)),
)
#: Locked in one order, so that two never wait for each other in a circle, and read anew.
_LOCKED = (
    _OWED.order_by(Obligation.id).with_for_update(key_share=True).execution_options(populate_existing=True)
)


def owed(
    session: Session, campaign_id: int, team_id: int, states: Sequence[str] = ("open",), *, lock: bool = False
) -> Sequence[Obligation]:
    """What a team owes in a campaign, the earliest due first. `lock`: it is going to be written, so that
    nobody else writes it until the transaction ends."""
    given = {"campaign": campaign_id, "team": team_id, "states": list(states)}
    # Sorted here: to get them in order, SQLite would go through what the whole campaign owes.
    return sorted(session.scalars(_LOCKED if lock else _OWED, given), key=lambda row: (row.due_at, row.id))


def next_dues(
    session: Session, campaign: Campaign, team_ids: Sequence[int], now: datetime
) -> dict[int, datetime]:
    """When each of these teams, as far as it does, owes something in the campaign next."""
    where = (Obligation.campaign_id == campaign.id, Obligation.state == "open", Obligation.due_at > now)
    query = select(Obligation.team_id, func.min(Obligation.due_at)).where(*where)
    found: dict[int, datetime] = {}
    for start in range(0, len(team_ids), MOST_AT_ONCE):
        some = Obligation.team_id.in_(team_ids[start : start + MOST_AT_ONCE])
        found |= dict(session.execute(query.where(some).group_by(Obligation.team_id)).all())
    return found


def obligations_of(
    session: Session, campaign: Campaign, below: Organisation | None = None
) -> Sequence[Obligation]:
    """What all teams of a campaign, or those of a branch, owe or have settled, the earliest due first."""
    query = select(Obligation).where(Obligation.campaign_id == campaign.id)
    if below is not None:
        teams = select(Organisation.id).where(Organisation.path.startswith(below.path))
        query = query.where(Obligation.team_id.in_(teams))
    return session.scalars(query.order_by(Obligation.due_at, Obligation.id)).all()


def owed_by_teams(session: Session, team_ids: Sequence[int]) -> Sequence[tuple[Obligation, Campaign]]:
    """Everything these teams owe in open campaigns, the earliest due first."""
    rows = session.execute(
        select(Obligation, Campaign)
        .join(Campaign, Campaign.id == Obligation.campaign_id)
        .where(Obligation.team_id.in_(team_ids), Obligation.state == "open", Campaign.state == "open")
        .order_by(Obligation.due_at, Obligation.id)
    )
    return [(obligation, campaign) for obligation, campaign in rows]


def missed(session: Session, like: Obligation, path: str) -> Sequence[Organisation]:
    """The teams of a branch that still owe what fell due at the same moment as `like`, in the order of
    the tree."""
    where = (
        Obligation.campaign_id == like.campaign_id,
        Obligation.deadline == like.deadline,
        Obligation.due_at == like.due_at,
        Obligation.state == "open",
    )
    owing = select(Obligation.team_id).where(*where)
    teams = select(Organisation).where(Organisation.id.in_(owing), Organisation.path.startswith(path))
    return session.scalars(teams.order_by(Organisation.path)).all()
