"""Counts and money as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Reject
from handlers.reading import read_integer, read_money, show_money
from handlers.reading.amounts import LARGEST_FEN, LARGEST_INTEGER
from tests.reading.kit import JUNK, outcome

COUNTS = {
    "12": 12,
    "12人": 12,
    "１２": 12,
    "12 人 次": 12,
    "007": 7,
    "12.0": 12,
    "1,234": 1234,
    "1，234": 1234,
    "1 234": 1234,
    "1,234,567次": 1234567,
    "1,200万": 12000000,
    "二十": 20,
    "十": 10,
    "十二个": 12,
    "廿三人": 23,
    "两百三": 230,
    "两百三十": 230,
    "兩百": 200,
    "一百一": 110,
    "一百零五": 105,
    "一百十五": 115,
    "一千零五": 1005,
    "二千零三十": 2030,
    "三千五": 3500,
    "六千九百七": 6970,
    "一万二": 12000,
    "一万零五": 10005,
    "十万零五千": 105000,
    "三万五千二": 35200,
    "一百二十万": 1200000,
    "三点五万": 35000,
    "壹仟贰佰": 1200,
    "一〇五": 105,
    "百万": 1000000,
    "百二": 120,
    "1.2万": 12000,
    "1.25万人次": 12500,
    "3万5": 35000,
    "13万2": 132000,
    "3千5百人": 3500,
    "1百23": 123,
    "3w": 30000,
    "2k": 2000,
    "10万+": 100000,
    "30+": 30,
    "约30人": 30,
    "大概有三十多个志愿者吧": 30,
    "30多": 30,
    "30余名": 30,
    "30来人": 30,
    "三十来个": 30,
    "二十来人": 20,
    "十几个": 10,
    "二十几人": 20,
    "上百人": 100,
    "近千名": 1000,
    "百余人": 100,
    "一千多万": 10000000,
    "1.5万余人次": 15000,
    "20人左右": 20,
    "不到50人": 50,
    "12名志愿者": 12,
    "30户": 30,
    "5支队伍": 5,
    "伍拾人": 50,
    "參與30人": 30,
    "来了40人": 40,
    "一共来了30人左右": 30,
    "参与人数：30人": 30,
    "我们15个": 15,
    "12👍": 12,
    "12。": 12,
    "1\u200b2": 12,
    "俩": 2,
    "无": 0,
    "没有": 0,
    "0": 0,
    "twelve": 12,
    "twenty-five": 25,
    "about 30 people": 30,
    "over 200 views": 200,
    "Total: 45": 45,
    "1000000000": 1_000_000_000,
    # And what is no count:
    "数百": "reading-integer-vague",
    "几千": "reading-integer-vague",
    "几十": "reading-integer-vague",
    "两三个": "reading-integer-vague",
    "七八名": "reading-integer-vague",
    "十二三人": "reading-integer-vague",
    "一百几十": "reading-integer-vague",
    "很多人": "reading-integer-vague",
    "several": "reading-integer-vague",
    "10-20人": "reading-integer-several",
    "20到30": "reading-integer-several",
    "男5女7": "reading-integer-several",
    "12\n13": "reading-integer-several",
    "1👍2": "reading-integer-several",
    "3.5": "reading-integer-fraction",
    "3.000": "reading-integer-fraction",
    "12.000人": "reading-integer-fraction",
    "1.23456万": "reading-integer-fraction",
    "1000000001": "reading-integer-large",
    "2亿人": 200_000_000,
    "11亿": "reading-integer-large",
    "-5": "reading-integer-unclear",
    "负五": "reading-integer-unclear",
    "30元": "reading-integer-unclear",
    "5天": "reading-integer-unclear",
    "3个月": "reading-integer-unclear",
    "3小时": "reading-integer-unclear",
    "50%": "reading-integer-unclear",
    "12人没来": "reading-integer-unclear",
    "七两千五": "reading-integer-vague",
    "六百两": "reading-integer-unclear",
    "十十": "reading-integer-unclear",
    "一百零": "reading-integer-unclear",
    "三百零五十": "reading-integer-unclear",
    "1,23": "reading-integer-unclear",
    "٣": "reading-integer-unclear",
    "²": "reading-integer-unclear",
}

MONEY = {
    "3000元": 300000,
    "3000": 300000,
    "３０００元": 300000,
    "0": 0,
    "无": 0,
    "没有": 0,
    "0.3万": 300000,
    "1.2万元": 1200000,
    "1.234万": 1234000,
    "3.5万块": 3500000,
    "三千五": 350000,
    "两万三": 2300000,
    "一百二": 12000,
    "三万零五十元": 3005000,
    "1,200.50元": 120050,
    "1，200元": 120000,
    "¥500": 50000,
    "￥500.5": 50050,
    "RMB 200": 20000,
    "人民币三百元": 30000,
    "200 yuan": 20000,
    "500块": 50000,
    "500块钱": 50000,
    "3块5": 350,
    "3块50": 350,
    "三块五": 350,
    "三块五毛": 350,
    "三块零五分": 305,
    "12元5角3分": 1253,
    "12元5": 1250,
    "5毛": 50,
    "五分钱": 5,
    "伍元": 500,
    "0.01": 1,
    "叁仟元整": 300000,
    "伍佰圆整": 50000,
    "约3000元": 300000,
    "3000多元": 300000,
    "三千多块钱": 300000,
    "300元左右": 30000,
    "共花了300元": 30000,
    "投入资金2000元": 200000,
    "经费：800元": 80000,
    "3w": 3000000,
    "2。5元": 250,
    "100000000": LARGEST_FEN,
    # And what is no sum:
    "0.333": "reading-money-fraction",
    "12.345元": "reading-money-fraction",
    "3.000": "reading-money-fraction",
    "1.2345678万": "reading-money-fraction",
    "100000000.01": "reading-money-large",
    "2亿": "reading-money-large",
    "-5": "reading-money-unclear",
    "-300元": "reading-money-unclear",
    "人均50元": "reading-money-unclear",
    "每人50": "reading-money-unclear",
    "$5": "reading-money-unclear",
    "5美元": "reading-money-unclear",
    "元": "reading-money-unclear",
    "三十人": "reading-money-unclear",
    "300元和500元": "reading-money-several",
    "300-500": "reading-money-several",
    "几百块": "reading-money-vague",
    "数千元": "reading-money-vague",
}


@pytest.mark.parametrize(("said", "meant"), COUNTS.items())
def test_a_count_is_read(said: str, meant: int | str) -> None:
    assert outcome(lambda: read_integer(said)) == meant


@pytest.mark.parametrize(("said", "meant"), MONEY.items())
def test_a_sum_is_read(said: str, meant: int | str) -> None:
    assert outcome(lambda: read_money(said)) == meant


def in_chinese(number: int) -> str:
    """The number as it is said, by sections of four digits: independent of the reader."""
    if number == 0:
        return "零"
    words, gap = "", False
    for power in range(9, -1, -1):
        digit = number // 10**power % 10
        if digit:
            words += (
                "零" * (gap and words != "") + "零一二三四五六七八九"[digit] + " 十百千"[power % 4].strip()
            )
        gap = not digit
        if power in (4, 8) and number // 10**power % 10_000:
            words += "万亿"[power // 8]
    return words


@given(st.integers(0, 999_999_999))
def test_a_number_written_in_several_ways_is_read_back(number: int) -> None:
    words = in_chinese(number)
    written = [str(number), f"{number:,}", f"{number}人次", f"约{number}名", words, f"{words}个志愿者"]
    written.append(words.translate(str.maketrans("一二三四五六七八九十百千万", "壹贰叁肆伍陆柒捌玖拾佰仟萬")))
    written.append(str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    assert {read_integer(said) for said in written} == {number}


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("百", 100), ("千", 1000), ("万", 10_000)]))
def test_a_lone_last_digit_counts_in_the_next_smaller_unit(
    first: int, last: int, unit: tuple[str, int]
) -> None:
    digits = "零一二三四五六七八九"
    meant = first * unit[1] + last * unit[1] // 10
    assert read_integer(f"{digits[first]}{unit[0]}{digits[last]}") == meant
    assert read_integer(f"{first}{unit[0]}{last}") == meant


@given(st.integers(1, 99_999))
def test_ten_thousands_with_decimals_are_exact(number: int) -> None:
    assert read_integer(f"{number // 10_000}.{number % 10_000:04d}万") == number


@given(st.integers(0, LARGEST_FEN))
def test_money_shown_is_read_back(fen: int) -> None:
    yuan = f"{fen // 100}.{fen % 100:02d}"
    for said in (show_money(fen), yuan, f"¥{fen // 100:,}.{fen % 100:02d}", f"{yuan}元", f"共{yuan}块"):
        assert read_money(said) == fen
    jiao = f"{fen // 100}元{fen // 10 % 10}角{fen % 10}分"
    assert read_money(jiao) == fen


@pytest.mark.parametrize(
    ("fen", "shown"), [(0, "0"), (300000, "3000"), (120050, "1200.50"), (5, "0.05"), (-150, "-1.50")]
)
def test_money_is_shown_with_decimals_only_if_there_are_fen(fen: int, shown: str) -> None:
    assert show_money(fen) == shown


def stays_in_range(said: str) -> None:
    """Both readers give a value in range or the sentence of a Reject, nothing else."""
    for read, largest in ((read_integer, LARGEST_INTEGER), (read_money, LARGEST_FEN)):
        try:
            assert 0 <= read(said) <= largest
        except Reject as reject:
            assert reject.words.key.startswith("reading-")


@pytest.mark.parametrize("said", JUNK, ids=range(len(JUNK)))
def test_junk_is_a_value_in_range_or_a_sentence(said: str) -> None:
    stays_in_range(said)


@given(
    st.text(max_size=60)
    | st.text("0123456789.,零一二两三十百千万亿点半元角分块约多余来几人个次 -+wk", max_size=30)
)
def test_any_text_is_a_value_in_range_or_a_sentence(said: str) -> None:
    stays_in_range(said)
