"""Free words and links as they are pasted."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Reject
from handlers.reading import read_line, read_link, read_text
from handlers.reading.links import LONGEST_LINK
from tests.reading.kit import JUNK, outcome

LINKS = {
    "https://mp.weixin.qq.com/s/abc123": "https://mp.weixin.qq.com/s/abc123",
    "青年志愿者走进社区 https://mp.weixin.qq.com/s/abc123": "https://mp.weixin.qq.com/s/abc123",
    "走进社区https://mp.weixin.qq.com/s/abc123点击查看": "https://mp.weixin.qq.com/s/abc123",
    "【走进社区】\nhttp://www.gd.gov.cn/a?b=1&c=2#d": "http://www.gd.gov.cn/a?b=1&c=2#d",
    "《新闻》（https://a.com/x）": "https://a.com/x",
    "(https://a.com/x)": "https://a.com/x",
    "https://a.com/x(1)": "https://a.com/x(1)",
    "https://a.com/x。": "https://a.com/x",
    "https://a.com/x.": "https://a.com/x",
    "https://a.com/x，谢谢": "https://a.com/x",
    "HTTPS://A.COM/X": "HTTPS://A.COM/X",
    "https://a.com": "https://a.com",
    "https://a.com:8443/x": "https://a.com:8443/x",
    "http://1.2.3.4/x": "http://1.2.3.4/x",
    "https://xn--fiqs8s.xn--fiqs8s/": "https://xn--fiqs8s.xn--fiqs8s/",
    "https://a.com/@user": "https://a.com/@user",
    "https://a.com/%E4%B8%AD": "https://a.com/%E4%B8%AD",
    "https://a.com/x https://a.com/x": "https://a.com/x",
    "https://a.com/" + "x" * 486: "https://a.com/" + "x" * 486,
    # And what is no link:
    "https://a.com/" + "x" * 487: "reading-link-long",
    "https://a.com https://b.com": "reading-link-several",
    "https://u:p@a.com/": "reading-link-login",
    "https://u@a.com/": "reading-link-login",
    "https://a.com\\@b.com/": "https://a.com",
    "ftp://a.com/x": "reading-link-unclear",
    "file:///etc/passwd": "reading-link-unclear",
    "javascript:alert(1)": "reading-link-unclear",
    "data:text/html,x": "reading-link-unclear",
    "mp.weixin.qq.com/s/abc": "reading-link-unclear",
    "https://": "reading-link-unclear",
    "https:///x": "reading-link-unclear",
    "https://localhost/": "reading-link-unclear",
    "https://[::1]/": "reading-link-unclear",
    "https://[zz/": "reading-link-unclear",
    "https://a.com:99999/": "reading-link-unclear",
    "https://a.com:x/": "reading-link-unclear",
    "https://-a.com/": "reading-link-unclear",
    "https://a..com/": "reading-link-unclear",
    "https://中国.cn/": "reading-link-unclear",
    "没有": "reading-link-unclear",
    "": "reading-link-unclear",
}

TEXTS = {
    "  走进社区  ": "走进社区",
    "第一行\r\n第二行": "第一行\n第二行",
    "第一行\n\n\n\n第二行": "第一行\n\n第二行",
    "第一行 \n \t\n \n第二行": "第一行\n\n第二行",
    "a\tb": "a b",
    "a\u2028b\x85c": "a\nb\nc",
    "a\x00b\x07c\x1b[31m": "abc[31m",
    "\u202e倒\u202c": "倒",
    "\u2066隔\u2069\u200f\u061c": "隔",
    "零\u200b宽\ufeff": "零宽",
    "残\ud800缺": "残缺",
    "👨\u200d👩\u200d👧": "👨\u200d👩\u200d👧",
    "❤️": "❤️",
    "\u3000\u3000段首": "段首",
    "一\u3000二": "一\u3000二",
}


@pytest.mark.parametrize(("said", "meant"), LINKS.items(), ids=range(len(LINKS)))
def test_a_link_is_found(said: str, meant: str) -> None:
    assert outcome(lambda: read_link(said)) == meant


@pytest.mark.parametrize(("said", "meant"), TEXTS.items(), ids=range(len(TEXTS)))
def test_a_text_is_cleaned(said: str, meant: str) -> None:
    assert read_text(said, 1, 100) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("星湖\n义工队", "星湖 义工队"),
        (" a \r\n\r\n\tb\u2028c\u3000 d\n", "a b c d"),
        ("a\x1b\u202eb", "ab"),
        ("👨\u200d👩 \u200d", "👨\u200d👩"),
    ],
)
def test_a_line_is_one_line(said: str, meant: str) -> None:
    assert read_line(said, 1, 100) == meant
    assert read_line(meant, len(meant), len(meant)) == meant


def test_a_line_is_measured_as_it_is_kept() -> None:
    assert read_line("一" + "\n" * 50 + "二", 3, 3) == "一 二"
    with pytest.raises(Reject):
        read_line("一\n二", 4, 10)


@pytest.mark.parametrize(
    ("said", "key", "length"),
    [
        ("短", "reading-text-short", 1),
        ("", "reading-text-short", 0),
        (" \u200b\n\u200d ", "reading-text-short", 0),
        ("长" * 11, "reading-text-long", 11),
        ("长" * 100_000, "reading-text-long", 100_000),
    ],
)
def test_a_text_of_the_wrong_length_is_told_its_length(said: str, key: str, length: int) -> None:
    with pytest.raises(Reject) as caught:
        read_text(said, 2, 10)
    assert (caught.value.words.key, caught.value.words.args["length"]) == (key, length)


def test_a_text_of_just_the_right_length_is_kept() -> None:
    assert read_text("正好", 2, 2) == "正好"
    assert read_text("", 0, 10) == ""


def stays_clean(said: str) -> None:
    try:
        kept = read_text(said, 0, 300)
    except Reject as reject:
        assert reject.words.key == "reading-text-long"
        return
    assert kept == kept.strip()
    assert len(kept) <= 300
    assert "\n\n\n" not in kept
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in kept if c not in "\n\u200d")
    assert kept.encode().decode() == read_text(kept, 0, 300) == kept


def stays_a_link(said: str) -> None:
    try:
        link = read_link(said)
    except Reject as reject:
        assert reject.words.key.startswith("reading-link-")
        return
    parts = urlsplit(link)
    assert parts.scheme in ("http", "https")
    assert "." in (parts.hostname or "")
    assert "@" not in parts.netloc
    assert link in said
    assert len(link) <= LONGEST_LINK


@pytest.mark.parametrize("said", JUNK, ids=range(len(JUNK)))
def test_junk_is_cleaned_or_refused(said: str) -> None:
    stays_clean(said)
    stays_a_link(said)


@given(st.text(st.characters(), max_size=400) | st.text("字 \n\t\r\u200b\u200d\u202e", max_size=80))
def test_any_text_is_cleaned_for_good(said: str) -> None:
    stays_clean(said)


@given(st.text("htps:/.@[]()?#&%abc1中，。 \\", max_size=60).map("https://a".__add__) | st.text(max_size=60))
def test_any_link_is_safe_or_refused(said: str) -> None:
    stays_a_link(said)
