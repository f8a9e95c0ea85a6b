"""From when to when, and a time of day by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.messages import Reject
from handlers.reading.numerals import read_numeral
from handlers.reading.writing import flatten

#: A day, noon and the length (minutes) up to which "9点到5点" is taken as nine to five in the afternoon.
DAY, NOON, WORKING_DAY = 24 * 60, 12 * 60, 10 * 60

_UNCLEAR = "reading-span-unclear"
_NUMERAL = re.compile(
    r"[零一二三四五六七八九十两]{1,4}(?=[点时分])|(?<=点)[零一二三四五六七八九十]{1,4}(?![0-9上下中晚])"
)
#: Parts of the day, and the hours that lie in its second half when said with them: 晚上7点 is 19:00,
#: 晚上2点 isn't.
_PARTS = {
    r"凌晨|am|a\.m\.?": range(0),
    r"清晨|早晨|早上|上午|早": range(0),
    r"中午|正午": range(1, 4),
    r"下午|午后|pm|p\.m\.?": range(1, 12),
    r"傍晚|晚上|夜里|夜间|晚": range(4, 13),
}
_NIGHT, _MORNING, _NOON, _AFTERNOON, _EVENING = _PARTS
_PART = "|".join(_PARTS)
_MINUTE = r"(?P<half>半)|(?P<quarter>[13])刻|(?P<minute>[0-9]{1,2})分?|整"
_TIME = re.compile(
    rf"(?P<before>{_PART})? ?"
    rf"(?:(?P<compact>[0-2][0-9][0-5][0-9])|(?P<hour>[0-9]{{1,2}})(?P<sign>[点时:.]钟?(?:{_MINUTE})?)?)"
    rf" ?(?P<after>am|a\.m\.?|pm|p\.m\.?)?"
)
_BETWEEN = re.compile(
    r" ?(?:-{1,3}>?|~{1,3}|→|至|到|一(?=[0-9上下中晚早])|开始到|\bto\b|\buntil\b|\btill?\b|\band\b) ?"
)
_AROUND = re.compile(r"^(?:从|由|大约|约|between |from |[^0-9:]{1,8}:)|(?:结束|为止|止|左右)$")
_WHOLE_DAY = re.compile(r"[全整一]天|整日|半天|(?:all|whole|full|half)[ -]?(?:a )?day")
_UNMARKED_NIGHT = range(1, 6)


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes from midnight. An end at midnight is 1440; an end before the start is the next day's or a
    slip, which the caller must ask about."""

    starts_minute: int
    ends_minute: int


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time as said: hour and minute, the part of day if one was said, and whether in 24 hours."""

    hour: int
    minute: int
    part: str | None
    exact: bool


def read_span(text: str) -> Span:
    """Two times of day: 上午9点到11点半, 14:00-16:00, 下午2点半—5点 (the afternoon carries over).

    Reject if one is missing, there are more than two, there is no such time, or it may as well be at
    night as in the afternoon (2点到5点).
    """
    flat = _AROUND.sub("", flatten(text, _UNCLEAR))
    if _WHOLE_DAY.search(flat):
        raise Reject("reading-span-hours")
    written = _NUMERAL.sub(_figures, flat)
    times = [_clock(side) for side in _BETWEEN.split(written)]
    if len(times) == 1 and times[0]:
        raise Reject("reading-span-end")
    if len(times) > 2 or len(re.findall("[点:]", written)) > 2:
        raise Reject("reading-span-several")
    if len(times) != 2 or times[0] is None or times[1] is None:
        raise Reject(_UNCLEAR)
    return _span(times[0], times[1])


def read_clock(text: str, *, ends_day: bool = False) -> int:
    """The minute of one time of day: 8:30, 下午6点半, 17:30. With `ends_day` midnight is the end of the day,
    1440; without, it is the minute 0, and 24:00 is refused, which would be the next day's.

    Reject if it is none, there is no such time, or it may as well be at night as in the afternoon (5点).
    """
    unclear = "reading-clock-unclear"
    written = _NUMERAL.sub(_figures, _AROUND.sub("", flatten(text, unclear)))
    time = _clock(written, "reading-clock-impossible")
    if time is None:
        raise Reject(unclear)
    if time.part is None and not time.exact and time.hour in _UNMARKED_NIGHT:
        raise Reject("reading-clock-half")
    minute = _minute(time, time.part)
    if ends_day:
        return minute or DAY
    if minute >= DAY:
        raise Reject("reading-clock-end")
    return minute


def _clock(written: str, impossible: str = "reading-span-impossible") -> _Clock | None:
    """One time; Reject with `impossible` if the clock has none such, None if it isn't one."""
    found = _TIME.fullmatch(written)
    if not found:
        return None
    if compact := found["compact"]:
        hour, minute = int(compact[:2]), int(compact[2:])
    else:
        quarters = int(found["quarter"] or 0) * 15 + (30 if found["half"] else 0)
        hour, minute = int(found["hour"]), int(found["minute"] or quarters)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Reject(impossible)
    exact = bool(compact) or hour > 12 or written.startswith("0")
    return _Clock(hour, minute, _part(found["before"] or found["after"]), exact)


def _part(word: str | None) -> str | None:
    """The part of the day that `word` names, as a key of `_PARTS`."""
    return next((part for part in _PARTS if re.fullmatch(part, word)), None) if word else None


def _figures(numeral: re.Match[str]) -> str:
    """十一 as 11, 零五 as 5; as it stands if it is no number."""
    value = read_numeral(numeral[0].lstrip("零") or "零")
    return numeral[0] if value is None else str(value)


def _span(start: _Clock, end: _Clock) -> Span:
    if start.part is None and not start.exact and start.hour in _UNMARKED_NIGHT:
        if end.part not in (_AFTERNOON, _EVENING):
            raise Reject("reading-span-half")
        start = replace(start, part=_AFTERNOON)
    starts = _minute(start, start.part) % DAY
    if not end.part and not end.exact:
        return Span(starts, _carried_on(starts, _minute(end, start.part)))
    ends = _minute(end, end.part) or DAY
    if start.part is None and end.part == _AFTERNOON and not start.exact:
        starts = _carried_back(start, starts, ends)
    return Span(starts, ends)


def _minute(time: _Clock, part: str | None) -> int:
    """The minute of the day of a time in that part of it."""
    hour = time.hour
    if part == _NIGHT and hour == 12:
        hour = 0
    elif part and hour in _PARTS[part]:
        hour += 12
    return hour * 60 + time.minute


def _carried_on(starts: int, ends: int) -> int:
    """An end without a part of day: nine to five ends in the afternoon, if that makes a day's work."""
    later = ends + NOON
    return later if ends <= starts < later <= min(starts + WORKING_DAY, DAY) else ends


def _carried_back(start: _Clock, starts: int, ends: int) -> int:
    """A start without a part of day before an end in the afternoon: 2-5 pm is both in the afternoon,
    11-1 pm is not."""
    both = _minute(start, _AFTERNOON)
    return both if starts < both < ends else starts
