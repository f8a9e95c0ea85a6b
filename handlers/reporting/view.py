"""One report in full: for its team, and for the committees above with who sent it, doubts and the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from handlers.access import Route
from handlers.campaigns.definitions import form_in
from handlers.forms.answers import show_answer, show_date, show_minute
from handlers.forms.definition import Form
from handlers.forms.run import applicable
from handlers.messages import Attachment, Joined, Option, Reply, Words, text
from handlers.reporting.report import known_of, own_report, warnings_of
from handlers.rules.campaign_file import Which
from handlers.turn import Turn
from storage import audit, reports
from storage.audit import Trail
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.people import Person
from storage.reports import Report

#: Acts of the trail that are shown, and questions named in one change.
MOST_ACTS = 6
MOST_CHANGES = 4
#: Photos that go along; Telegram's albums hold as many.
MOST_PHOTOS = 10


def describe_report(report: Report) -> Words:
    """A report on one line: number, day, title, and where it stands."""
    day: Words = show_date(report.held_on) if report.held_on else ""
    state = text(f"report-state-{report.state}")
    return text("report-line", number=report.number, day=day, title=report.title, state=state)


def show_moment(at: datetime, zone: tzinfo) -> Words:
    """A moment as the reader's clock showed it."""
    local = at.astimezone(zone)
    return text(
        "view-moment",
        month=local.month,
        day=local.day,
        time=show_minute(local.hour * 60 + local.minute),
    )


def stamp(report: Report) -> str:
    """Which revision of the report was seen, as it is carried by a button: in base 36."""
    return to_base36(report.revision)


def to_base36(number: int) -> str:
    """A number in as few signs as a button can carry; `int(…, 36)` reads it."""
    signs = ""
    while number:
        number, digit = divmod(number, 36)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + signs
    return signs or "0"


def show_report(turn: Turn, rest: str) -> Reply:
    """`/view id`, or the number on the receipt: the report with its photos, and what may be done with it."""
    report = own_report(turn, rest, Route.REPORT_SEE)
    return Reply(report_lines(turn, report), _acts(turn, report), attachments=_photos(turn, report))


def report_lines(turn: Turn, report: Report) -> tuple[Words, ...]:
    """What the report says; for those who review it, also who sent it, what is odd, and what was done."""
    team = turn.session.get_one(Organisation, report.team_id)
    campaign = turn.session.get_one(Campaign, report.campaign_id)
    which: Which = "summary" if report.form == "summary" else "activity"
    form = form_in(turn.session, campaign.id, which, campaign.version)
    lines: list[Words] = [describe_report(report), text("report-of-team", team=team.name)]
    reviews = turn.may(Route.REPORT_REVIEW, team)
    if reviews:
        author = turn.session.get_one(Person, report.author_id)
        moment = show_moment(report.submitted_at, ZoneInfo(team.zone))
        lines.append(text("view-sent", name=author.name, moment=moment))
    for question in applicable(form, report.answers):
        if report.answers.get(question.key) is not None:
            answer = show_answer(question, report.answers[question.key])
            lines.append(text("report-answer", name=question.name(), answer=answer))
    if reviews:
        lines += [text("form-warning", warning=warning) for warning in _warnings(turn, report, form, team)]
    if report.review_note:
        lines.append(text("report-note", note=report.review_note))
    if report.state == "accepted" and not reviews:
        lines.append(text("report-accepted-already", number=report.number))
    if reviews:
        lines += _trail(turn, report, form, ZoneInfo(team.zone))
    return tuple(lines)


def _warnings(turn: Turn, report: Report, form: Form, team: Organisation) -> list[Words]:
    """The doubts that the leader saw, found anew from the answers as of the day they were sent."""
    campaign = turn.session.get_one(Campaign, report.campaign_id)
    subject = {
        "team": report.team_id,
        "campaign": report.campaign_id,
        "version": campaign.version,
        "report": report.id,
    }
    sent_on = report.changed_at.astimezone(ZoneInfo(team.zone)).date()
    known = known_of(turn, subject, sent_on, report.held_on)
    return warnings_of(turn, subject, form, report.answers, known)


def _trail(turn: Turn, report: Report, form: Form, zone: tzinfo) -> list[Words]:
    acts = audit.trail_of(turn.session, report, MOST_ACTS)
    if len(acts) < 2:
        # That it was sent stands above already.
        return []
    return [text("view-trail"), *(_act(turn, act, form, zone) for act in acts)]


def _act(turn: Turn, act: Trail, form: Form, zone: tzinfo) -> Words:
    person = turn.session.get(Person, act.person_id) if act.person_id else None
    return text(
        "view-act",
        moment=show_moment(act.at, zone),
        name=person.name if person else "",
        act=text(f"view-act-{act.act}"),
        what=_changes(act, form) if act.act == "change" else _note(act),
    )


def _note(act: Trail) -> Words:
    note = (act.after or {}).get("note")
    return text("view-detail", note=note) if isinstance(note, str) else ""


def _changes(act: Trail, form: Form) -> Words:
    """Which answers were changed, from what to what where that is short."""
    before, after = act.before or {}, act.after or {}
    changed = [q for q in form.questions if q.key in before or q.key in after]
    shown: list[Words] = []
    for question in changed[:MOST_CHANGES]:
        key = question.key
        if _short(before, key) and _short(after, key):
            was, now = show_answer(question, before.get(key)), show_answer(question, after.get(key))
            shown.append(text("view-change", name=question.name(), was=was, now=now))
        else:
            shown.append(question.name())
    if len(changed) > MOST_CHANGES:
        shown.append(text("list-more", count=len(changed) - MOST_CHANGES))
    return text("view-detail", note=Joined(tuple(shown), text("view-between"))) if shown else ""


def _short(answers: Mapping[str, Any], key: str) -> bool:
    answer = answers.get(key)
    return answer is None or isinstance(answer, int) or (isinstance(answer, str) and len(answer) <= 20)


def _acts(turn: Turn, report: Report) -> tuple[Option, ...]:
    team = turn.session.get_one(Organisation, report.team_id)
    options: list[Option] = []
    if turn.may(Route.REPORT_REVIEW, team):
        options += review_options(report)
        options.append(Option(text("command-reports"), "/reports", control=True))
    if turn.may(Route.REPORT, team):
        if report.state != "accepted":
            options.append(Option(text("report-change"), f"/edit {report.id}"))
            options.append(Option(text("report-withdraw"), f"/withdraw {report.id}"))
        options.append(Option(text("command-mine"), "/mine", control=True))
    return tuple(options)


def review_options(report: Report) -> list[Option]:
    """What a committee may do with the report as it stands, and as it was seen (`stamp`)."""
    back = Option(text("review-return"), f"/return {report.id}")
    if report.state == "accepted":
        return [Option(text("review-unaccept"), f"/unaccept {report.id}"), back]
    accept = Option(text("review-accept"), f"/accept {report.id} {stamp(report)}")
    return [accept, back] if report.state == "submitted" else [accept]


def _photos(turn: Turn, report: Report) -> tuple[Attachment, ...]:
    return tuple(
        Attachment("picture", f"photo:{digest}", f"{report.number}-{place}.jpg")
        for place, digest in enumerate(reports.photos_of(turn.session, report.id)[:MOST_PHOTOS], 1)
    )
