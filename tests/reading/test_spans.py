"""From when to when, as it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Reject
from handlers.reading import Span, read_clock, read_span
from tests.reading.kit import JUNK, outcome

SPANS = {
    "上午9点到11点半": "9:00-11:30",
    "9:00-11:30": "9:00-11:30",
    "9：00—11：30": "9:00-11:30",
    "９：００－１１：３０": "9:00-11:30",
    "09:00~11:30": "9:00-11:30",
    "9:00 - 11:30": "9:00-11:30",
    "9:00至11:30": "9:00-11:30",
    "14:00至16:00": "14:00-16:00",
    "1430-1600": "14:30-16:00",
    "14点-16点": "14:00-16:00",
    "下午2点半—5点": "14:30-17:00",
    "下午2点半到5点": "14:30-17:00",
    "下午两点到四点": "14:00-16:00",
    "下午14点到16点": "14:00-16:00",
    "午后1点到3点": "13:00-15:00",
    "晚上7点到9点": "19:00-21:00",
    "晚八点到十点": "20:00-22:00",
    "晚上8点到12点": "20:00-24:00",
    "22:00-24:00": "22:00-24:00",
    "22:00-00:00": "22:00-24:00",
    "晚上10点到2点": "22:00-2:00",
    "22:00-6:00": "22:00-6:00",
    "凌晨5点到7点": "5:00-7:00",
    "凌晨12点到2点": "0:00-2:00",
    "9点到12点": "9:00-12:00",
    "9-11点": "9:00-11:00",
    "9-11": "9:00-11:00",
    "9到11点半": "9:00-11:30",
    "上午8点30分～11点30分": "8:30-11:30",
    "上午十点零五分到十一点": "10:05-11:00",
    "8点一刻到9点三刻": "8:15-9:45",
    "八时三十分至十一时": "8:30-11:00",
    "11.30至12.30": "11:30-12:30",
    "09:00一17:30": "9:00-17:30",
    "从9点到11点": "9:00-11:00",
    "9点开始到11点结束": "9:00-11:00",
    "时间：9:00-11:00": "9:00-11:00",
    "早上8点到5点": "8:00-17:00",
    "9点到5点": "9:00-17:00",
    "8:30-5:30": "8:30-17:30",
    "早上8点到晚上8点": "8:00-20:00",
    "上午9时至下午5时": "9:00-17:00",
    "9点到下午3点": "9:00-15:00",
    "5点到晚上7点": "17:00-19:00",
    "中午12点到2点": "12:00-14:00",
    "12点半到1点半": "12:30-13:30",
    "11点到1点": "11:00-13:00",
    "10:00-9:00": "10:00-9:00",
    "8:30 am to 11 am": "8:30-11:00",
    "9 a.m. to 12 p.m.": "9:00-12:00",
    "from 9 to 11": "9:00-11:00",
    "2-5 pm": "14:00-17:00",
    "7-9pm": "19:00-21:00",
    "11-1 pm": "11:00-13:00",
    "10 pm to 12 am": "22:00-24:00",
    # And what isn't two times:
    "全天": "reading-span-hours",
    "一整天": "reading-span-hours",
    "半天": "reading-span-hours",
    "all day": "reading-span-hours",
    "上午9点": "reading-span-end",
    "9:00": "reading-span-end",
    "2点到5点": "reading-span-half",
    "2:30-5:00": "reading-span-half",
    "25:00-26:00": "reading-span-impossible",
    "9:75-10:00": "reading-span-impossible",
    "23:00-24:30": "reading-span-impossible",
    "9:00-11:30，14:00-16:00": "reading-span-several",
    "9点到11点和2点到5点": "reading-span-several",
    "上午": "reading-span-unclear",
    "上午到下午": "reading-span-unclear",
    "2小时": "reading-span-unclear",
    "二三点到5点": "reading-span-unclear",
    "-9:00": "reading-span-unclear",
    "到11点": "reading-span-unclear",
}


def shown(span: Span) -> str:
    return "-".join(f"{minute // 60}:{minute % 60:02d}" for minute in (span.starts_minute, span.ends_minute))


@pytest.mark.parametrize(("said", "meant"), SPANS.items())
def test_a_span_is_read(said: str, meant: str) -> None:
    assert outcome(lambda: shown(read_span(said))) == meant


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_a_span_in_24_hours_is_read_back(starts: int, ends: int) -> None:
    for form in ("{:02d}:{:02d}", "{:02d}{:02d}", "{:02d}点{:02d}分"):
        said = "-".join(form.format(*divmod(minute, 60)) for minute in (starts, ends))
        read = read_span(said)
        assert read.starts_minute == starts
        # An end before 13:00 that would lie before the start may be one in the afternoon.
        assert read.ends_minute in (ends, ends + 720 if 600 <= ends <= min(starts, 779) else ends)


@given(st.integers(1, 11), st.integers(1, 11))
def test_the_afternoon_carries_over(first: int, second: int) -> None:
    meant = Span((first + 12) * 60, (second + 12) * 60)
    assert read_span(f"下午{first}点到{second}点") == read_span(f"下午{first}点-下午{second}点") == meant


def stays_in_range(said: str) -> None:
    try:
        span = read_span(said)
    except Reject as reject:
        assert reject.words.key.startswith("reading-span-")
    else:
        assert 0 <= span.starts_minute < 1440
        assert 0 < span.ends_minute <= 1440


@pytest.mark.parametrize("said", JUNK, ids=range(len(JUNK)))
def test_junk_is_a_span_or_a_sentence(said: str) -> None:
    stays_in_range(said)


@given(
    st.text(max_size=60)
    | st.text("0123456789:.点时半刻分上中下午早晚凌晨到至-~一二两三十零 apm", max_size=24)
)
def test_any_text_is_a_span_or_a_sentence(said: str) -> None:
    stays_in_range(said)


CLOCKS = {
    "8:30": 510,
    "08：30": 510,
    "17:30": 1050,
    "上午8点半": 510,
    "早上八点": 480,
    "下午6点半": 1110,
    "5 pm": 1020,
    "05:00": 300,
    "凌晨5点": 300,
    "约20点": 1200,
    "0点": 0,
    "00:00": 0,
    "23:59": 1439,
    "5点": "reading-clock-half",
    "1点半": "reading-clock-half",
    "24:00": "reading-clock-end",
    "晚上12点": "reading-clock-end",
    "25:00": "reading-clock-impossible",
    "8:30-9:30": "reading-clock-unclear",
    "吃完饭": "reading-clock-unclear",
}
MIDNIGHTS = ("0点", "00:00", "24:00", "晚上12点")


@pytest.mark.parametrize(("said", "meant"), CLOCKS.items())
def test_a_time_of_day_is_read(said: str, meant: int | str) -> None:
    assert outcome(lambda: read_clock(said)) == meant


@pytest.mark.parametrize("said", MIDNIGHTS)
def test_midnight_ends_the_day_where_it_is_a_deadline(said: str) -> None:
    assert read_clock(said, ends_day=True) == 1440


@given(st.integers(0, 1439))
def test_a_time_in_24_hours_is_read_back(minute: int) -> None:
    assert read_clock(f"{minute // 60:02d}:{minute % 60:02d}") == minute


@pytest.mark.parametrize("said", JUNK, ids=range(len(JUNK)))
def test_junk_is_a_time_or_a_sentence(said: str) -> None:
    found = outcome(lambda: read_clock(said))
    assert isinstance(found, str) or 0 <= found < 1440
