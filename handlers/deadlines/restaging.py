"""Reminders of a campaign that is changed: none comes twice for the same deadline, none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.deadlines.plan import Plan, due_of
from handlers.rules.deadlines import Stage
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told:
    """How far an obligation was reminded of before the change: its last day then, the days that were left
    at the last reminder (-1: overdue; None: none yet), and whether the clock was about to look at it."""

    last_day: date
    days: int | None
    pending: bool


def told_so_far(session: Session, campaign: Campaign, now: datetime) -> dict[int, Told]:
    """Where the open obligations of a campaign stand, by id; to be asked before it is changed."""
    plan = Plan(session, campaign, now)
    found = {}
    for row, zone in _open(session, campaign):
        planned = plan.stages(due_of(row), zone)
        days = _days(planned[min(row.reminded, len(planned)) - 1]) if row.reminded else None
        pending = row.next_at is not None and row.next_at <= now
        found[row.id] = Told(_last_day(row, zone), days, pending)
    return found


def restage(session: Session, campaign: Campaign, told: dict[int, Told], now: datetime) -> None:
    """Let the clock go on with the reminders as they are after the change.

    Behind are those whose moment has passed and, if the deadline is still the same day, those of which
    the team has heard already. What the clock was about to tell is still told, once.
    """
    plan = Plan(session, campaign, now)
    for row, zone in _open(session, campaign):
        if row.id not in told:
            continue
        before, planned = told[row.id], plan.stages(due_of(row), zone)
        come = sum(stage.at <= now for stage in planned)
        heard = 0
        if before.days is not None and before.last_day == _last_day(row, zone):
            heard = sum(_days(stage) >= before.days for stage in planned)
        row.reminded = max(heard, come - 1 if before.pending else come)
        row.next_at = planned[row.reminded].at if row.reminded < len(planned) else None


def _open(session: Session, campaign: Campaign) -> list[tuple[Obligation, str]]:
    rows = session.execute(
        select(Obligation, Organisation.zone)
        .join(Organisation, Organisation.id == Obligation.team_id)
        .where(Obligation.campaign_id == campaign.id, Obligation.state == "open")
        .order_by(Obligation.id)
    )
    return [(row, zone) for row, zone in rows]


def _days(stage: Stage) -> int:
    return -1 if stage.name == "overdue" else stage.days_left


def _last_day(row: Obligation, zone: str) -> date:
    return (row.due_at - _MINUTE).astimezone(ZoneInfo(zone)).date()
