"""Reporting: a leader chooses what to report, fills the campaign's form, and gets a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date
from functools import cache
from typing import Any

from handlers.access import Route
from handlers.campaigns.definitions import definition_in, definition_of, form_in
from handlers.campaigns.listing import counts_from_activities
from handlers.deadlines.owed import name_owed
from handlers.forms.checks import Facts, Similar, check_answers, day_held
from handlers.forms.definition import Form
from handlers.forms.later import Later
from handlers.forms.names import plain_name
from handlers.forms.run import Answers, Run, World
from handlers.messages import Option, Over, Reject, Reply, Role, Words, text
from handlers.reporting.filing import change_report, check_held, file_report, shared_names
from handlers.rules.campaign_file import CampaignFile, Which
from handlers.rules.deadlines import show_days
from handlers.talk import begin_run, drafts, resume_run
from handlers.turn import Topic, Turn
from storage import campaigns, people, reports
from storage.campaigns import Activity, Campaign, Obligation
from storage.organisations import Organisation
from storage.reports import Report
from storage.runs import Run as RunRow


def choose_report(turn: Turn, rest: str) -> Reply:
    """`/report [team.campaign.form | new]`: straight to the form if only one thing can be meant."""
    offers = _offers(turn)
    if not offers:
        raise Reject("report-no-campaign")
    if rest in offers:
        return _begin(turn, *offers[rest])
    if rest not in ("", "new"):
        # Of a campaign that is over, or of another team: not to be mistaken for one that is left.
        raise Reject("access-refused")
    begun = drafts(turn, "report")
    if begun and rest != "new":
        return _offer_drafts(turn, begun)
    if len(offers) == 1:
        return _begin(turn, *next(iter(offers.values())))
    options = tuple(Option(_offer_label(turn, *offer), f"/report {key}") for key, offer in offers.items())
    return Reply((text("report-which"),), options)


Offer = tuple[Organisation, Campaign, Which]


def _offers(turn: Turn) -> dict[str, Offer]:
    """What this person can report now, by what stands behind `/report`."""
    offers: dict[str, Offer] = {}
    for team in turn.own(Role.LEADER):
        for campaign in campaigns.campaigns_of_team(turn.session, team):
            forms = definition_of(turn.session, campaign).forms
            for which in ("activity", "summary"):
                if forms.items(which):
                    offers[f"{team.id}.{campaign.id}.{which}"] = (team, campaign, which)
    return offers


def _offer_label(turn: Turn, team: Organisation, campaign: Campaign, which: Which) -> Words:
    title = definition_of(turn.session, campaign).title.words()
    return text(f"report-offer-{which}", title=title, team=team.name, several=int(turn.leads_several))


def _offer_drafts(turn: Turn, begun: list[RunRow]) -> Reply:
    options = [Option(_draft_label(turn, row), f"/continue {row.id}") for row in begun[:8]]
    options.append(Option(text("report-new"), "/report new"))
    return Reply((text("report-drafts", count=len(begun)),), tuple(options))


def _draft_label(turn: Turn, row: RunRow) -> Words:
    answers = Run.model_validate(row.body).answers
    day = row.started_at.astimezone(turn.zone).date()
    title = answers.get("title")
    team = turn.organisation(row.subject["team"])
    return text(
        "report-draft",
        title=title if isinstance(title, str) else text("report-untitled"),
        begun=show_days(day, day),
        several=int(turn.leads_several),
        team=team.name if team else "",
    )


def _begin(turn: Turn, team: Organisation, campaign: Campaign, which: Which) -> Reply:
    return _ask_first(turn, campaign, _subject(team.id, campaign, which))


def _ask_first(
    turn: Turn, campaign: Campaign, subject: Mapping[str, Any], given: Answers | None = None
) -> Reply:
    """Begin a report. Of which team, if the person leads several, and what the campaign has its leaders
    reminded of stand before the first question."""
    begun = {**subject, "last": _last_answers(turn, subject)}
    reply, file = begin_run(turn, "report", begun, given), definition_of(turn.session, campaign)
    before: list[Words] = []
    if turn.leads_several:
        before.append(text("report-begun", title=_title(turn, subject["team"], file)))
    if file.note:
        before.append(text("campaign-note", note=file.note.words()))
    return replace(reply, lines=(*before, *reply.lines))


def _subject(team_id: int, campaign: Campaign, which: str) -> dict[str, Any]:
    return {"team": team_id, "campaign": campaign.id, "form": which, "version": campaign.version}


def report_obligation(turn: Turn, rest: str) -> Reply:
    """`/owe id`: report what a reminder was about; goes on with it if it was begun."""
    owed = turn.find(Obligation, rest, Route.REPORT)
    if owed.state != "open":
        raise Reject(f"report-owed-{owed.state}")
    campaign = open_campaign_of(turn, owed.campaign_id)
    begun = [row for row in drafts(turn, "report") if row.subject.get("owed") == owed.id]
    if begun:
        return resume_run(turn, begun[0])
    rules = definition_of(turn.session, campaign).deadlines
    which: Which = next((rule.form for rule in rules if rule.name == owed.deadline), "activity")
    subject = _subject(owed.team_id, campaign, which) | {"owed": owed.id}
    return _ask_first(turn, campaign, subject, _announced(turn, owed))


def open_campaign_of(turn: Turn, campaign_id: int) -> Campaign:
    """The campaign; Reject if it is closed, for then its figures stand."""
    campaign = turn.session.get_one(Campaign, campaign_id)
    if campaign.state != "open":
        raise Reject("report-campaign-closed")
    return campaign


def _announced(turn: Turn, owed: Obligation) -> Answers | None:
    activity = turn.session.get(Activity, owed.activity_id) if owed.activity_id else None
    return {"title": activity.title, "held_on": activity.held_on.isoformat()} if activity else None


def edit_report(turn: Turn, rest: str) -> Reply:
    """`/edit id`: change a report of one's own team until it is accepted; goes on with a change begun."""
    report = own_report(turn, rest)
    if report.state == "accepted":
        raise Reject("report-accepted-already", number=report.number)
    campaign = open_campaign_of(turn, report.campaign_id)
    for row in drafts(turn, "edit"):
        if row.subject["report"] == report.id and not _changed_since(report, row):
            return resume_run(turn, row)
    subject = _subject(report.team_id, campaign, report.form) | {
        "report": report.id,
        "seen": report.revision,
    }
    return begin_run(turn, "edit", subject, report.answers)


