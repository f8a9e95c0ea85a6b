"""The small forms by which a running campaign is changed: present values in, a new campaign out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, cast

from pydantic import JsonValue, TypeAdapter, ValidationError

from handlers.campaigns.words import show_days_before
from handlers.forms.answers import show_minute
from handlers.forms.definition import Choice, Form, Kind, Question, Said
from handlers.forms.run import Answers
from handlers.messages import Reject, Words, text
from handlers.reading import read_clock
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.campaign_schema import Period
from handlers.rules.deadline_schema import (
    AfterActivity,
    Deadline,
    Fixed,
    Monthly,
    Quiet,
    Reminders,
    Weekday,
    Weekdays,
)
from handlers.speech import in_words

_CLOCKS = (9 * 60, 12 * 60, 17 * 60, 18 * 60, 20 * 60, 24 * 60)
_MORNINGS = (8 * 60, 9 * 60, 10 * 60, 15 * 60, 19 * 60)
_OFFSETS = ((3, 1, 0), (7, 3, 1, 0), (1, 0), (0,))
_MAILBOX = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_DEADLINE: TypeAdapter[Deadline] = TypeAdapter(Deadline)


def _said(words: Words) -> Said:
    return Said.model_validate({"zh-CN": in_words(words, "zh-CN"), "en": in_words(words, "en")})


def _choices(labels: Mapping[str, Words]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=_said(words)) for value, words in labels.items())


def _own(key: str) -> Question:
    """What is typed if none of the choices fits."""
    return Question(key=f"{key}_own", kind=Kind.TEXT, maximum=40, when={key: "own"})


def _clock(key: str, minutes: tuple[int, ...], when: Mapping[str, str]) -> tuple[Question, Question]:
    labels: dict[str, Words] = {str(minute): show_minute(minute) for minute in minutes}
    labels["own"] = text("change-own-time")
    asked = Question(key=key, kind=Kind.CHOICE, choices=_choices(labels), when=dict(when))
    return asked, _own(key)


def _weekdays() -> dict[str, Words]:
    return {day.value: text(f"weekday-{day.number + 1}") for day in Weekday}


def _day_counts() -> tuple[Question, ...]:
    labels: dict[str, Words] = {"counts": text("due-day-counts"), "before": text("due-day-before")}
    counts = Question(key="due_counts", kind=Kind.CHOICE, choices=_choices(labels))
    return counts, *_clock("due_time", _CLOCKS, {"due_counts": "counts"})


def _offsets() -> tuple[Question, Question]:
    labels: dict[str, Words] = {"-".join(map(str, days)): show_days_before(days) for days in _OFFSETS}
    labels |= {"none": text("campaign-remind-none"), "own": text("change-own-days")}
    return Question(key="remind_days", kind=Kind.CHOICE, choices=_choices(labels)), _own("remind_days")


def _deadline_questions(rule: Deadline) -> tuple[Question, ...]:
    if isinstance(rule, Fixed):
        return (Question(key="due_on", kind=Kind.DATE), *_day_counts())
    if isinstance(rule, Weekdays):
        return (Question(key="due_weekday", kind=Kind.CHOICE, choices=_choices(_weekdays())), *_day_counts())
    if isinstance(rule, Monthly):
        months: dict[str, Words] = {"same": text("due-month-same"), "next": text("due-month-next")}
        return (
            Question(key="due_month", kind=Kind.CHOICE, choices=_choices(months)),
            Question(key="due_day", kind=Kind.INTEGER, minimum=1, maximum=31),
            *_day_counts(),
        )
    return (Question(key="due_days", kind=Kind.INTEGER, minimum=1, maximum=366),)


def change_form(file: CampaignFile, part: str) -> Form:
    """The form that asks a part of the campaign anew; Reject if it has no such part."""
    if part.startswith("deadline."):
        questions = _deadline_questions(rule_of(file, part))
    else:
        parts = {
            "period": (
                Question(key="campaign_starts", kind=Kind.DATE),
                Question(key="campaign_ends", kind=Kind.DATE),
            ),
            "reminders": (*_offsets(), *_clock("remind_at", _MORNINGS, {})),
            "quiet": (Question(key="quiet_hours", kind=Kind.SPAN, required=False, maximum=24 * 60),),
            "contact": (
                Question(key="contact_name", kind=Kind.TEXT, required=False, maximum=60),
                Question(key="contact_phone", kind=Kind.TEXT, required=False, maximum=40),
                Question(key="contact_mailbox", kind=Kind.TEXT, required=False, maximum=100),
            ),
        }
        if part not in parts:
            raise Reject("turn-button-gone")
        questions = parts[part]
    return Form(name="campaign-change", questions=questions)


def rule_of(file: CampaignFile, part: str) -> Deadline:
    """The deadline that `deadline.<name>` means; Reject if the campaign has it no more."""
    name = part.removeprefix("deadline.")
    for rule in file.deadlines:
        if rule.name == name and rule.kind != "rolling":
            return rule
    raise Reject("turn-button-gone")


def present_answers(file: CampaignFile, part: str) -> dict[str, JsonValue]:
    """The part as it is now, as answers to its form."""
    if part == "period":
        starts, ends = file.period.starts_on, file.period.ends_on
        return {"campaign_starts": starts.isoformat(), "campaign_ends": ends.isoformat()}
    if part == "reminders":
        days = "-".join(map(str, sorted(set(file.reminders.days_before), reverse=True))) or "none"
        known = {"none", *("-".join(map(str, each)) for each in _OFFSETS)}
        return {
            **_chosen("remind_days", days, known, days.replace("-", "、")),
            **_clock_answer("remind_at", file.reminders.at, _MORNINGS),
        }
    if part == "quiet":
        quiet = file.quiet
        span: JsonValue = {"starts_minute": quiet.begins, "ends_minute": quiet.ends}
        return {"quiet_hours": None if quiet.begins == quiet.ends else span}
    if part == "contact":
        return {
            "contact_name": file.contact,
            "contact_phone": file.phone,
            "contact_mailbox": file.mailbox,
        }
    return _present_deadline(rule_of(file, part))


def _chosen(key: str, value: str, known: Collection[str], typed: str) -> dict[str, JsonValue]:
    return {key: value} if value in known else {key: "own", f"{key}_own": typed}


def _clock_answer(key: str, minute: int, minutes: tuple[int, ...]) -> dict[str, JsonValue]:
    return _chosen(key, str(minute), {str(each) for each in minutes}, show_minute(minute))


def _present_deadline(rule: Deadline) -> dict[str, JsonValue]:
    if isinstance(rule, AfterActivity):
        return {"due_days": rule.days}
    answers: dict[str, JsonValue] = {}
    if isinstance(rule, Fixed):
        answers["due_on"] = rule.by.isoformat()
    elif isinstance(rule, Weekdays):
        answers["due_weekday"] = rule.weekday.value
    elif isinstance(rule, Monthly):
        answers |= {"due_month": rule.month, "due_day": rule.day}
    if isinstance(rule, Fixed | Weekdays | Monthly):
        answers["due_counts"] = "counts" if rule.day_counts else "before"
        if rule.day_counts:
            answers |= _clock_answer("due_time", rule.time, _CLOCKS)
    return answers


def with_answers(file: CampaignFile, part: str, answers: Answers) -> CampaignFile:
    """The campaign with that part as answered; Reject if an answer can't be understood."""
    if part == "period":
        days = [date.fromisoformat(str(answers[key])) for key in ("campaign_starts", "campaign_ends")]
        return file.model_copy(update={"period": Period(starts_on=days[0], ends_on=days[1])})
    if part == "reminders":
        reminders = {
            "days_before": _read_days(answers),
            "at": _read_clock(answers, "remind_at"),
        }
        return file.model_copy(update={"reminders": _valid(Reminders, reminders)})
    if part == "quiet":
        span = cast("Mapping[str, int] | None", answers.get("quiet_hours")) or {}
        hours = {"from": span.get("starts_minute", 0) % 1440, "until": span.get("ends_minute", 0) % 1440}
        return file.model_copy(update={"quiet": _valid(Quiet, hours)})
    if part == "contact":
        return file.model_copy(update=_contact(answers))
    before = rule_of(file, part)
    after = _rule(before, answers)
    rules = tuple(after if rule is before else rule for rule in file.deadlines)
    return file.model_copy(update={"deadlines": rules})


