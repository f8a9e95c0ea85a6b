"""What is done with an update, however it came: read it, in its person's lane hand it on, answer presses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.channels.base import Arrival, Busy, Receive, Ride
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.parse import Me, Update, parse, read
from bot.channels.telegram.poll import Sleep, pauses
from bot.work import AwayError

log = logging.getLogger(__name__)

#: How soon at the latest one is tried again who has to wait for others, or for the database.
SOON_SECONDS = 5.0


class Intake:
    """`answer` stops the button's clock on the phone; it runs in the background and never fails."""

    def __init__(
        self, me: Me, receive: Receive, answer: Callable[[str], Awaitable[None]], sleep: Sleep = asyncio.sleep
    ) -> None:
        self._me, self._receive, self._answer, self._sleep = me, receive, answer, sleep
        self._lanes = Lanes()
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, raw: Mapping[str, object] | bytes, *, patient: bool) -> Ride | None:
        """Return when the update is done with: committed, or nothing to do.

        `patient`: wait and try again while the person is `Busy` or the bot can't commit; else raise, and
        give the reply back if it may travel in the answer to the update. What can't be read is told in the
        log and done with, since it would come again forever.
        """
        try:
            update = read(raw)
            arrival = parse(update, self._me)
        except ValueError as error:
            log.error("an update can't be read: %s", _where(error))
            return None
        self._press(update)
        if arrival is None:
            return None
        async with self._lanes.turn(arrival.inbound.address.account):
            return await self._hand_on(arrival if patient else replace(arrival, answerable=True), patient)

    async def close(self) -> None:
        """Wait for the answers to presses that are on their way."""
        await asyncio.gather(*self._answering)

    async def _hand_on(self, arrival: Arrival, patient: bool) -> Ride | None:
        for pause in pauses():
            try:
                return await self._receive(arrival)
            except (Busy, AwayError):
                if not patient:
                    raise
                pause = min(pause, SOON_SECONDS)
            except Exception:
                if not patient:
                    raise
                log.exception(
                    "update %s is not committed, next try in %.1f s", arrival.inbound.update_id, pause
                )
            await self._sleep(pause)
        raise AssertionError("pauses never end")

    def _press(self, update: Update) -> None:
        if update.callback_query:
            task = asyncio.create_task(_run(self._answer(update.callback_query.id)))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)


async def _run(answer: Awaitable[None]) -> None:
    await answer


def _where(error: ValueError) -> str:
    """The places that are wrong, without the values: they are what a person wrote."""
    places = getattr(error, "errors", None)
    if places is None:
        return type(error).__name__
    return "; ".join(
        f"{'.'.join(map(str, place['loc']))} {place['type']}" for place in places(include_input=False)
    )
