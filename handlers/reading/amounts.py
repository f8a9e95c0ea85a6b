"""Counts and money."""

from __future__ import annotations

import re
from fractions import Fraction

from handlers.messages import Reject
from handlers.reading.numerals import CHINESE, read_numeral
from handlers.reading.quantities import (
    NOTHING,
    Why,
    explain,
    read_quantity,
    strip_after,
    strip_before,
)
from handlers.reading.writing import flatten

#: The largest count, and the largest sum (fen): a hundred million yuan.
LARGEST_INTEGER = 1_000_000_000
LARGEST_FEN = 10_000_000_000

_NOUN = rf"[^\x00-\x7f{CHINESE}没不未无缺时钟月天年元钱角分几数]"
_PEOPLE = (
    "志愿者|义工|队员|党员|团员|青年|学生|同学|老师|老人|群众|居民|村民|儿童|孩子|小朋友|家庭|组织|单位|团队"
)
_COUNTED = re.compile(
    rf"(?:(?:人次|人|名|位|个|次|家|支|户|条|篇|份|件|张|场|组|对|队|所|间|只|本|套|册|项|处|期|辆|把|盒|箱|袋|批|封|趟"
    rf"|{_PEOPLE}){_NOUN}{{0,12}}"
    r"| ?(?:people|persons?|person-times|volunteers?|participants?|visits?|views?|reads?|households?|families"
    r"|family|teams?|groups?|organi[sz]ations?|students?|elders|children|residents|items?|copies|pieces|pcs"
    r"|times|articles?|posts?))$"
)
#: A number of households: 家 also begins words for people (5个家长).
_HOUSEHOLDS = re.compile(
    rf"[0-9{CHINESE}几数][多来余几]?个? ?(?:户|家(?![长属教政])|(?:households?|famil(?:y|ies))\b)"
)
_INTEGER: dict[Why, str] = {
    "several": "reading-integer-several",
    "vague": "reading-integer-vague",
    "unclear": "reading-integer-unclear",
}
_MONEY: dict[Why, str] = {
    "several": "reading-money-several",
    "vague": "reading-money-vague",
    "unclear": "reading-money-unclear",
}
_WE_WERE = re.compile(r"^(?:我们|大家|志愿者|义工|参与|参加|人数|到场|来|出动|发动|组织|服务)+")
_SPENT = re.compile(r"^(?:我们|大家|经费|资金|投入|花费|花|用|捐款|捐|物资|物料|价值|折合)+了?")
_CURRENCY = re.compile(r"^(?:人民币|rmb|cny|¥) ?| ?(?:人民币|rmb|cny)$")
_DIGIT = "[0-9一二三四五六七八九两]"
_SMALL_CHANGE = re.compile(
    rf"零?(?P<jiao>{_DIGIT})[角毛](?:零?(?P<fen>{_DIGIT})分?)?|零?(?P<fen_alone>{_DIGIT})分"
    rf"|零(?P<fen_last>{_DIGIT})|(?P<jiao_last>{_DIGIT})|(?P<both>[0-9]{{2}})"
)
#: Three decimals with nothing to multiply them: 3.000 may be meant as three or as three thousand.
_TOO_FINE = re.compile(r"\.[0-9]{3,}$")


def read_integer(text: str) -> int:
    """A whole number from 0 to `LARGEST_INTEGER`; measure words are ignored, 约30 and 30多 give 30.

    Reject if it isn't whole, is too large, is several numbers, has no base (数百), or is no number.
    """
    written = flatten(text, _INTEGER["unclear"])
    if written in NOTHING:
        return 0
    number = strip_after(strip_before(_WE_WERE.sub("", strip_before(written))))
    bare = number if read_quantity(number) is not None else _COUNTED.sub("", number)
    value = read_quantity(bare)
    if value is None:
        raise Reject(_INTEGER[explain(written)])
    if value.denominator != 1 or _TOO_FINE.search(bare):
        raise Reject("reading-integer-fraction")
    if value > LARGEST_INTEGER:
        raise Reject("reading-integer-large")
    return int(value)


def read_people(text: str) -> int:
    """A number of people, as `read_integer` reads it; Reject also for a number of households (11户), since
    nobody knows how many people that is."""
    if _HOUSEHOLDS.search(flatten(text, _INTEGER["unclear"])):
        raise Reject("reading-people-households")
    return read_integer(text)


def read_money(text: str) -> int:
    """A sum in whole fen, up to `LARGEST_FEN`: 3000元, 三千五, 0.3万, 3块5, 1,200.50. Only yuan are read.

    Reject if it is finer than a fen, negative, several sums, has no base, or is no sum.
    """
    written = flatten(text, _MONEY["unclear"])
    if written in NOTHING:
        return 0
    yuan = strip_before(_SPENT.sub("", strip_before(written)))
    value = _yuan(strip_after(_CURRENCY.sub("", strip_after(yuan))))
    if value is None:
        raise Reject(_MONEY[explain(written)])
    if (value * 100).denominator != 1:
        raise Reject("reading-money-fraction")
    if value * 100 > LARGEST_FEN:
        raise Reject("reading-money-large")
    return int(value * 100)


def _yuan(written: str) -> Fraction | None:
    """Yuan, jiao and fen in yuan: 12元5角, 三块五, 5毛, 3000."""
    written = re.sub(r"(?<=.)(?:元?[整正]|钱)$", "", re.sub("块钱?|圆| ?yuan", "元", written))
    whole, unit, change = written.partition("元")
    if not unit and re.search("[角毛分]", written):
        return _small_change(written)
    if _TOO_FINE.search(whole):
        raise Reject("reading-money-fraction")
    value = read_quantity(whole)
    if value is None or not change:
        return value
    small = _small_change(change)
    return value + small if small is not None and value.denominator == 1 else None


def _small_change(change: str) -> Fraction | None:
    """What follows the yuan: 5角, 五毛五, 零五分, 5 (角), 50 (分)."""
    found = _SMALL_CHANGE.fullmatch(change)
    if not found:
        return None
    if found["both"]:
        return Fraction(int(found["both"]), 100)
    jiao = read_numeral(found["jiao"] or found["jiao_last"] or "0") or 0
    fen = read_numeral(found["fen"] or found["fen_alone"] or found["fen_last"] or "0") or 0
    return Fraction(jiao, 10) + Fraction(fen, 100)


def show_money(fen: int) -> str:
    """A sum in yuan, with decimals only where there are fen: 300000 is 3000, 120050 is 1200.50."""
    yuan, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{yuan}.{rest:02d}" if rest else f"{sign}{yuan}"
