"""Who may do what where: one table, asked in one place before a handler runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.messages import Role


class Route(StrEnum):
    """Everything that can be done by chat, as far as it needs a right."""

    SELF = "self"
    REPORT = "report"
    REPORT_SEE = "report-see"
    REPORT_REVIEW = "report-review"
    TEAM_SEE = "team-see"
    TEAM_MAKE = "team-make"
    COMMITTEE_MAKE = "committee-make"
    ORGANISATION_CHANGE = "organisation-change"
    PEOPLE_CHANGE = "people-change"
    INVITE_ORGANIZER = "invite-organizer"
    INVITE_LEADER = "invite-leader"
    INVITE_VOLUNTEER = "invite-volunteer"
    CAMPAIGN_SEE = "campaign-see"
    CAMPAIGN_CHANGE = "campaign-change"
    DUE_SEE = "due-see"
    REMIND = "remind"
    SUMMARY = "summary"
    EXPORT = "export"
    GROUP_BIND = "group-bind"


class Reach(StrEnum):
    """How far a role reaches from the organisation it is held in: to that one, or to all below as well."""

    OWN = "own"
    BRANCH = "branch"


_ORGANIZER = {Role.ORGANIZER: Reach.BRANCH}
_ORGANIZER_AND_LEADER = {Role.ORGANIZER: Reach.BRANCH, Role.LEADER: Reach.OWN}

#: A role that isn't named may not. What everyone may do for themselves (`SELF`) needs no role.
TABLE: Mapping[Route, Mapping[Role, Reach]] = {
    Route.SELF: {},
    Route.REPORT: {Role.LEADER: Reach.OWN},
    Route.REPORT_SEE: _ORGANIZER_AND_LEADER,
    Route.REPORT_REVIEW: _ORGANIZER,
    Route.TEAM_SEE: _ORGANIZER_AND_LEADER,
    Route.TEAM_MAKE: _ORGANIZER,
    Route.COMMITTEE_MAKE: _ORGANIZER,
    Route.ORGANISATION_CHANGE: _ORGANIZER,
    # A leader's reach is the volunteers of the own team: who may invite to a role may end it.
    Route.PEOPLE_CHANGE: _ORGANIZER_AND_LEADER,
    Route.INVITE_ORGANIZER: _ORGANIZER,
    Route.INVITE_LEADER: _ORGANIZER,
    Route.INVITE_VOLUNTEER: _ORGANIZER_AND_LEADER,
    Route.CAMPAIGN_SEE: _ORGANIZER_AND_LEADER,
    Route.CAMPAIGN_CHANGE: _ORGANIZER,
    Route.DUE_SEE: _ORGANIZER,
    Route.REMIND: _ORGANIZER,
    Route.SUMMARY: _ORGANIZER,
    Route.EXPORT: _ORGANIZER,
    Route.GROUP_BIND: _ORGANIZER,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person has, and the path of the organisation it is held in."""

    role: Role
    path: str


def may(held: Iterable[Held], route: Route, path: str) -> bool:
    """Whether someone with these roles may do `route` at the organisation with that path."""
    return route is Route.SELF or any(_reaches(one, TABLE[route].get(one.role), path) for one in held)


def may_somewhere(held: Iterable[Held], route: Route) -> bool:
    """Whether there is any place at all where they may: what `/help` shows."""
    return route is Route.SELF or any(one.role in TABLE[route] for one in held)


def _reaches(held: Held, reach: Reach | None, path: str) -> bool:
    if reach is None:
        return False
    return path.startswith(held.path) if reach is Reach.BRANCH else path == held.path
