"""How the bot bears a million reports: each figure compares a province after a year with next to nothing."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from storage.database import Database
from storage.migrations import migrate
from tests.bench import growth, summing
from tests.bench.figures import Figure, Found, Options
from tests.bench.province import LARGE, SMALL, Province, Size, fill

TURNS, TICKS = "turn_growth", "tick_growth"
SUMMARY, MEMORY = "summary_vs_sql", "summary_mb"
FIGURES = (
    Figure(TURNS, "<=", 1.15, "CPU of a turn, with a million reports : with next to nothing"),
    Figure(TICKS, "<=", 3, "ms of a tick with nothing due, with 210,000 open obligations : with few"),
    Figure(SUMMARY, "<=", 2, "CPU of a committee's summary of a million reports : of the bare sums in SQL"),
    Figure(MEMORY, "<=", 250, "MB, at the most, of a process that starts and makes that summary"),
)
HEAD = """\
A province filled in by SQL in {seconds:.0f} s ({megabytes:.0f} MB): {teams:,} teams, {people:,} people,
{campaigns} campaigns; in one {reporting:,} teams filed {reports:,} reports in a year; {sent:,} messages were
answered. Beside it the same with {small} teams, who look back on a few reports of their own."""
SUMMED = """\
the summary of {activities:,} activities, {joint:,} of them joint: {summary_seconds:.1f} s of CPU, the bare
sums {bare_seconds:.1f} s; {summary_mb:.0f} MB in all, {more_megabytes:.0f} of them when it was asked for"""
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
        if wanted := {SUMMARY, MEMORY} & set(names):
            summary = _summaries(file, large.people, 1 if options.tiny else options.rounds)
            found |= {name: summary | {"figure": summary[name]} for name in wanted}
    return {name: figure | {"province": told} for name, figure in found.items()}


def _province(file: Path, size: Size) -> tuple[Database, Province]:
    database = Database(f"sqlite:///{file}")
    migrate(database)
    return database, fill(database, size)


def _summaries(file: Path, people: int, rounds: int) -> dict[str, Any]:
    """The bare sums and the summary by turns, each in a process of its own; the medians."""
    pairs = [(_run("bare", file), _run("summary", file, people)) for _ in range(rounds)]
    bare, summary = pairs[0]
    assert bare["reports"] >= summary["activities"] > bare["reports"] - 2 * summary["joint"] > 0, pairs
    return {
        SUMMARY: median(summary["seconds"] / bare["seconds"] for bare, summary in pairs),
        MEMORY: max(summary["megabytes"] for _, summary in pairs),
        "bare_seconds": median(bare["seconds"] for bare, _ in pairs),
        "summary_seconds": median(summary["seconds"] for _, summary in pairs),
        "more_megabytes": max(summary["more_megabytes"] for _, summary in pairs),
        "activities": summary["activities"],
        "joint": summary["joint"],
    }


def _run(what: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", summing.__name__, what, *map(str, arguments)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


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
    if made := found.get(SUMMARY) or found.get(MEMORY):
        lines.append(SUMMED.format(**made))
    return "\n".join(lines)
