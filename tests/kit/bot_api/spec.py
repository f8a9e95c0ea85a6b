"""The Bot API's description as a judge of requests: required fields, types, lengths.

The description is the JSON that github.com/PaulSonOfLars/telegram-bot-api-spec makes of Telegram's own
page. It isn't kept here: put its path into the environment variable `BOT_API_SPEC`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.kit.bot_api.world import Call, Json, Record

VARIABLE = "BOT_API_SPEC"
ABSENT = f"set {VARIABLE} to the path of a Bot API description (JSON) to have requests judged by it"
PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "String": (str,),
}
LENGTH = re.compile(r"(?<![\w.])(\d+)-(\d+) (characters|bytes|items)|include (\d+)-(\d+) items")


def path() -> Path | None:
    """Where the description lies, if it is there."""
    given = os.environ.get(VARIABLE, "")
    return Path(given) if given and Path(given).is_file() else None


@cache
def load(file: Path) -> Spec:
    return Spec(json.loads(file.read_text(encoding="utf-8")))


def misfits(records: Iterable[Record]) -> list[str]:
    """What is wrong with requests that were taken; nothing if there is no description to judge by."""
    file = path()
    good = [record.call for record in records if record.answer.status == 200] if file else []
    return [fault for call in good if file for fault in load(file).faults(call)]


class Spec:
    """The methods and types of the Bot API."""

    def __init__(self, description: Json) -> None:
        self._methods = {name.lower(): method for name, method in description["methods"].items()}
        self._types: Json = description["types"]

    def faults(self, call: Call) -> list[str]:
        """What is wrong with a request; nothing if it is as described."""
        method = self._methods.get(call.method)
        if method is None:
            return [f"there is no method {call.method}"]
        values = dict(call.params) | {
            name: file for name, file in call.files.items() if name not in call.params
        }
        fields = method.get("fields", [])
        attached = _attached(call)
        known = {field["name"] for field in fields} | attached
        found = [f"{call.method}.{name} is not known" for name in values.keys() - known]
        found += [f"{name} is attached, but not sent" for name in attached - call.files.keys()]
        for field in fields:
            where = f"{call.method}.{field['name']}"
            if field["name"] in values:
                found += self._field(values[field["name"]], field, where, outside=True)
            elif field["required"]:
                found.append(f"{where} is missing")
        return found

    def _field(self, value: Any, field: Json, where: str, *, outside: bool) -> Iterator[str] | list[str]:
        """Faults of a value: of the type that fits it best. From outside it may be JSON in a text."""
        tries = [
            self._typed(_decoded(value, kind) if outside else value, kind, where) for kind in field["types"]
        ]
        best = min(tries, key=len)
        return best or list(_length(value, field, where, outside=outside))

    def _typed(self, value: Any, kind: str, where: str) -> list[str]:
        if kind == "InputFile":
            return [] if not isinstance(value, dict | list) else [f"{where} is not a file"]
        if kind in PLAIN:
            fits = isinstance(value, PLAIN[kind]) and (kind == "Boolean" or not isinstance(value, bool))
            return [] if fits else [f"{where} is not {kind}: {value!r}"]
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where} is not an array: {value!r}"]
            inner = {"types": [kind.removeprefix("Array of ")], "description": ""}
            return [
                fault
                for place, item in enumerate(value)
                for fault in self._field(item, inner, f"{where}[{place}]", outside=False)
            ]
        return self._object(value, kind, where)

    def _object(self, value: Any, kind: str, where: str) -> list[str]:
        about = self._types[kind]
        if about.get("subtypes"):
            return min((self._object(value, each, where) for each in about["subtypes"]), key=len)
        if not isinstance(value, dict):
            return [f"{where} is not {kind}: {value!r}"]
        fields = {field["name"]: field for field in about.get("fields", [])}
        found = [f"{where}.{name} is not known" for name in value.keys() - fields.keys()]
        for name, field in fields.items():
            if name in value:
                found += self._field(value[name], field, f"{where}.{name}", outside=False)
            elif field["required"]:
                found.append(f"{where}.{name} is missing")
        return found


def _attached(call: Call) -> set[str]:
    """Names of the files that the request's values say are attached."""
    text = json.dumps(dict(call.params))
    return set(re.findall(r"attach://([\w.-]+)", text))


def _decoded(value: Any, kind: str) -> Any:
    """A form's value, which is text, as the kind that it should be."""
    if not isinstance(value, str) or kind in ("String", "InputFile"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _length(value: Any, field: Json, where: str, *, outside: bool) -> Iterator[str]:
    """A fault if the description tells a length and the value hasn't got it."""
    match = LENGTH.search(field["description"])
    if match is None:
        return
    least, most = int(match[1] or match[4]), int(match[2] or match[5])
    unit = match[3] or "items"
    if unit == "items" and outside and isinstance(value, str):
        value = json.loads(value)
    if isinstance(value, str | list):
        size = len(value.encode()) if unit == "bytes" and isinstance(value, str) else len(value)
        if not least <= size <= most:
            yield f"{where} has {size} {unit}, not {least} to {most}"
