"""How the bot bears a million reports: each figure compares a province after a year with next to nothing."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Collection
from pathlib import Path
from time import perf_counter

from storage.database import Database
from storage.migrations import migrate
from tests.bench import growth
from tests.bench.figures import Figure, Found, Options
from tests.bench.province import LARGE, SMALL, Province, Size, fill

TURNS, TICKS = "turn_growth", "tick_growth"
FIGURES = (
    Figure(TURNS, "<=", 1.15, "CPU of a turn, with a million reports : with next to nothing"),
    Figure(TICKS, "<=", 3, "ms of a tick with nothing due, with 210,000 open obligations : with few"),
)
HEAD = """\
A province filled in by SQL in {seconds:.0f} s ({megabytes:.0f} MB): {teams:,} teams, {people:,} people,
{campaigns} campaigns; in one {reporting:,} teams filed {reports:,} reports in a year; {sent:,} messages were
answered. Beside it the same with {small} teams, who look back on a few reports of their own."""
#: Small enough for a second.
TINY = Size(teams=100, cities=1, reports=500, people=200, sent=300)


async def bench(options: Options, names: Collection[str]) -> Found:
    """Measure; the figures by name."""
    large = TINY if options.tiny else LARGE
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        few, beside = _province(Path(folder) / "few.db", SMALL)
        file = Path(folder) / "many.db"
        many, made = _province(file, large)
        told = {
            "seconds": perf_counter() - began,
            "megabytes": file.stat().st_size / 1e6,
            "small": SMALL.teams,
            "reporting": made.reporting,
            **{name: getattr(large, name) for name in ("teams", "people", "campaigns", "reports", "sent")},
        }
        gc.freeze()
        rounds = 2 if options.tiny else 88
        found: Found = {}
        if TICKS in names:
            found[TICKS] = growth.ticks(few, many, rounds)
        if TURNS in names:
            found[TURNS] = growth.turns((few, beside), (many, made), rounds)
        few.dispose()
        many.dispose()
    return {name: figure | {"province": told} for name, figure in found.items()}


def _province(file: Path, size: Size) -> tuple[Database, Province]:
    database = Database(f"sqlite:///{file}")
    migrate(database)
    return database, fill(database, size)


def describe(found: Found) -> str:
    """As it is printed."""
    told = next(iter(found.values()))["province"]
    lines = [HEAD.format(**told)]
    if TURNS in found:
        lines.append(
            "a turn: {few_ms:.2f} ms of CPU with few, {many_ms:.2f} ms with many".format(**found[TURNS])
        )
    if TICKS in found:
        lines.append("a tick: {few_ms:.2f} ms with few, {many_ms:.2f} ms with many".format(**found[TICKS]))
    return "\n".join(lines)
