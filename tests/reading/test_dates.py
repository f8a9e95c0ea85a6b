"""Days as they are typed, seen from Thursday 7 March 2019 unless said otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Reject
from handlers.reading import read_date
from tests.reading.kit import JUNK, outcome

TODAY = date(2019, 3, 7)
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))

DATES = {
    "3月5日": "2019-03-05",
    "3月5号": "2019-03-05",
    "３月５日": "2019-03-05",
    "3 月 5 日": "2019-03-05",
    "03月05日": "2019-03-05",
    "3月5": "2019-03-05",
    "3.5": "2019-03-05",
    "3/5": "2019-03-05",
    "3-5": "2019-03-05",
    "0305": "2019-03-05",
    "2019-03-05": "2019-03-05",
    "2019/3/5": "2019-03-05",
    "2019.3.5": "2019-03-05",
    "2019年3月5日": "2019-03-05",
    "2019 年 3 月 5 日": "2019-03-05",
    "19年3月5日": "2019-03-05",
    "20190305": "2019-03-05",
    "三月五日": "2019-03-05",
    "三月十五号": "2019-03-15",
    "三月二十一": "2019-03-21",
    "二〇一九年三月五日": "2019-03-05",
    "二零一八年十二月三十一日": "2018-12-31",
    "今年3月1日": "2019-03-01",
    "去年12月5日": "2018-12-05",
    "去年的二月二十八号": "2018-02-28",
    "12月30日": "2018-12-30",
    "10月1日": "2018-10-01",
    "8月1日": "2019-08-01",
    "2016年2月29日": "2016-02-29",
    "3月5日（周二）": "2019-03-05",
    "3月5日 星期二": "2019-03-05",
    "3月5日上午": "2019-03-05",
    "3.5晚": "2019-03-05",
    "3.5晚八点": "2019-03-05",
    "3月5日 9:00": "2019-03-05",
    "活动时间：3月5日": "2019-03-05",
    "今天": "2019-03-07",
    "昨天": "2019-03-06",
    "昨日": "2019-03-06",
    "昨晚": "2019-03-06",
    "昨天下午": "2019-03-06",
    "前天": "2019-03-05",
    "大前天": "2019-03-04",
    "明天": "2019-03-08",
    "3天前": "2019-03-04",
    "三天前": "2019-03-04",
    "周四": "2019-03-07",
    "周五": "2019-03-01",
    "星期日": "2019-03-03",
    "周天": "2019-03-03",
    "礼拜三": "2019-03-06",
    "週三": "2019-03-06",
    "上周五": "2019-03-01",
    "上周一": "2019-02-25",
    "上个星期天": "2019-03-03",
    "上上周五": "2019-02-22",
    "本周三": "2019-03-06",
    "这周日": "2019-03-10",
    "下周一": "2019-03-11",
    "5号": "2019-03-05",
    "五号": "2019-03-05",
    "7日": "2019-03-07",
    "10日": "2019-03-10",
    "11日": "2019-02-11",
    "28号": "2019-02-28",
    "29号": "2019-01-29",
    "31日": "2019-01-31",
    "上个月5号": "2019-02-05",
    "本月20日": "2019-03-20",
    "yesterday": "2019-03-06",
    "The day before yesterday": "2019-03-05",
    "2 days ago": "2019-03-05",
    "March 5": "2019-03-05",
    "Mar. 5th, 2019": "2019-03-05",
    "5 March 2019": "2019-03-05",
    "5th of March": "2019-03-05",
    "5-Mar-2019": "2019-03-05",
    "Friday": "2019-03-01",
    "last Thursday": "2019-02-28",
    # And what is no day:
    "2月30日": "reading-date-impossible",
    "2月29日": "reading-date-impossible",
    "2019-02-29": "reading-date-impossible",
    "4.31": "reading-date-impossible",
    "13月5日": "reading-date-impossible",
    "20191301": "reading-date-impossible",
    "上个月31号": "reading-date-impossible",
    "3月5日（周五）": "reading-date-weekday",
    "昨天周五": "reading-date-weekday",
    "3月5日至7日": "reading-date-several",
    "3月5日、6日": "reading-date-several",
    "3月5日；3月7日": "reading-date-several",
    "3.5-3.7": "reading-date-several",
    "周一到周五": "reading-date-several",
    "1919年5月4日": "reading-date-far",
    "2119-05-04": "reading-date-far",
    "0001-01-01": "reading-date-far",
    "0000-00-00": "reading-date-far",
    "0019年3月5日": "reading-date-far",
    "32号": "reading-date-unclear",
    "5": "reading-date-unclear",
    "2019": "reading-date-unclear",
    "正月十五": "reading-date-unclear",
    "农历三月初三": "reading-date-unclear",
    "近日": "reading-date-unclear",
    "上周": "reading-date-unclear",
    "Marching 5": "reading-date-unclear",
    "-3.5": "reading-date-unclear",
}


@pytest.mark.parametrize(("said", "meant"), DATES.items())
def test_a_date_is_read(said: str, meant: str) -> None:
    assert outcome(lambda: read_date(said, TODAY).isoformat()) == meant


def test_the_leap_day_without_a_year_is_read_beside_a_leap_year() -> None:
    assert read_date("2月29日", date(2020, 3, 1)) == date(2020, 2, 29)
    assert read_date("2月29日", date(2021, 1, 2)) == date(2020, 2, 29)
    with pytest.raises(Reject, match="reading-date-impossible"):
        read_date("2月29日", date(2022, 3, 1))
    assert read_date("29号", date(2020, 3, 1)) == date(2020, 2, 29)


def test_a_wrong_weekday_is_answered_with_the_right_one() -> None:
    with pytest.raises(Reject) as caught:
        read_date("3月5日周五", TODAY)
    args = caught.value.words.args
    assert (args["month"], args["day"]) == (3, 5)
    assert getattr(args["weekday"], "key", None) == "weekday-2"


@given(DAYS, DAYS)
def test_a_day_with_its_year_is_read_back_whatever_today_is(day: date, today: date) -> None:
    weekday = "一二三四五六日"[day.weekday()]
    written = [day.isoformat(), f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}"]
    written += [f"{day.year}年{day.month}月{day.day}日（周{weekday}）", f"{day:%B} {day.day}, {day.year}"]
    assert {read_date(said, today) for said in written} == {day}


@given(DAYS, st.integers(-150, 150))
def test_a_day_without_its_year_is_the_nearest(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    for said in (f"{day.month}月{day.day}日", f"{day.month}.{day.day}", f"{day:%m%d}"):
        assert read_date(said, today) == day


@given(DAYS, st.integers(0, 27))
def test_a_day_of_the_month_looks_back(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    read = read_date(f"{day.day}号", today)
    assert read.day == day.day
    assert read == day or today < read <= today + timedelta(days=3)


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_the_latest_and_last_weeks_is_in_the_week_before(today: date, weekday: int) -> None:
    name = "一二三四五六日"[weekday]
    latest, last = read_date(f"周{name}", today), read_date(f"上周{name}", today)
    assert latest.weekday() == last.weekday() == weekday
    assert 0 <= (today - latest).days <= 6
    assert last.isocalendar()[:2] == (today - timedelta(days=7)).isocalendar()[:2]


def stays_real(said: str, today: date = TODAY) -> None:
    try:
        assert 2000 <= read_date(said, today).year <= 2099
    except Reject as reject:
        assert reject.words.key.startswith("reading-date-")


@pytest.mark.parametrize("said", JUNK, ids=range(len(JUNK)))
def test_junk_is_a_real_day_or_a_sentence(said: str) -> None:
    stays_real(said)


@given(
    st.text(max_size=60)
    | st.text("0123456789年月日号.-/上下本周去今昨明前天大一二三十零 ()晚marchfi", max_size=20),
    st.dates(),
)
def test_any_text_on_any_day_is_a_real_day_or_a_sentence(said: str, today: date) -> None:
    stays_real(said, today)


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize(
    "said",
    ["昨天", "明天", "31号", "上个月5号", "下个月5号", "去年3月5日", "明年3月5日", "3月5日", "上上周一"],
)
def test_the_ends_of_the_calendar_are_no_fault(said: str, today: date) -> None:
    stays_real(said, today)
