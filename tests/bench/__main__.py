"""`make bench`: measures, prints the figures, and writes them to `var/bench.json`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench import broadcast, cost, scale, steadiness, turns
from tests.bench.figures import NORMAL, TINY, Figure, Found, Measuring, Options, table

FILE = Path("var") / "bench.json"
#: In the order in which they run.
MODULES: tuple[Measuring, ...] = (turns, cost, steadiness, broadcast, scale)
FIGURES: Mapping[str, Figure] = {figure.name: figure for module in MODULES for figure in module.FIGURES}


def main(arguments: list[str] | None = None, file: Path = FILE) -> dict[str, Any]:
    """Run what is asked for; all that was found, as written."""
    names, options = _read(arguments)
    machine = _machine()
    print(f"{machine['python']}, {machine['cores']} cores, load {machine['load']}", flush=True)
    found: Found = {}
    for module in MODULES:
        if wanted := [figure.name for figure in module.FIGURES if figure.name in names]:
            began = perf_counter()
            of_module = asyncio.run(module.bench(options, wanted))
            print(f"\n{module.describe(of_module)}\n({perf_counter() - began:.0f} s)", flush=True)
            found |= of_module
    print(f"\n{table([figure for name, figure in FIGURES.items() if name in found], found)}", flush=True)
    written = {"machine": machine, **found}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return written


def _read(arguments: list[str] | None) -> tuple[Sequence[str], Options]:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of {', '.join(FIGURES)}")
    parser.add_argument("--leaders", type=int, default=NORMAL.leaders, help="who fill the form at once")
    parser.add_argument("--rounds", type=int, default=NORMAL.rounds, help="of each bot; the median counts")
    parser.add_argument("--tiny", action="store_true", help="only to see that it runs")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - FIGURES.keys():
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    options = TINY if given.tiny else Options(given.leaders, given.rounds)
    return given.names or list(FIGURES), options


def _machine() -> dict[str, Any]:
    """What the figures depend on. `load`: processes that were running already, in the last minute."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    main()
