"""What the tests of the web channel share: a world without a server, and a client for it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from storage.database import Database
from tests.pages.world import Server, World


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = World(database)
    yield made
    made.close()


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    running = Server(world).start()
    yield running
    running.stop()


@asynccontextmanager
async def client(world: World, person: int = 1) -> AsyncIterator[httpx.AsyncClient]:
    """A client at a person's link, with the channel running."""
    transport = httpx.ASGITransport(world.app)
    base = f"http://bot.example{world.path(person)}"
    async with world.running(), httpx.AsyncClient(transport=transport, base_url=base) as made:
        yield made


def new_id() -> str:
    return str(uuid.uuid4())
