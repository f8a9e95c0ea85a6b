"""An application asked without a server: a request may be as wrong as a server would let it through."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

Pairs: TypeAlias = Sequence[tuple[bytes, bytes]]


@dataclass
class Answered:
    """What came back; a stream is left after its first part."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)


async def ask(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    query: bytes = b"",
    headers: Pairs = (),
    body: Sequence[bytes] = (),
    broken_off: bool = False,
) -> Answered:
    """One request. `path` may be quoted; `body` comes in these parts, and `broken_off` ends it there."""
    answered, over = Answered(), asyncio.Event()
    parts = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    parts.append({"type": "http.disconnect"} if broken_off else {"type": "http.request", "body": b""})

    async def receive() -> Message:
        if parts:
            return parts.pop(0)
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            for name, value in message["headers"]:
                answered.headers[name.decode("latin-1")] = value.decode("latin-1")
        else:
            answered.body += message.get("body", b"")
            over.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii", "ignore"),
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 1234),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    await app(scope, receive, send)
    return answered
