"""How amounts are written: hours from minutes, a change with its sign, days, words cut to a width."""

from __future__ import annotations

import unicodedata
from datetime import date

from handlers.messages import Words, text
from handlers.rules.deadlines import show_days


def show_hours(minutes: int) -> str:
    """Whole minutes as hours with at most two decimals: 90 is `1.5`, 20 is `0.33`."""
    return f"{minutes / 60:,.2f}".rstrip("0").rstrip(".")


def show_change(now: int, before: int) -> str:
    """The difference with its sign, `±0` for none; a true minus sign, as wide as the plus."""
    difference = now - before
    if not difference:
        return "±0"
    return f"{'+' if difference > 0 else '−'}{abs(difference):,}"


def show_dated(starts_on: date, ends_on: date) -> Words:
    """The days that a paper covers, the last included, with the year: papers are kept for years."""
    if starts_on.year == ends_on.year:
        return text("papers-days", year=str(starts_on.year), days=show_days(starts_on, ends_on))
    return text(
        "papers-days-years",
        year=str(starts_on.year),
        starts=show_days(starts_on, starts_on),
        next_year=str(ends_on.year),
        ends=show_days(ends_on, ends_on),
    )


def shorten(words: str, width: int, *, keep_end: bool = False) -> str:
    """At most `width` columns (a Chinese sign takes two), with `…` where something was cut.

    `keep_end` cuts in the middle: names of teams often differ in their last signs only.
    """
    words = " ".join(words.split())
    if measure(words) <= width:
        return words
    tail = _cut(words[::-1], (width - 1) // 3)[::-1] if keep_end else ""
    return _cut(words, width - 1 - measure(tail)).rstrip() + "…" + tail.lstrip()


def _cut(words: str, width: int) -> str:
    kept = ""
    for sign in words:
        if measure(kept) + measure(sign) > width:
            break
        kept += sign
    return kept


def measure(words: str) -> int:
    """Columns the words take: two for each wide sign (Unicode, East Asian Width), one for others."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)
