"""The tests' own guard: nothing reaches another machine."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.conftest import NetworkRefusedError


@pytest.mark.parametrize("host", ["192.0.2.1", "::ffff:192.0.2.1", "api.telegram.org", "0.0.0.0"])
def test_other_machines_are_refused(host: str) -> None:
    with pytest.raises(NetworkRefusedError, match=host):
        socket.create_connection((host, 443), timeout=1)


async def test_the_event_loop_is_refused_too() -> None:
    with pytest.raises(NetworkRefusedError):
        await asyncio.open_connection("192.0.2.1", 443)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_reached(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=1).close()
