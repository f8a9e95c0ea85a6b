"""From keys to words: a reply said in a language, and what was typed found among the options offered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from handlers.messages import Button, Message, Option, Reply, Sheet, Text, Wording, Words
from locales import DEFAULT, LANGUAGES, say

#: A longer label is cut: a phone shows no more on a button.
LONGEST_LABEL = 60
_NUMBER = re.compile(r"^[(（]?(\d{1,3})[.、)）。]?$")
#: The null character, and halves of characters.
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
#: Words for one of these mean the other where only that is offered: "没有" is "skip" and "no more".
_INSTEAD = {"skip": "done", "done": "skip", "rest": "skip"}
#: Controls whose very name is no answer, even where they aren't offered, and those no word for which is.
_NEVER_ANSWERS, _NEVER_WORDS = ("skip", "back", "rest"), ("submit", "last", "same", "rest")
_CONTROLS = (
    "skip",
    "rest",
    "back",
    "pause",
    "cancel",
    "done",
    "submit",
    "keep",
    "last",
    "same",
    "change",
    "add",
)


@dataclass(frozen=True, slots=True)
class Offered:
    """An option as it was offered, kept with the conversation until the next reply; `since` is when, if
    it comes with a notice that is delivered later."""

    label: str
    value: str
    control: bool = False
    since: datetime | None = None


def readable(said: str) -> str:
    """Without what no database or platform takes: the null character, and halves of characters."""
    return _UNREADABLE.sub("", said)


def in_words(words: Words, language: str) -> str:
    """The words in that language."""
    if isinstance(words, str):
        return words
    if isinstance(words, Text):
        return say(language, words.key, _values(words, language) if words.args else None)
    if isinstance(words, Wording):
        return words.wordings.get(language) or words.wordings[DEFAULT]
    return in_words(words.by, language).join(in_words(part, language) for part in words.parts)


def _values(words: Text, language: str) -> dict[str, str | int]:
    return {
        name: value if isinstance(value, str | int) else in_words(value, language)
        for name, value in words.args.items()
    }


def speak(reply: Reply, language: str) -> tuple[Message, list[Offered]]:
    """The reply in that language, and the options to keep so that typed words and numbers find them."""
    menu = [_offer(option, language) for option in reply.options]
    drawn = [offered for offered, option in zip(menu, reply.options, strict=True) if not option.hidden]
    message = Message(
        text="\n".join(in_words(line, language) for line in reply.lines),
        buttons=tuple(Button(label=o.label, value=o.value, control=o.control) for o in drawn),
        numbered=reply.numbered,
        expects=reply.expects,
        attachments=tuple(
            Sheet(kind=a.kind, source=a.source.replace("{language}", language), name=a.name)
            for a in reply.attachments
        ),
        language=language,
    )
    return message, menu


def _offer(option: Option, language: str) -> Offered:
    label = in_words(option.label, language).replace("\n", " ")
    short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    return Offered(label=short, value=option.value, control=option.control)


def find_option(menu: Sequence[Offered], numbered: bool, typed: str) -> str | None:
    """The value of the option that was typed, by its number, its label, or another word for it."""
    number = _NUMBER.match(unicodedata.normalize("NFKC", typed).strip())
    if number and numbered:
        choices = [offered for offered in menu if not offered.control]
        place = int(number[1])
        return choices[place - 1].value if 0 < place <= len(choices) else None
    plain = _plain(typed)
    for offered in menu:
        if plain and plain == _plain(offered.label):
            return offered.value
    word = _control_words().get(plain)
    offered_words = {
        offered.value.partition(".")[2]: offered.value for offered in menu if offered.value[:1] == "~"
    }
    return offered_words.get(word or "") or offered_words.get(_INSTEAD.get(word or "", ""))


def find_beginning(menu: Sequence[Offered], typed: str) -> str | None:
    """The value of the one command whose label begins with what was typed; a run's options have words."""
    plain = _plain(typed)
    found = [o.value for o in menu if o.value[:1] == "/" and _plain(o.label).startswith(plain)]
    return found[0] if len(plain) > 1 and len(found) == 1 else None


@cache
def _control_names() -> dict[str, str]:
    return {_plain(say(language, f"form-{name}")): name for name in _NEVER_ANSWERS for language in LANGUAGES}


def control_named(typed: str) -> str | None:
    """The control that was typed, of those which are never meant as an answer: "提交" is no host's name."""
    word = _control_words().get(_plain(typed))
    return _control_names().get(_plain(typed)) or (word if word in _NEVER_WORDS else None)


def is_polite(typed: str) -> bool:
    """Whether somebody only says that they have heard, or thanks: "收到", "谢谢"."""
    return _plain(typed) in _polite_words()


@cache
def _polite_words() -> frozenset[str]:
    listed = (say(language, "typed-thanks").split(",") for language in LANGUAGES)
    return frozenset(_plain(word) for words in listed for word in words)


@lru_cache(4096)
def _plain(words: str) -> str:
    """Mostly the words on buttons, which are compared with what was typed in every turn."""
    folded = unicodedata.normalize("NFKC", words[:200]).casefold()
    return "".join(c for c in folded if c.isalnum())


@cache
def _control_words() -> dict[str, str]:
    """What people type for the controls, in every language: "上一步" is back, "没有" is skip."""
    words: dict[str, str] = {}
    for control in _CONTROLS:
        for language in LANGUAGES:
            listed = say(language, f"typed-{control}").split(",")
            words.update({_plain(word): control for word in listed})
    return words
