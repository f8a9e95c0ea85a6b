"""Deadlines: from a campaign's rules to the moments at which something is due, told of, or overdue.

The decisions, where the notices leave one open:

- A period runs from the day after the last one to the last day that can be reported in time. So with
  "before every Friday" (due Thursday 24:00) a period is Friday to Thursday, and with Fridays that count
  it is Saturday to Friday. It is called by the ISO week of its last day.
- The first period begins with the campaign, also when that makes it longer or shorter than a week.
- Days left over after the last such day belong to the final fixed deadline if there is one that reaches
  to the end of the campaign; otherwise one more period is added, due on the next weekday (or month day).
- A moment is the first one that is too late: "Thursday 24:00" is Friday 00:00.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from handlers.forms.answers import show_date, show_minute
from handlers.messages import Words, text
from handlers.rules.campaign_schema import CampaignFile
from handlers.rules.deadline_schema import AfterActivity, Deadline, Fixed, Monthly, Quiet, Weekdays, Which
from handlers.rules.keys import activity_period, month_key, week_key

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Due:
    """What one team owes once: `deadline` is the rule's name, `period` unique under it, `starts_on` and
    `ends_on` the first and last day of the activities it covers, `due_at` the first moment too late."""

    deadline: str
    form: Which
    period: str
    starts_on: date
    ends_on: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """A moment at which a team that still owes is told: `days-3`, `days-1`, `days-0` before it is due
    (`days_left` until its last day), and `overdue` after."""

    name: str
    days_left: int
    at: datetime


def moment(day: date, minute: int, zone: tzinfo, fold: int = 0) -> datetime:
    """A minute of a day (1440 is its end) in a zone, as UTC.

    A time that the clocks skip is as much later as they skip, one that comes twice is the first, or
    with `fold` 1 the second (PEP 495). Shanghai has neither; zones are a setting.
    """
    whole, rest = divmod(minute, 24 * 60)
    wall = datetime(day.year, day.month, day.day, rest // 60, rest % 60, tzinfo=zone) + whole * _DAY
    return wall.replace(fold=fold).astimezone(UTC)


def periods(campaign: CampaignFile, deadline: Deadline, zone: tzinfo) -> list[Due]:
    """Everything that a deadline of the campaign makes due, in order; nothing for those that follow
    activities (see `after_activity`) and for rolling ones."""
    if isinstance(deadline, Fixed):
        return [_fixed(campaign, deadline, zone)]
    if isinstance(deadline, Weekdays):
        return _weekly(campaign, deadline, zone)
    if isinstance(deadline, Monthly):
        if deadline.month == "next":
            return list(_next_month(campaign, deadline, zone))
        return _same_month(campaign, deadline, zone)
    return []


def after_activity(
    deadline: AfterActivity, held_on: date, zone: tzinfo, activity_id: int | None = None
) -> Due:
    """What is owed for one activity: due at the end of the day that is `days` after it."""
    period = activity_period(held_on, activity_id)
    due_at = moment(held_on + deadline.days * _DAY, 24 * 60, zone)
    return Due(deadline.name, deadline.form, period, held_on, held_on, due_at)


def _due_at(deadline: Fixed | Weekdays | Monthly, day: date, zone: tzinfo) -> datetime:
    return moment(day, deadline.time if deadline.day_counts else 0, zone)


def _last_day(deadline: Fixed | Weekdays | Monthly, day: date) -> date:
    """The last day whose activities can be reported in time."""
    return day if deadline.day_counts else day - _DAY


def _fixed(campaign: CampaignFile, deadline: Fixed, zone: tzinfo) -> Due:
    """Covers the whole campaign, or as much of it as is over by then."""
    starts_on = campaign.period.starts_on
    ends_on = max(starts_on, min(campaign.period.ends_on, _last_day(deadline, deadline.by)))
    period = deadline.by.isoformat()
    return Due(deadline.name, deadline.form, period, starts_on, ends_on, _due_at(deadline, deadline.by, zone))


def _weekly(campaign: CampaignFile, deadline: Weekdays, zone: tzinfo) -> list[Due]:
    first = max(campaign.period.starts_on, deadline.first or date.min)
    first += (deadline.weekday.number - first.weekday()) % 7 * _DAY
    return list(_in_turn(campaign, deadline, zone, lambda turn: first + 7 * turn * _DAY, week_key))


def _same_month(campaign: CampaignFile, deadline: Monthly, zone: tzinfo) -> list[Due]:
    starts_on = campaign.period.starts_on
    return list(
        _in_turn(campaign, deadline, zone, lambda turn: _day_of(starts_on, turn, deadline.day), month_key)
    )


def _in_turn(
    campaign: CampaignFile,
    deadline: Weekdays | Monthly,
    zone: tzinfo,
    day: Callable[[int], date],
    name: Callable[[date], str],
) -> Iterator[Due]:
    """Periods that follow each other, one up to each day of the rule; see the module for what is left."""
    starts_on, turn = campaign.period.starts_on, 0
    while starts_on <= campaign.period.ends_on:
        due_on, turn = day(turn), turn + 1
        if due_on > campaign.period.ends_on and _ends_fixed(campaign):
            return
        last = _last_day(deadline, due_on)
        if last < starts_on:
            continue
        ends_on = min(last, campaign.period.ends_on)
        due_at = _due_at(deadline, due_on, zone)
        yield Due(deadline.name, deadline.form, name(last), starts_on, ends_on, due_at)
        starts_on = last + _DAY


def _ends_fixed(campaign: CampaignFile) -> bool:
    fixed = [deadline for deadline in campaign.deadlines if isinstance(deadline, Fixed)]
    return any(_last_day(deadline, deadline.by) >= campaign.period.ends_on for deadline in fixed)


def _next_month(campaign: CampaignFile, deadline: Monthly, zone: tzinfo) -> Iterator[Due]:
    starts_on, ends_on = campaign.period.starts_on, campaign.period.ends_on
    while starts_on <= ends_on:
        last = _day_of(starts_on, 0, 31)
        due_at = _due_at(deadline, _day_of(starts_on, 1, deadline.day), zone)
        yield Due(deadline.name, deadline.form, month_key(starts_on), starts_on, min(last, ends_on), due_at)
        starts_on = last + _DAY


def _day_of(day: date, months: int, wanted: int) -> date:
    """The `wanted` day of the month so many months after that of `day`, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(wanted, monthrange(year, month)[1]))