def _valid(kind: type[Reminders] | type[Quiet], values: Mapping[str, Any]) -> Reminders | Quiet:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        quiet = any(found["type"] == "campaign-file-quiet" for found in error.errors())
        raise Reject("campaign-file-quiet" if quiet else "change-days-unclear") from None


def _contact(answers: Answers) -> dict[str, str | None]:
    mailbox = answers.get("contact_mailbox")
    if isinstance(mailbox, str) and not _MAILBOX.fullmatch(mailbox):
        raise Reject("change-mailbox-unclear", mailbox=mailbox)
    fields = {"contact": "contact_name", "phone": "contact_phone", "mailbox": "contact_mailbox"}
    return {field: cast("str | None", answers.get(key)) for field, key in fields.items()}


def _rule(rule: Deadline, answers: Answers) -> Deadline:
    if isinstance(rule, AfterActivity):
        return rule.model_copy(update={"days": answers["due_days"]})
    values = rule.model_dump(mode="json", by_alias=True)
    counts = answers.get("due_counts") == "counts"
    time = _read_clock(answers, "due_time", ends_day=True) if counts else 24 * 60
    values |= {"day_counts": counts, "time": show_minute(time)}
    named = {"due_on": "by", "due_weekday": "weekday", "due_day": "day", "due_month": "month"}
    values |= {field: answers[key] for key, field in named.items() if key in answers}
    return _DEADLINE.validate_python(values)


def _read_clock(answers: Answers, key: str, *, ends_day: bool = False) -> int:
    """A time of day in minutes: one that was chosen, or typed (18:30, 下午6点半); Reject if it is none."""
    if answers[key] != "own":
        return int(str(answers[key]))
    return read_clock(str(answers[f"{key}_own"]), ends_day=ends_day)


def _read_days(answers: Answers) -> tuple[int, ...]:
    chosen = str(answers["remind_days"])
    if chosen == "none":
        return ()
    typed = str(answers["remind_days_own"]) if chosen == "own" else chosen
    days = tuple(int(number) for number in re.findall(r"\d{1,3}", typed, re.ASCII))
    if not days:
        raise Reject("change-days-unclear")
    return days
