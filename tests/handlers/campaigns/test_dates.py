"""A campaign file moved to other days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.campaigns.dates import move_dates
from handlers.rules.campaign_file import CampaignFile, contradictions, load_shipped
from handlers.rules.deadline_schema import Fixed, Weekdays
from tests.rules.world import make

SHIPPED = load_shipped()


def fixed(file: CampaignFile) -> list[date]:
    return [rule.by for rule in file.deadlines if isinstance(rule, Fixed)]


def test_fixed_deadlines_keep_their_distance_to_the_end() -> None:
    moved = move_dates(SHIPPED["hechi-2010"], date(2027, 1, 20), date(2027, 3, 5))
    assert fixed(moved) == [date(2027, 3, 5) + (date(2010, 4, 10) - date(2010, 2, 28))]


def test_a_deadline_within_a_long_period_never_comes_before_a_short_one() -> None:
    file = make("2019-01-01", "2019-12-31", "kind: fixed, by: 2019-06-30")
    moved = move_dates(file, date(2020, 5, 1), date(2020, 5, 10))
    assert fixed(moved) == [date(2020, 5, 1)]


def test_from_keeps_its_distance_where_it_matters() -> None:
    rule = "kind: weekdays, weekday: friday, from: 2019-03-09"
    moved = move_dates(make("2019-03-01", "2019-03-31", rule), date(2020, 3, 1), date(2020, 3, 31))
    first = moved.deadlines[0]
    assert isinstance(first, Weekdays) and first.first == date(2020, 3, 9)


def test_from_is_left_out_where_it_makes_no_difference() -> None:
    """Zhaoqing: 1 March 2019 was a Friday that is too late anyway."""
    moved = move_dates(SHIPPED["zhaoqing-2019"], date(2027, 3, 1), date(2027, 3, 31))
    first = moved.deadlines[0]
    assert isinstance(first, Weekdays) and first.first is None


@pytest.mark.parametrize(
    ("slug", "starts_on", "ends_on", "title", "code"),
    [
        ("zhaoqing-2019", "2027-03-01", "2027-03-31", "2027年肇庆学雷锋志愿服务行动月", "LF27"),
        ("taishan-2016", "2026-12-01", "2027-01-31", "2026年台山“全城义动”", "TS26"),
        ("taishan-2016", "2016-12-05", "2017-02-05", "2016年台山“全城义动”", "TS16"),
    ],
)
def test_the_year_in_title_and_code_is_the_new_one(
    slug: str, starts_on: str, ends_on: str, title: str, code: str
) -> None:
    moved = move_dates(SHIPPED[slug], date.fromisoformat(starts_on), date.fromisoformat(ends_on))
    assert (moved.title.zh, moved.code) == (title, code)
    assert moved.title.en is not None and str(starts_on[:4]) in moved.title.en


@given(
    st.sampled_from(sorted(SHIPPED)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 400),
)
def test_whatever_the_days_the_campaign_fits_together(slug: str, starts_on: date, days: int) -> None:
    moved = move_dates(SHIPPED[slug], starts_on, starts_on + timedelta(days=days))
    assert list(contradictions(moved)) == []
    assert CampaignFile.model_validate(moved.model_dump(mode="json", by_alias=True)) == moved


@given(st.sampled_from(sorted(SHIPPED)))
def test_moved_to_its_own_days_only_a_needless_from_is_gone(slug: str) -> None:
    file = SHIPPED[slug]
    moved = move_dates(file, file.period.starts_on, file.period.ends_on)
    assert (moved.title, moved.code, fixed(moved)) == (file.title, file.code, fixed(file))
