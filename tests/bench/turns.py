"""`turns_vs_ptb_memory`: the whole bot over SQLite beside python-telegram-bot in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median
from typing import Any

from telegram import __version__ as ptb_version

from tests.bench.figures import Figure, Found, Options
from tests.bench.rounds import Contender, Round, run_round
from tests.bench.talk import TALK

NAME = "turns_vs_ptb_memory"
FIGURES = (Figure(NAME, ">=", 3, "turns a second, ours over SQLite : python-telegram-bot in memory"),)
OURS = Contender("yidong, SQLite, polling", "tests.bench.yidong")
BY_WEBHOOK = Contender("yidong, SQLite, webhook", "tests.bench.yidong", ("webhook",))
RIVAL = Contender(f"python-telegram-bot {ptb_version}, polling", "tests.bench.ptb")
HEAD = """\
{leaders} leaders at once fill the Zhaoqing form from /report to the receipt, {turns} turns each, over a fake
Bot API on loopback. Closed loop: each answers when the last reply has come. {rounds} rounds of each, by
turns; the bot in a process and on a core of its own, the leaders and the fake in another. Pacing is off in
both: the fake has no limits, ours keeps to none. Ours commits every turn (SQLite, WAL, synchronous NORMAL);
theirs keeps all in memory, and can't use concurrent_updates, which its ConversationHandler doesn't bear."""


async def bench(options: Options, names: Collection[str]) -> Found:
    """Measure; the figures by name. The ratio is the median of those of the rounds."""
    leaders, rounds = options.leaders, options.rounds
    bots = {"ours": OURS, "rival": RIVAL} | ({} if options.tiny else {"ours_by_webhook": BY_WEBHOOK})
    played = [{name: await run_round(bot, leaders) for name, bot in bots.items()} for _ in range(rounds)]
    ratios = [each["ours"].turns_per_second / each["rival"].turns_per_second for each in played]
    told = {"leaders": leaders, "rounds": rounds, "turns_a_leader": len(TALK)}
    ratio = {
        "figure": median(ratios),
        "ratios": ratios,
        "cpu_ratio": median(each["rival"].bot_cpu_ms / each["ours"].bot_cpu_ms for each in played),
    }
    played_by = {name: _figures(bot, [each[name] for each in played]) for name, bot in bots.items()}
    return {NAME: told | ratio | played_by}


def _figures(contender: Contender, rounds: Sequence[Round]) -> dict[str, Any]:
    """Medians over the rounds. CPU is in ms for each turn, latency in ms from the words to the reply."""
    return {
        "name": contender.name,
        "turns_per_second": median(each.turns_per_second for each in rounds),
        "bot_cpu_ms": median(each.bot_cpu_ms for each in rounds),
        "crowd_cpu_ms": median(each.crowd_cpu_ms for each in rounds),
        "latency_p50_ms": median(each.latency_ms(0.5) for each in rounds),
        "latency_p99_ms": median(each.latency_ms(0.99) for each in rounds),
    }


def describe(found: Found) -> str:
    """As it is printed."""
    figures = found[NAME]
    told = {"leaders": figures["leaders"], "turns": figures["turns_a_leader"], "rounds": figures["rounds"]}
    lines = [HEAD.format(**told)]
    lines.append(f"{'':36} turns/s  CPU ms/turn  of the fake  p50 ms  p99 ms")
    for each in (figures[name] for name in ("ours", "rival", "ours_by_webhook") if name in figures):
        lines.append(
            f"{each['name']:36} {each['turns_per_second']:7.0f} {each['bot_cpu_ms']:12.2f} "
            f"{each['crowd_cpu_ms']:12.2f} {each['latency_p50_ms']:7.0f} {each['latency_p99_ms']:7.0f}"
        )
    each_round = ", ".join(f"{ratio:.2f}" for ratio in figures["ratios"])
    lines.append(
        f"ratio {figures['figure']:.2f} (rounds: {each_round}); by CPU a turn {figures['cpu_ratio']:.2f}"
    )
    return "\n".join(lines)
