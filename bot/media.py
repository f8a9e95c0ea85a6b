"""Photos on their way in and out: fetched from the channel, looked through in a thread, kept; and loaded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from bot.channels.base import Channel, RemoteFile, SendError
from bot.clock import Clock, SystemClock
from bot.work import AwayError, Work
from handlers.messages import Photo, Reject, Text, text
from storage.photos import CheckedPhoto, PhotoStore, PhotoStoreError, keep_photo
from storage.pictures import MOST_BYTES, Reason, Unfit, check_picture
from storage.unused_photos import forget, let_go, reserve

#: Files in memory at once, of all people together: at most 4 × 20 MB.
AT_ONCE = 4
#: Pictures decoded at once: one large WebP takes 0.6 GB, and one core must stay free for the talk.
DECODED_AT_ONCE = 1
#: Photos that are looked at in one go of the clock, whether anything refers to them still: 200,000 a day.
LOOKED_AT_ONCE = 50
#: A file that hasn't come after so many seconds isn't coming; 20 MB in that time is 3 Mbit/s.
FETCH_SECONDS = 60.0
#: Seconds in which it has to be clear whether photos can be kept; a bucket that is away is tried for longer.
PROBE_SECONDS = 10.0

log = logging.getLogger(__name__)


class Media:
    """Takes photos in and hands them out: their bytes in `store`, what is known of them through `work`."""

    def __init__(
        self, store: PhotoStore, work: Work, clock: Clock, fetch_seconds: float = FETCH_SECONDS
    ) -> None:
        self._store = store
        self._work = work
        self._clock = clock
        self._fetch_seconds = fetch_seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._decoders = asyncio.Semaphore(DECODED_AT_ONCE)
        self._failing = False

    async def take(self, channel: Channel, files: tuple[RemoteFile, ...]) -> tuple[Photo | Text, ...]:
        """For each file, in their order: the photo that is now kept, or the sentence why it isn't."""
        return tuple(await asyncio.gather(*(self._take(channel, file) for file in files)))

    async def load(self, source: str) -> bytes:
        """The bytes of `photo:<sha256>` (the clean copy) or `thumb:<sha256>`. Raises MissingPhotoError,
        PhotoStoreError, or ValueError for any other source."""
        kind, _, digest = source.partition(":")
        if kind == "photo":
            return await self.load_photo(digest)
        if kind == "thumb":
            return await self.load_thumb(digest)
        raise ValueError(f"not the source of a photo: {kind}")

    async def load_photo(self, digest: str) -> bytes:
        """The clean copy, a JPEG that may be passed on. Raises MissingPhotoError or PhotoStoreError."""
        return await asyncio.to_thread(self._store.load_clean, digest)

    async def load_thumb(self, digest: str) -> bytes:
        """The small copy, a JPEG. Raises MissingPhotoError or PhotoStoreError."""
        return await asyncio.to_thread(self._store.load_thumb, digest)

    def faults(self) -> dict[str, str]:
        """What `/readyz` tells: that the last photo, or probe, could not be kept."""
        return {"photos": "can't be kept"} if self._failing else {}

    async def probe(self) -> None:
        """Find out whether photos can be kept. Raises PhotoPlaceError if somebody has to put it right, else
        PhotoStoreError."""
        with self._noted():
            try:
                async with asyncio.timeout(PROBE_SECONDS):
                    await asyncio.to_thread(self._store.probe)
            except TimeoutError:
                raise PhotoStoreError(f"no answer within {PROBE_SECONDS:.0f} s") from None

    async def look_again(self) -> None:
        """If photos can't be kept, find out whether they can again."""
        if self._failing:
            try:
                await self.probe()
            except PhotoStoreError as fault:
                log.debug("photos still can't be kept: %s", fault)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Around whatever keeps something in the store."""
        try:
            yield
        except PhotoStoreError:
            self._failing = True
            raise
        if self._failing:
            self._failing = False
            log.warning("photos can be kept again")

    async def sweep(self) -> None:
        """Remove what an earlier process left half written; if that can't be done, the log says so."""
        now = SystemClock().now()  # files bear the machine's time, whatever the bot's clock says
        try:
            if swept := await asyncio.to_thread(self._store.sweep, now):
                log.info("%d photos that were never written to the end are swept away", swept)
        except PhotoStoreError as fault:
            log.warning("the photo folder could not be swept: %s", fault)

    async def let_go(self) -> None:
        """Remove some of the photos that nothing refers to any more."""
        now = self._clock.now()
        gone = await self._work(lambda session: let_go(session, now, LOOKED_AT_ONCE))
        if not gone:
            return
        try:
            for digest in gone:
                await asyncio.to_thread(self._store.discard, digest)
        except PhotoStoreError as fault:
            log.warning("photos that nothing refers to could not be removed: %s", fault)
            return
        await self._work(lambda session: forget(session, gone))

    async def _take(self, channel: Channel, file: RemoteFile) -> Photo | Text:
        async with self._places:
            try:
                return await self._take_in(channel, file)
            except Reject as reject:
                log.info("a file was not taken: %s", reject.words.key)
                return reject.words
            except AwayError:
                raise  # nothing of the message is taken then, and all of it comes again
            except PhotoStoreError as fault:
                log.error("a photo could not be kept: %s", fault)
                return text("photo-unkept")
            except Exception:
                # Any fault of ours, such as a bug in a decoder, is said of this one file: the photos beside
                # it in the message must not be lost with it.
                log.exception("a photo could not be kept")
                return text("photo-unkept")

    async def _take_in(self, channel: Channel, file: RemoteFile) -> Photo:
        content = await self._fetch(channel, file)
        async with self._decoders:
            photo = await asyncio.to_thread(_check, content)
        now = self._clock.now()
        if not await self._work(lambda session: reserve(session, photo.digest, now)):
            raise Reject("photo-unkept")
        with self._noted():
            await asyncio.to_thread(self._store.keep, photo, content)

        def record(session: Session) -> None:
            keep_photo(session, photo, now)

        await self._work(record)
        return Photo(photo.digest)

    async def _fetch(self, channel: Channel, file: RemoteFile) -> bytes:
        """The bytes; a file that the platform already calls too large is not fetched at all."""
        if file.size is not None and file.size > MOST_BYTES:
            raise _refuse(Reason.TOO_LARGE)
        try:
            async with asyncio.timeout(self._fetch_seconds):
                return await channel.fetch(file)
        except ValueError as fault:
            raise _refuse(Reason.TOO_LARGE) from fault
        except (SendError, TimeoutError) as fault:
            log.warning("a file could not be fetched: %s", type(fault).__name__)
            raise Reject("photo-unfetched") from fault


def _check(content: bytes) -> CheckedPhoto:
    try:
        return check_picture(content)
    except Unfit as unfit:
        raise _refuse(unfit.reason) from unfit


def _refuse(reason: Reason) -> Reject:
    """The sentence for it."""
    match reason:
        case Reason.TOO_LARGE:
            return Reject("photo-too-large", most_megabytes=MOST_BYTES // 1024**2)
        case Reason.NOT_A_PICTURE:
            return Reject("photo-not-a-picture")
        case Reason.HEIC:
            return Reject("photo-heic")
        case Reason.BROKEN:
            return Reject("photo-broken")
        case Reason.TOO_MANY_PIXELS:
            return Reject("photo-too-many-pixels")
