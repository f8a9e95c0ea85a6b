"""The words: Fluent files, one folder a language, and the small loader that says a key in a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource, resolver

#: The languages there are, the default first.
LANGUAGES = ("zh-CN", "en")
DEFAULT = LANGUAGES[0]
#: Longer values than this aren't said to many, and 8192 of them would fill the memory.
LONGEST_KEPT = 500
_FOLDER = Path(__file__).parent

# The library takes no value longer than 2500: a bound for foreign translations, which ours are not. A list of
# all teams that haven't reported may be longer, and so may what somebody has written.
resolver.MAX_PART_LENGTH = 1_000_000


class UnknownKeyError(LookupError):
    """A key is not in the locale files: a fault, found by the completeness test."""


@cache
def bundle(language: str) -> FluentBundle:
    """All messages of a language. Isolation marks are off: they show as boxes on some phones."""
    messages = FluentBundle([language], use_isolating=False)
    for file in sorted((_FOLDER / language).glob("*.ftl")):
        messages.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return messages


def say(language: str, key: str, args: Mapping[str, str | int] | None = None) -> str:
    """The message `key` (or `key.attribute`) in `language`; raises UnknownKeyError, or ValueError if a
    placeable is missing. A language we don't have is said in the default one."""
    known = language if language in LANGUAGES else DEFAULT
    if not args:
        return _said(known, key)
    for value in args.values():
        if isinstance(value, str) and len(value) > LONGEST_KEPT:
            return _said.__wrapped__(known, key, *args.items())
    return _said(known, key, *args.items())


@lru_cache(8192, typed=True)
def _said(language: str, key: str, *args: tuple[str, str | int]) -> str:
    """Most of what is said was said before, a moment ago, to somebody else."""
    messages = bundle(language)
    name, _, attribute = key.partition(".")
    if not messages.has_message(name):
        raise UnknownKeyError(key)
    message = messages.get_message(name)
    pattern = message.attributes.get(attribute) if attribute else message.value
    if pattern is None:
        raise UnknownKeyError(key)
    said, faults = messages.format_pattern(pattern, dict(args))
    if faults:
        raise ValueError(f"{key}: {faults[0]}")
    return str(said)


def nearest(tag: str | None) -> str:
    """The language of ours that fits a platform's language tag best (`en-GB` → `en`)."""
    wanted = (tag or DEFAULT).replace("_", "-").lower()
    return "en" if wanted.split("-")[0] == "en" else DEFAULT
