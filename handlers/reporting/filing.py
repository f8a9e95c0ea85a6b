"""From the answers of a run to the rows of a report, new or changed, with the trail of each change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from pydantic import JsonValue
from sqlalchemy.orm import Session

from handlers.deadlines.obligations import Settled, settle, unsettle
from handlers.forms.answers import show_date
from handlers.forms.definition import Form
from handlers.forms.names import plain_name, split_names
from handlers.forms.run import Answers
from handlers.messages import Reject, text
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.events import key_title
from handlers.speech import in_words
from handlers.turn import Turn
from locales import DEFAULT
from storage import campaigns, people, reports
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation
from storage.reports import Coverage, GroupServed, Participant, Report, ReportPhoto

#: What the column holds (characters).
LONGEST_TITLE = 200
#: Catalogue keys that go into the report's columns as they are; see `handlers.forms.catalogue`.
_PLAIN = (
    "category",
    "host",
    "place",
    "person_times",
    "heads",
    "organisations",
    "materials",
    "content",
    "remarks",
)
_SPECIAL = (
    "title",
    "held_on",
    "span",
    "hours_basis",
    "hours",
    "money",
    "groups",
    "coverage",
    "participants",
    "photos",
)


def file_report(
    turn: Turn,
    campaign: Campaign,
    file: CampaignFile,
    team: Organisation,
    form: Form,
    answers: Answers,
    warnings: int,
) -> tuple[Report, Settled]:
    """A new report, what it settled, and what is owed still."""
    number = f"{campaign.code}-{campaigns.next_number(turn.session, campaign):04d}"
    report = Report(
        number=number,
        campaign_id=campaign.id,
        team_id=team.id,
        author_id=turn.person.id,
        form=form.name.rpartition(":")[2],
        state="submitted",
        submitted_at=turn.now,
        **_columns(turn, file, form, answers, warnings),
    )
    turn.session.add(report)
    turn.session.flush()
    settled = settle(turn.session, report, turn.now)
    # Last, since nothing is looked up any more: these are written with what other turns leave.
    _write_parts(turn, report, answers)
    turn.note("submit", report, after=dict(answers))
    return report, settled


def change_report(
    turn: Turn, report: Report, file: CampaignFile, form: Form, answers: Answers, warnings: int
) -> list[Obligation]:
    """The report as it is now meant; what it was stays in the trail, as does why it was returned. A returned
    one is submitted again.
    What it settled before and no longer does, since its day was changed, is given: it is owed again."""
    before = {key: value for key, value in report.answers.items() if value != answers.get(key)}
    after = {key: value for key, value in answers.items() if value != report.answers.get(key)}
    for column, value in _columns(turn, file, form, answers, warnings).items():
        setattr(report, column, value)
    report.state, report.revision, report.review_note = "submitted", report.revision + 1, None
    reports.clear_parts(turn.session, report.id)
    _write_parts(turn, report, answers)
    turn.note("change", report, before, after)
    opened = unsettle(turn.session, report, turn.now)
    settle(turn.session, report, turn.now)
    return [row for row in opened if row.state == "open"]


def check_held(turn: Turn, answers: Answers, planned: bool) -> None:
    """Reject the report of an activity that is yet to come: it would settle a period that hasn't begun.
    `planned`: the campaign takes announcements of activities, which is what may have been meant."""
    held_on = answers.get("held_on")
    if isinstance(held_on, str) and (day := date.fromisoformat(held_on)) > turn.today:
        raise Reject("report-date-future-plan" if planned else "report-date-future", day=show_date(day))


def _columns(turn: Turn, file: CampaignFile, form: Form, answers: Answers, warnings: int) -> dict[str, Any]:
    span = cast(Mapping[str, int], answers.get("span") or {})
    known = {*_PLAIN, *_SPECIAL}
    extra = {q.key: answers[q.key] for q in form.questions if q.key not in known and q.key in answers}
    held_on = answers.get("held_on")
    plain = {key: answers.get(key) for key in _PLAIN}
    title = str(answers.get("title") or _untitled(file))[:LONGEST_TITLE]
    return plain | {
        "title": title,
        "title_key": key_title(title),
        "held_on": date.fromisoformat(held_on) if isinstance(held_on, str) else None,
        "starts_minute": span.get("starts_minute"),
        "ends_minute": span.get("ends_minute"),
        "service_minutes": service_minutes(answers),
        "money_fen": answers.get("money"),
        "extra": extra,
        "answers": dict(answers),
        "warnings": [warnings] if warnings else [],
        "changed_at": turn.now,
    }


def _untitled(file: CampaignFile) -> str:
    """What a summary is called; it isn't asked for a title."""
    return in_words(text("report-summary-title", title=file.title.words()), DEFAULT)


