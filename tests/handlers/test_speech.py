"""From keys to words, and from what was typed back to what was offered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Attachment, Joined, Option, Reply, Wording, text
from handlers.offered import keep_menu, keep_notice_menu, present_menu
from handlers.speech import Offered, control_named, find_option, in_words, readable, speak
from locales import LANGUAGES
from storage.runs import Conversation

NOW = datetime(2019, 3, 12, 2, 0, tzinfo=UTC)
MENU = [
    Offered(label="环保", value="~1-0.pick.0"),
    Offered(label="不改：西江（东）边", value="~1-0.keep"),
    Offered(label="跳过", value="~1-0.skip", control=True),
    Offered(label="返回", value="~1-0.back", control=True),
    Offered(label="取消", value="~1-0.edit.cancel"),
]


@pytest.mark.parametrize("typed", ["1", " 1 ", "１", "①", "1.", "1、", "（1）", "(1)", "1。", "٣"])
def test_numbers_in_any_writing(typed: str) -> None:
    wanted = "~1-0.edit.cancel" if typed == "٣" else "~1-0.pick.0"
    assert find_option(MENU, True, typed) == wanted
    assert find_option(MENU, False, typed) is None


@pytest.mark.parametrize("typed", ["0", "4", "99", "1 2", "1x", "-1", "1.5", "", "   ", "，。", "二"])
def test_what_is_no_option(typed: str) -> None:
    assert find_option(MENU, True, typed) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("环 保", "~1-0.pick.0"),
        ("不改西江东边", "~1-0.keep"),
        ("不变", "~1-0.keep"),
        ("没有", "~1-0.skip"),
        ("没有照片", "~1-0.skip"),
        ("完成", "~1-0.skip"),
        ("上一步", "~1-0.back"),
        ("PREVIOUS", "~1-0.back"),
        ("取消", "~1-0.edit.cancel"),
        ("算了", None),
        ("提交", None),
    ],
)
def test_words(typed: str, found: str | None) -> None:
    """A label is found first; a key that is called like a control is none."""
    assert find_option(MENU, True, typed) == found


@given(st.text(max_size=300))
def test_nothing_typed_breaks_it(typed: str) -> None:
    assert find_option(MENU, True, typed) in {None, *(offered.value for offered in MENU)}
    control_named(typed)
    readable(typed).encode()


def test_readable_keeps_all_that_can_be_read() -> None:
    assert readable("护河\n清洁\t😀👨‍👩‍👧 é\u3000") == "护河\n清洁\t😀👨‍👩‍👧 é\u3000"
    assert readable("a\0b\ud800c\udfff") == "abc"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_said_in_the_language(language: str) -> None:
    wording = Wording({"zh-CN": "生态环保", "en": "Environment"})
    said = in_words(Joined((wording, text("form-money", yuan="3"), "x"), text("form-rows-between")), language)
    expected = {"zh-CN": "生态环保；3 元；x", "en": "Environment; 3 yuan; x"}
    assert said == expected[language]


def test_a_wording_without_the_language_is_said_in_chinese() -> None:
    assert in_words(Wording({"zh-CN": "好"}), "en") == "好"


def test_speaking_draws_what_is_not_hidden_and_keeps_all() -> None:
    reply = Reply(
        ("一", text("turn-help")),
        (Option("长" * 90, "/a"), Option("两\n行", "/b", hidden=True), Option("丙", "/c", control=True)),
        attachments=(Attachment("picture", "paper:picture:1:{language}", "a.png"),),
    )
    message, menu = speak(reply, "en")
    assert message.text == "一\nMenu"
    assert [button.value for button in message.buttons] == ["/a", "/c"]
    assert [offered.label for offered in menu] == ["长" * 59 + "…", "两 行", "丙"]
    assert message.attachments[0].source == "paper:picture:1:en"


def menu(name: str) -> list[Offered]:
    return [Offered(label=name, value=f"/{name}")]


def values(talk: Conversation, now: datetime) -> list[str]:
    return [offered.value for offered in present_menu(talk, now)[0]]


def test_a_notice_counts_from_when_it_comes_until_the_next_reply() -> None:
    talk = Conversation(person_id=1, menu=[], counted_from=NOW)
    later = NOW + timedelta(hours=8)
    keep_menu(talk, menu("a"), False, NOW)
    keep_notice_menu(talk, menu("n"), True, later, NOW)
    keep_menu(talk, menu("b"), False, NOW)
    assert values(talk, NOW) == ["/b"]
    assert present_menu(talk, NOW)[1] is False
    assert values(talk, later) == ["/n"]
    assert present_menu(talk, later)[1] is True
    keep_menu(talk, menu("c"), True, later)
    assert values(talk, later + timedelta(days=9)) == ["/c"]


def test_a_notice_that_comes_at_once_takes_the_place_of_the_menu() -> None:
    talk = Conversation(person_id=1, menu=[], counted_from=NOW)
    keep_menu(talk, menu("a"), True, NOW)
    keep_notice_menu(talk, menu("n"), True, NOW, NOW)
    assert values(talk, NOW) == ["/n"]


def test_in_the_middle_of_a_form_a_number_is_an_answer() -> None:
    talk = Conversation(person_id=1, menu=[], counted_from=NOW)
    keep_notice_menu(talk, menu("n"), True, NOW + timedelta(hours=1), NOW)
    keep_menu(talk, menu("a"), False, NOW)
    talk.run_id = 5
    keep_notice_menu(talk, menu("m"), True, NOW, NOW)
    assert values(talk, NOW + timedelta(hours=2)) == ["/a"]


def test_the_last_of_several_notices_counts() -> None:
    talk = Conversation(person_id=1, menu=[], counted_from=NOW)
    for hours in (1, 3, 2):
        keep_notice_menu(talk, menu(f"n{hours}"), True, NOW + timedelta(hours=hours), NOW)
    assert values(talk, NOW + timedelta(hours=2)) == ["/n2"]
    assert values(talk, NOW + timedelta(hours=9)) == ["/n3"]
