"""The words in code and in the locale files belong together, in both languages.

A key stands in code as a whole (`text("menu-empty")`), or with its beginning: an f-string
(`text(f"ask-{name}")`) or a string that ends in a hyphen documents the pattern, which then counts as used.
"""

from __future__ import annotations

import ast as python
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import locales
from locales import LANGUAGES, say

ROOT = Path(__file__).parents[1]
#: The functions that take a key, and at which place among their arguments.
SAYING = {"text": 0, "Text": 0, "Reject": 0, "say": 1}
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9_]+)*(\.[a-z]+)?")
#: What may stand for a value in the pattern of a key.
ANY = "[a-z0-9_-]+"
IN_TEMPLATE = re.compile(r"""\b(?:say|text|_)\(\s*["']([a-z][a-z0-9.-]*)["']\s*[,)]""")
PREFIX = re.compile(r"""["']([a-z][a-z0-9-]*-)["']""")
CHINESE = "[一-鿿]"


@dataclass(frozen=True)
class Entry:
    """A message or term of one language: which placeables each of its patterns has (`""`: its value)."""

    file: str
    placeables: dict[str, frozenset[str]]
    words: dict[str, str]
    mentions: frozenset[str]


class Reader(Visitor):
    """Collects what a pattern mentions, and its words with `￼` for each placeable."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.mentions: set[str] = set()
        self.words: list[str] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:
        self.mentions.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:
        self.mentions.add("-" + node.id.name)
        self.generic_visit(node)

    def visit_Pattern(self, node: ast.Pattern) -> None:
        parts = (part.value if isinstance(part, ast.TextElement) else "￼" for part in node.elements)
        self.words.append("".join(str(part) for part in parts))
        self.generic_visit(node)


def read_entry(file: str, entry: ast.Message | ast.Term) -> Entry:
    """One entry of a file, with all its attributes."""
    patterns = {"": entry.value} | {attribute.id.name: attribute.value for attribute in entry.attributes}
    readers = {name: Reader() for name, pattern in patterns.items() if pattern}
    for name, reader in readers.items():
        reader.visit(patterns[name])
    return Entry(
        file,
        {name: frozenset(reader.variables) for name, reader in readers.items()},
        {name: "\n".join(reader.words) for name, reader in readers.items()},
        frozenset(key for reader in readers.values() for key in reader.mentions),
    )


@cache
def entries(language: str) -> tuple[tuple[str, Entry], ...]:
    """All messages and terms of a language, doubles included."""
    found = []
    for file in sorted((ROOT / "locales" / language).glob("*.ftl")):
        for entry in FluentParser(with_spans=False).parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{language}/{file.name} can't be read: {entry.content}"
            if isinstance(entry, (ast.Message, ast.Term)):
                key = ("-" if isinstance(entry, ast.Term) else "") + entry.id.name
                found.append((key, read_entry(file.name, entry)))
    return tuple(found)


@dataclass(frozen=True)
class Saying:
    """A place in code that says something: a key, or a pattern of keys, with the values given to it."""

    where: str
    key: str
    pattern: bool
    args: frozenset[str] | None


def sources(*suffixes: str) -> list[Path]:
    """The files of the program that may hold keys."""
    folders = [ROOT / name for name in ("bot", "handlers", "locales")]
    return sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in suffixes)


@cache
def tree(file: Path) -> python.Module:
    return python.parse(file.read_text("utf-8"))


def as_pattern(node: python.JoinedStr) -> str:
    """The regular expression of what an f-string can become."""
    fixed = (part.value if isinstance(part, python.Constant) else None for part in node.values)
    return "".join(ANY if part is None else re.escape(str(part)) for part in fixed)


def keys_in(node: python.expr) -> Iterator[tuple[str, bool]]:
    """The keys or patterns that an argument can be; none if only its variable is known here."""
    if isinstance(node, python.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)
    elif isinstance(node, python.Constant) and KEY.fullmatch(str(node.value)):
        yield str(node.value), False
    elif isinstance(node, python.JoinedStr):
        yield as_pattern(node), True


def args_of(call: python.Call, name: str) -> frozenset[str] | None:
    """The names of the values given, as in the locale files; None if they can't be known."""
    if name in ("text", "Reject"):
        given = [keyword.arg for keyword in call.keywords]
        return None if None in given else frozenset(str(arg).replace("_", "-") for arg in given)
    if len(call.args) <= SAYING[name] + 1:
        return None if call.keywords else frozenset()
    values = call.args[SAYING[name] + 1]
    keys = values.keys if isinstance(values, python.Dict) else [None]
    known = [key.value if isinstance(key, python.Constant) else None for key in keys]
    return None if None in known else frozenset(str(key) for key in known)


