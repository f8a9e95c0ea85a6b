"""A leader's own: what the team has reported, what is begun, what is owed; one report in full."""

from __future__ import annotations

from handlers.access import Route
from handlers.definitions import form_of
from handlers.forms.answers import show_answer, show_date
from handlers.forms.run import applicable
from handlers.messages import Attachment, Option, Reject, Reply, Role, Words, text
from handlers.obligations import unsettle
from handlers.report import own_report
from handlers.turn import Turn
from handlers.zero import describe_owed
from storage import campaigns, reports, runs
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.reports import Report

#: How much of each is listed; older reports are found by the organizer's `/reports`.
MOST_LISTED = 8


def list_reports(turn: Turn, rest: str) -> Reply:
    """`/mine`: what is owed, begun and filed."""
    teams = [team.id for team in turn.own(Role.LEADER)]
    lines: list[Words] = []
    options: list[Option] = []
    owed = campaigns.owed_by_teams(turn.session, teams)[:MOST_LISTED]
    if owed:
        lines.append(text("mine-owed"))
        lines += [text("mine-line", what=describe_owed(turn, row, campaign)) for row, campaign in owed]
    begun = [row for row in runs.open_runs(turn.session, turn.person.id) if row.topic == "report"]
    if begun:
        lines.append(text("mine-drafts", count=len(begun)))
        options += [Option(text("run-continue"), f"/continue {begun[0].id}")]
    filed = reports.reports_of_team(turn.session, teams, limit=MOST_LISTED)
    lines.append(text("mine-filed") if filed else text("mine-none"))
    options += [Option(describe_report(report), f"/view {report.id}") for report in filed]
    options.append(Option(text("command-report"), "/report new"))
    return Reply(tuple(lines), tuple(options))


def describe_report(report: Report) -> Words:
    """A report on one line: number, day, title, and where it stands."""
    day: Words = show_date(report.held_on) if report.held_on else ""
    state = text(f"report-state-{report.state}")
    return text("report-line", number=report.number, day=day, title=report.title, state=state)


def show_report(turn: Turn, rest: str) -> Reply:
    """`/view id`: the report in full, with its photos, and what may be done with it."""
    report = own_report(turn, rest, Route.REPORT_SEE)
    team = turn.session.get_one(Organisation, report.team_id)
    campaign = turn.session.get_one(Campaign, report.campaign_id)
    form = form_of(
        turn.session, campaign, "summary" if report.form == "summary" else "activity", campaign.version
    )
    lines: list[Words] = [describe_report(report), text("report-of-team", team=team.name)]
    for question in applicable(form, report.answers):
        if report.answers.get(question.key) is not None:
            answer = show_answer(question, report.answers[question.key])
            lines.append(text("report-answer", name=question.name(), answer=answer))
    if report.review_note:
        lines.append(text("report-note", note=report.review_note))
    photos = tuple(
        Attachment("picture", f"photo:{digest}", f"{report.number}-{place}.jpg")
        for place, digest in enumerate(reports.photos_of(turn.session, report.id), 1)
    )
    return Reply(tuple(lines), _acts(turn, report, team), attachments=photos[:10])


def _acts(turn: Turn, report: Report, team: Organisation) -> tuple[Option, ...]:
    options: list[Option] = []
    if turn.may(Route.REPORT_REVIEW, team) and report.state == "submitted":
        options.append(Option(text("review-accept"), f"/accept {report.id}"))
        options.append(Option(text("review-return"), f"/return {report.id}"))
    if turn.may(Route.REPORT, team):
        if report.state != "accepted":
            options.append(Option(text("report-change"), f"/edit {report.id}"))
            options.append(Option(text("report-withdraw"), f"/withdraw {report.id}"))
        options.append(Option(text("command-mine"), "/mine"))
    return tuple(options)


def withdraw_report(turn: Turn, rest: str) -> Reply:
    """`/withdraw id`: the report counts no more; it stays in the trail, and what it settled is owed again."""
    report = own_report(turn, rest)
    if report.state == "accepted":
        raise Reject("report-accepted-already", number=report.number)
    turn.note("withdraw", report, {"state": report.state}, {"state": "withdrawn"})
    report.state = "withdrawn"
    unsettle(turn.session, report, turn.now)
    return Reply((text("report-withdrawn", number=report.number),), (Option(text("command-mine"), "/mine"),))
