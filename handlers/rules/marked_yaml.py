"""YAML read for people who make mistakes: plain data, and the line of everything in it.

Only mappings, lists and words are taken. Every plain value stays the word that was written (`22:00` is
not 1320 and `no` is not false, as YAML 1.1 would have it); the schema decides what it means. Anchors,
aliases and tags are refused: nobody needs them here, and an alias of aliases fills the memory.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import yaml
from pydantic import JsonValue

from handlers.messages import Text, text

#: A campaign file is a few kB; reading stops at this size (bytes) and at this depth.
LARGEST = 200_000
DEEPEST = 20
#: The reader in C where PyYAML was built with it, as in its wheels. The other takes a second for a file
#: pasted in parts, and while a turn lasts nobody else's is committed.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset({"", "~", "null"})


class YamlError(ValueError):
    """It can't be read at all; `words` say why, `line` says where (the first is 1)."""

    def __init__(self, words: Text, line: int) -> None:
        self.words, self.line = words, line
        super().__init__(f"line {line}: {words.key}")


@dataclass(frozen=True, slots=True)
class Marked:
    """The data of a file; `twice` holds the keys that stand twice in one mapping, with their lines."""

    value: JsonValue
    twice: tuple[tuple[str, int], ...]
    root: yaml.Node

    def line(self, place: Sequence[str | int]) -> int:
        """The line of what is found by following keys and indexes; steps that lead nowhere are left out,
        so the place of something missing is the line of what should hold it."""
        node, line = self.root, 0
        for step in place:
            below = _below(node, step)
            if below is not None:
                node, line = below
        return line + 1

    def trodden(self, place: Sequence[str | int], unwritten: Collection[str]) -> tuple[str | int, ...]:
        """The place without the steps that lead nowhere. The last one stays, as it names what is missing,
        unless it is one of `unwritten`."""
        node, kept = self.root, list[str | int]()
        for number, step in enumerate(place, 1):
            below = _below(node, step)
            if below is not None:
                node, _ = below
            elif number < len(place) or step in unwritten:
                continue
            kept.append(step)
        return tuple(kept)


def read_marked(source: str) -> Marked:
    """Read a YAML text; YamlError if it isn't one, or holds what is refused."""
    if len(source.encode("utf-8", "replace")) > LARGEST:
        raise YamlError(text("campaign-file-large", most=LARGEST // 1000), 1)
    try:
        _scan(source)
        root = yaml.compose(source, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlError(text("campaign-file-yaml", message=error.problem or "?"), line) from None
    except YamlError:
        raise
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # Numbers of a directive or an escape that are too large, and halves of characters.
        raise YamlError(text("campaign-file-yaml", message=str(error).splitlines()[0]), 1) from None
    if root is None:
        raise YamlError(text("campaign-file-empty-file"), 1)
    twice: list[tuple[str, int]] = []
    return Marked(_value(root, twice), tuple(twice), root)


def _scan(source: str) -> None:
    """Walk the events, which needs no memory, before anything is built of them."""
    depth = 0
    for event in yaml.parse(source, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        # An alias bears the anchor it repeats.
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise YamlError(text("campaign-file-alias"), line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise YamlError(text("campaign-file-deep"), line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(node: yaml.Node, twice: list[tuple[str, int]]) -> JsonValue:
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, twice) for item in node.value]
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in _NOTHING else str(node.value)
    mapping: dict[str, JsonValue] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError(text("campaign-file-key"), key.start_mark.line + 1)
        if key.value in mapping:
            twice.append((key.value, key.start_mark.line + 1))
        mapping[key.value] = _value(value, twice)
    return mapping


def _below(node: yaml.Node, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == step:
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line
    return None
