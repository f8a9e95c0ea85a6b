"""`reply_p99_over_p50`: how much longer than usual a reply takes that takes long, with half the load that
the bot can bear."""

from __future__ import annotations

from collections.abc import Collection
from itertools import accumulate
from random import Random
from statistics import median
from time import perf_counter

from tests.bench.figures import Figure, Found, Options
from tests.bench.rounds import Stage, stage
from tests.bench.talk import TALK
from tests.bench.turns import OURS

NAME = "reply_p99_over_p50"
FIGURES = (Figure(NAME, "<=", 4, "waiting for the reply at half the top load, p99 : p50"),)
SEED = 2019
LOAD = 0.5
HEAD = """\
Open loop: messages come at random moments (Poisson), so many a second on average, from {leaders} leaders in
turn, each at a line of their own, whether the bot keeps up or not. Before each round all fill the form as
fast as they are answered: half of that is the load. A message that is late because its sender still waits
counts from its own moment."""

LINE = (
    "top {top_turns_per_second:.0f} turns/s; at {turns_per_second:.0f} turns/s ({cpu_ms:.2f} CPU ms each, "
    "its core {busy:.0%} busy) p50 {p50_ms:.1f} ms, p99 {p99_ms:.1f} ms: {figure:.2f}"
)


async def bench(options: Options, names: Collection[str]) -> Found:
    """Measure. Each round is one bot, started anew."""
    rounds = []
    for number in range(options.rounds):
        async with stage(OURS, options.leaders) as ready:
            rounds.append(await _round(ready, options.leaders, SEED + number))
    medians = {name: median(each[name] for each in rounds) for name in rounds[0]}
    return {NAME: medians | {"leaders": options.leaders, "rounds": rounds}}


async def _round(ready: Stage, leaders: int, seed: int) -> dict[str, float]:
    top = (await ready.play()).turns_per_second
    random = Random(seed)
    gaps = [random.expovariate(top * LOAD) for _ in range(leaders * len(TALK))]
    played = await ready.play_open(lambda: list(accumulate(gaps, initial=perf_counter()))[1:])
    p50, p99 = played.latency_ms(0.5), played.latency_ms(0.99)
    return {
        "figure": p99 / p50,
        "top_turns_per_second": top,
        "turns_per_second": played.turns_per_second,
        "p50_ms": p50,
        "p99_ms": p99,
        "cpu_ms": played.cpu_ms(),
        "busy": played.cpu["all"] / played.seconds,
    }


def describe(found: Found) -> str:
    """Load and latencies."""
    figures = found[NAME]
    lines = [HEAD.format(leaders=figures["leaders"])]
    lines += [LINE.format(**each) for each in figures["rounds"]]
    return "\n".join([*lines, f"{NAME}: {figures['figure']:.2f}"])
