"""A campaign being played: what is said at its moments, and what the clock does between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from handlers.messages import Address
from handlers.papers.figures import Figures
from storage.digests import Digest
from storage.organisations import Organisation
from tests.kit.stage import Notice, Stage
from tests.stories.typed import Step

#: The clock strikes at these times of day, and after everything that is said.
STRIKES = ("00:00", "03:00", "07:29", "07:30", "08:29", "08:30", "09:00", "18:00")


@dataclass
class Season:
    """The stage, where everybody is, and what came of it. `receipts` are the last replies of the steps."""

    stage: Stage
    people: dict[str, Address]
    notices: list[Notice] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    figures: dict[tuple[str, str], Figures] = field(default_factory=dict)

    def play(self, steps: Sequence[Step], until: datetime, strikes: Sequence[str] = STRIKES) -> None:
        """All that is said and all that falls due, in the order of time, from now on."""
        said = {datetime.fromisoformat(step.at).replace(tzinfo=until.tzinfo): step for step in steps}
        assert len(said) == len(steps), "no two at the same moment"
        moments = {*said, *_strikes(self.stage.now, until, strikes)}
        for moment in sorted(moment for moment in moments if moment <= until):
            self.stage.now = moment
            if moment in said:
                self.take(said[moment])
            self.notices += self.stage.tick()
        self._keep()

    def take(self, step: Step) -> None:
        """Say the lines of a step; what ends in a submit must end in a receipt."""
        home = self.people[step.who]
        address = home if step.channel == "web" else Address(step.channel, f"50{home.account}")
        for line in step.lines:
            message = self.stage.say(address, line)
        self.receipts[step.at] = message.text
        if step.lines[-1] == "提交":
            assert "✓" in message.text, f"{step.at} {step.who} wasn't taken:\n{message.text}"

    def _keep(self) -> None:
        """Read the figures that the summaries were drawn from."""
        with self.stage.database.begin() as session:
            for row in session.scalars(select(Digest)):
                place = session.get_one(Organisation, row.organisation_id)
                self.figures[place.name, row.week] = Figures.model_validate(row.figures)

    def told(self, kind: str) -> list[Notice]:
        """The notices of that kind, in the order they went out."""
        return [notice for notice in self.notices if notice.kind == kind]


def _strikes(begins: datetime, ends: datetime, times: Sequence[str]) -> Iterator[datetime]:
    day = begins.replace(hour=0, minute=0)
    while day <= ends:
        for strike in times:
            moment = day.replace(hour=int(strike[:2]), minute=int(strike[3:]))
            if begins <= moment <= ends:
                yield moment
        day += timedelta(days=1)
