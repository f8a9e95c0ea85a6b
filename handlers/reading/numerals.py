"""Numerals as people type them: 1,234 · 1.2万 · 3万5 · 两百三 · 一千零五 · twenty-five.

Own code, because the libraries fail on everyday answers. cn2an 0.5.24 is the best of them, but it adds
六百两 up to 620, reads 两三 (two or three) as 23, refuses 三点五万 and 百万, answers in floats, needs
minutes for 100 kB, and its wheel puts top-level packages `build`, `example` and `src` into the
environment. cn2int, pycnnum and chinese2digits fail on more (3万5, 廿三, 一百二十万).
"""

from __future__ import annotations

import re
from fractions import Fraction

#: What a numeral is written with, for character classes in regular expressions.
CHINESE = "零一二三四五六七八九十百千万亿两半点"
#: The value of each Chinese digit.
DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = (("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100), ("十", 10))
_ARABIC = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,12})?|\.[0-9]{1,12}")
_GROUPED = re.compile(r"[0-9]{1,3}([, ])[0-9]{3}(?:\1[0-9]{3})*(?![0-9, ])")
_LETTER_UNIT = re.compile(r"(?<=[0-9]) ?([wk])$")
_LONGEST = 32
_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
#: The small numbers that English writes in words.
ENGLISH = dict(
    [(word, value) for value, word in enumerate(_TO_TWENTY.split(" "))]
    + [(word, tens * 10) for tens, word in enumerate(_TENS.split(" "), 2)]
)


def read_numeral(written: str) -> Fraction | None:
    """The exact value of a numeral that stands alone, None if it isn't one. Never negative."""
    if not written or len(written) > _LONGEST:
        return None
    if written[0].isascii() and written[0].isalpha():
        return _english(written)
    if grouped := _GROUPED.match(written):
        written = re.sub("[, ]", "", grouped[0]) + written[grouped.end() :]
    written = _LETTER_UNIT.sub(lambda unit: "万" if unit[1] == "w" else "千", written)
    return _chinese(written, 1_000_000_000)


def _english(written: str) -> Fraction | None:
    """Up to ninety-nine, in words."""
    tens, _, ones = written.replace("-", " ").partition(" ")
    if tens not in ENGLISH or (ones and ones not in ENGLISH):
        return None
    if not ones:
        return Fraction(ENGLISH[tens])
    fits = ENGLISH[tens] >= 20 and 1 <= ENGLISH[ones] <= 9
    return Fraction(ENGLISH[tens] + ENGLISH[ones]) if fits else None


def _chinese(written: str, below: int) -> Fraction | None:
    """A numeral whose units are all worth less than `below`."""
    for unit, worth in _UNITS:
        if unit == "千" and "点" in written:
            break
        if unit in written:
            head, _, tail = written.partition(unit)
            return _with_unit(head, tail, worth) if worth < below else None
    return _decimal(written) if "点" in written else _plain(written)


def _with_unit(head: str, tail: str, worth: int) -> Fraction | None:
    """`head` times the unit and `tail`: 两百三 is head 两, unit 百 (worth 100), tail 三."""
    often = _chinese(head, worth) if head else Fraction(1)
    rest = _tail(tail, worth)
    if often is None or rest is None or not often:
        return None
    if (worth < 10_000 and often >= 10) or (tail and often.denominator != 1):
        return None
    return often * worth + rest


def _tail(tail: str, worth: int) -> Fraction | None:
    """What follows a unit. A lone digit counts in the next smaller unit (三千五 is 3500), after 零 it
    counts ones (三千零五 is 3005). Only 十 may stand there without a digit (一百十五)."""
    if not tail:
        return Fraction(0)
    first = tail.removeprefix("零")[:1]
    if tail == "两" or first in ("", "0", "零", "百", "千", "万", "亿"):
        return None
    if len(tail) == 1 and (digit := _plain(tail)) is not None:
        return digit * (worth // 10)
    below = worth // 10 if tail[0] == "零" and worth < 10_000 else worth
    value = _chinese(tail.removeprefix("零"), worth)
    return value if value is not None and value < below and value.denominator == 1 else None


def _decimal(written: str) -> Fraction | None:
    """三点五, 十二点二五."""
    whole, _, digits = written.partition("点")
    value = _chinese(whole, 10_000)
    if value is None or value.denominator != 1 or not 1 <= len(digits) <= 6:
        return None
    if not all(digit in DIGITS and digit != "两" for digit in digits):
        return None
    return value + Fraction(int("".join(str(DIGITS[digit]) for digit in digits)), 10 ** len(digits))


def _plain(written: str) -> Fraction | None:
    """Without a unit: Arabic digits, one Chinese digit, or several read out with a 零 among them (一零五;
    without it 二三 may be two or three)."""
    if _ARABIC.fullmatch(written):
        return Fraction(written)
    if written in DIGITS:
        return Fraction(DIGITS[written])
    if not all(digit in DIGITS and digit != "两" for digit in written):
        return None
    if written[:1] in ("", "零") or "零" not in written:
        return None
    return Fraction(int("".join(str(DIGITS[digit]) for digit in written)))
