"""What a turn and a tick cost in a database that is full, over one that is nearly empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from handlers import dispatch
from handlers.messages import Address, Inbound, Message
from handlers.retention import clear_away
from handlers.tick import DUTIES
from storage.database import Database
from storage.outbox import Outbound
from tests.bench.province import Province
from tests.bench.talk import BEGINS_AT, TALK
from tests.kit.stage import DOORS

#: Turns in one transaction.
BATCH = 32
#: Seconds from one batch to the next, as the bot's clock sees it.
PAUSE = timedelta(seconds=5)
_TITLED = "西江河堤清洁行动"


def turns(few: tuple[Database, Province], many: tuple[Database, Province], rounds: int) -> dict[str, Any]:
    """`rounds` batches in each, by turns. The ratio of each pair is taken, for the machine isn't always
    as fast, and of these the median."""
    # Nobody types so fast: the limit of a person would only stop the bench.
    limit, dispatch.MOST_A_MINUTE = dispatch.MOST_A_MINUTE, 10**9
    try:
        some, all_ = Talkers(*few), Talkers(*many)
        return _compare([(some.turn(), all_.turn()) for _ in range(rounds)])
    finally:
        dispatch.MOST_A_MINUTE = limit


def ticks(few: Database, many: Database, rounds: int) -> dict[str, Any]:
    """`rounds` looks of the clock in each, by turns, after one that warms up."""
    for database in (few, many):
        _tick(database)
    return _compare([(_tick(few), _tick(many)) for _ in range(rounds)])


def _tick(database: Database) -> float:
    """Seconds on the wall, for everybody waits for them."""
    began = perf_counter()
    for duty in (*DUTIES, clear_away):
        with database.begin() as session:
            assert duty(session, BEGINS_AT) == 0
    return perf_counter() - began


def _compare(seconds: Sequence[tuple[float, float]]) -> dict[str, Any]:
    return {
        "figure": median(many / few for few, many in seconds),
        "few_ms": median(few for few, _ in seconds) * 1000,
        "many_ms": median(many for _, many in seconds) * 1000,
        "many_worst_ms": max(many for _, many in seconds) * 1000,
        "rounds": len(seconds),
    }


class Talkers:
    """As many leaders as a batch has, each at another place of the talk, who say one line each at a time."""

    def __init__(self, database: Database, province: Province) -> None:
        self._database, self._province = database, province
        self._heard: list[Message | None] = [None] * BATCH
        self._said = [0] * BATCH
        self._now = BEGINS_AT
        for place in range(BATCH):
            for _ in range(place % len(TALK)):
                self._take([place])

    def turn(self) -> float:
        """All say the next line together: seconds of processor time for each of them."""
        return self._take(range(BATCH)) / BATCH

    def _take(self, places: Sequence[int]) -> float:
        said = [self._inbound(place) for place in places]
        self._now += PAUSE
        began = thread_time()
        with self._database.begin() as session:
            taken = dispatch.take_together(session, self._now, said, DOORS)
        seconds = thread_time() - began
        with self._database.read() as session:
            rows = [session.get_one(Outbound, one.outbox_id) for one in taken]
            for place, row in zip(places, rows, strict=True):
                self._heard[place] = Message.model_validate(row.body)
        return seconds

    def _inbound(self, place: int) -> Inbound:
        number, heard = self._said[place], self._heard[place]
        self._said[place] += 1
        line = TALK[number % len(TALK)]
        update = f"{place}-{number}"
        address = Address("telegram", self._province.account(place))
        if line.press:
            assert heard is not None
            values = [button.value for button in heard.buttons if button.label.startswith(line.words)]
            assert values, f"{line.words}: {heard}"
            return Inbound(address, update, pressed=values[0])
        # The same activity on the same day would be asked about.
        words = f"{line.words}{number}" if line.words == _TITLED else line.words
        return Inbound(address, update, text=words)
