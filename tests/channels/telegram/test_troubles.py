"""The whole bot while Telegram misbehaves: nothing is lost, nothing doubled, and every leader is answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.kit import fast_time
from tests.kit.bot_api.passage import Passage
from tests.kit.bot_api.troubles import KINDS, Chances, Kind
from tests.kit.leader import report_all
from tests.kit.ledger import Ledger, balance
from tests.kit.town import Town, open_town

SPEED = 40.0
#: `python -m tests.soak.platform` plays on with others.
SEED = 7
TRANSPORTS = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])


async def _play(town: Town) -> Ledger:
    async with asyncio.timeout(1800):
        return await balance(town, await report_all(town))


@pytest.mark.parametrize("kind", KINDS)
def test_requests_that_go_wrong(kind: Kind, tmp_path: Path) -> None:
    async def main() -> None:
        async with open_town(tmp_path, leaders=3, seed=SEED) as town:
            town.server.troubles.append(chances := Chances(SEED, 0.1 if kind == "hang" else 0.2, [kind]))
            ledger = await _play(town)
            assert ledger.wrong == [], f"with seed {SEED}"
            assert chances.met[kind] > 3
            doubtful = {figure for figure in ledger.figures if "unknown" in figure}
            assert not doubtful or kind != "flood"

    fast_time.run(main(), SPEED)


@TRANSPORTS
@pytest.mark.parametrize("way", ["overtaken", "split", "twice"])
def test_updates_that_come_late_in_pieces_or_twice(way: str, webhook: bool, tmp_path: Path) -> None:
    async def main() -> None:
        async with open_town(tmp_path, leaders=3, seed=SEED, webhook=webhook) as town:
            town.server.queue.passage = passage = Passage(SEED, **{way: 0.5})
            ledger = await _play(town)
            in_answers = ledger.figures.pop("replies in answers", 0)
            assert (ledger.wrong, +ledger.figures) == ([], {})
            assert bool(in_answers) == webhook
            assert passage.again or way != "twice"

    fast_time.run(main(), SPEED)


@TRANSPORTS
def test_everything_at_five_percent(webhook: bool, tmp_path: Path) -> None:
    async def main() -> None:
        async with open_town(tmp_path, leaders=6 if webhook else 20, seed=SEED, webhook=webhook) as town:
            town.server.troubles.append(chances := Chances(SEED, 0.05))
            town.server.queue.passage = Passage(SEED, overtaken=0.05, split=0.05, twice=0.05)
            ledger = await _play(town)
            assert ledger.wrong == [], f"with seed {SEED}"
            assert min(chances.met[kind] for kind in KINDS) > 3

    fast_time.run(main(), 60.0)
