"""Every unique key is made here, of ids and ISO dates, so that the same thing is never written twice.

What falls due is a row with such a key: a second tick, process or start makes the same key, and the
database refuses the row. So a key that was ever written keeps its form. A notice's key says what is told;
its receiver comes behind it (`account_key`, `group_key`). Keys fit the outbox's column of 120 characters; the
part that comes from outside (a platform's update id, at most 80) stands last, so no two things can share a
key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from itertools import combinations

#: So many have 62 parts.
_FEW = 6


def reply_key(channel: str, update_id: str) -> str:
    """The reply to one message of a platform."""
    return f"reply:{channel}:{update_id}"


def account_key(key: str, account_id: int) -> str:
    """A notice to one of its receivers, a person's account."""
    return f"{key}:{account_id}"


def group_key(key: str, group_id: int) -> str:
    """A notice to one of its receivers, a group chat."""
    return f"{key}:g{group_id}"


def reminders_key(told: Iterable[tuple[int, datetime, str]]) -> str:
    """One reminder of several obligations: the id, deadline and stage of each. Other ones make another
    key, so that nothing new is lost because something in it was told before. The receiver comes behind it."""
    parts = sorted(f"{number}@{due_at.astimezone(UTC):%Y%m%d%H%M}:{stage}" for number, due_at, stage in told)
    return f"reminder:{len(parts)}:{hashlib.sha256(','.join(parts).encode()).hexdigest()[:24]}"


def owed_word(told: Iterable[int]) -> str:
    """What a reminder is about, by the ids of the obligations, under which it waits in the outbox."""
    return f"owed:{hashlib.sha256(','.join(map(str, sorted(told))).encode()).hexdigest()[:24]}"


def owed_words(told: Collection[int]) -> tuple[str, ...]:
    """The words of all reminders that are about nothing else (of many obligations: about one of them)."""
    sizes = range(1, len(told)) if len(told) <= _FEW else (1,)
    return tuple(owed_word(some) for size in sizes for some in combinations(told, size))


def digest_key(organisation_id: int, campaign_id: int, week: str) -> str:
    """A committee's summary of a week; the receiver comes behind it."""
    return f"digest:{organisation_id}:{campaign_id}:{week}"


def overdue_list_key(organisation_id: int, campaign_id: int, deadline: str, due_at: datetime) -> str:
    """The list of those who have not reported by `due_at` (in UTC), to a committee; the receiver comes behind
    it."""
    return f"overdue:{organisation_id}:{campaign_id}:{deadline}:{due_at:%Y%m%d%H%M}:p"


def report_notice_key(report_id: int, act: str, trail_id: int) -> str:
    """What is told about a report (returned …); the receiver comes behind it.
    `trail_id` is the act's line in the trail: a report may be returned twice, and both times it is told."""
    return f"report:{report_id}:{act}:{trail_id}"


def role_notice_key(trail_id: int) -> str:
    """What a person is told about a role or the links of their own; the receiver comes behind it.
    `trail_id` is the act's line in the trail."""
    return f"role:{trail_id}"


def asked_key(trail_id: int) -> str:
    """A reminder that an organizer asked for; the receiver comes behind it. `trail_id` is the act's line
    in the trail."""
    return f"asked:{trail_id}"


def campaign_notice_key(campaign_id: int, act: str, time: int, person_id: int) -> str:
    """What is told about a campaign (new, moved) to one person; the receiver comes behind it. `time` counts
    the acts: a team that was taken out may come in again, and both times it is told."""
    return f"campaign:{campaign_id}:{act}:{time}:{person_id}"


def hint_key(role: str) -> str:
    """The demo's first words to whoever has that role; the receiver comes behind it."""
    return f"demo:{role}"


def week_key(day: date) -> str:
    """The ISO week of a day (`2020-W53`): its year is the week's, not the day's."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def asked_week_key(day: date, now: datetime) -> str:
    """The week of a summary that somebody asked for: one asked for later is another."""
    return f"{week_key(day)}@{now:%d%H%M%S}"


def month_key(day: date) -> str:
    """The month of a day (`2019-03`)."""
    return f"{day.year}-{day.month:02d}"


def activity_period(held_on: date, activity_id: int | None = None) -> str:
    """The period of what is owed for one activity: its day, and its id since a day may have two."""
    return held_on.isoformat() if activity_id is None else f"{held_on.isoformat()}:{activity_id}"
