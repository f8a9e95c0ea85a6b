"""The polling loop against a scripted getUpdates: what is confirmed, and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.channels.telegram.poll import Poll, Raw, pauses


class Stage:
    """getUpdates as Telegram keeps it, by offset in the order they came, and the turns that take them.

    Turns of updates in `held` wait until they are let go.
    """

    def __init__(self, *ids: int, held: Sequence[int] = ()) -> None:
        self.waiting = list(ids)
        self.offsets: list[int | None] = []
        self.begun: list[int] = []
        self.faults: list[Exception] = []
        self.held = {each: asyncio.Event() for each in held}
        self._more, self._news = asyncio.Event(), asyncio.Event()

    async def fetch(self, offset: int | None, wait: int, limit: int) -> Sequence[Raw]:
        self.offsets.append(offset)
        if self.faults:
            raise self.faults.pop(0)
        if offset is not None and offset - 1 in self.waiting:
            self.waiting = self.waiting[self.waiting.index(offset - 1) + 1 :]
        self._news.set()
        if not self.waiting and wait:
            self._more.clear()
            await self._more.wait()
        return [{"update_id": each} for each in self.waiting[:limit]]

    async def take(self, update: Raw) -> None:
        update_id = int(str(update["update_id"]))
        self.begun.append(update_id)
        self._news.set()
        if update_id in self.held:
            await self.held[update_id].wait()

    def bring(self, *ids: int) -> None:
        self.waiting += ids
        self._more.set()

    async def until(self, fulfilled: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not fulfilled():
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def polling(stage: Stage) -> AsyncIterator[list[float]]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    task = asyncio.create_task(Poll(stage.fetch, stage.take, grace=0.02, sleep=sleep).run())
    try:
        yield slept
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_the_offset_stays_below_what_is_not_done() -> None:
    stage = Stage(10, 11, 12, held=[11])
    async with polling(stage):
        await stage.until(lambda: 11 in stage.offsets)
        assert stage.begun == [10, 11, 12]
        assert stage.waiting == [11, 12]
        stage.held[11].set()
        await stage.until(lambda: not stage.waiting)
    assert stage.begun == [10, 11, 12]
    assert set(stage.offsets) == {None, 11, 13}


async def test_others_are_served_while_one_takes_long() -> None:
    stage = Stage(10, held=[10])
    async with polling(stage):
        await stage.until(lambda: stage.begun == [10])
        stage.bring(11, 12)
        await stage.until(lambda: stage.begun == [10, 11, 12])
        assert stage.waiting == [10, 11, 12]


async def test_ids_may_start_anew_lower() -> None:
    stage = Stage(900)
    async with polling(stage):
        await stage.until(lambda: stage.offsets[-1:] == [901])
        stage.bring(5, 6)
        await stage.until(lambda: stage.offsets[-1:] == [7])
    assert stage.begun == [900, 5, 6]


async def test_what_is_done_in_the_end_is_still_confirmed() -> None:
    stage = Stage(10, 11, held=[10, 11])
    async with polling(stage):
        await stage.until(lambda: stage.begun == [10, 11])
        stage.held[10].set()
    assert stage.waiting == [11]


@pytest.mark.parametrize(
    ("fault", "least", "told"),
    [
        (NetworkError("Bad Gateway"), 0.3, "Bad Gateway"),
        (Conflict("terminated by other getUpdates request"), 3.0, "another process fetches"),
        (RetryAfter(17), 17.0, "getUpdates failed"),
    ],
)
async def test_after_an_error_it_waits_and_goes_on(
    fault: Exception, least: float, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(10)
    stage.faults = [fault]
    async with polling(stage) as slept:
        await stage.until(lambda: stage.begun == [10])
    assert slept[0] >= least
    assert told in caplog.text


async def test_a_refused_token_ends_it() -> None:
    stage = Stage()
    stage.faults = [InvalidToken(), InvalidToken()]
    with pytest.raises(InvalidToken):
        await Poll(stage.fetch, stage.take).run()


def test_pauses_double_up_to_the_longest() -> None:
    tries = pauses(longest=4)
    waits = [next(tries) for _ in range(8)]
    assert all(0.37 <= wait <= 5 for wait in waits)
    assert waits[0] < 0.63 < waits[1]
    assert waits[7] >= 3
