"""What this person can do here, and in which language."""

from __future__ import annotations

from handlers.access import Route
from handlers.messages import Option, Reply, Words, text
from handlers.reporting import plan
from handlers.turn import Turn
from locales import LANGUAGES

#: What `/help` lists, in this order; each only if this person may.
TASKS: tuple[tuple[str, Route], ...] = (
    ("report", Route.REPORT),
    ("zero", Route.REPORT),
    ("mine", Route.REPORT),
    ("plan", Route.REPORT),
    ("due", Route.DUE_SEE),
    ("reports", Route.REPORT_REVIEW),
    ("summary", Route.SUMMARY),
    ("campaigns", Route.CAMPAIGN_SEE),
    ("teams", Route.ORGANISATION_CHANGE),
    ("invite", Route.INVITE_VOLUNTEER),
    ("people", Route.PEOPLE_CHANGE),
    ("remind", Route.REMIND),
    ("export", Route.EXPORT),
    ("hours", Route.SELF),
    ("link", Route.SELF),
    ("name", Route.SELF),
    ("language", Route.SELF),
    ("leave", Route.SELF),
)


def tasks(turn: Turn) -> tuple[Option, ...]:
    """The tasks this person has, as options."""
    return tuple(
        Option(text(f"command-{name}"), f"/{name}")
        for name, route in TASKS
        if turn.may_somewhere(route)
        and (name != "plan" or plan.offers(turn))
        and (name != "leave" or turn.places)
    )


def show_help(turn: Turn, rest: str) -> Reply:
    """`/help`: who you are here, and what you may do."""
    return Reply((text("help-intro"), *show_roles(turn), text("help-choose")), tasks(turn))


def show_roles(turn: Turn) -> tuple[Words, ...]:
    """The person's roles, a line each."""
    if not turn.places:
        return (text("help-no-role", name=turn.person.name),)
    return tuple(
        text("help-role", name=turn.person.name, role=text(f"role-{role.value}"), place=place.name)
        for role, place in turn.places
    )


def choose_language(turn: Turn, rest: str) -> Reply:
    """`/language [tag]`: each person chooses."""
    if rest in LANGUAGES:
        turn.person.language = rest
        return Reply((text("language-changed"),), tasks(turn))
    options = tuple(Option(text(f"language-{tag.lower()}"), f"/language {tag}") for tag in LANGUAGES)
    return Reply((text("language-choose"),), options)
