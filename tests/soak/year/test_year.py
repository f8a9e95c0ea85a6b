"""A few weeks in two bots; a whole year is `make soak`."""

from __future__ import annotations

from pathlib import Path

from tests.kit.postgres import PostgresServer
from tests.soak.year.__main__ import live


async def test_two_bots_tell_what_one_would_have_told(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    outcome = await live(tmp_path, postgres_server, bots=2, weeks=2, blows=5, seed=20200229)
    assert outcome.faults == []
    assert outcome.kills + outcome.stops >= 3
    assert outcome.states["sent"] > 100
