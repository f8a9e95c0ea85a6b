"""What is said when an answer can't be read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast

import handlers.reading
import locales
from handlers.messages import Reject, Text
from handlers.reading import (
    read_clock,
    read_date,
    read_duration,
    read_integer,
    read_link,
    read_money,
    read_people,
    read_span,
    read_text,
)
from locales import LANGUAGES, say
from tests.reading.kit import JUNK
from tests.reading.test_amounts import COUNTS, MONEY
from tests.reading.test_dates import DATES, TODAY
from tests.reading.test_durations import DURATIONS
from tests.reading.test_spans import CLOCKS, SPANS
from tests.reading.test_texts import LINKS

LOCALES = Path(locales.__path__[0])
READERS: dict[str, tuple[Callable[[str], object], list[str]]] = {
    "integer": (read_integer, list(COUNTS)),
    "money": (read_money, list(MONEY)),
    "duration": (read_duration, list(DURATIONS)),
    "each": (lambda said: read_duration(said, "each"), ["一共16小时"]),
    "total": (lambda said: read_duration(said, "total"), ["每人2小时"]),
    "people": (read_people, ["11户"]),
    "date": (lambda said: read_date(said, TODAY), list(DATES)),
    "span": (read_span, list(SPANS)),
    "clock": (read_clock, list(CLOCKS)),
    "link": (read_link, list(LINKS)),
    "text": (lambda said: read_text(said, 2, 10), ["", "字", "字" * 11]),
}


def keys(language: str) -> set[str]:
    source = (LOCALES / language / "reading.ftl").read_text(encoding="utf-8")
    body = FluentResource(source).body
    assert not [entry for entry in body if isinstance(entry, ast.Junk)]
    return {entry.id.name for entry in body if isinstance(entry, ast.Message)}


def said_words(words: object, language: str) -> str:
    """A Text with its placeables in a language, as the turn says it."""
    if not isinstance(words, Text):
        return str(words)
    args = {
        name: value if isinstance(value, int) else said_words(value, language)
        for name, value in words.args.items()
    }
    return say(language, words.key, args)


def rejects(kind: str) -> dict[str, Text]:
    """One Reject of each key that the examples of that reader raise."""
    read, examples = READERS[kind]
    found: dict[str, Text] = {}
    for said in examples:
        try:
            read(said)
        except Reject as reject:
            found[reject.words.key] = reject.words
    return found


def test_every_sentence_is_raised_by_an_example_and_stands_in_each_language() -> None:
    raised = {key for kind in READERS for key in rejects(kind)}
    for language in LANGUAGES:
        assert keys(language) == raised


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(set(READERS) - {"text"}))
def test_every_sentence_holds_an_example_that_is_read(kind: str, language: str) -> None:
    read, _ = READERS[kind]
    for words in rejects(kind).values():
        sentence = said_words(words, language)
        shown = re.split("例如：|for example: |For example: ", sentence)
        assert len(shown) == 2, sentence
        for example in re.split("，或 | 或 |, or | or |、", shown[1]):
            read(example)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_told_how_long_it_is_and_may_be(language: str) -> None:
    for words in rejects("text").values():
        sentence = said_words(words, language)
        assert ("10" if words.key == "reading-text-long" else "2") in sentence


@pytest.mark.parametrize("kind", sorted(READERS))
def test_junk_is_refused_quickly(kind: str) -> None:
    """All of it, 100 kB pieces too; it takes some 2 ms, and minutes where a pattern backtracks."""
    read, _ = READERS[kind]
    started = time.process_time()
    for said in JUNK:
        try:
            read(said)
        except Reject:
            continue
    assert time.process_time() - started < 1


def test_the_readers_are_exported() -> None:
    assert set(handlers.reading.__all__) == {
        *("read_date", "read_duration", "read_integer", "read_link", "read_money", "read_names"),
        *("read_people", "read_clock", "said_basis"),
        *("read_line", "read_span", "read_text", "show_money", "split_duration", "Span"),
    }


def test_a_sentence_about_a_weekday_names_it() -> None:
    words = rejects("date")["reading-date-weekday"]
    assert isinstance(words.args["weekday"], Text)
    assert date(2019, 3, words.args["day"] if isinstance(words.args["day"], int) else 1).isoweekday() == int(
        words.args["weekday"].key[-1]
    )
