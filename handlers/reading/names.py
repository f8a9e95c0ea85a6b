"""Names of people, as typed one after another."""

from __future__ import annotations

import re

from handlers.messages import Reject

#: Longest name that is one name (a Uyghur or foreign name in Chinese has up to about 30 characters).
LONGEST_NAME = 40
MOST_NAMES = 300
_BETWEEN = re.compile(r"[、，,;；/\s]+")


def read_names(said: str) -> list[str]:
    """The names in order, each once; Reject if there is none, one is no name, or there are too many."""
    names = list(dict.fromkeys(name for name in _BETWEEN.split(said[:20_000]) if name))
    if not names:
        raise Reject("reading-names-none")
    if len(names) > MOST_NAMES:
        raise Reject("reading-names-many", most=MOST_NAMES)
    for name in names:
        if len(name) > LONGEST_NAME or any(not c.isprintable() or c.isdigit() for c in name):
            raise Reject("reading-names-odd", name=name[:LONGEST_NAME])
    return names