def _changed_since(report: Report, row: RunRow) -> bool:
    """Whether the report isn't what it was when that change was begun. (Changes begun before revisions were
    counted have the moment of the last change before them, or only their own.)"""
    seen = row.subject.get("seen")
    if isinstance(seen, int):
        return seen != report.revision
    changed_at = report.changed_at
    return seen != changed_at.astimezone(UTC).isoformat() if seen else changed_at > row.started_at


def own_report(turn: Turn, rest: str, route: Route = Route.REPORT, *, lock: bool = False) -> Report:
    """The report of that id, or of the number on its receipt, if this person may do `route` with it;
    Reject in the same words otherwise, and Over if it was withdrawn. `lock` as in `Turn.find`."""
    numbered = None if rest.isdecimal() else reports.report_numbered(turn.session, rest.upper())
    found = turn.find(Report, str(numbered.id) if numbered else rest, route, lock=lock)
    if found.state == "withdrawn":
        raise Over("report-withdrawn-already", number=found.number)
    return found


def _team(turn: Turn, subject: Mapping[str, Any]) -> Organisation | None:
    return turn.organisation(subject["team"])


def _form(turn: Turn, subject: Mapping[str, Any]) -> Form:
    return form_in(turn.session, subject["campaign"], subject["form"], subject["version"])


def _last_answers(turn: Turn, subject: Mapping[str, Any]) -> Answers:
    """Of what the team reported last, what is often the same: kept with what the run is about, so that it is
    looked up once."""
    last = reports.last_answers(turn.session, subject["team"], subject["form"]) or {}
    return {q.key: last[q.key] for q in _form(turn, subject).questions if q.repeats and q.key in last}


def _title(turn: Turn, team_id: int, file: CampaignFile) -> Words:
    """What is being reported for, with the team if the person leads several."""
    team = turn.organisation(team_id)
    if team is None or not turn.leads_several:
        return file.title.words()
    return text("report-title-of-team", title=file.title.words(), team=team.name)


def _volunteers(turn: Turn, subject: Mapping[str, Any]) -> tuple[str, ...]:
    volunteers = people.names_of(turn.session, subject["team"], Role.VOLUNTEER)
    return tuple(dict.fromkeys(plain_name(name) for _, name in volunteers))


def _world(turn: Turn, subject: Mapping[str, Any]) -> World:
    file = definition_in(turn.session, subject["campaign"], subject["version"])
    form = _form(turn, subject)
    known = cache(lambda day: known_of(turn, subject, turn.today, day))
    return World(
        today=turn.today,
        title=_title(turn, subject["team"], file),
        last=subject.get("last", {}),
        picks=Later(["participants"], lambda: {"participants": _volunteers(turn, subject)}),
        check=lambda answers: warnings_of(turn, subject, form, answers, known(day_held(answers))),
    )


