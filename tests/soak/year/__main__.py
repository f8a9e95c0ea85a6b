"""`python -m tests.soak.year`: a year in several bots. Ends with 1 if anything is wrong."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from storage.database import Database
from storage.migrations import migrate
from tests.kit.bot_api import Server
from tests.kit.postgres import PostgresServer, serve
from tests.soak.year.county import live_alone
from tests.soak.year.year import Outcome, Year


async def live(
    folder: Path, postgres: PostgresServer, *, bots: int, weeks: int, blows: int, seed: int
) -> Outcome:
    """The year in peace over SQLite in that folder, then in several bots over PostgreSQL."""
    alone = Database(f"sqlite:///{folder / 'alone.db'}")
    migrate(alone)
    plan = live_alone(alone, weeks, seed)
    alone.dispose()
    with postgres.database() as database:
        async with Server(seed=seed, keep=False) as server:
            year = Year(server, database, folder, plan=plan, weeks=weeks, seed=seed)
            return await year.live(bots=bots, blows=blows)


def main() -> None:
    """Run, and tell what came of it."""
    parser = argparse.ArgumentParser(description="A year in several bots that are killed and stopped.")
    parser.add_argument("--bots", type=int, default=3)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--blows", type=int, default=80)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    began = perf_counter()
    with tempfile.TemporaryDirectory() as folder, serve() as postgres:
        asked = {"bots": given.bots, "weeks": given.weeks, "blows": given.blows, "seed": given.seed}
        outcome = asyncio.run(live(Path(folder), postgres, **asked))
    print(f"{outcome}\n{perf_counter() - began:.0f} s")
    for fault in outcome.faults:
        print(f"WRONG: {fault}")
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
