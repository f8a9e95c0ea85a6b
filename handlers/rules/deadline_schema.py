"""When a campaign wants something, as data: deadlines, reminders and quiet hours."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from handlers.forms.definition import Said

#: The two forms a campaign may have: of one activity, and the summary at the end.
Which: TypeAlias = Literal["activity", "summary"]
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|24:00")
#: A short name; it is kept in columns of 32 characters.
WORD = r"^[a-z][a-z0-9-]{0,23}$"


def _read_clock(value: object) -> object:
    """`"22:00"` to the minute of the day; 24:00 is the end of the day."""
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise PydanticCustomError("campaign-file-clock", "a time is written 09:00")
    hours, minutes = value.split(":")
    return int(hours) * 60 + int(minutes)


def _show_clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


#: A time of day in minutes from midnight, written `09:00`, up to `24:00`.
Clock: TypeAlias = Annotated[
    int, BeforeValidator(_read_clock), PlainSerializer(_show_clock), Field(ge=0, le=24 * 60)
]


class Part(BaseModel):
    """A part of a campaign file: it is never changed, and takes no field it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Weekday(StrEnum):
    """A day of the week; `.number` is Python's, Monday 0."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Monday is 0, as in `date.weekday()`."""
        return list(Weekday).index(self)


class Rule(Part):
    """What every deadline has. `name` is kept with obligations; `label` is how people are told of it."""

    name: str = Field(pattern=WORD)
    form: Which = "activity"
    label: Said | None = None


class Dated(Rule):
    """A deadline that names a day. Notices say "before Friday" and leave it open whether Friday counts:
    `day_counts` decides. If it counts, reports are due by `time` on the day (24:00 unless said), if not,
    by the end of the day before."""

    day_counts: bool = True
    time: Clock = 24 * 60

    @model_validator(mode="after")
    def whole(self) -> Self:
        """A time is of the day that counts."""
        if not self.day_counts and "time" in self.model_fields_set and self.time != 24 * 60:
            raise PydanticCustomError("campaign-file-time-unused", "`time` needs `day_counts: true`")
        return self


class Fixed(Dated):
    """Once, by one day."""

    kind: Literal["fixed"]
    by: date


class Weekdays(Dated):
    """Every week, by one weekday, from the day `from` on (else the campaign's first). "Before every
    Friday" is taken in its safe sense unless the file says otherwise: due by Thursday 24:00."""

    kind: Literal["weekdays"]
    weekday: Weekday
    first: date | None = Field(default=None, alias="from")
    day_counts: bool = False


class Monthly(Dated):
    """Every month, by the day `day` (the last day in a shorter month): of the same month, when each
    period runs up to that day, or of the next one, when each period is a calendar month."""

    kind: Literal["monthly"]
    day: int = Field(ge=1, le=31)
    month: Literal["same", "next"] = "next"


class AfterActivity(Rule):
    """So many days after each activity, by the end of that day."""

    kind: Literal["after_activity"]
    days: int = Field(ge=1, le=366)


class Rolling(Rule):
    """At any time: nothing ever falls due."""

    kind: Literal["rolling"]


Deadline: TypeAlias = Annotated[
    Fixed | Weekdays | Monthly | AfterActivity | Rolling, Field(discriminator="kind")
]


class Reminders(Part):
    """When reminders go out: so many days before the last day for it (0 is that day), at `at`."""

    days_before: tuple[Annotated[int, Field(ge=0, le=60)], ...] = Field(default=(3, 1, 0), max_length=6)
    at: Clock = Field(default=9 * 60, lt=24 * 60)


class Quiet(Part):
    """The hours in which nothing is pushed, over midnight if need be; none if both are the same."""

    begins: Clock = Field(default=22 * 60, alias="from", lt=24 * 60)
    ends: Clock = Field(default=7 * 60 + 30, alias="until", lt=24 * 60)

    @model_validator(mode="after")
    def short(self) -> Self:
        """A day keeps six hours in which reminders may go out."""
        if (self.ends - self.begins) % (24 * 60) > 18 * 60:
            raise PydanticCustomError("campaign-file-quiet", "at most 18 hours of quiet")
        return self
