"""`turn_cpu_over_floor`: the processor time of a turn, and where it goes."""

from __future__ import annotations

from collections.abc import Collection
from statistics import median

from tests.bench.figures import Figure, Found, Options
from tests.bench.rounds import Contender, Round, run_round

NAME = "turn_cpu_over_floor"
FIGURES = (Figure(NAME, "<=", 3, "CPU time of a turn : that of a constant answer"),)
OURS = Contender("yidong, measured inside", "tests.bench.metered")
FLOOR = Contender("the same channel, a constant answer", "tests.bench.floor")
BARE = Contender("the same bot, a constant conversation", "tests.bench.bare")
#: CPU time hardly jumps.
MOST_ROUNDS = 2
HEAD = """\
CPU ms a turn, of the whole process, polling. The floor is our own Telegram channel without handlers and
database: it takes the same messages and answers all of them with one text and seven buttons. A bare turn is
ours in everything, written and delivered, but the conversation, which says the same."""
PARTS = {
    "parse": "read the update",
    "turn": "handlers, and the statements they send",
    "commit": "the turns' transactions: begin, what is left to write, commit",
    "delivery": "delivery's transactions: claim the reply, note it as sent",
    "render": "draw the reply",
}
REST = {"rest": "HTTP, asyncio, the hops between threads"}


async def bench(options: Options, names: Collection[str]) -> Found:
    """Measure, in rounds of both by turns."""
    ours, floor, bare = [], [], []
    for _ in range(min(options.rounds, MOST_ROUNDS)):
        ours.append(await run_round(OURS, options.leaders))
        floor.append(await run_round(FLOOR, options.leaders))
        bare.append(await run_round(BARE, options.leaders))
    ratios = [one.cpu_ms() / least.cpu_ms() for one, least in zip(ours, floor, strict=True)]
    turn, least = median(map(Round.cpu_ms, ours)), median(map(Round.cpu_ms, floor))
    parts = {part: median(one.cpu_ms(part) for one in ours) for part in PARTS}
    parts["rest"] = turn - sum(parts.values())
    return {
        NAME: {
            "figure": median(ratios),
            "of_rounds": ratios,
            "turn_ms": turn,
            "floor_ms": least,
            "bare_ms": median(map(Round.cpu_ms, bare)),
            "parts_ms": parts,
        }
    }


def describe(found: Found) -> str:
    """The turn, the floor, the parts."""
    figures = found[NAME]
    measured = (
        f"a turn {figures['turn_ms']:.2f}, a bare one {figures['bare_ms']:.2f}, "
        f"the floor {figures['floor_ms']:.2f}"
    )
    lines = [HEAD, f"{measured}; where a turn's goes:"]
    parts = figures["parts_ms"]
    words, whole = PARTS | REST, sum(parts.values())
    lines += [f"{part:8} {ms:6.3f} {ms / whole:4.0%}  {words[part]}" for part, ms in parts.items()]
    ratios = ", ".join(f"{ratio:.2f}" for ratio in figures["of_rounds"])
    return "\n".join([*lines, f"{NAME}: {figures['figure']:.2f} (rounds: {ratios})"])