def stages(campaign: CampaignFile, due: Due, zone: tzinfo) -> list[Stage]:
    """The reminders before `due.due_at`, in order, and the notice that it is overdue, last.

    What would come before the period begins waits for its first day. What would come in the quiet hours
    waits for their end, or comes the minute before they begin where their end is too late. What falls
    together goes out once. Nothing is dropped.
    """
    last_day = (due.due_at - _MINUTE).astimezone(zone).date()
    earliest = moment(due.starts_on, campaign.reminders.at, zone)
    found: dict[datetime, Stage] = {}
    for days in sorted(set(campaign.reminders.days_before), reverse=True):
        wanted = moment(last_day - days * _DAY, campaign.reminders.at, zone)
        wanted = max(wanted, earliest)
        at = _before(wanted, due.due_at, campaign.quiet, zone)
        found[at] = Stage(f"days-{days}", days, at)
    overdue_at = next_permitted(due.due_at + _MINUTE, campaign.quiet, zone)
    return [*(found[at] for at in sorted(found)), Stage("overdue", 0, overdue_at)]


def _before(wanted: datetime, due_at: datetime, quiet: Quiet, zone: tzinfo) -> datetime:
    """`wanted`, or the permitted moment nearest to it that is before `due_at`."""
    if wanted >= due_at:
        wanted = due_at - timedelta(hours=1)
    later = next_permitted(wanted, quiet, zone)
    return later if later < due_at else _last_permitted(wanted, quiet, zone)


def is_quiet(at: datetime, quiet: Quiet, zone: tzinfo) -> bool:
    """Whether nothing may be pushed at that moment: from the first minute of the quiet hours on, up to
    and without their last."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return (minute - quiet.begins) % (24 * 60) < (quiet.ends - quiet.begins) % (24 * 60)


def next_permitted(at: datetime, quiet: Quiet, zone: tzinfo) -> datetime:
    """`at`, or the end of the quiet hours it falls into. For anything that is pushed."""
    if not is_quiet(at, quiet, zone):
        return at.astimezone(UTC)
    day = at.astimezone(zone).date()
    ends = (moment(day + n * _DAY, quiet.ends, zone, fold) for n in range(3) for fold in (0, 1))
    return next(end for end in ends if end > at and not is_quiet(end, quiet, zone))


def _last_permitted(at: datetime, quiet: Quiet, zone: tzinfo) -> datetime:
    """The minute before the quiet hours that `at` falls into."""
    day = at.astimezone(zone).date()
    begins = (moment(day - n * _DAY, quiet.begins, zone, fold) - _MINUTE for n in range(3) for fold in (1, 0))
    return next(begin for begin in begins if begin < at and not is_quiet(begin, quiet, zone))


def useful_stage(planned: list[Stage], reminded: int, now: datetime) -> tuple[int | None, datetime | None]:
    """Which stage to tell of now, and when to look again.

    `reminded` stages are behind already. Of those that have come since, only the last is of use, so that
    after downtime a team hears one thing and not four: its index, or None if none has come. The second
    is the next stage's moment, or None if nothing more comes. Afterwards `reminded` is the index + 1.
    When it is told in the quiet hours (a start at night), send it at `next_permitted(now, …)`.
    """
    come = sum(stage.at <= now for stage in planned)
    following = max(come, reminded)
    next_at = planned[following].at if following < len(planned) else None
    return (come - 1 if come > reminded else None), next_at


def show_due(due_at: datetime, zone: tzinfo, *, dated: bool = False) -> Words:
    """When it is due, in words: midnight is the 24:00 of the day that ends, so nobody reads the wrong day.

    Without the year, which nobody doubts of what is owed, unless it is wanted (`dated`).
    """
    local = due_at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    day, clock = (local.date(), show_minute(minute)) if minute else (local.date() - _DAY, "24:00")
    return text("deadline-moment", day=show_date(day) if dated else _weekday_and_day(day), time=clock)


def _weekday_and_day(day: date) -> Words:
    weekday = text(f"weekday-{day.isoweekday()}")
    return text("deadline-day", month=day.month, day=day.day, weekday=weekday)


def show_days(starts_on: date, ends_on: date) -> Words:
    """The days that something covers, the last included, in words and without the year."""
    if starts_on == ends_on:
        return text("days-one", month=starts_on.month, day=starts_on.day)
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return text("days-month", month=starts_on.month, day=starts_on.day, last=ends_on.day)
    return text("days-across", starts=show_days(starts_on, starts_on), ends=show_days(ends_on, ends_on))