@cache
def sayings() -> tuple[Saying, ...]:
    """Every place in code where a key is said."""
    found = []
    for file in sources(".py"):
        for node in python.walk(tree(file)):
            if not isinstance(node, python.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SAYING and len(node.args) > SAYING[name]:
                where = f"{file.relative_to(ROOT)}:{node.lineno}"
                for key, pattern in keys_in(node.args[SAYING[name]]):
                    found.append(Saying(where, key, pattern, args_of(node, name)))
    for file in sources(".html", ".js", ".j2"):
        for key in IN_TEMPLATE.findall(file.read_text("utf-8")):
            if not key.endswith("-"):
                found.append(Saying(str(file.relative_to(ROOT)), key, False, None))
    return tuple(found)


def mentioned() -> tuple[set[str], list[re.Pattern[str]]]:
    """Everything in the program that is a key as a whole, and every pattern that could make one."""
    words, patterns = set(), set()
    for file in sources(".py"):
        for node in python.walk(tree(file)):
            if isinstance(node, python.Constant) and isinstance(node.value, str):
                words.add(node.value.partition(".")[0])
                if PREFIX.fullmatch(f"'{node.value}'"):
                    patterns.add(re.escape(node.value) + ANY)
            elif isinstance(node, python.JoinedStr) and re.match(r"[a-z]+\\-", as_pattern(node)):
                patterns.add(as_pattern(node).partition(r"\.")[0])
    for file in sources(".html", ".js", ".j2", ".yaml", ".typ"):
        content = file.read_text("utf-8")
        words |= set(re.findall(r"[a-z][a-z0-9]*(?:-[a-z0-9_]+)*", content))
        patterns |= {re.escape(prefix) + ANY for prefix in PREFIX.findall(content)}
    return words, [re.compile(pattern) for pattern in patterns]


def report(lines: list[str]) -> None:
    """Fail with one line for each thing that is wrong."""
    if lines:
        pytest.fail("\n".join(sorted(set(lines))), pytrace=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_code_exists(language: str) -> None:
    known = dict(entries(language))
    names = set(known) | {
        f"{key}.{name}" for key, entry in known.items() for name in entry.placeables if name
    }
    missing = []
    for saying in sayings():
        if saying.pattern:
            fixed = saying.key.partition("[")[0]
            found = len(fixed) >= 3 and any(re.fullmatch(saying.key, name) for name in names)
        else:
            found = saying.key in names
        if not found:
            missing.append(f"{language} has no {saying.key}, said in {saying.where}")
    report(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeable_is_given(language: str) -> None:
    known = dict(entries(language))
    missing = []
    for saying in sayings():
        key, _, attribute = saying.key.partition(".")
        if not saying.pattern and saying.args is not None and key in known:
            lacking = known[key].placeables.get(attribute, frozenset()) - saying.args
            missing += [f"{saying.where} says {saying.key} without {name}" for name in lacking]
    report(missing)


def test_every_key_is_used() -> None:
    words, patterns = mentioned()
    words |= {key for language in LANGUAGES for _, entry in entries(language) for key in entry.mentions}
    keys = {key: entry.file for language in LANGUAGES for key, entry in entries(language)}
    report(
        [
            f"{file}: {key} is used nowhere"
            for key, file in keys.items()
            if key not in words and not any(pattern.fullmatch(key) for pattern in patterns)
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    counted = Counter(key for key, _ in entries(language))
    assert [key for key, count in counted.items() if count > 1] == []


def test_both_languages_have_the_same() -> None:
    chinese, english = (dict(entries(language)) for language in LANGUAGES)
    wrong = [f"{key} is in one language only" for key in chinese.keys() ^ english.keys()]
    for key in chinese.keys() & english.keys():
        if chinese[key].file != english[key].file:
            wrong.append(f"{key} is in {chinese[key].file} and in {english[key].file}")
        if chinese[key].placeables != english[key].placeables:
            wrong.append(f"{key}: {_spelled(chinese[key])} in zh-CN, {_spelled(english[key])} in en")
    report(wrong)


def _spelled(entry: Entry) -> dict[str, list[str]]:
    return {name: sorted(variables) for name, variables in entry.placeables.items()}


def test_chinese_has_chinese_punctuation() -> None:
    """Lists of words that may be typed instead of a key's own are read by the program: commas divide them."""
    wrong = re.compile(f"{CHINESE}[,;:!?]|[,;:!?]{CHINESE}")
    found = []
    for key, entry in entries("zh-CN"):
        for name, words in entry.words.items():
            listed = name == "typed" or key.startswith("typed-")
            for match in wrong.finditer(words.replace(",", "，") if listed else words):
                found.append(f"{entry.file}: {key}: “{match.group()}” in {words.strip()}")
    report(found)


def test_long_words_are_said_too_and_not_kept() -> None:
    """A list of all teams that haven't reported is longer than the library would take."""
    names = "、".join(f"第{number}志愿服务队" for number in range(600))
    kept = locales._said.cache_info().currsize
    assert names in say("zh-CN", "papers-summary-missing", {"names": names})
    assert locales._said.cache_info().currsize == kept
