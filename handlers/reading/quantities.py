"""Around a number: "about", "in all", "30-odd", and why something is no number."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from handlers.reading.numerals import CHINESE, read_numeral

#: What is said for none at all.
NOTHING = frozenset({"无", "没有", "没", "零", "没花钱", "不花钱", "none", "no", "nil", "nothing"})

_BEFORE = re.compile(
    r"(?:[^0-9" + CHINESE + r":]{1,12}:"
    r"|大约|大概|约莫|约|将近|接近|近|差不多|超过|超|逾|过|不到|不足|不下|至少|起码|达到|达|大致|左右"
    r"|about|around|approximately|approx\.?|nearly|almost|roughly|over|more than|at least|some|~|≈|>"
    r"|上(?=[百千万亿])|是|有|了) ?"
)
_TOTAL = re.compile(r"(?:一共|总共|共计|合计|总计|累计|共有|共|in total|total|altogether) ?")
_AFTER = re.compile(r" ?(?:左右|上下|以上|以下|出头|不到|开外|[多余来几许+吧]|or so|or more|plus)$")
_ODD = re.compile(rf"(?<=[0-9{CHINESE}])[多余来几+](?=[万亿]?$)")
_NUMBER = re.compile(rf"(?:[0-9]|[.,](?=[0-9])|[{CHINESE.replace('点', '')}])+")
_NO_BASE = re.compile(r"几|数[十百千万]")
_VAGUE = re.compile(r"多|若干|[一二三四五六七八九两]{2}|some|many|few|several|dozens|hundreds|thousands")

Why = Literal["several", "vague", "unclear"]


def strip_before(written: str, totals: bool = True) -> str:
    """Without "about", a label and its colon, and (unless it would change the meaning) "in all"."""
    for _ in range(4):
        found = _BEFORE.match(written) or (_TOTAL.match(written) if totals else None)
        if not found or not found.end():
            return written
        written = written[found.end() :]
    return written


def strip_after(written: str) -> str:
    """Without "or so", "at most", "+" at the end."""
    for _ in range(3):
        shorter = _AFTER.sub("", written)
        if shorter == written or not shorter:
            return written
        written = shorter
    return written


def read_quantity(written: str) -> Fraction | None:
    """The value of a numeral that may be approximate: 30多, 十几万, 10万+ give what is stated."""
    return read_numeral(_ODD.sub("", strip_after(strip_before(written))).strip())


def explain(written: str) -> Why:
    """Why `written` is no single number: it holds several, it has no base (数百, 两三), or it is neither."""
    if _NO_BASE.search(written):
        return "vague"
    if len(_NUMBER.findall(written)) > 1:
        return "several"
    return "vague" if _VAGUE.search(written) else "unclear"
