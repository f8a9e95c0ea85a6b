"""Checks across the answers of a report, run at the review. They warn and never stop: life is odder
than rules, and the committee that accepts the report sees the same warnings."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from handlers.forms.answers import show_answer, show_date
from handlers.forms.definition import Form, Kind, Question
from handlers.forms.names import split_names
from handlers.messages import Words, text

#: Nobody serves longer than a day lasts (minutes).
DAY = 24 * 60
#: Two titles of the same day are taken for the same activity from this likeness on (0 to 1). A guess
#: that errs on the side of asking: a warning costs one look.
LIKE = 0.75

Answers: TypeAlias = Mapping[str, JsonValue]


class ShareCheck(BaseModel):
    """Warn when the answer `part` is less than `percent_at_least` of the answer `whole`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["share"]
    part: str
    whole: str
    percent_at_least: int = Field(ge=1, le=100)


class LimitCheck(BaseModel):
    """Warn when the answer `part` is more than the answer `whole`, of which it is a part."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["limit"]
    part: str
    whole: str


#: A check that a campaign file writes as data.
Check: TypeAlias = Annotated[ShareCheck | LimitCheck, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Similar:
    """Another report of the same team, by its number; which ones are alike is decided here."""

    title: str
    held_on: date
    number: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks know beside the answers: the day it is for the team, the campaign's first and last
    day, the team's other reports of the same day (not the one being changed), and the campaign's checks."""

    today: date
    starts_on: date
    ends_on: date
    similar: tuple[Similar, ...] = ()
    checks: tuple[ShareCheck | LimitCheck, ...] = ()


def check_answers(form: Form, answers: Answers, facts: Facts) -> list[Words]:
    """The warnings, in the order of the questions they are about; none if all is plausible."""
    checks: tuple[Callable[[Form, Answers, Facts], Iterator[Words]], ...] = (
        _title,
        _date,
        _again,
        _span,
        _people,
        _hours,
        _names,
        _photos,
        _own,
    )
    return [warning for check in checks for warning in check(form, answers, facts)]


def _title(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    """Province platforms refuse titles that say the record is made up for afterwards."""
    if "补录" in str(answers.get("title") or ""):
        yield text("check-title-makeup")


def _date(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    held_on = day_held(answers)
    if held_on is None:
        return
    if held_on > facts.today:
        yield text("check-date-future", day=show_date(held_on))
    if not facts.starts_on <= held_on <= facts.ends_on:
        yield text(
            "check-date-outside",
            day=show_date(held_on),
            starts=show_date(facts.starts_on),
            ends=show_date(facts.ends_on),
        )


def _again(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    held_on, title = day_held(answers), answers.get("title")
    if held_on is None or not isinstance(title, str):
        return
    for other in facts.similar:
        if other.held_on == held_on and _alike(title, other.title):
            yield text("check-again", number=other.number, title=other.title)


def _span(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    span = _minutes(answers)
    if span and span[1] <= span[0]:
        yield text("check-span-order")


def _people(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    heads, person_times = _whole(answers, "heads"), _whole(answers, "person_times")
    if heads is not None and person_times is not None and heads > person_times:
        yield text("check-heads-more", heads=str(heads), person_times=str(person_times))
    organisations = _whole(answers, "organisations")
    if organisations is not None and person_times is not None and organisations > person_times:
        yield text(
            "check-organisations-more", organisations=str(organisations), person_times=str(person_times)
        )


def _hours(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    """Nobody serves longer than the activity lasts, or than a day where its length isn't known."""
    hours, span = _whole(answers, "hours"), _minutes(answers)
    if hours is None:
        return
    known = span is not None and span[1] > span[0]
    longest = span[1] - span[0] if span and known else DAY
    asked = form.question("hours")
    if answers.get("hours_basis") == "each" and hours > longest:
        key = "check-hours-each" if known else "check-hours-each-day"
        yield text(key, hours=show_answer(asked, hours), longest=show_answer(asked, longest))
    people = max(_whole(answers, "person_times") or 0, _whole(answers, "heads") or 0)
    if answers.get("hours_basis") == "total" and people and hours > people * longest:
        yield text(
            "check-hours-total" if known else "check-hours-total-day",
            hours=show_answer(asked, hours),
            people=str(people),
            longest=show_answer(asked, longest),
            most=show_answer(asked, people * longest),
        )


def _names(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    """Whoever is named took part at least once; the hours said of each would be credited too often."""
    named, counted = len(split_names(answers.get("participants"))), _whole(answers, "person_times")
    counted = _whole(answers, "heads") if counted is None else counted
    if counted is not None and named > counted:
        yield text("check-names-more", named=str(named), counted=str(counted))


def _photos(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    for question in form.questions:
        if question.kind is Kind.PHOTOS and not answers.get(question.key):
            yield text("check-photos-none")


def _own(form: Form, answers: Answers, facts: Facts) -> Iterator[Words]:
    """The campaign's own checks, where both answers were given."""
    asked = {question.key: question for question in form.questions}
    for check in facts.checks:
        part, whole = _whole(answers, check.part), _whole(answers, check.whole)
        if part is None or whole is None or check.part not in asked or check.whole not in asked:
            continue
        if warning := _weigh(check, asked[check.part], part, asked[check.whole], whole):
            yield warning


def _weigh(
    check: ShareCheck | LimitCheck, part: Question, part_is: int, whole: Question, whole_is: int
) -> Words | None:
    said: dict[str, Words] = {
        "part": part.name(),
        "part_is": show_answer(part, part_is),
        "whole": whole.name(),
        "whole_is": show_answer(whole, whole_is),
    }
    if isinstance(check, LimitCheck):
        return text("check-limit", **said) if part_is > whole_is else None
    if part_is * 100 >= whole_is * check.percent_at_least:
        return None
    return text("check-share", percent=part_is * 100 // whole_is, at_least=check.percent_at_least, **said)


def _alike(title: str, other: str) -> bool:
    mine, theirs = _bare(title), _bare(other)
    if not mine or not theirs:
        return False
    return mine in theirs or theirs in mine or SequenceMatcher(None, mine, theirs).ratio() >= LIKE


def _bare(title: str) -> str:
    """Letters and figures alone, full-width and half-width made the same."""
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


def _whole(answers: Answers, key: str) -> int | None:
    value = answers.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def day_held(answers: Answers) -> date | None:
    """The day of the activity, if it is said yet."""
    value = answers.get("held_on")
    return date.fromisoformat(value) if isinstance(value, str) else None


def _minutes(answers: Answers) -> tuple[int, int] | None:
    span = answers.get("span")
    if not isinstance(span, Mapping):
        return None
    starts, ends = _whole(span, "starts_minute"), _whole(span, "ends_minute")
    return None if starts is None or ends is None else (starts, ends)
