"""What a module that measures is to the frame: the figures that it has, how it gets them, how it tells them.

A further one is such a module, with its line in `tests.bench.__main__`:

    FIGURES = (Figure("turns_vs_me", ">=", 3, "what it means, in one line"),)
    async def bench(options: Options, names: Collection[str]) -> Found: ...
    def describe(found: Found) -> str: ...
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

#: By the name of the figure: the figure itself as "figure", and beside it what it was made of (JSON).
Found: TypeAlias = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Options:
    """How large. `tiny`: only to see that it runs, in a second or two; the figures then mean nothing."""

    leaders: int = 200
    rounds: int = 3
    tiny: bool = False


NORMAL = Options()
TINY = Options(leaders=2, rounds=1, tiny=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of things measured in one run, so that it says the same on another machine."""

    name: str
    side: Literal[">=", "<="]
    aim: float
    means: str

    def reached(self, figure: float) -> bool:
        """Whether the aim is."""
        return figure >= self.aim if self.side == ">=" else figure <= self.aim

    def line(self, figure: float) -> str:
        """Its line in the table."""
        reached = "yes" if self.reached(figure) else "NO"
        return f"{self.name:24} {figure:8.2f}   {self.side} {self.aim:<5g} {reached:4} {self.means}"


class Measuring(Protocol):
    """A module that measures."""

    @property
    def FIGURES(self) -> Sequence[Figure]:
        """What it has."""

    async def bench(self, options: Options, names: Collection[str]) -> Found:
        """Measure those of its figures that are named."""

    def describe(self, found: Found) -> str:
        """What was measured, and how, as it is printed before the table of all figures."""


def table(figures: Collection[Figure], found: Found) -> str:
    """All that were found, with their aims."""
    head = f"{'figure':24} {'':8}   {'aim':8} {'met':4} what it means"
    return "\n".join([head, *(each.line(found[each.name]["figure"]) for each in figures)])
