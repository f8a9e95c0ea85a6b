"""`make bench`: measures, prints the figures, and writes them to `var/bench.json`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import turns

FILE = Path("var") / "bench.json"


def main(arguments: list[str] | None = None, file: Path = FILE) -> dict[str, Any]:
    """Run everything that is measured; the figures, as written."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--leaders", type=int, default=200, help="who fill the form at once")
    parser.add_argument("--rounds", type=int, default=3, help="of each bot; the median counts")
    parser.add_argument("--no-webhook", action="store_true", help="leave out the bot behind its webhook")
    given = parser.parse_args(arguments)
    machine = _machine()
    print(f"{machine['python']}, {machine['cores']} cores, load {machine['load']}", flush=True)
    figures = asyncio.run(turns.bench(given.leaders, given.rounds, webhook=not given.no_webhook))
    print(f"\n{turns.NAME}\n{turns.describe(figures)}", flush=True)
    found = {"machine": machine, turns.NAME: figures}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return found


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
