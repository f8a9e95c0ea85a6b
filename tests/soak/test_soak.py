"""A short soak; the long one is `make soak`. And that its checks find what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.__main__ import soak


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_nothing_is_lost_or_doubled_when_the_bot_is_killed(webhook: bool, tmp_path: Path) -> None:
    outcome = await soak(tmp_path, kills=6, leaders=50, seed=20190312, hurry=0.2, webhook=webhook)
    assert outcome.faults == []
    assert outcome.kills == 6
    assert outcome.turns > 100, "the crowd was at work"
