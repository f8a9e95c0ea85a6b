"""A committee reviews: accepts a report or a page of them, takes that back, or returns one with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, cast
from zoneinfo import ZoneInfo

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.deadlines.obligations import settle, unsettle
from handlers.forms.definition import Choice, Form, Kind, Question
from handlers.forms.run import Run, World
from handlers.messages import BUTTON_VALUE_BYTES, Option, Reject, Reply, Role, Words, text
from handlers.notices import tell_all
from handlers.reporting.report import own_report
from handlers.reporting.view import describe_report, report_lines, review_options, stamp, to_base36
from handlers.rules.deadlines import next_permitted, show_due
from handlers.rules.keys import report_notice_key
from handlers.speech import in_words
from handlers.talk import begin_run
from handlers.turn import LARGEST_ID, Topic, Turn
from storage import people, reports, runs
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation
from storage.outbox import NOTICE
from storage.reports import Report, Wanted
from storage.runs import Run as RunRow

#: Why reports are mostly returned; anything else is typed.
REASONS = ("return-photos", "return-figures", "return-twice", "return-details")
_REASON = Form(
    name="return",
    review=False,
    questions=(
        Question(
            key="return_reason",
            kind=Kind.CHOICE,
            choices=tuple(Choice(value=reason) for reason in REASONS),
            other=True,
            lines=True,
            maximum=300,
        ),
    ),
)


def accept_report(turn: Turn, rest: str) -> Reply:
    """`/accept id [stamp]`: it counts as reviewed. With the stamp of what was seen, a report that has been
    changed since is shown again instead. Nobody is told: the team sees it under its reports.

    A returned one may be accepted as it is, with the note it was returned with: its team may not get to it,
    and once the campaign is closed can't any more.
    """
    typed, _, seen = rest.partition(" ")
    report = own_report(turn, typed, Route.REPORT_REVIEW, lock=True)
    if report.state == "accepted":
        return _next(turn, report, text("review-accepted-already", number=report.number))
    if seen and seen != stamp(report):
        lines = (text("review-changed", number=report.number), *report_lines(turn, report))
        return Reply(lines, tuple(review_options(report)), expects="choice")
    _accept(turn, report)
    said = text("review-accepted", number=report.number, title=report.title)
    return _next(turn, report, said, Option(text("review-undo"), f"/unaccept {report.id}", control=True))


def _accept(turn: Turn, report: Report) -> None:
    before = {"state": report.state, "note": report.review_note}
    returned = report.state == "returned"
    report.state, report.review_note = "accepted", report.review_note if returned else None
    if returned:
        settle(turn.session, report, turn.now)
    report.reviewed_at, report.reviewed_by = turn.now, turn.person.id
    turn.note("accept", report, before, {"state": "accepted"})


def undo_accept(turn: Turn, rest: str) -> Reply:
    """`/unaccept id`: it is to be reviewed again, and may be changed again."""
    report = own_report(turn, rest, Route.REPORT_REVIEW, lock=True)
    if report.state != "accepted":
        raise Reject("review-not-accepted", number=report.number)
    _unaccept(turn, report)
    options = (
        Option(describe_report(report), f"/view {report.id}"),
        Option(text("command-reports"), "/reports"),
    )
    said = "review-unaccepted" if report.state == "submitted" else "review-unaccepted-returned"
    return Reply((text(said, number=report.number),), options, expects="choice")


def _unaccept(turn: Turn, report: Report) -> None:
    # Only one that was accepted as it was returned has kept its note: it is returned again.
    report.state = "submitted" if report.review_note is None else "returned"
    if report.state == "returned":
        unsettle(turn.session, report, turn.now)
    else:
        report.reviewed_at, report.reviewed_by = None, None
    turn.note("unaccept", report, {"state": "accepted"}, {"state": report.state})


def pack_reports(shown: Sequence[Report]) -> str | None:
    """The reports as they were shown, as a button can carry them: the smallest id, and how much each next is
    larger, each with the revision (`5-2`) unless that is the first, in base 36. None if they don't fit."""
    rows = sorted(shown, key=lambda report: report.id)
    ids = [0, *(report.id for report in rows)]
    steps = [later - one for one, later in pairwise(ids)]
    packed = ".".join(
        to_base36(step) + (f"-{stamp(report)}" if report.revision > 1 else "")
        for step, report in zip(steps, rows, strict=True)
    )
    longest = BUTTON_VALUE_BYTES - len("/unacceptall ")
    return packed if rows and len(packed) <= longest else None


