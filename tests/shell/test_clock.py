"""The clocks: the machine's, and the one that can be set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock, SetClock, SystemClock


def test_the_machine_s_clock_tells_aware_utc() -> None:
    clock: Clock = SystemClock()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_set_clock_stands_still_until_it_is_moved(now: datetime) -> None:
    clock = SetClock(now)
    assert clock.now() == clock.now() == now
    clock.advance(timedelta(days=1))
    assert clock.now() == now + timedelta(days=1)
    clock.advance(-timedelta(days=1))
    assert clock.now() == now


def test_a_set_clock_tells_utc_whatever_zone_it_is_set_in(now: datetime) -> None:
    clock = SetClock(now.astimezone(ZoneInfo("Asia/Shanghai")))
    assert clock.now() == now
    assert clock.now().tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        SetClock(now.replace(tzinfo=None))
