"""The day on which something was."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.messages import Reject, text
from handlers.reading.numerals import DIGITS, read_numeral
from handlers.reading.writing import flatten

#: Years that are read. Reports look back a few months, plans ahead; what is outside is a slip.
FIRST_YEAR, LAST_YEAR = 2000, 2099
#: A day of the month alone (5号) may lie this many days ahead; beyond, the last such day is meant,
#: because reports look back.
DAYS_AHEAD = 3

_HALF_A_YEAR = 184
_UNCLEAR = "reading-date-unclear"
_DAYS = "一二三四五六日"
_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_RELATIVE = {
    "大前": -3,
    "前": -2,
    "昨": -1,
    "今": 0,
    "明": 1,
    "后": 2,
    "大后": 3,
    "the day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
}
_YEARS = {"去": -1, "前": -2, "今": 0, "本": 0, "明": 1}
_LABEL = re.compile(r"^[^0-9:]{1,8}:|^[在于是]")
_NUMERAL = re.compile(
    r"[零一二三四五六七八九十两]{1,4}(?=[年月日号天点时])|(?<=月)[一二三四五六七八九十]{1,3}"
)
#: What may stand behind a day and changes nothing: the weekday (which must be right) and the time.
_TAIL = (
    r"(?:,? ?\(?(?:星期|周|礼拜)(?P<named>[一二三四五六日天])\)?)?"
    r" ?(?:凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|全天|当天|早|晚|morning|afternoon|evening)?"
    r"(?: ?[0-9]{1,2}(?::[0-9]{2}|[点时](?:半|[0-9]{1,2}分?)?))?"
)
_YMD = re.compile(
    r"(?:公元)?(?P<year>[0-9]{4}|[0-9]{2}(?=年))[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})[日号]?"
    + _TAIL
)
_MD = re.compile(
    r"(?:(?P<years>[去前今本明])年的?)?(?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})[日号]?" + _TAIL
)
_COMPACT = re.compile(r"(?P<year>20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_COMPACT_MD = re.compile(r"(?P<month>0[1-9]|1[0-2])(?P<day>[0-9]{2})")
_ENGLISH_MD = re.compile(
    r"(?P<name>[a-z]{3,9})\.? ?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:,? ?(?P<year>[0-9]{4}))?"
)
_ENGLISH_DM = re.compile(
    r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -]?(?:of )?(?P<name>[a-z]{3,9})\.?"
    r"(?:[-, ]{0,2}(?P<year>[0-9]{4}))?"
)
_DAY = re.compile(r"(?:(?P<months>[上这本下])个?月的?)?(?P<day>[0-9]{1,2})[日号]" + _TAIL)
_NEAR = re.compile(r"(?P<word>大?[前后]天|[昨今明][天日]|[昨今明](?=[早晚]))" + _TAIL)
_AGO = re.compile(r"(?P<days>[0-9]{1,3})(?:天[之以]?前| days? ago)")
_WEEK = re.compile(
    r"(?P<weeks>上个?上个?|上个?|这个?|本|下个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-6])"
    + _TAIL.replace("named", "again")
)
_ENGLISH_WEEK = re.compile(r"(?:on )?(?P<last>last )?(?P<weekday>[a-z]{3,9})")
_SEVERAL = re.compile(
    r"[0-9日号天一二三四五六].*(?:至|到|~|-|和|及|与|、|;|,|\band\b|\bto\b).*[0-9日天一二三四五六]"
)


def read_date(text: str, today: date) -> date:
    """The day that was said, between `FIRST_YEAR` and `LAST_YEAR`, seen from `today`.

    Without a year it is the one that puts the day nearest to today; 周五 is the latest Friday that isn't
    after today, 上周五 the Friday of the week before this one (weeks begin on Monday).
    Reject if there is no such day, it has another weekday, or it is several days or none.
    """
    flat = _LABEL.sub("", flatten(text, _UNCLEAR))
    written = _NUMERAL.sub(lambda numeral: _figures(numeral[0]), flat)
    try:
        for reader in (_full, _month_day, _day_alone, _near, _week, _english):
            if (day := reader(written, today)) is not None:
                return _checked(day)
    except OverflowError:
        raise _far() from None
    raise Reject("reading-date-several" if _SEVERAL.search(written) else _UNCLEAR)


def _figures(numeral: str) -> str:
    """二零一九 as 2019, 十五 as 15."""
    if len(numeral) > 1 and "十" not in numeral:
        return "".join(str(DIGITS[digit]) for digit in numeral)
    value = read_numeral(numeral)
    return numeral if value is None else str(value)


def _checked(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _far()
    return day


def _far() -> Reject:
    return Reject("reading-date-far", first=str(FIRST_YEAR), last=str(LAST_YEAR))


def _real(year: int, month: int, day: int) -> date:
    """The date; Reject if the calendar has none such, or the year can't be meant."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _far()
    try:
        return date(year, month, day)
    except ValueError:
        raise Reject("reading-date-impossible", month=month, day=day) from None