def service_minutes(answers: Answers) -> int | None:
    """The service time of all volunteers together: what was said in total, or each times the person-times
    (the heads, where those aren't asked). None if it was said each and nobody was counted."""
    minutes = answers.get("hours")
    if not isinstance(minutes, int) or answers.get("hours_basis") != "each":
        return minutes if isinstance(minutes, int) else None
    counted = answers.get("person_times") or answers.get("heads")
    return minutes * counted if isinstance(counted, int) else None


def minutes_each(report: Report, named: int) -> int:
    """What each of so many `named` participants is credited: said each, or the total divided evenly,
    rounded down.

    What is divided is never more than the total when it is summed again, also where more are named than
    were counted or nobody was counted. What was said each may be: `handlers.forms.checks` warns of it.
    Whole minutes, as the record is kept.
    """
    minutes = report.answers.get("hours")
    if report.answers.get("hours_basis") == "each" and isinstance(minutes, int):
        return minutes
    counted = report.person_times or report.heads or 0
    return (report.service_minutes or 0) // max(counted, named, 1)


def _write_parts(turn: Turn, report: Report, answers: Answers) -> None:
    add = turn.session.add
    for row in _rows(answers, "groups"):
        add(
            GroupServed(
                report_id=report.id, kind=_chosen(row["kind"]), person_times=cast(int, row["person_times"])
            )
        )
    for row in _rows(answers, "coverage"):
        read_on = row.get("read_on")
        add(
            Coverage(
                report_id=report.id,
                kind=_chosen(row["kind"]),
                link=cast("str | None", row.get("link")),
                reads=cast("int | None", row.get("reads")),
                read_on=date.fromisoformat(str(read_on)) if read_on else None,
            )
        )
    for place, digest in enumerate(cast(list[str], answers.get("photos") or [])):
        add(ReportPhoto(report_id=report.id, digest=digest, position=place))
    _write_participants(turn, report, answers.get("participants"))


def _write_participants(turn: Turn, report: Report, named: JsonValue) -> None:
    names = split_names(named)
    known = _volunteers(turn.session, report.team_id) if names else {}
    minutes = minutes_each(report, len(names))
    for name in names:
        ids = known.get(name, [])
        person_id = ids[0] if len(ids) == 1 else None
        turn.session.add(Participant(report_id=report.id, name=name, person_id=person_id, minutes=minutes))


def _volunteers(session: Session, team_id: int) -> dict[str, list[int]]:
    """The team's volunteers by their name as it stands in an answer."""
    found: dict[str, list[int]] = defaultdict(list)
    for person_id, name in people.names_of(session, team_id, "volunteer"):
        found[plain_name(name)].append(person_id)
    return found


def shared_names(session: Session, team_id: int, named: JsonValue) -> list[str]:
    """The names of an answer that several volunteers of the team bear: none of them is credited."""
    names = split_names(named)
    known = _volunteers(session, team_id) if names else {}
    return [name for name in names if len(known.get(name, [])) > 1]


def _rows(answers: Answers, key: str) -> Sequence[Mapping[str, JsonValue]]:
    return cast(Sequence[Mapping[str, JsonValue]], answers.get(key) or [])


def _chosen(answer: JsonValue) -> str:
    return str(answer["other"]) if isinstance(answer, Mapping) else str(answer)
