"""Numbers of people: as any number, but households are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Reject
from handlers.reading import read_integer, read_people
from tests.reading.kit import outcome


@pytest.mark.parametrize(
    "said",
    [
        *("11户", "11家", "11个家庭", "11户家庭", "十一户", "十几户", "约30户居民", "２户人家", "3家单位"),
        *("36人（11户）", "11 households", "12 families", "1 family"),
    ],
)
def test_households_are_asked_back(said: str) -> None:
    assert outcome(lambda: read_people(said)) == "reading-people-households"


@pytest.mark.parametrize(
    ("said", "meant"), [("36", 36), ("三十人次", 30), ("5个家长", 5), ("20名家属", 20), ("30位老人家", 30)]
)
def test_people_are_counted(said: str, meant: int) -> None:
    assert read_people(said) == meant


@given(st.text("0123456789一二十百个名位户家庭长人次约多几, households", max_size=20))
def test_it_is_read_as_any_number_or_asked_back(said: str) -> None:
    try:
        people = read_people(said)
    except Reject as reject:
        assert reject.words.key.startswith(("reading-integer-", "reading-people-"))
    else:
        assert people == read_integer(said)