def _unpack(turn: Turn, packed: str) -> list[tuple[Report, int]]:
    """The reports with the revisions that were seen. This person must be allowed to review each."""
    try:
        parts = [part.partition("-") for part in packed.split(".")[:40]]
        steps = [(int(step[:9], 36), int(seen[:9] or "1", 36)) for step, _, seen in parts]
    except ValueError:
        raise Reject("turn-button-gone") from None
    if steps[0][0] > LARGEST_ID:
        # Of before revisions were counted: the moment it was shown stood in front.
        raise Reject("turn-button-gone")
    found, number = [], 0
    for step, seen in steps:
        number += step
        found.append((turn.find(Report, str(number), Route.REPORT_REVIEW, lock=True), seen))
    return found


def accept_all(turn: Turn, rest: str) -> Reply:
    """`/acceptall packed`: all that were shown, but for those that have been changed or reviewed since."""
    shown = _unpack(turn, rest)
    fit = [one for one, seen in shown if one.state == "submitted" and one.revision == seen]
    for report in fit:
        _accept(turn, report)
    lines: list[Words] = [text("review-accepted-all", count=len(fit))]
    if len(fit) < len(shown):
        lines.append(text("review-left-out", count=len(shown) - len(fit)))
    options = [Option(text("command-reports"), "/reports")]
    packed = pack_reports(fit)
    if packed:
        options.append(Option(text("review-undo"), f"/unacceptall {packed}", control=True))
    return Reply(tuple(lines), tuple(options), expects="choice")


def undo_accept_all(turn: Turn, rest: str) -> Reply:
    """`/unacceptall packed`: all of them are to be reviewed again."""
    shown = [one for one, _ in _unpack(turn, rest) if one.state == "accepted"]
    # What each team owes is locked with it: in one order, so that no two wait for each other in a circle.
    accepted = sorted(shown, key=lambda one: (one.team_id, one.campaign_id))
    for report in accepted:
        _unaccept(turn, report)
    return Reply(
        (text("review-unaccepted-all", count=len(accepted)),), (Option(text("command-reports"), "/reports"),)
    )


def _next(turn: Turn, report: Report, said: Words, *controls: Option) -> Reply:
    """What was done, and the report that has waited longest, of the same campaign if there is one."""
    paths = tuple(place.path for place in turn.own(Role.ORGANIZER))
    waiting = reports.count_wanted(turn.session, Wanted(paths, "submitted")).get("submitted", 0)
    following = None
    for campaign_id in (report.campaign_id, None):
        wanted = Wanted(paths, "submitted", campaign_id)
        found = reports.reports_wanted(turn.session, wanted, 1, oldest_first=True)
        following = following or next(iter(found), None)
    options = []
    if following:
        label = text("review-next", what=describe_report(following[0]), team=following[1])
        options.append(Option(label, f"/view {following[0].id}"))
    options += [*controls, Option(text("command-reports"), "/reports", control=True)]
    return Reply((said, text("review-waiting", count=waiting)), tuple(options), expects="choice")


def begin_return(turn: Turn, rest: str) -> Reply:
    """`/return id`: say why, and the team is asked to change it."""
    report = own_report(turn, rest, Route.REPORT_REVIEW)
    _check_returnable(turn, report)
    return begin_run(turn, "return", {"report": report.id})


