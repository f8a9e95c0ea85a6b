"""Strangers who hold a connection open, or never end what they begin, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import connection
from bot.app import App
from tests.shell.test_app import served, settings

HEAD = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def read_to_end(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the server closes; its end may be rough."""
    try:
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionError:
        return b"reset"


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    async with served(App(settings(tmp_path))) as (client, _, _):
        await client.get("/healthz")
        yield client.base_url.port or 0


async def test_a_head_without_end_is_refused(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(HEAD)
        for number in range(40):
            writer.write(b"X-%d: %s\r\n" % (number, b"a" * 4000))
        told = await read_to_end(reader)
    assert told == b"reset" or b" 400 " in told.splitlines()[0]


async def test_an_address_without_end_is_refused(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(b"GET /" + b"a" * 300_000)
        told = await read_to_end(reader)
    assert told == b"reset" or b" 400 " in told.splitlines()[0]


async def test_what_browsers_send_is_taken_and_a_large_body_is_no_head(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(HEAD + b"X-Long: " + b"a" * 15_000 + b"\r\n\r\n")
        assert b" 200 " in await reader.readline()
        writer.write(b"POST /join/x HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + b"a" * 200_000)
        told = await reader.readuntil(b"HTTP/1.1 404 Not Found\r\n")
    assert told.endswith(b"404 Not Found\r\n")


@pytest.mark.parametrize("begun", [b"", HEAD])
async def test_silence_is_not_waited_for(port: int, begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.05)
    async with connected(port) as (reader, writer):
        writer.write(begun)
        assert await read_to_end(reader) in (b"", b"reset")


async def test_a_request_that_is_there_is_answered_whenever(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.05)
    async with connected(port) as (reader, writer):
        writer.write(b"POST /join/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting := asyncio.ensure_future(reader.readline())), 0.15)
        writer.write(b"a")
        assert b" 404 " in await waiting


async def test_too_many_connections_are_not_taken(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async with connected(port) as (first, writer):
        writer.write(HEAD + b"\r\n")
        assert b" 200 " in await first.readline()
        monkeypatch.setattr(connection, "CONNECTIONS", 0)
        async with connected(port) as (second, late):
            late.write(HEAD + b"\r\n")
            assert await read_to_end(second) in (b"", b"reset")


async def test_nothing_tells_what_the_server_is(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(HEAD + b"Connection: close\r\n\r\n")
        assert b"server:" not in (await read_to_end(reader)).lower()
