"""What a handler is given: the person, their roles, the moment, the session, and the ways in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handlers.access import Held, Route, may, may_somewhere
from handlers.doors import Doors
from handlers.forms.definition import Form
from handlers.forms.run import Run, World
from handlers.messages import Inbound, Reject, Reply, Role
from storage import audit
from storage.base import Base
from storage.campaigns import Campaign, Obligation
from storage.organisations import DEFAULT_ZONE, Organisation
from storage.people import Person
from storage.reports import Report
from storage.runs import Conversation
from storage.runs import Run as RunRow

#: Rows that belong to an organisation, so that one rule finds where a right is checked.
Row = TypeVar("Row", Obligation, Report, Campaign, Organisation)
AnyRow = TypeVar("AnyRow", bound=Base)
_ID = re.compile(r"\d{1,9}", re.ASCII)
LARGEST_ID = 999_999_999


def _place_of(row: Obligation | Report | Campaign | Organisation) -> int:
    if isinstance(row, Organisation):
        return row.id
    return row.organisation_id if isinstance(row, Campaign) else row.team_id


@dataclass
class Turn:
    """One message of one person, while it is answered. `places`: the roles the person had when it came,
    each with its organisation. `together`: its transaction is shared with other persons' turns. `run`: the
    one the person was in when it came."""

    session: Session
    now: datetime
    inbound: Inbound
    person: Person
    conversation: Conversation
    doors: Doors
    commands: Mapping[str, Command] = field(repr=False)
    topics: Mapping[str, Topic] = field(repr=False)
    places: Sequence[tuple[Role, Organisation]]
    together: bool = False
    run: RunRow | None = None

    @cached_property
    def held(self) -> list[Held]:
        """The roles as the access table wants them."""
        return [Held(role, organisation.path) for role, organisation in self.places]

    def own(self, role: Role) -> list[Organisation]:
        """The organisations in which the person has that role."""
        return [organisation for held, organisation in self.places if held is role]

    @property
    def leads_several(self) -> bool:
        """Whether the person leads several teams, so that it has to be said which is meant."""
        return len(self.own(Role.LEADER)) > 1

    def organisation(self, id_: int) -> Organisation | None:
        """The organisation of that id; most often one of the person's own, which are at hand."""
        own = (organisation for _, organisation in self.places if organisation.id == id_)
        return next(own, None) or self.session.get(Organisation, id_)

    def may(self, route: Route, organisation: Organisation) -> bool:
        """Whether the person may do that there."""
        return may(self.held, route, organisation.path)

    def may_somewhere(self, route: Route) -> bool:
        """Whether the person may do that anywhere."""
        return may_somewhere(self.held, route)

    def check(self, route: Route, organisation: Organisation | None) -> Organisation:
        """The organisation, if the person may do that there. One that isn't there is refused in the same
        words, so that ids tell nothing."""
        if organisation is None or not self.may(route, organisation):
            raise Reject("access-refused")
        return organisation

    def by_id(self, kind: type[AnyRow], typed: str) -> AnyRow | None:
        """The row of that kind whose id was typed; None if there is none. Whether the person may have to do
        with it is for the caller to ask."""
        return self.session.get(kind, int(typed)) if _ID.fullmatch(typed) else None

    def find(self, kind: type[Row], typed: str, route: Route, *, lock: bool = False) -> Row:
        """The row of that kind whose id was typed, if the person may do `route` where it belongs.

        `lock`: it is going to be written. It is read anew, and nobody else writes it until the turn ends:
        what was decided by it holds. Reports are locked before obligations, and each by their ids, so that
        two turns don't wait for each other in a circle.
        """
        row = self.by_id(kind, typed)
        if row is None:
            raise Reject("access-refused")
        self.check(route, self.organisation(_place_of(row)))
        if lock:
            # Rows that refer to it may still be written: else what another report's end gives to this one
            # would wait for it.
            self.session.refresh(row, with_for_update={"key_share": True})
        return row

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the person's first organisation; they are all in one country."""
        return ZoneInfo(self.places[0][1].zone if self.places else DEFAULT_ZONE)

    @cached_property
    def today(self) -> date:
        """The day it is where the person is."""
        return self.now.astimezone(self.zone).date()

    def note(
        self, act: str, thing: Base, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None
    ) -> audit.Trail:
        """Write into the audit trail what this person did to `thing`; the line, whose id comes with the next
        flush."""
        return audit.note(
            self.session,
            at=self.now,
            person_id=self.person.id,
            channel=self.inbound.address.channel,
            act=act,
            thing=thing,
            before=before,
            after=after,
        )


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gets the turn and what was typed after the name. `listed` ones stand, with the words
    `command-<name>`, in the platform's menu and, for those who may, in `/help`."""

    route: Route
    run: Callable[[Turn, str], Reply]
    listed: bool = True


@dataclass(frozen=True)
class Topic:
    """Something that is asked by a form: where its right is checked, the form, and what its end does.

    `subject` (JSON) says what the run is about. `place` is None if it is no longer there. `form` is asked
    for where it depends on the subject, and so is `world`; else that is `plain_world`. `finish` may Reject:
    then the run goes on with that sentence.
    """

    route: Route
    place: Callable[[Turn, Mapping[str, Any]], Organisation | None]
    form: Form | Callable[[Turn, Mapping[str, Any]], Form]
    world: Callable[[Turn, Mapping[str, Any]], World]
    finish: Callable[[Turn, RunRow, Run], Reply]

    def form_for(self, turn: Turn, subject: Mapping[str, Any]) -> Form:
        """The form about that subject."""
        return self.form if isinstance(self.form, Form) else self.form(turn, subject)


def plain_world(turn: Turn, subject: Mapping[str, Any]) -> World:
    """What a form's questions know where they need nothing but the day."""
    return World(turn.today)
