"""A campaign file moved to other days: what was written for one year is opened again in another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import chain

from handlers.forms.definition import Said
from handlers.rules.campaign_schema import CampaignFile, Period
from handlers.rules.deadline_schema import Deadline, Fixed, Weekdays
from handlers.rules.deadlines import periods

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def move_dates(file: CampaignFile, starts_on: date, ends_on: date) -> CampaignFile:
    """The campaign with that period, and everything that hangs on its days moved along.

    Fixed deadlines keep their distance to the end of the period, but never come before its start. `from`
    keeps its distance to the start, or is left out where it made no difference. The old year in the title
    and at the end of the code becomes the new one. Contradictions (`handlers.rules.campaign_problems`)
    are the caller's to look for.
    """
    years = {str(file.period.ends_on.year): str(ends_on.year)}
    years[str(file.period.starts_on.year)] = str(starts_on.year)
    period = Period(starts_on=starts_on, ends_on=ends_on)
    moved = tuple(_move_rule(file, rule, period) for rule in file.deadlines)
    return file.model_copy(
        update={
            "period": period,
            "deadlines": moved,
            "title": _rename(file.title, years),
            "code": _recode(file.code, years),
        }
    )


def _move_rule(file: CampaignFile, rule: Deadline, period: Period) -> Deadline:
    if isinstance(rule, Fixed):
        by = period.ends_on + (rule.by - file.period.ends_on)
        return rule.model_copy(update={"by": max(by, period.starts_on)})
    if isinstance(rule, Weekdays) and rule.first is not None:
        without = rule.model_copy(update={"first": None})
        needed = periods(file, rule, UTC) != periods(file, without, UTC)
        first = period.starts_on + (rule.first - file.period.starts_on)
        return rule.model_copy(update={"first": min(first, period.ends_on) if needed else None})
    return rule


def _rename(said: Said, years: Mapping[str, str]) -> Said:
    def change(words: str) -> str:
        return _YEAR.sub(lambda found: years.get(found[0], found[0]), words)

    return said.model_copy(update={"zh": change(said.zh), "en": change(said.en) if said.en else None})


def _recode(code: str, years: Mapping[str, str]) -> str:
    for before, after in years.items():
        if code.endswith(before[2:]):
            return code[:-2] + after[2:]
    return code


def first_due(file: CampaignFile, now: datetime) -> datetime | None:
    """The first moment after `now` at which anything of the campaign falls due; None if nothing does."""
    dues = chain.from_iterable(periods(file, rule, now.tzinfo or UTC) for rule in file.deadlines)
    return min((due.due_at for due in dues if due.due_at > now), default=None)


def is_over(file: CampaignFile, now: datetime) -> bool:
    """Whether the period is behind and nothing falls due any more; `now` in the committee's zone."""
    return file.period.ends_on < now.date() and first_due(file, now) is None
