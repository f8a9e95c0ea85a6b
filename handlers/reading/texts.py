"""Free words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from handlers.messages import Reject

#: Twice the longest answer of any form is enough to say how long a text is without cleaning all of it.
_MOST_CLEANED = 20_000
_JOINER = "\u200d"  # Holds the parts of one emoji together.

_BLANK = " \u3000" + _JOINER


def read_text(text: str, minimum: int, maximum: int) -> str:
    """The text, trimmed, with at most one empty line in a row, and without control characters, signs
    that turn the reading direction, and other invisible ones.

    Reject, with its length and the length it may have (characters), if it is too short or too long.
    """
    return _fitting(text, minimum, maximum, _few_breaks)


def read_line(text: str, minimum: int, maximum: int) -> str:
    """As `read_text`, on one line: a name or a title stands in lists and tables, where a line break would
    make it look like two."""
    return _fitting(text, minimum, maximum, _one_line)


def _fitting(text: str, minimum: int, maximum: int, tidy: Callable[[str], str]) -> str:
    if len(text) > max(_MOST_CLEANED, maximum * 2):
        raise Reject("reading-text-long", length=len(text), maximum=maximum)
    cleaned = tidy("".join(map(_kept, text.replace("\r\n", "\n"))))
    if len(cleaned) > maximum:
        raise Reject("reading-text-long", length=len(cleaned), maximum=maximum)
    if len(cleaned) < minimum:
        raise Reject("reading-text-short", length=len(cleaned), minimum=minimum)
    return cleaned


def _kept(character: str) -> str:
    """The character, a line break or a space for what stands for one, nothing for what can't be seen."""
    if character in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if character == _JOINER:
        return character
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return character if character == "\u3000" else " "
    return "" if category in ("Cc", "Cf", "Cs", "Cn") else character


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(_BLANK)


def _few_breaks(text: str) -> str:
    """No spaces at the ends of lines, and never more than two line breaks in a row."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.rstrip(_BLANK)
        if bare or (lines and lines[-1]):
            lines.append(bare)
    return "\n".join(lines).strip(_BLANK + "\n")
