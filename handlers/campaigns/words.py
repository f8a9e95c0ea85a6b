"""A campaign in words: the whole of it in one readable message, and each of its settings on a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from handlers.forms.answers import show_date, show_minute
from handlers.messages import Joined, Words, text
from handlers.rules.campaign_file import CampaignFile, Which, campaign_form
from handlers.rules.campaign_schema import Period
from handlers.rules.deadline_schema import (
    AfterActivity,
    Deadline,
    Fixed,
    Monthly,
    Quiet,
    Reminders,
    Rolling,
    Weekdays,
)
from handlers.rules.deadlines import periods, show_due

_COMMA = text("campaign-comma")


def explain_campaign(file: CampaignFile, zone: ZoneInfo) -> list[Words]:
    """Everything an organizer decides on and a leader has to know, a line each."""
    lines: list[Words] = [text("campaign-title", title=file.title.words())]
    if file.theme:
        lines.append(text("campaign-theme", theme=file.theme.words()))
    lines.append(text("campaign-period", period=show_period(file.period)))
    if file.categories:
        lines.append(_categories(file))
    lines += [_form(file, which) for which in _forms(file)]
    lines += [
        text("campaign-deadline", label=label_of(rule), when=show_deadline(file, rule, zone))
        for rule in file.deadlines
    ]
    lines.append(
        text("campaign-reminders", days=show_reminders(file.reminders), quiet=show_quiet(file.quiet))
    )
    lines.append(text(f"campaign-table-{file.table}"))
    if file.note:
        lines.append(text("campaign-note", note=file.note.words()))
    lines.append(text("campaign-contact", contact=show_contact(file)))
    return lines


def _forms(file: CampaignFile) -> tuple[Which, ...]:
    return ("activity", "summary") if file.forms.summary else ("activity",)


def _form(file: CampaignFile, which: Which) -> Words:
    names = [question.name() for question in campaign_form(file, which).questions]
    key = "campaign-form-activity" if which == "activity" else "campaign-form-summary"
    return text(key, count=len(names), names=_list(names))


def _categories(file: CampaignFile) -> Words:
    loose = [category.name.words() for category in file.categories if category.group is None]
    parts: list[Words] = [_list(loose)] if loose else []
    for group in file.groups:
        names = [category.name.words() for category in file.categories if category.group == group.slug]
        parts.append(text("campaign-category-group", group=group.name.words(), names=_list(names)))
    between = text("campaign-semicolon")
    return text("campaign-categories", count=len(file.categories), names=Joined(tuple(parts), between))


def _list(words: Iterable[Words]) -> Words:
    return Joined(tuple(words), _COMMA)


def show_period(period: Period) -> Words:
    """The first and the last day."""
    return text("campaign-days", starts=show_date(period.starts_on), ends=show_date(period.ends_on))


def label_of(rule: Deadline) -> Words:
    """What a deadline asks for."""
    if rule.label:
        return rule.label.words()
    return text("campaign-due-activity" if rule.form == "activity" else "campaign-due-summary")


def show_deadline(file: CampaignFile, rule: Deadline, zone: ZoneInfo) -> Words:
    """When a deadline of the campaign wants something."""
    if isinstance(rule, Fixed):
        due_at = periods(file, rule, zone)[0].due_at
        return text("campaign-when-fixed", moment=show_due(due_at, zone, dated=True))
    if isinstance(rule, Weekdays):
        return _weekly(rule)
    if isinstance(rule, Monthly):
        return _monthly(rule)
    if isinstance(rule, AfterActivity):
        return text("campaign-when-after", days=rule.days)
    return text("campaign-when-rolling")


def _weekly(rule: Weekdays) -> Words:
    weekday = text(f"weekday-{rule.weekday.number + 1}")
    if rule.day_counts:
        when = text("campaign-when-weekly", weekday=weekday, time=show_minute(rule.time))
    else:
        eve = text(f"weekday-{(rule.weekday.number - 1) % 7 + 1}")
        when = text("campaign-when-weekly-before", weekday=weekday, eve=eve)
    return text("campaign-when-from", when=when, first=show_date(rule.first)) if rule.first else when


def _monthly(rule: Monthly) -> Words:
    following = int(rule.month == "next")
    if rule.day_counts:
        time = show_minute(rule.time)
        return text("campaign-when-monthly", day=rule.day, following=following, time=time)
    return text("campaign-when-monthly-before", day=rule.day, following=following)


def show_reminders(reminders: Reminders) -> Words:
    """On which days before, and at what time."""
    days = sorted(set(reminders.days_before), reverse=True)
    if not days:
        return text("campaign-remind-none")
    return text("campaign-remind", days=show_days_before(days), time=show_minute(reminders.at))


def show_days_before(days: Sequence[int]) -> Words:
    """So many days before; 0 is the day itself."""
    return _list(text("campaign-remind-day", days=each) for each in days)


def show_quiet(quiet: Quiet) -> Words:
    """The hours in which nothing is pushed."""
    if quiet.begins == quiet.ends:
        return text("campaign-quiet-none")
    return f"{show_minute(quiet.begins)}–{show_minute(quiet.ends)}"


def contact_parts(file: CampaignFile) -> tuple[str | None, str | None, str | None]:
    """The name, number and mailbox for questions; None for what a shipped file has in place of one."""
    contact = file.contact if file.contact and any(map(str.isalnum, file.contact.replace("×", ""))) else None
    phone = file.phone if file.phone and file.phone.strip("0 -+()") else None
    # example.org is nobody's (RFC 2606).
    mailbox = file.mailbox if file.mailbox and not file.mailbox.endswith("@example.org") else None
    return contact, phone, mailbox


def show_contact(file: CampaignFile) -> Words:
    """Whom to ask, as far as it is known."""
    known = [part for part in contact_parts(file) if part]
    return _list(known) if known else text("campaign-contact-none")


def has_contact(file: CampaignFile) -> bool:
    """Whether there is anybody to ask."""
    return show_contact(file) != text("campaign-contact-none")


def settings_of(file: CampaignFile, zone: ZoneInfo) -> dict[str, tuple[Words, Words]]:
    """What can be changed while the campaign runs, by its name in `/changecampaign`: what it is called,
    and its present value."""
    found: dict[str, tuple[Words, Words]] = {
        "period": (text("campaign-part-period"), show_period(file.period))
    }
    for rule in file.deadlines:
        if not isinstance(rule, Rolling):
            found[f"deadline.{rule.name}"] = (label_of(rule), show_deadline(file, rule, zone))
    found["reminders"] = (text("campaign-part-reminders"), show_reminders(file.reminders))
    found["quiet"] = (text("campaign-part-quiet"), show_quiet(file.quiet))
    found["contact"] = (text("campaign-part-contact"), show_contact(file))
    return found
