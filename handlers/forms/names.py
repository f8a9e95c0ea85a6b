"""Names as an answer: picked from the names that are known, or typed; kept with 、 between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from zlib import crc32

from handlers.forms.definition import LONGEST_ANSWER, Question
from handlers.messages import Reject
from handlers.reading.names import MOST_NAMES, read_names

BETWEEN = "、"
#: What surely stands between two names; a blank may also stand within one (John Smith).
_BETWEEN = re.compile(r"[、，,;；/\r\n]+")
#: Longest text that is looked at for names (characters).
_LONGEST = 20_000


def plain_name(name: str) -> str:
    """A person's name as it stands in an answer: without what divides names there."""
    return " ".join(_BETWEEN.sub(" ", name).split())


def split_names(answer: object) -> list[str]:
    """The names of an answer, as `join_names` made it."""
    return answer.split(BETWEEN) if isinstance(answer, str) and answer else []


def join_names(question: Question, names: Iterable[str]) -> str:
    """The names as an answer, each once; Reject if they are too many or too long together."""
    once = list(dict.fromkeys(names))
    if len(once) > MOST_NAMES:
        raise Reject("reading-names-many", most=MOST_NAMES)
    joined, longest = BETWEEN.join(once), question.maximum or LONGEST_ANSWER
    if len(joined) > longest:
        raise Reject("reading-text-long", length=len(joined), maximum=longest)
    return joined


def typed_names(said: str, known: Collection[str]) -> list[str]:
    """The names that were typed; one that is known is taken as it is, blanks and figures included."""
    if len(said) > _LONGEST:
        raise Reject("reading-text-long", length=len(said), maximum=LONGEST_ANSWER)
    names: list[str] = []
    for piece in (plain_name(part) for part in _BETWEEN.split(said)):
        if piece:
            names += [piece] if piece in known else read_names(piece)
    if not names:
        raise Reject("reading-names-none")
    return names


def name_token(name: str) -> str:
    """What stands for a name on a button. Not its place: the list may change before the press."""
    return f"{crc32(name.encode(errors='replace')):08x}"


def picked_name(known: Sequence[str], token: str) -> str:
    """The name behind a button; one that is known no longer is an old button's."""
    for name in known:
        if name_token(name) == token:
            return name
    raise Reject("form-button-old")
