"""When what a campaign asks for is due, and when the clock looks at it: the same for thousands of teams, so
worked out once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handlers.campaigns.definitions import definition_of
from handlers.rules.deadlines import Due, Stage, periods, stages, useful_stage
from storage.campaigns import Campaign, Obligation


class Plan:
    """A campaign's moments, as it is `now`. Zones are given by name."""

    def __init__(self, session: Session, campaign: Campaign, now: datetime) -> None:
        self.campaign, self.now = campaign, now
        self._file = definition_of(session, campaign)
        #: The deadlines that ask for one thing only.
        self.once = {rule.name for rule in self._file.deadlines if rule.kind == "fixed"}
        self._in_turn: dict[str, list[Due]] = {}
        self._stages: dict[tuple[Due, str], list[Stage]] = {}

    def in_turn(self, zone: str) -> list[Due]:
        """What a team in that zone owes, but for what follows its activities."""
        if zone not in self._in_turn:
            rules, own = self._file.deadlines, ZoneInfo(zone)
            self._in_turn[zone] = [due for rule in rules for due in periods(self._file, rule, own)]
        return self._in_turn[zone]

    def stages(self, due: Due, zone: str) -> list[Stage]:
        """When the team is told of it."""
        if (due, zone) not in self._stages:
            self._stages[due, zone] = stages(self._file, due, ZoneInfo(zone))
        return self._stages[due, zone]

    def first_look(self, due: Due, zone: str) -> tuple[int, datetime | None]:
        """How many of its reminders are behind already, which now would only puzzle, and when the next is."""
        behind, next_at = useful_stage(self.stages(due, zone), 0, self.now)
        return 0 if behind is None else behind + 1, next_at if self.campaign.state == "open" else None

    def wake(self, row: Obligation, zone: str) -> None:
        """Let the clock look at an open obligation from the next of its reminders on."""
        row.reminded, next_at = self.first_look(due_of(row), zone)
        row.next_at = next_at if row.state == "open" else None


def due_of(row: Obligation) -> Due:
    """The obligation's deadline as the rules see it."""
    return Due(
        deadline=row.deadline,
        form="activity",
        period=row.period,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        due_at=row.due_at,
    )
