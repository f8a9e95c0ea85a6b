"""How long something took."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, get_args

from handlers.messages import Reject
from handlers.reading.numerals import ENGLISH, read_numeral
from handlers.reading.quantities import Why, explain, read_quantity, strip_after, strip_before
from handlers.reading.writing import flatten

#: A million hours: more than any campaign of a city adds up to.
LARGEST_MINUTES = 60_000_000

_UNCLEAR = "reading-duration-unclear"
_KEYS: dict[Why, str] = {
    "several": "reading-duration-several",
    "vague": "reading-duration-vague",
    "unclear": _UNCLEAR,
}
_DAYS = re.compile(r"[天日]|\bdays?\b|月|周|week|month")
#: What says that a time is each person's, or all together; the whole phrase, to be read past.
_BASES = {
    "each": re.compile(
        r"(?:按|是)?(?:平均)?(?:每(?:个|位|名)?(?:人|志愿者|义工|队员)?|人均|各(?:自|人)?)(?:都|服务)?了?"
        r"| ?(?<![a-z])(?:each|(?:per|a|every) (?:person|head|volunteer)|everybody|everyone)(?![a-z]) ?"
    ),
    "total": re.compile(
        r"(?:按|是)?(?:全队|大家|所有人)?(?:(?:一共|总共|总计|共计|合计|累计|加起来|^共)(?:服务)?了?"
        r"|总(?:时数|时长|时间|的|和)?(?:是|为)?)"
        r"| ?(?<![a-z])(?:in total|in all|altogether|a total of|total(?: of)?)(?![a-z]) ?"
    ),
}
Basis = Literal["each", "total"]
_NUMERAL = r"[0-9.,零一二三四五六七八九十百千万两点]{1,16}"
_HOURS = r"(?:小时|钟头|钟|时|hours?|hrs?|h)"
_MINUTES = r"(?:分钟|分|minutes?|mins?|m)"
_LENGTH = re.compile(
    rf"(?:(?P<hours>{_NUMERAL})个?(?P<half>半)?{_HOURS}(?P<and_half>半)?零?)?"
    rf"(?:(?P<quarters>[一二两三123])刻钟?)?"
    rf"(?:(?P<minutes>{_NUMERAL}){_MINUTES}|(?P<rest>(?<!^)[0-5]?[0-9]|(?<!^)[二三四五]?十[一二三四五六七八九]?))?"
)
_SERVED = re.compile(r"^(?:我们|大家|活动|服务|时间|时长|时数|用时|历时|用|花|做|干)+了?")
_HALF_HOURS = re.compile(rf"(?P<hours>{_NUMERAL})个半")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-9]{2})")
_ODD = re.compile(r"[多来余几](?=个?(?:小时|钟|分)|$)")
_QUARTERS = {"一": 1, "1": 1, "二": 2, "两": 2, "2": 2, "三": 3, "3": 3}
#: Fixed phrases, applied in this order to flat writing.
_PHRASES = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"half an hour|^半个?多?(?:小时|钟头|钟)", "30分"),
        (r"\ban? hour", "1小时"),
        (r"an? quarter of 1小时", "15分"),
        (r"([0-9]) and a half", r"\1.5"),
        (r"(?:小时|hours?) and a half", "小时30分"),
        (r",? and ", " "),
        (r"[-, ]+(?=[a-z])|(?<=[a-z])[, ]+", ""),
    )
)


def said_basis(text: str) -> tuple[Basis | None, str]:
    """Whether a time is said to be each person's or all together (None: neither, or both), and the text
    without the words for that; Reject as `read_duration` does for what can be no time."""
    written = flatten(text, _UNCLEAR)
    found = [basis for basis in get_args(Basis) if _BASES[basis].search(written)]
    if len(found) != 1:
        return None, written
    return found[0], _BASES[found[0]].sub("", written, count=1).strip(" ,:()，")


def read_duration(text: str, basis: str | None = None) -> int:
    """Whole minutes, up to `LARGEST_MINUTES`: 1.5小时, 两个半小时, 2h30m, 1:30. A bare number is hours.

    `basis` is whether it was asked for each person or in total, None where that isn't the question.
    Reject if it comes out at no whole minute, is given in days, on another basis, has no base, or is no
    duration: whether hours are each person's is asked, never guessed from a word.
    """
    said, bare = said_basis(text)
    written = bare if said is not None and said == basis else flatten(text, _UNCLEAR)
    if any(pattern.search(written) for pattern in _BASES.values()):
        raise Reject(f"reading-duration-basis-{basis}" if said and basis else "reading-duration-basis")
    if not written:
        raise Reject(_UNCLEAR)
    if _DAYS.search(written):
        raise Reject("reading-duration-days")
    minutes = _minutes(written)
    if minutes is None:
        raise Reject(_KEYS[explain(written)])
    if minutes.denominator != 1:
        raise Reject("reading-duration-fraction")
    if minutes > LARGEST_MINUTES:
        raise Reject("reading-duration-large")
    return int(minutes)


def split_duration(minutes: int) -> tuple[int, int]:
    """Whole hours and the minutes left over."""
    return divmod(minutes, 60)


def _minutes(written: str) -> Fraction | None:
    length = strip_after(strip_before(_SERVED.sub("", written), totals=False))
    if (bare := read_quantity(length)) is not None:
        return bare * 60
    if clock := _CLOCK.fullmatch(length):
        if int(clock[2]) > 59:
            raise Reject(_UNCLEAR)
        return Fraction(int(clock[1]) * 60 + int(clock[2]))
    length = _phrased(_ODD.sub("", length))
    if (halves := _HALF_HOURS.fullmatch(length)) and (hours := read_numeral(halves["hours"])) is not None:
        return hours * 60 + 30 if hours.denominator == 1 else None
    if not length or not (found := _LENGTH.fullmatch(length)):
        return None
    if (minutes := _sum(found)) is None:
        raise Reject(_KEYS["vague"] if explain(length) == "vague" else _UNCLEAR)
    return minutes


def _phrased(written: str) -> str:
    """English words and fixed phrases as figures."""
    written = re.sub(r"[a-z]+", lambda word: str(ENGLISH.get(word[0], word[0])), written)
    for pattern, instead in _PHRASES:
        written = pattern.sub(instead, written)
    return written.strip()


def _sum(found: re.Match[str]) -> Fraction | None:
    """Hours, half, quarters and minutes together; None if they don't go together (1.5小时30分)."""
    hours = read_numeral(found["hours"]) if found["hours"] else Fraction(0)
    minutes = read_numeral(found["minutes"] or found["rest"] or "0")
    if hours is None or minutes is None:
        return None
    half = Fraction(30 if found["half"] or found["and_half"] else 0)
    parts = [half, Fraction(15 * _QUARTERS.get(found["quarters"], 0)), minutes]
    several = sum(1 for part in parts if part) > 1 or (found["half"] and found["and_half"])
    broken = found["hours"] and any(parts) and (hours.denominator != 1 or minutes >= 60)
    return None if several or broken else hours * 60 + sum(parts)
