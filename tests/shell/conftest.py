"""A delivery over a channel that does what its script says."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.database import Database
from tests.shell.scripted import ScriptedChannel, Stage


@pytest.fixture
def channel() -> ScriptedChannel:
    """What was sent stands in it."""
    return ScriptedChannel()


@pytest.fixture
def stage(database: Database, now: datetime, channel: ScriptedChannel) -> Stage:
    """A delivery, its outbox, and a clock."""
    return Stage(database, now, channel)