def _check_returnable(turn: Turn, report: Report) -> None:
    if report.state == "returned":
        raise Reject("review-returned-already", number=report.number)
    if turn.session.get_one(Campaign, report.campaign_id).state != "open":
        # The team couldn't change it, and its figures would be lost.
        raise Reject("review-campaign-closed")


def _place(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    report = turn.session.get(Report, subject["report"])
    return turn.organisation(report.team_id) if report else None


def _form(turn: Turn, subject: Mapping[str, Any]) -> Form:
    return _REASON


def _world(turn: Turn, subject: Mapping[str, Any]) -> World:
    return World(turn.today)


def _finish_return(turn: Turn, row: RunRow, run: Run) -> Reply:
    report = _locked_with_leaders(turn, str(row.subject["report"]))
    _check_returnable(turn, report)
    reason = _reason(turn, run.answers["return_reason"])
    before = {"state": report.state}
    report.state, report.review_note = "returned", reason
    report.reviewed_at, report.reviewed_by = turn.now, turn.person.id
    line = turn.note("return", report, before, {"state": "returned", "note": reason})
    opened = unsettle(turn.session, report, turn.now)
    turn.session.flush()
    told = _tell_leaders(turn, report, report_notice_key(report.id, "return", line.id), opened)
    said = text("review-returned", number=report.number, people=told, owed=int(bool(opened)))
    return _next(turn, report, said)


def _locked_with_leaders(turn: Turn, typed: str) -> Report:
    """The report, locked after the conversations of those who will be told: a leader's own turn has locked
    theirs when it comes to the report."""
    seen = own_report(turn, typed, Route.REPORT_REVIEW)
    leaders = people.people_of(turn.session, seen.team_id, Role.LEADER)
    runs.conversations(
        turn.session, people.present_accounts(turn.session, [one.id for one in leaders]), turn.now
    )
    return own_report(turn, typed, Route.REPORT_REVIEW, lock=True)


def _reason(turn: Turn, answer: object) -> str:
    """The reason in the words it was given in; one that was chosen in the organizer's language."""
    if isinstance(answer, Mapping):
        return str(answer["other"])
    return in_words(text(f"choice-{cast(str, answer)}"), turn.person.language)


def _reviewing(turn: Turn, team: Organisation) -> Organisation:
    """The committee in whose name the person reviews: the nearest of theirs above the team."""
    above = [place for place in turn.own(Role.ORGANIZER) if team.path.startswith(place.path)]
    return max(above, key=lambda place: len(place.path))


def _tell_leaders(turn: Turn, report: Report, key: str, opened: Sequence[Obligation]) -> int:
    """Ask the team's leaders to change it; how many can be reached."""
    team = turn.session.get_one(Organisation, report.team_id)
    campaign = turn.session.get_one(Campaign, report.campaign_id)
    zone, quiet = ZoneInfo(team.zone), definition_of(turn.session, campaign).quiet
    lines: list[Words] = [
        text(
            "review-notice",
            number=report.number,
            title=report.title,
            by=turn.person.name,
            place=_reviewing(turn, team).name,
        ),
        text("report-note", note=report.review_note or ""),
        *(
            text("review-notice-owed", due=show_due(row.due_at, zone), over=int(row.due_at <= turn.now))
            for row in opened[:1]
        ),
    ]
    options = (
        Option(text("review-change-now"), f"/edit {report.id}"),
        Option(text("review-look"), f"/view {report.id}"),
    )
    leaders = people.people_of(turn.session, team.id, Role.LEADER)
    return len(
        tell_all(
            turn.session,
            [(person, Reply(tuple(lines), options, expects="choice")) for person in leaders],
            key=key,
            urgency=NOTICE,
            due_at=next_permitted(turn.now, quiet, zone),
            now=turn.now,
        )
    )


RETURN = Topic(Route.REPORT_REVIEW, _place, _form, _world, _finish_return)
