"""A broadcast: how near to Telegram's limit it comes, and how it is for those who write meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from time import perf_counter
from typing import Any

from tests.bench.figures import Figure, Found, Options
from tests.bench.reminding import FIRST_ACCOUNT, accounts
from tests.bench.rounds import Contender, Round, Stage, cold_stage
from tests.bench.talk import BEGINS_AT
from tests.kit.bot_api import Call, Server
from tests.kit.bot_api.rates import OVERALL, Rates

REPLY, USE = "reply_during_broadcast", "broadcast_utilisation"
PEOPLE = 10_000
FIGURES = (
    Figure(REPLY, "<=", 1.5, f"waiting for the reply (median) while {PEOPLE:,} reminders go out : before"),
    Figure(USE, ">=", 0.97, "reminders a second : the 30 that Telegram takes; 0 if it refused one"),
)
SEED = 2019
#: Replies a second, of so many leaders for so many seconds, before the broadcast and in it. Each leader
#: speaks every other second, which the limit of a chat allows; in each part others do, who begin anew, so
#: that both parts have the same lines.
LOAD, LEADERS, SECONDS = 8, 16, 12.0
#: How much faster the clocks run where only the pace is looked at: 340 seconds are too long for a bench.
SPEED = 6.0
#: The fake forgives so many seconds of the machine's own time: what leaves evenly doesn't arrive evenly.
SLACK = 0.0125
#: Within which a broadcast must be over, on the fake's clock; only one that has stopped takes so long.
PATIENCE = 1000.0
HEAD = """\
{people:,} reminders as the clock writes them fall due at once, on a bot with Telegram's limits and a fake
that enforces them. Replies: {leaders} leaders fill the form, at random moments, {load} messages a second,
for {seconds:.0f} s; then {leaders} others do, in the first {seconds:.0f} s of the broadcast. Pace: the clocks
of the bot and of the fake run {speed:.0f} times as fast, and the fake forgives {slack_ms:g} ms of the
machine's own time."""
LINE = (
    "{replies} replies, {replies_per_second:.1f} a second, p50 {p50_ms:.1f} ms, p90 {p90_ms:.1f} ms, "
    "longest {most_ms:.0f} ms; the bot's core {busy:.0%} busy"
)


class Post:
    """Notes when a reminder is let through. To be put behind the rates among the server's `troubles`."""

    def __init__(self, people: int) -> None:
        self.moments: list[float] = []
        self.complete = asyncio.Event()
        self._people = people

    async def __call__(self, call: Call) -> None:
        """Look at a request."""
        if call.method == "sendmessage" and int(call.params["chat_id"]) >= FIRST_ACCOUNT:
            self.moments.append(perf_counter())
            if len(self.moments) == self._people:
                self.complete.set()


@asynccontextmanager
async def _reminding(leaders: int, people: int, speed: float) -> AsyncIterator[tuple[Stage, Rates, Post]]:
    """The bot and a fake with its rates, on whose clocks the time passes so fast."""
    began = perf_counter()

    def clock() -> datetime:
        return BEGINS_AT + timedelta(seconds=(perf_counter() - began) * speed)

    async with Server(clock=clock, keep=False) as server:
        for account in accounts(people):
            server.person(account, f"领队{account}").chat.reachable = True
        server.troubles += [rates := Rates(server.world, SLACK * speed), post := Post(people)]
        bot = Contender("yidong, SQLite, polling", "tests.bench.reminding", (str(people), str(speed)))
        async with cold_stage(bot, server, leaders) as ready:
            yield ready, rates, post


async def bench(options: Options, names: Collection[str]) -> Found:
    """Measure those that are named."""
    found: Found = {}
    if REPLY in names:
        found[REPLY] = await _replies(0.5 if options.tiny else SECONDS)
    if USE in names:
        found[USE] = await _use(40 if options.tiny else PEOPLE)
    return found


async def _replies(seconds: float) -> dict[str, Any]:
    random = Random(SEED)
    gaps = [random.expovariate(LOAD) for _ in range(int(LOAD * seconds))]

    def moments() -> Sequence[float]:
        return list(accumulate(gaps, initial=perf_counter()))[1:]

    async with _reminding(2 * LEADERS, PEOPLE, 1.0) as (ready, rates, post):
        before = await ready.play_some(ready.leaders[:LEADERS], moments)
        await ready.order("remind")
        meanwhile = await ready.play_some(ready.leaders[LEADERS:], moments)
        reminders = len(post.moments)
    return {
        "figure": meanwhile.latency_ms(0.5) / before.latency_ms(0.5),
        "before": _about(before),
        "meanwhile": _about(meanwhile),
        "reminders_per_second": reminders / meanwhile.seconds,
        "refused": rates.refused,
    }


def _about(played: Round) -> dict[str, float]:
    return {
        "replies": played.turns,
        "replies_per_second": played.turns_per_second,
        "p50_ms": played.latency_ms(0.5),
        "p90_ms": played.latency_ms(0.9),
        "most_ms": played.latency_ms(1),
        "busy": played.cpu["all"] / played.seconds,
    }


async def _use(people: int) -> dict[str, Any]:
    async with _reminding(1, people, SPEED) as (ready, rates, post):
        await ready.order("remind")
        async with asyncio.timeout(PATIENCE / SPEED):
            await post.complete.wait()
    seconds = (post.moments[-1] - post.moments[0]) * SPEED
    use = (people - 1) / seconds / (OVERALL[0] / OVERALL[1])
    return {
        "figure": 0.0 if rates.refused else use,
        "use": use,
        "people": people,
        "seconds": seconds,
        "refused": rates.refused,
    }


def describe(found: Found) -> str:
    """How long replies took, and how long the broadcast."""
    lines = [
        HEAD.format(
            people=PEOPLE, leaders=LEADERS, load=LOAD, seconds=SECONDS, speed=SPEED, slack_ms=SLACK * 1000
        )
    ]
    if REPLY in found:
        figures = found[REPLY]
        lines += [f"{part:9} {LINE.format(**figures[part])}" for part in ("before", "meanwhile")]
        lines.append(
            "{reminders_per_second:.1f} reminders a second meanwhile, {refused} refused: {figure:.2f}".format(
                **figures
            )
        )
    if USE in found:
        lines.append(
            "{people:,} reminders in {seconds:.1f} s while nobody writes, {use:.3f} of what is allowed, "
            "{refused} refused: {figure:.3f}".format(**found[USE])
        )
    return "\n".join(lines)