def _same_weekday(day: date, found: re.Match[str]) -> date:
    """The day; Reject if another weekday stands beside it, because one of the two is a slip."""
    named = found["named"]
    if named and _weekday(named) != day.weekday():
        raise Reject(
            "reading-date-weekday",
            month=day.month,
            day=day.day,
            weekday=text(f"weekday-{day.isoweekday()}"),
        )
    return day


def _weekday(named: str) -> int:
    """Monday is 0; 日 and 天 are Sunday."""
    return int(named) - 1 if named.isdigit() else _DAYS.index(named.replace("天", "日"))


def _full(written: str, _today: date) -> date | None:
    """With a year: 2019-03-05, 19年3月5日, 20190305."""
    found = _YMD.fullmatch(written)
    if compact := _COMPACT.fullmatch(written):
        return _real(int(compact["year"]), int(compact["month"]), int(compact["day"]))
    if not found:
        return None
    century = 2000 if len(found["year"]) == 2 else 0
    day = _real(century + int(found["year"]), int(found["month"]), int(found["day"]))
    return _same_weekday(day, found)


def _month_day(written: str, today: date) -> date | None:
    """3月5日, 3.5, 去年3月5日, 0305."""
    if compact := _COMPACT_MD.fullmatch(written):
        return _nearest(int(compact["month"]), int(compact["day"]), today)
    found = _MD.fullmatch(written)
    if not found:
        return None
    month, number = int(found["month"]), int(found["day"])
    if found["years"]:
        return _same_weekday(_real(today.year + _YEARS[found["years"]], month, number), found)
    return _same_weekday(_nearest(month, number, today), found)


def _nearest(month: int, day: int, today: date) -> date:
    """The day in last, this or next year, whichever is nearest to today; the earlier one of two.

    29 February of a year to come is refused: today's year has none, so it is a slip.
    """
    days = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    nearest = min(days, key=lambda one: abs((one - today).days), default=None)
    if nearest is None or (nearest - today).days > _HALF_A_YEAR:
        raise Reject("reading-date-impossible", month=month, day=day)
    return nearest


def _day_alone(written: str, today: date) -> date | None:
    """5号: of this month, or the last 5th if that is more than `DAYS_AHEAD` ahead; 上个月5号."""
    found = _DAY.fullmatch(written)
    if not found:
        return None
    number = int(found["day"])
    if found["months"]:
        months = today.year * 12 + today.month - 1 + {"上": -1, "下": 1}.get(found["months"], 0)
        return _same_weekday(_real(months // 12, months % 12 + 1, number), found)
    if not 1 <= number <= 31:
        raise Reject(_UNCLEAR)
    latest = today + timedelta(days=DAYS_AHEAD)
    while latest.day != number:
        latest -= timedelta(days=1)
    return _same_weekday(latest, found)


def _near(written: str, today: date) -> date | None:
    """昨天, 3天前, yesterday."""
    if written in _RELATIVE:
        return today + timedelta(days=_RELATIVE[written])
    if ago := _AGO.fullmatch(written):
        return today - timedelta(days=int(ago["days"]))
    found = _NEAR.fullmatch(written)
    if not found:
        return None
    return _same_weekday(today + timedelta(days=_RELATIVE[found["word"].rstrip("天日")]), found)


def _week(written: str, today: date) -> date | None:
    """周五, 上周五, 本周三, 下周一."""
    found = _WEEK.fullmatch(written)
    if not found or found["again"]:
        return None
    weekday, weeks = _weekday(found["weekday"]), found["weeks"]
    if not weeks:
        return _latest(weekday, today)
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=weekday, weeks=weeks.count("下") - weeks.count("上"))


def _latest(weekday: int, today: date) -> date:
    """The latest such weekday that isn't after today."""
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def _english(written: str, today: date) -> date | None:
    """March 5, 5 March 2019, Friday, last Friday (the one before today)."""
    found = _ENGLISH_MD.fullmatch(written) or _ENGLISH_DM.fullmatch(written)
    if found and (month := _named(found["name"], _MONTHS)):
        day = int(found["day"])
        return _real(int(found["year"]), month, day) if found["year"] else _nearest(month, day, today)
    week = _ENGLISH_WEEK.fullmatch(written)
    if week and (weekday := _named(week["weekday"], _WEEKDAYS)):
        return _latest(weekday - 1, today - timedelta(days=1) if week["last"] else today)
    return None


def _named(word: str, names: list[str]) -> int | None:
    """The place, from 1, of the name that `word` is, whole or shortened to three letters or more."""
    for place, name in enumerate(names, 1):
        if name.startswith(word):
            return place
    return None
