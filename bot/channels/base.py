"""What every channel is to the rest of the bot: it brings arrivals, carries messages, fetches files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from handlers.messages import Inbound, Message


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that a person sent, still on the platform. `reference` is the platform's own; `size` is
    what the platform says, in bytes, and may be None or wrong."""

    reference: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came in, with the files that are yet to be fetched for it. `answerable`: the channel
    can carry the reply in what it answers to its platform."""

    inbound: Inbound
    files: tuple[RemoteFile, ...] = ()
    answerable: bool = False


@dataclass(frozen=True, slots=True)
class Ride:
    """A reply that is to travel in what the channel answers to its platform. `end` is to be called once, with
    whether the answer was `written` out: if it wasn't, the reply is sent as any other."""

    account: str
    message: Message
    end: End


class End(Protocol):
    """Told how a ride ended."""

    def __call__(self, *, written: bool) -> None:
        """To be called in the event loop's thread."""


@dataclass(frozen=True, slots=True)
class File:
    """A picture or file to send along, with its bytes."""

    kind: str
    name: str
    content: bytes


#: Given an arrival, returns when its turn is committed: only then may the platform be told "received"; with
#: the reply, if the arrival was answerable and the reply may go that way.
#: Raises `Busy` if this person's queue is full; the platform should then bring the update again.
Receive: TypeAlias = Callable[[Arrival], Awaitable[Ride | None]]


#: The bytes behind the `source` of an attachment. `storage.photos.MissingPhotoError`: the photo is no more;
#: AwayError and OSError: not now; any other LookupError: there is no such thing; anything else is a fault.
Load: TypeAlias = Callable[[str], Awaitable[bytes]]


class Busy(Exception):
    """Too many messages of this person wait already."""


class SendError(Exception):
    """A message could not be sent; each kind says what is known of its fate."""


class NotSentError(SendError):
    """It surely did not arrive (no connection, refused before work): try again soon."""


class WaitError(SendError):
    """The platform asks for patience: it was not sent, try again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"asked to wait {seconds} s")


class FateUnknownError(SendError):
    """It may or may not have arrived (the answer was lost): repeat a reminder once, a reply never."""


class GoneError(SendError):
    """The person blocked the bot or the chat is no more: stop sending there."""


class MovedError(SendError):
    """The chat has a new id, `account`; send it there."""

    def __init__(self, account: str) -> None:
        self.account = account
        super().__init__("the chat has moved")


class RefusedError(SendError):
    """The platform refuses the message itself: a fault of ours, never repeat it."""


class Channel(Protocol):
    """One platform. `name` stands in every `Address` on it. `repeats`: what couldn't be committed is brought
    again by itself, so that the person need only wait."""

    name: str
    repeats: bool

    async def run(self, receive: Receive) -> None:
        """Bring arrivals until cancelled."""

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        """Deliver to that account; the platform's id of the message. Raises a `SendError`."""

    async def fetch(self, file: RemoteFile) -> bytes:
        """The bytes of a file that a person sent. Raises `SendError`, or `ValueError` if it is too large."""
