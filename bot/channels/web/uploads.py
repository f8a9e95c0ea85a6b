"""Photos on their way in: read from the request within hard bounds, held until they are fetched."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.channels.base import Busy, NotSentError, RemoteFile
from storage.pictures import MOST_BYTES

#: The most photos in one message.
PHOTOS = 20

#: So many files are read at all, to be told that they are too many; no phone sends more.
FILES = 200

#: The most bytes of one message; the page sends larger albums in parts.
BATCH_BYTES = 100_000_000

#: The most bytes on their way in at one time, of all persons together.
HELD_BYTES = 500_000_000

#: The most messages with photos on their way in at one time, of one person; the page sends one after another.
AT_ONCE = 2


class TooLargeError(MultiPartException):
    """The message as a whole is larger than `BATCH_BYTES`."""


class _Form(MultiPartParser):
    """The form in a request. One that is cut short is an error: the parser would leave out the last file,
    and leave it open."""

    def __init__(self, request: Request) -> None:
        self._ended = False
        super().__init__(request.headers, self._bounded(request), max_files=FILES, max_fields=4)

    def on_end(self) -> None:
        """The last boundary has come."""
        self._ended = True

    async def _bounded(self, request: Request) -> AsyncGenerator[bytes, None]:
        total = 0
        async for chunk in request.stream():
            total += len(chunk)
            if total > BATCH_BYTES:
                raise TooLargeError(f"more than {BATCH_BYTES} bytes")
            yield chunk
        if not self._ended:
            raise MultiPartException("cut short")


async def read_form(request: Request) -> FormData:
    """The form of a photo message. Files over 1 MB lie in temporary files, never whole in memory.

    Raises TooLargeError, or MultiPartException for a form that can't be read. The caller closes it.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise MultiPartException("not a form")
    return await _Form(request).parse()


class Uploads:
    """The photos that persons are sending just now, by reference."""

    def __init__(self, most: int = HELD_BYTES) -> None:
        self._most = most
        self._taken = 0
        self._sending: Counter[str] = Counter()
        self._held: dict[str, UploadFile] = {}

    @contextmanager
    def room(self, request: Request, account: str) -> Iterator[None]:
        """Keep room for the whole message of this account while the block runs.

        Raises TooLargeError by what the request says of itself, and Busy if too much is on its way.
        """
        size = int(request.headers.get("content-length") or BATCH_BYTES)
        if size > BATCH_BYTES:
            raise TooLargeError(f"more than {BATCH_BYTES} bytes")
        if self._taken + size > self._most or self._sending[account] >= AT_ONCE:
            raise Busy
        self._taken += size
        self._sending[account] += 1
        try:
            yield
        finally:
            self._taken -= size
            self._sending -= Counter([account])

    @contextmanager
    def hold(self, files: Sequence[UploadFile]) -> Iterator[list[RemoteFile]]:
        """Keep the files for `fetch` while the block runs: then their turn is committed, or has failed."""
        named = {secrets.token_hex(16): file for file in files}
        self._held.update(named)
        try:
            yield [RemoteFile(reference, file.size) for reference, file in named.items()]
        finally:
            for reference in named:
                del self._held[reference]

    async def fetch(self, file: RemoteFile) -> bytes:
        """The bytes. Raises ValueError (too large), or NotSentError if it isn't held any more."""
        upload = self._held.get(file.reference)
        if upload is None:
            raise NotSentError(file.reference)
        if (upload.size or 0) > MOST_BYTES:
            raise ValueError(f"{upload.size} bytes, at most {MOST_BYTES}")
        await upload.seek(0)
        return await upload.read()


async def digest(upload: UploadFile) -> str:
    """The SHA-256 (hex) of what was uploaded."""
    found = hashlib.sha256()
    await upload.seek(0)
    while chunk := await upload.read(1 << 20):
        found.update(chunk)
    return found.hexdigest()
