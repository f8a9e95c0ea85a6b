"""The law of the pace: never more than a limit allows in any window, and hardly less."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import LIMITS, Limit, Limits
from bot.delivery.pace import Pace

TELEGRAM = LIMITS["telegram"]


def most_in_any(times: Sequence[float], seconds: float) -> int:
    """The most moments within any half-open window of that length; `times` rise."""
    return max(place + 1 - bisect_left(times, at - seconds + 1e-9) for place, at in enumerate(times))


def send(pace: Pace, accounts: Sequence[str], now: float = 0.0) -> list[float]:
    """The moments at which messages to these accounts go out, each as soon as it may."""
    times = []
    for account in accounts:
        now = max(now, pace.ready_at(), pace.chat_ready_at(account))
        pace.take(account, now)
        times.append(now)
    return times


def test_ten_thousand_to_different_people_go_at_thirty_a_second() -> None:
    times = send(Pace(TELEGRAM), [str(number) for number in range(10_000)])
    assert most_in_any(times, 1) == 30
    assert times[-1] == 333.0


def test_one_person_gets_a_small_burst_then_one_a_second_on_average() -> None:
    times = send(Pace(TELEGRAM), ["5"] * 60)
    assert times[:4] == [0, 0, 0, 3]
    assert times[-1] == 57
    assert most_in_any(times, 3) == 3


def test_a_group_gets_twenty_a_minute() -> None:
    times = send(Pace(TELEGRAM), ["-5"] * 60)
    assert most_in_any(times, 60) == 20
    assert most_in_any(times, 3) == 3
    assert times[20] == 60
    assert times[40] == 120


def test_a_channel_without_limits_never_waits() -> None:
    assert send(Pace(Limits()), ["1"] * 1000) == [0.0] * 1000


def test_a_wait_holds_up_that_chat_only() -> None:
    pace = Pace(TELEGRAM)
    pace.slow_down("1", 7, now=100)
    assert pace.chat_ready_at("1") == 107
    assert max(pace.ready_at(), pace.chat_ready_at("2")) <= 100


@pytest.mark.parametrize(("second", "held_up"), [(110, True), (111, False)])
def test_a_second_wait_soon_after_holds_up_the_channel(second: float, held_up: bool) -> None:
    pace = Pace(TELEGRAM)
    pace.slow_down("1", 7, now=100)
    pace.slow_down("2", 30, now=second)
    assert pace.ready_at() == (second + 30 if held_up else float("-inf"))


def test_a_chat_that_is_asked_to_wait_again_and_again_holds_up_no_other() -> None:
    pace = Pace(TELEGRAM)
    for moment in (100, 103, 106):
        pace.slow_down("-5", 3, now=moment)
    assert pace.ready_at() == float("-inf")


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    pace = Pace(TELEGRAM)
    pace.slow_down("1", 60, now=0)
    pace.slow_down("1", 1, now=2)
    assert pace.chat_ready_at("1") == 60
    pace.pause(90)
    pace.pause(80)
    assert pace.ready_at() == 90


def test_quiet_chats_are_forgotten_and_busy_ones_are_not() -> None:
    pace = Pace(Limits(chat=TELEGRAM.chat, group=(Limit(20, 60),), group_sign="-"))
    send(pace, ["-1"] * 20)
    for minute in range(5):
        send(pace, [f"{minute}/{number}" for number in range(1000)], now=minute * 10)
    assert pace.chat_ready_at("-1") == 60
    assert len(pace._chats) < 2100


limits = st.lists(st.builds(Limit, count=st.integers(1, 40), seconds=st.integers(1, 90)), max_size=2).map(
    tuple
)


@given(
    overall=limits,
    chat=limits,
    group=limits,
    accounts=st.lists(st.sampled_from(["1", "2", "3", "-1", "-2"]), min_size=1, max_size=150),
    pauses=st.lists(st.sampled_from([0.0, 0.0, 0.4, 1.0, 17.3]), min_size=1, max_size=20),
)
def test_no_window_ever_holds_more_than_its_limit_and_nothing_waits_without_need(
    overall: tuple[Limit, ...],
    chat: tuple[Limit, ...],
    group: tuple[Limit, ...],
    accounts: list[str],
    pauses: list[float],
) -> None:
    pace = Pace(Limits(overall, chat, group, group_sign="-"))
    moments: dict[str, list[float]] = {"": []}
    now = 0.0
    for number, account in enumerate(accounts):
        asked = now + pauses[number % len(pauses)]
        now = max(asked, pace.ready_at(), pace.chat_ready_at(account))
        own = group if account.startswith("-") else chat
        scopes = [(overall, moments[""]), (own, moments.setdefault(account, []))]
        if now > asked:
            assert any(is_full(limit, times, now) for some, times in scopes for limit in some)
        pace.take(account, now)
        for some, times in scopes:
            times.append(now)
            assert all(most_in_any(times, limit.seconds) <= limit.count for limit in some)


def is_full(limit: Limit, times: Sequence[float], now: float) -> bool:
    """Whether the window that ends just before `now` holds all it may."""
    return len(times) - bisect_left(times, now - limit.seconds - 1e-6) >= limit.count


def test_the_judge_of_windows_is_right() -> None:
    assert most_in_any([0, 0.5, 1.0], 1) == 2
    assert most_in_any([0, 0.5, 0.999], 1) == 3
    assert all(later >= earlier for earlier, later in pairwise(send(Pace(TELEGRAM), ["1", "-1"] * 40)))
