"""Working days of China, by the calendars the State Council published."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.workdays import RECORD_WITHIN, CalendarEndsError, add_workdays, is_workday


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2019, 3, 8), True),  # a Friday
        (date(2019, 3, 9), False),  # a Saturday
        (date(2019, 2, 2), True),  # the Saturday worked for the Spring Festival
        (date(2019, 2, 5), False),  # the Spring Festival, a Tuesday
        (date(2019, 4, 5), False),  # Qingming, a Friday
        (date(2020, 1, 31), False),  # the holiday made longer in the epidemic
    ],
)
def test_working_days(day: date, worked: bool) -> None:
    assert is_workday(day) is worked


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2019, 3, 9), 0, date(2019, 3, 9)),
        (date(2019, 3, 9), 1, date(2019, 3, 11)),
        (date(2019, 3, 9), RECORD_WITHIN, date(2019, 3, 22)),
        # Over Qingming 2019 (5 to 7 April): 1, 2, 3, 4, 8, 9, 10, 11, 12, 15 April.
        (date(2019, 3, 31), RECORD_WITHIN, date(2019, 4, 15)),
        # Over the Spring Festival 2019 (4 to 10 February), with 2 and 3 February worked.
        (date(2019, 2, 1), RECORD_WITHIN, date(2019, 2, 20)),
    ],
)
def test_so_many_working_days_later(day: date, count: int, then: date) -> None:
    assert add_workdays(day, count) == then


def test_the_end_of_the_calendar_is_said() -> None:
    with pytest.raises(CalendarEndsError, match="2090") as caught:
        is_workday(date(2090, 1, 2))
    assert caught.value.day == date(2090, 1, 2)
    with pytest.raises(CalendarEndsError):
        add_workdays(date(2003, 12, 1), 1)


def test_there_is_no_way_back() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_workdays(date(2019, 3, 9), -1)
