"""`python -m tests.soak.hostile --seed N --inputs M`: hostile inputs; ends with 1 if one of them did harm."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from tests.soak.hostile.inputs import Attacker, Input
from tests.soak.hostile.world import World, opened

#: Seconds of work that one input may cost: it holds up all others so long. A photo is decoded beside them.
MOST_SECONDS = 0.2
MOST_PHOTO_SECONDS = 2.0
#: Bytes by which the memory may grow after the first tenth of the inputs.
MOST_GROWTH = 150_000_000
#: So many faults are enough to be told.
ENOUGH = 10


@dataclass
class Outcome:
    """What came of it."""

    inputs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    growth: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in self.kinds.most_common())
        slow = ", ".join(f"{name} {seconds * 1000:.0f}" for name, seconds in sorted(self.slowest.items()))
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return (
            f"{self.inputs} inputs: {kinds}\nanswered {answers}\nslowest in ms of work: {slow}\n"
            f"memory grew by {self.growth / 1e6:.0f} MB"
        )


async def attack(folder: Path, seed: int, inputs: int) -> Outcome:
    """So many inputs, in a folder of their own."""
    outcome, memory = Outcome(), 0
    async with opened(folder) as world:
        for number, given in enumerate(islice(Attacker(world, Random(seed)), inputs), start=1):
            if number == inputs // 10:
                memory = _memory()
            found = await _try(world, given, outcome)
            outcome.faults += [f"input {number}, {given.kind}: {given.told:.1500}\n  {one}" for one in found]
            if len(outcome.faults) >= ENOUGH:
                break
            world.clock.advance(timedelta(seconds=7))
        outcome.statuses, outcome.growth = world.answered, _memory() - memory
    if outcome.growth > MOST_GROWTH:
        outcome.faults.append(f"the memory grew by {outcome.growth} bytes")
    return outcome


async def _try(world: World, given: Input, outcome: Outcome) -> list[str]:
    """What is wrong after that input."""
    outcome.inputs += 1
    outcome.kinds[given.kind] += 1
    began, found = process_time(), list[str]()
    try:
        async with asyncio.timeout(30):
            await given.send()
    except Exception as error:
        found.append(f"raised {error!r:.2000}")
    took = process_time() - began
    # What is delivered afterwards belongs to nobody's input.
    await asyncio.sleep(0)
    outcome.slowest[given.kind] = max(took, outcome.slowest.get(given.kind, 0.0))
    photos = given.kind == "photos" or '"photo"' in given.told or '"document"' in given.told
    if took > (MOST_PHOTO_SECONDS if photos else MOST_SECONDS):
        found.append(f"took {took:.2f} s")
    return found + world.faults()


def _memory() -> int:
    """Bytes of this process that lie in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def main() -> None:
    """Attack, and tell what came of it."""
    parser = argparse.ArgumentParser(description="Send the bot what no well-meaning client would.")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--inputs", type=int, default=100_000)
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    began = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(attack(Path(folder), given.seed, given.inputs))
    print(f"{outcome}\n{perf_counter() - began:.0f} s")
    for fault in outcome.faults:
        print(f"WRONG (seed {given.seed}): {fault}")
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
