"""What this person can do here, and in which language."""

from __future__ import annotations

from handlers.messages import Option, Reply, Words, text
from handlers.reporting import plan
from handlers.turn import Turn
from locales import LANGUAGES


def tasks(turn: Turn) -> tuple[Option, ...]:
    """What `/help` lists: the listed commands that this person may, as options."""
    return tuple(
        Option(text(f"command-{name}"), f"/{name}")
        for name, command in turn.commands.items()
        if command.listed
        and name != "help"
        and turn.may_somewhere(command.route)
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
