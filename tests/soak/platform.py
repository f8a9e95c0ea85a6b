"""Telegram misbehaves for minutes on end: towns whose leaders report, a seed each, one after another.

    python -m tests.soak.platform --seed 1 --minutes 10

Everything that can go wrong does so with a chance of 1 to 10 %, by polling and by webhook in turn. The first
town whose books don't balance ends it; its seed, given again, plays it again.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.kit import fast_time
from tests.kit.bot_api.passage import Passage
from tests.kit.bot_api.troubles import Chances
from tests.kit.leader import report_all
from tests.kit.ledger import Ledger, balance
from tests.kit.town import open_town

SPEED = 40.0
LEADERS = 20
#: Seconds on the town's clock; only a bot that has stopped answering takes so long.
PATIENCE = 3600 * 3


async def play(seed: int, folder: Path) -> Ledger:
    """One town with that seed."""
    share = random.Random(seed).uniform(0.01, 0.10)
    async with open_town(folder, leaders=LEADERS, seed=seed, webhook=seed % 2 == 0) as town:
        town.server.troubles.append(chances := Chances(seed, share))
        town.server.queue.passage = Passage(seed, overtaken=share, split=share, twice=share)
        async with asyncio.timeout(PATIENCE):
            ledger = await balance(town, await report_all(town))
        ledger.figures += Counter({f"requests: {kind}": count for kind, count in chances.met.items()})
        ledger.figures["sent too fast"] += town.rates.refused
        return ledger


def main(first: int, minutes: float) -> int:
    """Play towns until the time is over; 1 if the books of one don't balance."""
    ends_at, total, seed = time.monotonic() + minutes * 60, Counter[str](), first
    while seed == first or time.monotonic() < ends_at:
        with tempfile.TemporaryDirectory() as folder:
            try:
                ledger = fast_time.run(play(seed, Path(folder)), SPEED)
            except BaseException:
                print(f"FAILED: --seed {seed}", flush=True)
                raise
        if ledger.wrong:
            print(f"FAILED: --seed {seed}", *ledger.wrong, sep="\n")
            return 1
        print(f"seed {seed}: {dict(sorted(ledger.figures.items()))}", flush=True)
        total += ledger.figures
        seed += 1
    print(f"{seed - first} towns, all books balance: {dict(sorted(total.items()))}")
    return 0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args()
    sys.exit(main(given.seed, given.minutes))
