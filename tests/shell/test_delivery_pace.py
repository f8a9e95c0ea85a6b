"""The law of the pace: never more than a limit allows in any window, and hardly less."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import LIMITS, Limit, Limits
from bot.delivery.pace import Pace
from storage.outbox import BROADCAST, NOTICE, REPLY

TELEGRAM = LIMITS["telegram"]


def most_in_any(times: Sequence[float], seconds: float) -> int:
    """The most moments within any half-open window of that length; `times` rise."""
    return max(place + 1 - bisect_left(times, at - seconds + 1e-9) for place, at in enumerate(times))


def send(pace: Pace, accounts: Sequence[str], now: float = 0.0, urgency: int = REPLY) -> list[float]:
    """The moments at which messages to these accounts go out, each as soon as it may."""
    times = []
    for account in accounts:
        now = max(now, pace.ready_at(urgency), pace.chat_ready_at(account))
        pace.take(account, now, urgency)
        times.append(now)
    return times


def reminders(pace: Pace, until: float, now: float = 0.0) -> list[float]:
    """The moments at which reminders to ever more people go out until then, each as soon as it may."""
    times = []
    while (now := max(now, pace.ready_at(BROADCAST))) < until:
        times += send(pace, [f"r{now}"], now, BROADCAST)
    return times


def test_ten_thousand_to_different_people_go_at_thirty_a_second() -> None:
    times = send(Pace(TELEGRAM), [str(number) for number in range(10_000)])
    assert most_in_any(times, 1) == 30
    assert times[-1] == 333.0


def test_reminders_go_evenly_and_nearly_as_fast() -> None:
    times = send(Pace(TELEGRAM), [str(number) for number in range(10_000)], urgency=BROADCAST)
    assert 0.97 <= 9_999 / (times[-1] - times[0]) / 30 < 1
    gaps = [later - earlier for earlier, later in pairwise(times[10:])]
    assert max(gaps) - min(gaps) < 1e-6
    assert min(gaps) > 1 / 30, "they don't arrive as evenly as they leave"


def test_a_reminder_that_is_late_makes_the_next_ones_no_later() -> None:
    """A machine wakes us a little late each time."""
    pace, now, times = Pace(TELEGRAM), 0.0, []
    for number in range(3000):
        now = max(now, pace.ready_at(BROADCAST)) + 0.015 * (number % 2)
        times += send(pace, [str(number)], now, BROADCAST)
    assert 2_999 / (times[-1] - times[0]) / 30 >= 0.97
    assert most_in_any(times, 1) <= 30


def test_after_a_stop_reminders_are_even_again() -> None:
    pace = Pace(TELEGRAM)
    reminders(pace, 10)
    times = reminders(pace, 20, now=12)
    assert most_in_any(times, 1) <= 30
    assert max(later - earlier for earlier, later in pairwise(times)) < 0.05


@pytest.mark.parametrize("moment", [3.0, 3.011, 3.5, 3.98])
def test_the_first_reply_in_the_midst_of_reminders_waits_for_one_of_them_at_most(moment: float) -> None:
    pace = Pace(TELEGRAM)
    reminders(pace, moment)
    assert pace.ready_at(REPLY) - moment <= 1 / 30


def test_replies_that_come_now_and_then_find_room_at_once() -> None:
    """Eight a second on average, at random moments."""
    pace, random, waits, sent = Pace(TELEGRAM), Random(1), list[float](), list[float]()
    moments = list(accumulate(random.expovariate(8) for _ in range(800)))
    for number, moment in enumerate(moments):
        sent += reminders(pace, moment, sent[-1] if sent else 0.0)
        sent += (at := send(pace, [f"p{number}"], moment))
        waits.append(at[0] - moment)
    late = [wait for wait in waits[80:] if wait > 0]
    assert len(late) < 0.2 * len(waits)
    assert max(waits) < 0.1
    assert len(sent) / moments[-1] / 30 > 0.8, "and the reminders use most of what is left"
    assert most_in_any(sent, 1) <= 30


def test_what_replies_need_is_left_free_and_after_a_while_no_more() -> None:
    pace = Pace(TELEGRAM)
    for second in range(10):
        send(pace, [f"{second}.{number}" for number in range(4)], now=second)
    while_they_wrote, later = reminders(pace, 11, now=10), reminders(pace, 31, now=30)
    assert len(while_they_wrote) < len(later) - 4
    assert len(later) + 1 >= 0.97 * 30


def test_reminders_always_get_half() -> None:
    pace = Pace(TELEGRAM)
    for second in range(10):
        send(pace, [f"{second}.{number}" for number in range(30)], now=second)
    assert len(reminders(pace, 21, now=10.5)) >= 15 * 10


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
    urgencies=st.lists(st.sampled_from([REPLY, NOTICE, BROADCAST]), min_size=1, max_size=20),
    pauses=st.lists(st.sampled_from([0.0, 0.0, 0.4, 1.0, 17.3]), min_size=1, max_size=20),
)
def test_no_window_ever_holds_more_than_its_limit_and_no_reply_waits_without_need(
    overall: tuple[Limit, ...],
    chat: tuple[Limit, ...],
    group: tuple[Limit, ...],
    accounts: list[str],
    urgencies: list[int],
    pauses: list[float],
) -> None:
    pace = Pace(Limits(overall, chat, group, group_sign="-"))
    moments: dict[str, list[float]] = {"": []}
    now = 0.0
    for number, account in enumerate(accounts):
        asked = now + pauses[number % len(pauses)]
        urgency = urgencies[number % len(urgencies)]
        now = max(asked, pace.ready_at(urgency), pace.chat_ready_at(account))
        own = group if account.startswith("-") else chat
        scopes = [(overall, moments[""]), (own, moments.setdefault(account, []))]
        if now > asked and urgency == REPLY:
            assert any(is_full(limit, times, now) for some, times in scopes for limit in some)
        pace.take(account, now, urgency)
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
