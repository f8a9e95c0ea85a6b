"""A leader's own: what the team has reported, what is begun, what is owed."""

from __future__ import annotations

from handlers.access import Route
from handlers.deadlines.obligations import reopen_zero, settle, unsettle
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.reporting.report import open_campaign_of, own_report
from handlers.reporting.view import describe_report
from handlers.reporting.zero import describe_owed
from handlers.talk import drafts
from handlers.turn import Turn
from storage import campaigns, reports
from storage.reports import Report

#: How much of each is listed; older reports are found by the organizer's `/reports`.
MOST_LISTED = 8


def list_own(turn: Turn, rest: str) -> Reply:
    """`/mine`: what is owed, begun and filed."""
    names = {team.id: team.name for team in turn.own(Role.LEADER)}
    teams = list(names)
    lines: list[Words] = []
    options: list[Option] = []
    owed = campaigns.owed_by_teams(turn.session, teams)
    if owed:
        lines.append(text("mine-owed"))
        shown = owed[:MOST_LISTED]
        lines += [text("mine-line", what=describe_owed(turn, row, campaign)) for row, campaign in shown]
    if len(owed) > MOST_LISTED:
        lines.append(text("list-more", count=len(owed) - MOST_LISTED))
    begun = drafts(turn, "report", "edit")
    if begun:
        lines.append(text("mine-drafts", count=len(begun)))
        options += [Option(text("run-continue"), f"/continue {begun[0].id}")]
    filed = reports.reports_of_team(turn.session, teams, limit=MOST_LISTED)
    lines.append(text("mine-filed") if filed else text("mine-none"))
    for report in filed:
        team, several = names[report.team_id], int(len(names) > 1)
        label = text("mine-report", what=describe_report(report), team=team, several=several)
        options.append(Option(label, f"/view {report.id}"))
    options.append(Option(text("command-report"), "/report new"))
    return Reply(tuple(lines), tuple(options))


def withdraw_report(turn: Turn, rest: str) -> Reply:
    """`/withdraw id`: the report counts no more; it stays in the trail, and what it settled is owed again."""
    report = own_report(turn, rest, lock=True)
    if report.state == "accepted":
        raise Reject("report-accepted-already", number=report.number)
    open_campaign_of(turn, report.campaign_id)
    turn.note("withdraw", report, {"state": report.state}, {"state": "withdrawn"})
    report.state = "withdrawn"
    lines: list[Words] = [text("report-withdrawn", number=report.number)]
    undo = Option(text("report-withdraw-undo"), f"/unwithdraw {report.id}")
    options = [undo, Option(text("command-mine"), "/mine")]
    for row in unsettle(turn.session, report, turn.now)[:1]:
        lines.append(text("report-withdrawn-owed"))
        options = [Option(text("command-report"), f"/owe {row.id}"), *options]
    return Reply(tuple(lines), tuple(options))


def undo_withdraw(turn: Turn, rest: str) -> Reply:
    """`/unwithdraw id`: the report counts again, and settles what is owed for its days; one that was returned
    is to be mended still. That nothing was held in those days is taken back either way."""
    report = turn.find(Report, rest, Route.REPORT, lock=True)
    if report.state != "withdrawn":
        raise Reject("report-not-withdrawn", number=report.number)
    open_campaign_of(turn, report.campaign_id)
    report.state = "submitted" if report.review_note is None else "returned"
    if report.state == "submitted":
        settle(turn.session, report, turn.now)
    else:
        reopen_zero(turn.session, report, turn.now)
    turn.note("unwithdraw", report, {"state": "withdrawn"}, {"state": report.state})
    options = (
        Option(text("report-change"), f"/edit {report.id}"),
        Option(text("command-mine"), "/mine"),
    )
    return Reply((text(f"report-withdraw-undone-{report.state}", number=report.number),), options)
