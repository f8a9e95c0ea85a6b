"""`python -m tests.soak`: the long run. Ends with 1 if anything is wrong."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.kit.bot_api import Server
from tests.soak.killing import pause_shortly
from tests.soak.soak import Outcome, Soak


async def soak(
    folder: Path, *, kills: int, leaders: int, seed: int, hurry: float, webhook: bool = False
) -> Outcome:
    """One run in that folder."""
    async with Server(seed=seed, keep=False, sleep=pause_shortly) as server:
        crowd = Soak(server, folder, leaders=leaders, seed=seed, hurry=hurry, webhook=webhook)
        return await crowd.run(kills)


def main() -> None:
    """Run, and tell what came of it."""
    parser = argparse.ArgumentParser(description="Kill the bot again and again, and look what it lost.")
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--leaders", type=int, default=50)
    parser.add_argument("--hurry", type=float, default=0.5, help="most seconds before a leader writes on")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--webhook", action="store_true", help="the bot is told by webhook, and doesn't poll")
    parser.add_argument("--folder", type=Path, help="where the database stays afterwards")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        began = perf_counter()
        asked = {"kills": given.kills, "leaders": given.leaders, "seed": given.seed, "hurry": given.hurry}
        outcome = asyncio.run(soak(folder, **asked, webhook=given.webhook))
    print(f"{outcome}\n{perf_counter() - began:.0f} s")
    for fault in outcome.faults:
        print(f"WRONG: {fault}")
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
