"""Turns a second: the whole bot over SQLite beside bots of other libraries that do much less."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

from tests.bench.figures import Figure, Found, Options
from tests.bench.rounds import Contender, Round, run_round
from tests.bench.talk import TALK

FIGURES = (
    Figure("turns_vs_ptb_memory", ">=", 3, "turns a second, ours : python-telegram-bot's, in memory"),
    Figure("turns_vs_ptb_sql", ">=", 8, "turns a second, ours : python-telegram-bot's over async SQLAlchemy"),
    Figure("turns_vs_aiogram", ">=", 2, "turns a second, ours : aiogram's, in memory"),
)
OURS = Contender("yidong, SQLite, polling", "tests.bench.yidong")
BY_WEBHOOK = Contender("yidong, SQLite, webhook", "tests.bench.yidong", ("webhook",))
PTB = f"python-telegram-bot {version('python-telegram-bot')}"
RIVALS: Mapping[str, Contender] = {
    "turns_vs_ptb_memory": Contender(f"{PTB}, polling", "tests.bench.ptb"),
    "turns_vs_ptb_sql": Contender(f"{PTB}, SQL, polling", "tests.bench.ptb_sql"),
    "turns_vs_aiogram": Contender(f"aiogram {version('aiogram')}, polling", "tests.bench.aiogram_fsm"),
}
#: These take long, and so long that one round is as sure as three of the others; see `_order`.
SLOW = ("turns_vs_ptb_memory", "turns_vs_ptb_sql")
HEAD = """\
{leaders} leaders at once fill the Zhaoqing form from /report to the receipt, {turns} turns each, over a fake
Bot API on loopback. Closed loop: each answers when the last reply has come. The bot in a process and on a
core of its own, the leaders and the fake in another. Pacing is off everywhere: the fake has no limits. Ours
commits every turn (SQLite, WAL, synchronous NORMAL). The others keep all in memory but for the one with
SQL, which commits every answer. All run on our loop (uvloop, a quiet collector). A ConversationHandler of
python-telegram-bot doesn't bear concurrent_updates."""


async def bench(options: Options, names: Collection[str]) -> Found:
    """Measure. Each figure is made of medians over the rounds of a bot."""
    played: dict[str, list[Round]] = {}
    for contender in _order(options, names):
        played.setdefault(contender.name, []).append(await run_round(contender, options.leaders))
    bots = {name: _about(rounds) for name, rounds in played.items()}
    about = {"leaders": options.leaders, "turns_a_leader": len(TALK)}
    return {name: about | _compare(bots, RIVALS[name].name) for name in names}


def _order(options: Options, names: Collection[str]) -> list[Contender]:
    """Rounds of all, by turns: what else the machine does meanwhile troubles all of them. The slow play
    once, the one in the first round, the other in the second."""
    slow = [RIVALS[name] for name in SLOW if name in names]
    quick = [OURS, *(RIVALS[name] for name in names if name not in SLOW)]
    once = slow if options.tiny else [*slow, BY_WEBHOOK]
    order = [each for number in range(options.rounds) for each in (*quick, *once[number : number + 1])]
    return order + once[options.rounds :]


def _compare(bots: Mapping[str, Mapping[str, Any]], rival: str) -> dict[str, Any]:
    """Ours, polling, against that rival; by CPU time, and by webhook, as well."""
    speed = bots[rival]["turns_per_second"]
    compared = {
        "figure": bots[OURS.name]["turns_per_second"] / speed,
        "by_cpu": bots[rival]["bot_cpu_ms"] / bots[OURS.name]["bot_cpu_ms"],
    }
    if BY_WEBHOOK.name in bots:
        compared["by_webhook"] = bots[BY_WEBHOOK.name]["turns_per_second"] / speed
    shown = (OURS.name, BY_WEBHOOK.name, rival)
    return compared | {"bots": {name: bots[name] for name in shown if name in bots}}


def _about(rounds: Sequence[Round]) -> dict[str, Any]:
    """Medians over the rounds. CPU is in ms for each turn, latency in ms from the words to the reply."""
    return {
        "rounds": [each.turns_per_second for each in rounds],
        "turns_per_second": median(each.turns_per_second for each in rounds),
        "bot_cpu_ms": median(each.cpu_ms() for each in rounds),
        "crowd_cpu_ms": median(each.crowd_cpu_ms for each in rounds),
        "latency_p50_ms": median(each.latency_ms(0.5) for each in rounds),
        "latency_p99_ms": median(each.latency_ms(0.99) for each in rounds),
    }


def describe(found: Found) -> str:
    """The bots, then what the figures are made of."""
    first = next(iter(found.values()))
    lines = [HEAD.format(leaders=first["leaders"], turns=first["turns_a_leader"])]
    lines.append(f"{'':38} turns/s  CPU ms/turn  of the fake  p50 ms  p99 ms  turns/s of each round")
    bots = {name: bot for figure in found.values() for name, bot in figure["bots"].items()}
    for name, bot in bots.items():
        rounds = ", ".join(f"{speed:.0f}" for speed in bot["rounds"])
        lines.append(
            f"{name:38} {bot['turns_per_second']:7.0f} {bot['bot_cpu_ms']:12.2f} {bot['crowd_cpu_ms']:12.2f} "
            f"{bot['latency_p50_ms']:7.0f} {bot['latency_p99_ms']:7.0f}  {rounds}"
        )
    for name, figure in found.items():
        webhook = f", by webhook {figure['by_webhook']:.2f}" if "by_webhook" in figure else ""
        lines.append(f"{name}: {figure['figure']:.2f}{webhook}; by CPU time {figure['by_cpu']:.2f}")
    return "\n".join(lines)
