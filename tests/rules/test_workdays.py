"""Working days of China, by the calendars the State Council published."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_beyond_it_weekdays_count_and_the_log_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    """Mid-December 2026, the holidays of 2027 not announced: 14 working days to the end of the year, the
    others counted without New Year's Day, which the library would know."""
    last = max(day for day in chinese_calendar.constants.holidays)
    assert last.year >= 2026, "the library knows this year"
    eve = date(last.year, 12, 28)
    known = sum(is_workday(eve + timedelta(days=n)) for n in range(1, 4))
    then = add_workdays(eve, known + 3)
    assert then.year == last.year + 1
    assert sum((date(then.year, 1, n + 1)).isoweekday() <= 5 for n in range(then.day)) == 3
    add_workdays(then, 5)
    assert [str(then.year) in record.message for record in caplog.records] == [True]


@given(st.dates(date(2004, 1, 1), date(2040, 12, 31)), st.integers(0, 30), st.integers(0, 30))
def test_one_way_or_in_two_steps_it_is_the_same_day(day: date, first: int, then: int) -> None:
    assert add_workdays(add_workdays(day, first), then) == add_workdays(day, first + then)


@given(st.dates(date(2004, 1, 1), date(2040, 12, 31)), st.integers(1, 30))
def test_it_is_between_so_many_days_and_the_longest_holiday_later(day: date, count: int) -> None:
    """Spring Festival 2020, ten days, is the longest."""
    assert timedelta(days=count) <= add_workdays(day, count) - day <= timedelta(days=count * 7 // 5 + 20)


def test_there_is_no_way_back() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_workdays(date(2019, 3, 9), -1)
