"""Both databases, and the outbox over each."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.database import Database
from tests.storage.outbox_kit import Outbox


@pytest.fixture(params=["database", "postgres"])
def any_database(request: pytest.FixtureRequest) -> Database:
    chosen = request.getfixturevalue(request.param)
    assert isinstance(chosen, Database)
    return chosen


@pytest.fixture
def base(any_database: Database, now: datetime) -> Outbox:
    return Outbox(any_database, now)
