"""Photos in an S3 bucket, for bots on several machines without a folder in common.

Imported only if the settings name a bucket: obstore has 15 MB, and most have a disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from storage.photos import (
    INCOMING,
    Kind,
    MissingPhotoError,
    PhotoPlaceError,
    PhotoStore,
    PhotoStoreError,
    photo_path,
)

#: A leader waits for a photo to be kept, so a bucket that doesn't answer must be told soon.
CONNECT, ANSWER, RETRIES = timedelta(seconds=5), timedelta(seconds=30), 3
#: What is written and removed to see whether it can be; always the same, so that nothing can pile up.
PROBE = f"{INCOMING}/probe"
#: What the library asks for a key when none is given; only a machine in the cloud gets one there.
_ROLES = re.compile(r"latest/(api/token|meta-data)|169\.254\.170\.2")
#: Other answers that stay the same until the settings, or the bucket's, are changed.
_LASTING = re.compile(r"status code: 4(?!08|29)|incorrectly configured region")


@dataclass(frozen=True, slots=True)
class Access:
    """How a bucket is reached. What is None is taken from the usual AWS_… variables, or from the role of
    the machine. `endpoint` is for servers other than Amazon's."""

    endpoint: str | None = None
    region: str | None = None
    key_id: str | None = None
    key: str | None = field(default=None, repr=False)


class PhotoBucket(PhotoStore):
    """The photos under `prefix` in a bucket, at their `photo_path`. The bucket must not be public."""

    def __init__(self, bucket: str, prefix: str, access: Access) -> None:
        given = {
            "endpoint": access.endpoint,
            "region": access.region,
            "access_key_id": access.key_id,
            "secret_access_key": access.key,
        }
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            config={name: value for name, value in given.items() if value},  # type: ignore[arg-type]  # the names are right, mypy can't see which
            client_options={
                "allow_http": (access.endpoint or "").startswith("http://"),
                "connect_timeout": CONNECT,
                "timeout": ANSWER,
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": ANSWER},
        )

    def write(self, kind: Kind, digest: str, content: bytes) -> None:
        """See `PhotoStore.write`; a bucket takes a file whole or not at all by itself."""
        path = photo_path(kind, digest)
        try:
            if not self._has(path):
                obstore.put(self._store, path, content)
        except (BaseError, OSError) as fault:
            raise _fault(path, fault) from None

    def remove(self, kind: Kind, digest: str) -> None:
        """See `PhotoStore.remove`."""
        path = photo_path(kind, digest)
        try:
            obstore.delete(self._store, path)
        except (BaseError, OSError) as fault:
            if not _is_missing(fault):
                raise _fault(path, fault) from None

    def read(self, kind: Kind, digest: str) -> bytes:
        """See `PhotoStore.read`."""
        path = photo_path(kind, digest)
        try:
            return bytes(obstore.get(self._store, path).bytes())
        except (BaseError, OSError) as fault:
            if _is_missing(fault):
                raise MissingPhotoError(f"{kind} {digest}") from None
            raise _fault(path, fault) from None

    def probe(self) -> None:
        """See `PhotoStore.probe`."""
        try:
            self._has(PROBE)
            obstore.put(self._store, PROBE, b"probe")
            obstore.delete(self._store, PROBE)
        except (BaseError, OSError) as fault:
            if reason := _lasting(fault):
                raise PhotoPlaceError(reason) from None
            raise _fault("the bucket", fault) from None

    def _has(self, path: str) -> bool:
        try:
            obstore.head(self._store, path)
        except (BaseError, OSError) as fault:
            if _is_missing(fault):
                return False
            raise
        return True


def _is_missing(fault: BaseError | OSError) -> bool:
    """Whether there is no such file; a bucket that isn't there is a slip in the settings, or not yet made."""
    return isinstance(fault, NotFoundError | FileNotFoundError) and "NoSuchBucket" not in str(fault)


def _lasting(fault: BaseError | OSError) -> str | None:
    """Why it will be the same the next time; None if it may not."""
    line = _first_line(fault)
    if isinstance(fault, NotFoundError | FileNotFoundError):
        return "there is no such bucket"
    if _ROLES.search(line):
        return "no key to the bucket is given, and this machine has no role that gives one"
    if isinstance(fault, PermissionDeniedError | UnauthenticatedError):
        return "the bucket refuses the key, or doesn't let it read, write and delete"
    return line if _LASTING.search(line) else None


def _first_line(fault: BaseError | OSError) -> str:
    """Of what the library says; the rest is its own structures."""
    return str(fault).partition("\n")[0]


def _fault(path: str, fault: BaseError | OSError) -> PhotoStoreError:
    return PhotoStoreError(f"{path}: {_first_line(fault)}")
