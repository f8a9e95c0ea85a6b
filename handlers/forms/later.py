"""What a form may need to know, worked out only when it does: most messages need none of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

V = TypeVar("V")


class Later(Mapping[str, V]):
    """A mapping that is made when one of `names` is first looked up; it has no others."""

    def __init__(self, names: Collection[str], make: Callable[[], Mapping[str, V]]) -> None:
        self._names = names
        self._make = make

    @cached_property
    def _made(self) -> dict[str, V]:
        return {name: value for name, value in self._make().items() if name in self._names}

    def __getitem__(self, name: str) -> V:
        if name not in self._names:
            raise KeyError(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        """Asked of every question; Mapping's own way would raise a KeyError for most."""
        return name in self._names and name in self._made

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
