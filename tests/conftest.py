"""What all tests share: no network but loopback, repeatable examples, databases, one fixed moment."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from storage.database import Database
from storage.migrations import migrate
from tests.kit import postgres as postgres_kit

# `ci` gives the same examples each time; `--hypothesis-profile=long` searches on, with new ones.
_SLOW = [HealthCheck.too_slow]
settings.register_profile(
    "ci", deadline=None, derandomize=True, max_examples=60, database=None, suppress_health_check=_SLOW
)
settings.register_profile("long", deadline=None, max_examples=3000, suppress_health_check=_SLOW)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` writes golden conversations anew instead of comparing them."""
    parser.addoption("--record", action="store_true", help="write the .chat files as the bot talks now")


class NetworkRefusedError(RuntimeError):
    """A test wanted to reach another machine."""


def _refuse_far(host: object) -> None:
    """Raise unless `host` is this machine: a name is never looked up elsewhere."""
    try:
        near = host in (None, "", b"", "localhost") or ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        near = False
    if not near:
        raise NetworkRefusedError(f"tests stay on this machine; one wanted to reach {host!r}")


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_far(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_far(address[0])
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_far(host)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen: Thursday 7 March 2019, 09:00 in Guangdong."""
    return datetime(2019, 3, 7, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def _model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, made once and copied."""
    file = tmp_path_factory.mktemp("model") / "model.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.dispose()
    return file


@pytest.fixture
def database(_model_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with all tables and no rows."""
    file = shutil.copy(_model_file, tmp_path / "yidong.db")
    database = Database(f"sqlite:///{file}")
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres_kit.PostgresServer]:
    """A PostgreSQL server of this test process, started when the first test asks for it."""
    with postgres_kit.serve() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: postgres_kit.PostgresServer) -> Iterator[Database]:
    """A PostgreSQL database with all tables and no rows."""
    with postgres_server.database() as database:
        yield database
