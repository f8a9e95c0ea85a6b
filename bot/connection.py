"""A connection to the web server, within bounds that uvicorn doesn't set.

Its parser keeps as many headers as come, for as long as it takes: one stranger could fill the memory with
one request, or take all connections there are by saying nothing on them.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: The most bytes of a request before its body; browsers and proxies stay below 16 000.
HEAD_BYTES = 65_536
#: Seconds for these to arrive; on a kept connection uvicorn itself waits five for the first of them.
HEAD_SECONDS = 20.0
#: Seconds after which an answer is given up that waits, written to the end, for a slow reader.
FLUSH_SECONDS = 300.0
#: The most connections at a time. Each open page holds one; a process may open 1024 files as a rule.
CONNECTIONS = 800


class Connection(HttpToolsProtocol):
    """What uvicorn speaks HTTP with."""

    _deadline: TimerHandle | None = None
    _head: int | None = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.abort()
            return
        self._begin_head()

    def data_received(self, data: bytes) -> None:
        """Parse, and refuse a head without end."""
        super().data_received(data)
        if self._head is None or self.transport.is_closing():
            return
        self._head += len(data)
        if self._head > HEAD_BYTES:
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        """The first bytes of a request."""
        super().on_message_begin()
        if self._head is None:
            self._begin_head()

    def on_headers_complete(self) -> None:
        """The request's head is there."""
        self._end_head()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._end_head()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        """Close, and don't wait forever until what is written is read."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(FLUSH_SECONDS, self.transport.abort)

    def _begin_head(self) -> None:
        self._head = 0
        self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _end_head(self) -> None:
        self._head = None
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
