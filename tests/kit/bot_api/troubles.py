"""Requests that go wrong: by chance from a seed, or one after another as a test has it.

    server.troubles.append(Chances(seed=4, share=0.05))
    server.troubles.append(Script("send", Mishap("cut", late=True)))

What Telegram does of itself, such as to refuse somebody who blocked the bot, isn't here but in the world.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from tests.kit.bot_api.server import DOWNLOAD, refuse
from tests.kit.bot_api.world import CUT, Answer, Call, Late, Refusal, flood

#: 429; 500, 502 or 504; no answer until the client gives up; the connection is closed.
Kind: TypeAlias = Literal["flood", "error", "hang", "cut"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Longer than any client waits: a long poll of 50 s and what it adds for the way.
HANG_SECONDS = 120.0
#: The last two come from the web servers in front of Telegram's, which don't speak JSON.
ERRORS = (
    refuse(Refusal(500, "Internal Server Error")),
    Answer(502, {}),
    Answer(504, {}),
)
#: `retry_after` of a flood is at most this, in seconds.
LONGEST_FLOOD = 5


@dataclass(frozen=True, slots=True)
class Mishap:
    """What goes wrong with one request. `late`: its work is done all the same, which a flood never lets."""

    kind: Kind
    late: bool = False

    async def happen(self, chance: random.Random) -> Answer | Late:
        """What the request is answered with, if at all."""
        if self.kind == "flood":
            return refuse(flood(chance.randint(1, LONGEST_FLOOD)))
        answer = chance.choice(ERRORS) if self.kind == "error" else CUT
        wait = HANG_SECONDS if self.kind == "hang" else 0.0
        if self.late:
            return Late(answer, wait)
        await asyncio.sleep(wait)
        return answer


class Chances:
    """Each kind of mishap with the same chance for every request, before or after its work. `met` counts
    them; with `share` set to 0 all is well again.

    A seed decides for the first, second, … request of a method to a chat, so what befalls one chat doesn't
    hang on how the requests of others lie between.
    """

    def __init__(self, seed: int, share: float, kinds: Sequence[Kind] = KINDS) -> None:
        self.share, self.kinds = share, kinds
        self.met: Counter[Kind] = Counter()
        self._seed = seed
        self._asked: Counter[str] = Counter()

    async def __call__(self, call: Call) -> Answer | Late | None:
        """What goes wrong with that request."""
        which = f"{call.method} {call.params.get('chat_id', '')}"
        self._asked[which] += 1
        chance = random.Random(f"{self._seed} {which} {self._asked[which]}")
        drawn, late = chance.random(), chance.random() < 0.5
        if drawn >= self.share * len(self.kinds):
            return None
        kind = self.kinds[int(drawn / self.share)]
        if kind == "flood" and call.method == DOWNLOAD:
            kind = "error"
        self.met[kind] += 1
        return await Mishap(kind, late).happen(chance)


class Script:
    """What becomes of the next requests of the methods that begin with `method`: a mishap, an answer, or
    None where all is well; and after them all is well."""

    def __init__(self, method: str, *fates: Mishap | Answer | None) -> None:
        self.fates = list(fates)
        self._method = method.lower()
        self._random = random.Random(0)

    async def __call__(self, call: Call) -> Answer | Late | None:
        """What becomes of that request."""
        if not self.fates or not call.method.startswith(self._method):
            return None
        fate = self.fates.pop(0)
        return await fate.happen(self._random) if isinstance(fate, Mishap) else fate
