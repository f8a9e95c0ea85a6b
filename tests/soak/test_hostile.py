"""A short attack; the long one is part of `make soak`."""

from __future__ import annotations

from pathlib import Path

from tests.soak.hostile.__main__ import attack


async def test_hostile_inputs_do_no_harm(tmp_path: Path) -> None:
    # Other tests run beside it, and the machine may be slow.
    outcome = await attack(tmp_path, seed=20190312, inputs=700, most_seconds=1.0)
    assert outcome.faults == [], f"\n{outcome}"
    assert outcome.inputs == 700
    assert outcome.statuses[202] > 50, "some of what is sent is right"
