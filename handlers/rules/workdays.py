"""Working days in China: public holidays are off, make-up days at weekends are worked.

The days come from `chinesecalendar`, which knows a year once the State Council has announced it (usually
in November of the year before). Until then, and where the library is older than that, a rule of so many
working days has to give a day all the same: it counts Monday to Friday, and the log says so.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import cache

import chinese_calendar

log = logging.getLogger(__name__)

#: Service is recorded within so many working days after the activity (Ministry of Civil Affairs,
#: Order 67 of 2020, in force since 2021-02-01).
RECORD_WITHIN = 10


class CalendarEndsError(LookupError):
    """The calendar of holidays does not know `day`: `chinesecalendar` has to be updated."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"no holidays are known for {day.year} (asked for {day}): update chinesecalendar")


def is_workday(day: date) -> bool:
    """Whether it is a working day; raises CalendarEndsError for a year that isn't known."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise CalendarEndsError(day) from None


def add_workdays(day: date, count: int) -> date:
    """The `count`-th working day after `day`; the day itself is not counted, and 0 is the day itself.

    Days of a year whose holidays aren't known count from Monday to Friday, so the day found may be too early
    by the length of a holiday: never too late. Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"can't go back {count} working days")
    while count:
        day += timedelta(days=1)
        count -= _counts(day)
    return day


def _counts(day: date) -> bool:
    try:
        return is_workday(day)
    except CalendarEndsError:
        _warn(day.year)
        return day.isoweekday() <= 5


@cache
def _warn(year: int) -> None:
    """Once for each year."""
    log.warning(
        "the holidays of %d aren't known, weekdays count as working days: update chinesecalendar", year
    )