def warnings_of(
    turn: Turn, subject: Mapping[str, Any], form: Form, answers: Answers, known: Facts
) -> list[Words]:
    """What is odd about the answers, for the leader and for who reviews them; also names that more than one
    volunteer bears, since nobody can tell to whom the hours belong."""
    warnings = check_answers(form, answers, known)
    shared = shared_names(turn.session, subject["team"], answers.get("participants"))
    return warnings + [text("check-names-shared", name=name) for name in shared]


def known_of(turn: Turn, subject: Mapping[str, Any], today: date, day: date | None) -> Facts:
    """What the checks of a report of that `day` may know beside its answers, `today`."""
    file = definition_in(turn.session, subject["campaign"], subject["version"])
    others = reports.held_by_team(turn.session, subject["team"], subject["campaign"], day) if day else ()
    similar = tuple(
        Similar(one.title, one.held_on, one.number) for one in others if one.id != subject.get("report")
    )
    return Facts(today, file.period.starts_on, file.period.ends_on, similar, file.checks)


def _finish(turn: Turn, row: RunRow, run: Run) -> Reply:
    subject = row.subject
    campaign, team, form = _parts(turn, subject, run.answers)
    file = definition_of(turn.session, campaign, subject["version"])
    known = known_of(turn, subject, turn.today, day_held(run.answers))
    warnings = len(warnings_of(turn, subject, form, run.answers, known))
    report, settled = file_report(turn, campaign, file, team, form, run.answers, warnings)
    lines: list[Words] = [text("report-receipt", number=report.number, title=_title(turn, team.id, file))]
    options = [Option(text("report-change"), f"/edit {report.id}"), Option(text("command-mine"), "/mine")]
    if subject["form"] != "summary":
        options.insert(0, Option(text("report-another"), f"/report {team.id}.{campaign.id}.activity"))
    if settled.row is not None:
        lines.append(text("report-settled", late=int(settled.row.due_at <= turn.now)))
    elif owed := next((row for row in settled.owed if row.starts_on <= turn.today), None):
        # Of what is owed still, the earliest that has begun.
        lines.append(text("report-settled-none", what=name_owed(turn.session, file, owed)))
        options.insert(0, _owe(turn, owed, file))
    lines.append(text("report-thanks"))
    return Reply(tuple(lines), tuple(options))


def _owe(turn: Turn, owed: Obligation, file: CampaignFile) -> Option:
    return Option(text("report-owed-now", what=name_owed(turn.session, file, owed)), f"/owe {owed.id}")


def _parts(turn: Turn, subject: Mapping[str, Any], answers: Answers) -> tuple[Campaign, Organisation, Form]:
    """What the report belongs to; Reject if it can't be filed there now."""
    campaign = open_campaign_of(turn, subject["campaign"])
    check_held(turn, answers, counts_from_activities(turn, campaign))
    return campaign, turn.session.get_one(Organisation, subject["team"]), _form(turn, subject)


def _finish_edit(turn: Turn, row: RunRow, run: Run) -> Reply:
    campaign, _, form = _parts(turn, row.subject, run.answers)
    report = own_report(turn, str(row.subject["report"]), lock=True)
    if report.state == "accepted":
        raise Reject("report-accepted-already", number=report.number)
    if _changed_since(report, row):
        # Somebody else has changed it since: what they wrote must not vanish unseen.
        raise Reject("report-changed-meanwhile", number=report.number)
    file = definition_of(turn.session, campaign, row.subject["version"])
    known = known_of(turn, row.subject, turn.today, day_held(run.answers))
    warnings = len(warnings_of(turn, row.subject, form, run.answers, known))
    opened = change_report(turn, report, file, form, run.answers, warnings)
    lines: list[Words] = [text("report-changed", number=report.number)]
    options = [Option(text("command-mine"), "/mine"), Option(text("report-change"), f"/edit {report.id}")]
    for owed in opened[:1]:
        lines.append(text("report-changed-owed", what=name_owed(turn.session, file, owed)))
        options.insert(0, _owe(turn, owed, file))
    return Reply(tuple(lines), tuple(options))


TOPIC = Topic(Route.REPORT, _team, _form, _world, _finish)
EDIT = Topic(Route.REPORT, _team, _form, _world, _finish_edit)
