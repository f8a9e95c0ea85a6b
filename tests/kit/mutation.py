"""Values spoilt on purpose: JSON, words and bytes, each by a dice with a seed."""

from __future__ import annotations

import json
from random import Random
from typing import Any, TypeAlias

Json: TypeAlias = Any

#: Words that have broken some program somewhere.
NASTY = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff好\ud83d",
    "\u202e倒过来\u2066",
    "e" + "\u0301" * 300,
    "👩‍👩‍👧‍👦" * 20,
    "²½Ⅷ٣൩",
    "９９９",
    "9" * 5000,
    "-1",
    "1e999999",
    "NaN",
    "Infinity",
    "0.1" + "0" * 400,
    "99999-99-99",
    "2019-02-29",
    "31/12/9999",
    "24:00-25:61",
    "=cmd|' /C calc'!A0",
    "+1-1",
    "@SUM(A1)",
    "\t=1",
    "<script>alert(1)</script>",
    "<b>&amp;'\"",
    "{ $name }{-x}{{ 7*7 }}{% raw %}",
    "%s%n%d{}{0}",
    '#eval(read("/etc/passwd"))',
    "../../../../etc/passwd",
    "photo:../../secret",
    "paper:export:1:zh-CN",
    "/start " + "A" * 16,
    "/join/" + "x" * 16,
    "/report 1.1.activity",
    "/view 1",
    "/member 1",
    "/continue 1",
    "/restore " + "9" * 30,
    "/assign all",
    "/" + "x" * 300,
    "/\0",
    "~1-0.submit",
    "~999999999-1.back",
    "~" + "9" * 40 + "-0.1",
    "slug: x\nname: {",
    "a: &a [*a]",
    "%YAML 9" + "9" * 5000 + ".1\n---\na: b",
    'a: "\\UFFFFFFFF"',
    "，、；" * 500,
    "1、" * 900,
    "人" * 8001,
    "上午" * 1200,
    "1小时" * 1500,
    "x" * 30_000,
    "\n" * 3000,
    " \u3000" * 2000,
)
NUMBERS = (0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**400, 1.5, -0.0, 1e308, 10**15)


def nested(depth: int) -> Json:
    """A list in a list in a list."""
    value: Json = []
    for _ in range(depth):
        value = [value]
    return value


class Spoiler:
    """Spoils what it is given, a little or much."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice

    def value(self) -> Json:
        """Something of any kind, seldom fitting."""
        dice = self.dice
        values: tuple[Json, ...] = (
            dice.choice(NASTY),
            dice.choice(NUMBERS),
            dice.choice((None, True, False, [], {}, [[]], {"": None})),
            nested(dice.choice((3, 30, 150))),
            {dice.choice(NASTY): dice.choice(NUMBERS) for _ in range(3)},
        )
        return dice.choice(values)

    def json(self, value: Json, times: int = 1) -> Json:
        """A copy in which so many places are dropped, retyped, doubled or put in another's place."""
        copy = json.loads(json.dumps(value))
        for _ in range(times):
            copy = self._spoil(copy)
        return copy

    def _spoil(self, value: Json) -> Json:
        if not isinstance(value, dict | list) or not value or self.dice.random() < 0.05:
            return self.text(value) if isinstance(value, str) and self.dice.random() < 0.7 else self.value()
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = self.dice.choice(keys)
        act = self.dice.random()
        if act < 0.15:
            del value[key]
        elif act < 0.2:
            value[key] = value[self.dice.choice(keys)]
        elif act < 0.25:
            if isinstance(value, dict):
                value[self.dice.choice(NASTY)] = self.value()
            else:
                value.extend(value * self.dice.choice((1, 30)))
        else:
            value[key] = self._spoil(value[key])
        return value

    def text(self, text: str) -> str:
        """Words with something nasty in their place or among them."""
        act, dice = self.dice.random(), self.dice
        if act < 0.4:
            return dice.choice(NASTY)
        place = dice.randrange(len(text) + 1)
        if act < 0.7:
            return text[:place] + dice.choice(NASTY) + text[place:]
        if act < 0.8:
            return text[:place]
        if act < 0.9:
            return text * dice.choice((2, 50))
        return "".join(dice.sample(text, len(text)))

    def content(self, content: bytes, times: int = 1) -> bytes:
        """Bytes cut, turned, doubled, or with others among them."""
        found, dice = bytearray(content), self.dice
        for _ in range(times):
            act, place = dice.random(), dice.randrange(len(found) + 1)
            if act < 0.25:
                del found[place:]
            elif act < 0.6 and found:
                found[min(place, len(found) - 1)] = dice.randrange(256)
            elif act < 0.8:
                found[place:place] = dice.choice(NASTY).encode("utf-8", "surrogatepass")
            else:
                end = min(len(found), place + dice.randrange(1, 200))
                found[place:place] = found[place:end] * dice.choice((1, 20))
        return bytes(found)

    def body(self, value: Json) -> bytes:
        """The value as JSON, perhaps spoilt as a value or as bytes, or something that is no JSON at all."""
        act, dice = self.dice.random(), self.dice
        if act < 0.03:
            return dice.choice((b"[", b'{"a":')) * dice.choice((50, 5_000, 60_000))
        if act < 0.06:
            return dice.choice((b"", b"\xff\xfe", b"null", b"0", b"NaN", b"\x1f\x8b\x08" + bytes(30)))
        if act < 0.5:
            value = self.json(value, dice.choice((1, 1, 1, 2, 5)))
        plain = json.dumps(value, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
        return self.content(plain, dice.choice((1, 3))) if act > 0.85 else plain
