"""How answers of the Bot API are read: as python-telegram-bot reads them, only faster."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.request import Request

WORDS = st.text(st.characters())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
)


@given(st.dictionaries(WORDS, VALUES, max_size=4), st.booleans())
def test_an_answer_is_read_as_the_library_reads_it(answer: dict[str, object], escaped: bool) -> None:
    payload = json.dumps(answer, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    assert Request.parse_json_payload(payload) == BaseRequest.parse_json_payload(payload)


@pytest.mark.parametrize(
    ("payload", "text"),
    [(b'{"text": "a\\ud83d"}', "a\ud83d"), (b'{"text": "a\xff"}', "a\N{REPLACEMENT CHARACTER}")],
)
def test_halves_of_characters_and_bytes_that_are_none_are_read_too(payload: bytes, text: str) -> None:
    assert Request.parse_json_payload(payload) == {"text": text}


def test_what_is_no_json_is_an_error_of_the_platform() -> None:
    with pytest.raises(TelegramError):
        Request.parse_json_payload(b"<html>")
