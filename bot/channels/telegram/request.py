"""The HTTP below python-telegram-bot, over aiohttp: over httpx a request takes several times as long.

This is python-telegram-bot's documented way: a subclass of `BaseRequest` makes one request and gives
back status and body, and the base class turns statuses into errors. No error made here bears an
address, since every address of the Bot API bears the bot's token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import aiohttp
from pydantic_core import from_json, to_json
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

#: A bot can download files of up to 20 MB (Bot API, getFile).
DOWNLOAD_BYTES = 20 * 1024 * 1024
#: Seconds to wait for a connection (a free place in the pool, name, TCP, TLS), for the next bytes of an
#: answer, and for an upload to leave. Answers take under a second as a rule, seconds under load.
CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0
WRITE_SECONDS = 60.0
#: For the whole of a call, in which nothing large leaves or comes: one limit, since to set one anew for every
#: piece that comes takes a twentieth of a call's CPU time.
CALL_SECONDS = 20.0
#: Connections at once: enough that sending never waits for polling, few enough for one small machine.
CONNECTIONS = 64
#: What is raised before a request has set out. A proxy that refuses to connect us is one of them.
UNREACHED = (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError)
_JSON = {"Content-Type": "application/json"}


class UnreachableError(NetworkError):
    """No connection was made: nothing was sent."""


class TooLargeError(TelegramError):
    """A file has more bytes than a bot may download."""


class _Reading(BaseRequest):
    """How an answer's JSON is read (python-telegram-bot says that this may be put in its place)."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """In a third of the time of Python's own reader, which is left what this one refuses (halves of
        characters, bytes that are no UTF-8). Raises TelegramError."""
        try:
            return cast(dict[str, Any], from_json(payload))
        except ValueError:
            return BaseRequest.parse_json_payload(payload)


class Request(_Reading):
    """One pool of connections. It opens itself when it is first used, and again after `shutdown`.

    `proxy` is an http:// or https:// address; ValueError for another kind, which aiohttp can't use.
    """

    def __init__(self, proxy: str | None = None) -> None:
        if proxy and URL(proxy).scheme not in ("http", "https"):
            raise ValueError("Telegram can be reached through an http:// or https:// proxy only")
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the caller doesn't say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        self._open()

    async def shutdown(self) -> None:
        """Close the pool and all connections in it."""
        if self._session:
            await self._session.close()
        self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. UnreachableError if nothing was sent, TimedOut or NetworkError if something
        may have been, TooLargeError for a download over the limit."""
        read = _seconds(read_timeout, READ_SECONDS)
        write = _seconds(write_timeout, WRITE_SECONDS)
        connect = _seconds(connect_timeout, CONNECT_SECONDS)
        return await self._exchange(
            method, url, _body(request_data) if request_data else None, _timeout(connect, read, write)
        )

    async def call(self, url: str, parameters: Mapping[str, object]) -> object:
        """What the method at that address answers to these parameters, all as JSON; raises as `post` does.

        A message sent by `Bot.send_message` takes twice the CPU time of this: every button and the answer
        become objects, and the parameters a form.
        """
        times = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
        answer = await self._exchange("POST", url, to_json(parameters), times, _JSON)
        return await _Answer(*answer).post(url)

    async def _exchange(
        self,
        method: str,
        url: str,
        data: bytes | dict[str, str] | aiohttp.FormData | None,
        times: aiohttp.ClientTimeout,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        try:
            async with self._open().request(
                method,
                URL(url),
                data=data,
                headers=headers,
                timeout=times,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                body = await (_read(response) if method == "GET" else response.read())
                return _judge(response.status, response.content_type, body)
        except UNREACHED as error:
            raise UnreachableError(_name(error)) from None
        except TimeoutError as error:
            raise TimedOut(_name(error)) from None
        except (aiohttp.ClientError, ValueError) as error:  # ValueError: an address that can't be one
            raise NetworkError(_name(error)) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


class _Answer(_Reading):
    """An answer that has come: the base class turns it into its result or the error that it is."""

    def __init__(self, status: int, body: bytes) -> None:
        self._status, self._body = status, body

    @property
    def read_timeout(self) -> float:
        return READ_SECONDS

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is open."""

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        """Status and body."""
        return self._status, self._body


def _judge(status: int, kind: str, body: bytes) -> tuple[int, bytes]:
    """The answer as the base class wants it. NetworkError for an error that isn't of the Bot API, but of
    something in between (a page with "Bad Gateway"): the base class would log it whole, with a traceback,
    and take a 403 or 404 for the Bot API's own."""
    if status == 413:
        # A file is too large: a fault of the request, like any 400.
        return 400, b'{"description": "Request Entity Too Large"}'
    if status >= 400 and kind != "application/json":
        raise NetworkError(f"{status} from something that is not the Bot API")
    return status, body


def _timeout(connect: float, read: float, write: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=connect + write + read, connect=connect, sock_read=read)


def _body(data: RequestData) -> dict[str, str] | aiohttp.FormData:
    if not data.contains_files:
        return data.json_parameters
    # Quoted, a Chinese file name would arrive as %E8%A1%A8.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body of a download, given up as soon as it is too large, whatever the server said before."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > DOWNLOAD_BYTES:
            raise TooLargeError("a file is too large to download")
    return bytes(body)


def _seconds(value: object, default: float) -> float:
    """Of a timeout as python-telegram-bot passes it, where most often none is given."""
    return float(value) if isinstance(value, int | float) else default


def _name(error: BaseException) -> str:
    """What went wrong, without the words of the error: they may bear the address."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return f"{type(error).__name__} {getattr(cause, 'strerror', None) or ''}".strip()
