"""The ways in from outside: web links and Telegram deep links, given their bases by the shell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storage.people import Person


@dataclass(slots=True)
class Doors:
    """`web_path` makes the secret path of a person's web link from their id and link key.

    `telegram_name` is None as long as Telegram hasn't answered: the shell sets it when it has.
    """

    web_address: str
    telegram_name: str | None
    web_path: Callable[[int, str], str]

    def web_link(self, person: Person) -> str:
        """The person's own link to the web chat."""
        return f"{self.web_address}{self.web_path(person.id, person.link_key)}"

    def invitation_links(self, code: str) -> tuple[str, ...]:
        """Where a code can be used: the web, and Telegram if the bot is there."""
        web = f"{self.web_address}/join/{code}"
        if self.telegram_name is None:
            return (web,)
        return (web, f"https://t.me/{self.telegram_name}?start={code}")
