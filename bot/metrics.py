"""The figures of this process for Prometheus, served by its own library on a port of their own.

That port is never the web chat's: behind a proxy every request comes from loopback, so a path on the
public port could not be told from one that the world asks for. Imported only if the port is set: the
library takes about 40 ms of the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from storage.database import Database
from storage.outbox import backlog

#: Seconds. A turn takes 0.5 to 5 ms, one with photos seconds, one in an outage of the database longer.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts in a registry of its own, so that several bots may live in one process (tests do)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._clock = clock
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(_Outbox(database, clock))
        by = ["channel", "outcome"]
        self._turns = Counter("yidong_turns", "Messages taken, by what came of them.", by, registry=registry)
        self._seconds = Histogram(
            "yidong_turn_seconds", "Arrival to commit.", ["channel"], registry=registry, buckets=BUCKETS
        )
        self._sendings = Counter("yidong_sendings", "Tries to send, by outcome.", by, registry=registry)
        self._polled = Gauge(
            "yidong_last_poll_timestamp_seconds", "When Telegram last answered a poll.", registry=registry
        )
        self._restarts = Counter(
            "yidong_poll_restarts", "How often a stuck poll was begun afresh.", registry=registry
        )
        self._ticks = Counter("yidong_ticks", "Looks for what is due.", ["outcome"], registry=registry)

    def count_turn(self, channel: str, outcome: str, seconds: float) -> None:
        """A turn has ended."""
        self._turns.labels(channel, outcome).inc()
        self._seconds.labels(channel).observe(seconds)

    def count_sending(self, channel: str, outcome: str) -> None:
        """A try to send has ended."""
        self._sendings.labels(channel, outcome).inc()

    def note_poll(self) -> None:
        """Telegram has answered a poll just now."""
        self._polled.set(self._clock.now().timestamp())

    def count_restart(self) -> None:
        """Polling was stuck and begins afresh."""
        self._restarts.inc()

    def count_tick(self, outcome: str) -> None:
        """The clock has looked."""
        self._ticks.labels(outcome).inc()

    @contextmanager
    def served(self, host: str, port: int) -> Iterator[int]:
        """Serve the figures there, in threads, while the block runs; 0 is any free port. Gives the port.
        Raises OSError if it can't be had."""
        server, thread = start_http_server(port, host, self.registry)
        try:
            yield server.server_port
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Outbox(Collector):
    """What waits in the outbox, asked of the database whenever the figures are."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The rows that aren't sent yet and how long the oldest has been due; nothing if the database
        doesn't answer: the other figures matter all the more then."""
        rows = GaugeMetricFamily("yidong_outbox_rows", "Messages not sent yet.", labels=["channel", "state"])
        ages = GaugeMetricFamily(
            "yidong_outbox_oldest_seconds", "How long the oldest of them has been due.", labels=["channel"]
        )
        try:
            with self._database.read() as session:
                heaps = backlog(session)
        except SQLAlchemyError:
            return
        now, oldest = self._clock.now(), dict[str, float]()
        for heap in heaps:
            rows.add_metric([heap.channel, heap.state], heap.count)
            age = (now - heap.since).total_seconds()
            oldest[heap.channel] = max(age, oldest.get(heap.channel, 0.0))
        for channel, age in oldest.items():
            ages.add_metric([channel], age)
        yield rows
        yield ages
