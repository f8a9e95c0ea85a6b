"""`python -m tests.soak.hostile --seed N --inputs M`: hostile inputs; ends with 1 if one of them did harm."""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import secrets
import sys
import tempfile
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import clock_gettime, perf_counter, pthread_getcpuclockid

from bot.loop import calm_collector
from tests.soak.hostile.inputs import Attacker, Input
from tests.soak.hostile.world import World, opened

#: Seconds of work that one input may cost: it holds up all others so long.
MOST_SECONDS = 0.2
#: After so many inputs the world begins anew: by then most of its people have been made to leave.
ROUND = 2000
#: Bytes by which the memory may grow, and after how many rounds: by then most is loaded that is loaded once
#: (the fonts of a summary and what reads them take 65 MB). The rest is mainly SQLAlchemy's: for each table it
#: keeps up to a hundred statements of the databases there were, and every round has its own.
MOST_GROWTH, SETTLED = 100_000_000, 5
#: So many faults are enough to be told.
ENOUGH = 10


@dataclass
class Outcome:
    """What came of it. `most_seconds` is what one input may take; `memory`: bytes after each round."""

    most_seconds: float
    inputs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def settled(self) -> int:
        """The memory when most was loaded."""
        return self.memory[:SETTLED][-1]

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in self.kinds.most_common())
        slow = ", ".join(f"{name} {took * 1000:.0f}" for name, took in sorted(self.slowest.items()))
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        settled, last = self.settled // 10**6, self.memory[-1] // 10**6
        lines = (
            f"{self.inputs} inputs: {kinds}",
            f"answered {answers}",
            f"slowest in ms of work: {slow}",
            f"memory: {settled} MB after {SETTLED} rounds, {last} MB after the last",
        )
        return "\n".join(lines)


async def attack(
    folder: Path, seed: int, inputs: int, first: int = 0, most_seconds: float = MOST_SECONDS
) -> Outcome:
    """So many inputs from that round on, each round in a folder of its own."""
    outcome = Outcome(most_seconds)
    for number in range(first, first + -(-inputs // ROUND)):
        place = folder / str(number)
        place.mkdir()
        await _attack_once(place, f"{seed}, round {number}", min(ROUND, inputs - outcome.inputs), outcome)
        outcome.memory.append(_memory())
        if len(outcome.faults) >= ENOUGH:
            break
    if (grown := outcome.memory[-1] - outcome.settled) > MOST_GROWTH:
        outcome.faults.append(f"the memory grew by {grown} bytes")
    return outcome


async def _attack_once(folder: Path, seed: str, inputs: int, outcome: Outcome) -> None:
    async with opened(folder) as world:
        for number, given in enumerate(islice(Attacker(world, Random(seed)), inputs), start=1):
            found = await _try(world, given, outcome)
            told = f"seed {seed}, input {number}, {given.kind}: {given.told:.1500}"
            outcome.faults += [f"{told}\n  {one}" for one in found]
            world.clock.advance(timedelta(seconds=7))
        outcome.statuses += world.answered
    outcome.faults += [f"seed {seed}, at the end: {one}" for one in world.faults()]


async def _try(world: World, given: Input, outcome: Outcome) -> list[str]:
    """What is wrong after that input."""
    outcome.inputs += 1
    outcome.kinds[given.kind] += 1
    began, found = _work(), list[str]()
    try:
        async with asyncio.timeout(30):
            await given.send()
    except Exception as error:
        found.append(f"raised {error!r:.2000}")
    took = _work() - began
    outcome.slowest[given.kind] = max(took, outcome.slowest.get(given.kind, 0.0))
    if took > outcome.most_seconds:
        found.append(f"took {took:.2f} s")
    return found + world.faults()


def _work() -> float:
    """Seconds of CPU of what others wait for: the event loop and the threads of the database. Photos are
    looked through and papers drawn beside them."""
    threads = [one for one in threading.enumerate() if one.ident and not one.name.startswith("asyncio")]
    return sum(clock_gettime(pthread_getcpuclockid(one.ident or 0)) for one in threads)


def _memory() -> int:
    """Bytes of this process that lie in memory. What was freed is given back first: the allocator of C keeps
    50 MB of it otherwise."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def main() -> None:
    """Attack, and tell what came of it."""
    parser = argparse.ArgumentParser(description="Send the bot what no well-meaning client would.")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--round", type=int, default=0, help=f"begin with this one; each has {ROUND} inputs")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    calm_collector()  # as in the bot: else its looks through all of this process count as an input's work
    began = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(attack(Path(folder), given.seed, given.inputs, given.round))
    print(f"{outcome}\n{perf_counter() - began:.0f} s")
    for fault in outcome.faults:
        print(f"WRONG: {fault}")
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
