"""Lengths of time as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Reject
from handlers.reading import read_duration, split_duration
from handlers.reading.durations import LARGEST_MINUTES
from tests.reading.kit import JUNK, outcome

DURATIONS = {
    "2": 120,
    "2.5": 150,
    "２": 120,
    "两": 120,
    "0": 0,
    "1.5小时": 90,
    "2。5小时": 150,
    "１．５ｈ": 90,
    "二点五小时": 150,
    "1½小时": 90,
    "3小时": 180,
    "三个小时": 180,
    "两个半小时": 150,
    "一个半小时": 90,
    "两小时半": 150,
    "2个半": 150,
    "半小时": 30,
    "半个小时": 30,
    "半个钟": 30,
    "两个钟": 120,
    "两个半钟": 150,
    "一个半钟头": 90,
    "2小时30分": 150,
    "2小时30分钟": 150,
    "2 小时 30 分": 150,
    "2时30分": 150,
    "1小时15": 75,
    "1小时零5分": 65,
    "1小时十五分": 75,
    "一小时二十": 80,
    "一小时一刻": 75,
    "一刻钟": 15,
    "三刻钟": 45,
    "90分钟": 90,
    "九十分钟": 90,
    "150分": 150,
    "2h": 120,
    "2h30m": 150,
    "2h30": 150,
    "2 H 30 Min": 150,
    "1:30": 90,
    "1：30": 90,
    "0:45": 45,
    "约2小时": 120,
    "2小时左右": 120,
    "2个多小时": 120,
    "两个多小时": 120,
    "服务了3小时": 180,
    "用时1小时": 60,
    "近1000小时": 60_000,
    "1.2万小时": 720_000,
    "half an hour": 30,
    "an hour": 60,
    "an hour and a half": 90,
    "two and a half hours": 150,
    "2 hours 30 minutes": 150,
    "1 hour and 15 minutes": 75,
    "45 min": 45,
    # And what is no length of time:
    "1.33小时": "reading-duration-fraction",
    "0.33": "reading-duration-fraction",
    "1.5分钟": "reading-duration-fraction",
    "半天": "reading-duration-days",
    "3天": "reading-duration-days",
    "一整天": "reading-duration-days",
    "2 days": "reading-duration-days",
    "每人2小时": "reading-duration-basis",
    "人均2小时": "reading-duration-basis",
    "共60小时": "reading-duration-basis",
    "2h each": "reading-duration-basis",
    "几个小时": "reading-duration-vague",
    "两三个小时": "reading-duration-vague",
    "2-3小时": "reading-duration-several",
    "1小时到2小时": "reading-duration-several",
    "1.5小时30分": "reading-duration-unclear",
    "1小时90分": "reading-duration-unclear",
    "两个半小时20分": "reading-duration-unclear",
    "1:75": "reading-duration-unclear",
    "-2": "reading-duration-unclear",
    "小时": "reading-duration-unclear",
    "30人": "reading-duration-unclear",
    "1000001": "reading-duration-large",
}


@pytest.mark.parametrize(("said", "meant"), DURATIONS.items())
def test_a_duration_is_read(said: str, meant: int | str) -> None:
    assert outcome(lambda: read_duration(said)) == meant


@pytest.mark.parametrize(
    ("said", "basis"),
    [
        *(("一共16小时", "total"), ("总共16小时", "total"), ("16 hours in total", "total")),
        *(("16小时合计", "total"), ("全队一共服务了16小时", "total"), ("总时数16", "total")),
        *(
            ("每人16小时", "each"),
            ("16h each", "each"),
            ("16 hours per person", "each"),
            ("人均16个小时", "each"),
        ),
    ],
)
def test_words_for_the_basis_are_read_past_if_it_is_the_one_that_was_chosen(said: str, basis: str) -> None:
    assert read_duration(said, basis) == 16 * 60
    other = {"each": "total", "total": "each"}[basis]
    assert outcome(lambda: read_duration(said, other)) == f"reading-duration-basis-{other}"
    assert outcome(lambda: read_duration(said)) == "reading-duration-basis"


def test_a_time_on_both_bases_is_asked_back() -> None:
    for basis in ("each", "total", None):
        assert outcome(lambda: read_duration("每人2小时，一共16小时", basis)) == "reading-duration-basis"  # noqa: B023 - called at once


@given(st.integers(0, 20_000))
def test_minutes_written_in_several_ways_are_read_back(minutes: int) -> None:
    hours, rest = split_duration(minutes)
    written = [f"{minutes}分钟", f"{minutes} minutes", f"{hours}:{rest:02d}", f"{hours}小时{rest}分"]
    written += [f"{hours}h{rest}m", f"约{hours}个小时{rest}分钟"]
    assert {read_duration(said) for said in written} == {minutes}


@given(st.integers(0, 10_000))
def test_tenths_of_hours_are_exact(tenths: int) -> None:
    for said in (f"{tenths // 10}.{tenths % 10}", f"{tenths // 10}.{tenths % 10}小时"):
        assert read_duration(said) == tenths * 6


def test_a_duration_is_split_into_hours_and_minutes() -> None:
    assert [split_duration(minutes) for minutes in (0, 59, 60, 150)] == [(0, 0), (0, 59), (1, 0), (2, 30)]


def stays_in_range(said: str) -> None:
    try:
        assert 0 <= read_duration(said) <= LARGEST_MINUTES
    except Reject as reject:
        assert reject.words.key.startswith("reading-duration-")


@pytest.mark.parametrize("said", JUNK, ids=range(len(JUNK)))
def test_junk_is_a_value_in_range_or_a_sentence(said: str) -> None:
    stays_in_range(said)


@given(st.text(max_size=60) | st.text("0123456789.:一二两三十半点个小时钟头分刻约多几hm ½-", max_size=30))
def test_any_text_is_a_value_in_range_or_a_sentence(said: str) -> None:
    stays_in_range(said)
