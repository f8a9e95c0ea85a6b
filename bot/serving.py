"""Serving: a port, the web server on it, and the bot behind it, until told to stop or until a part fails."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import uvicorn
from starlette.routing import BaseRoute

from bot.app import App
from bot.channels.web.site import site
from bot.connection import Connection
from bot.settings import variable

#: Seconds that requests under way get at the end. With those of Telegram and of delivery it stays below the
#: ten after which Docker and systemd lose patience.
GRACE_SECONDS = 3


class PortError(Exception):
    """The port can't be listened on; the text says which and why."""


class _Server(uvicorn.Server):
    """uvicorn takes the signals itself and raises them again when its last request is answered, which would
    end the process before turns and delivery are done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the caller."""
        yield


def open_port(host: str, port: int, name: str = "", advice: str = "") -> socket.socket:
    """Listen there; 0 is any free port. Raises PortError, which begins with the setting's `name` and, if the
    port is taken, ends with the `advice`."""
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise _port_error(host, port, error, name, advice) from None


def _port_error(host: str, port: int, error: OSError, name: str, advice: str = "") -> PortError:
    begins = f"{name}: " if name else ""
    if isinstance(error, socket.gaierror):
        return PortError(f"{begins.replace('_PORT', '_HOST')}{host}: {error.strerror}")
    ends = f"; {advice}" if advice and error.errno == errno.EADDRINUSE else ""
    return PortError(f"{begins}{host} port {port}: {os.strerror(error.errno or 0)}{ends}")


@contextmanager
def metrics_served(app: App) -> Iterator[None]:
    """The figures on their own port while the block runs, if that is set. Raises PortError."""
    host, port = app.settings.metrics_host, app.settings.metrics_port
    if app.metrics is None or port is None:
        yield
        return
    with ExitStack() as serving:
        try:
            serving.enter_context(app.metrics.served(host, port))
        except OSError as error:
            raise _port_error(host, port, error, variable("metrics_port")) from None
        yield


async def serve(
    app: App,
    port: socket.socket,
    stop: asyncio.Event,
    extra: Sequence[BaseRoute] = (),
    *,
    ticking: bool = True,
) -> None:
    """Run the app behind the web server until `stop` is set; `extra` routes come before its own.

    Raises what a part raised that ended unasked: nobody would be answered any more, so it is better to end
    and be started anew.
    """
    config = uvicorn.Config(
        site([*extra, *app.routes()], app.settings.web_address),
        http=Connection,
        server_header=False,
        log_config=None,
        access_log=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    stopped = asyncio.create_task(stop.wait())
    try:
        with metrics_served(app):
            async with app.running(ticking=ticking, beside=[server.serve(sockets=[port])]) as parts:
                try:
                    await asyncio.wait([stopped, *parts], return_when=asyncio.FIRST_COMPLETED)
                finally:
                    server.should_exit = True
    finally:
        stopped.cancel()
