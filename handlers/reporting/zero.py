"""Zero return: "nothing held in this period", said on purpose, in one tap, and taken back as easily."""

from __future__ import annotations

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.deadlines.obligations import wake
from handlers.deadlines.owed import name_owed
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.reporting.report import open_campaign_of
from handlers.rules.deadlines import show_due
from handlers.turn import Turn
from storage import campaigns, reports
from storage.campaigns import Campaign, Obligation
from storage.reports import Report


def choose_zero(turn: Turn, rest: str) -> Reply:
    """`/zero [obligation id]`: for the period named, or asks which of those that are owed."""
    if rest:
        return _return_zero(turn, turn.find(Obligation, rest, Route.REPORT, lock=True))
    teams = [team.id for team in turn.own(Role.LEADER)]
    # Of days to come nobody can say that nothing was held.
    owed = [
        (row, campaign)
        for row, campaign in campaigns.owed_by_teams(turn.session, teams)
        if row.starts_on <= turn.today
    ]
    if not owed:
        return Reply((text("zero-nothing-owed"),), (Option(text("command-report"), "/report"),))
    options = tuple(
        Option(describe_owed(turn, row, campaign), f"/zero {row.id}") for row, campaign in owed[:8]
    )
    return Reply((text("zero-which"),), options)


def describe_owed(turn: Turn, row: Obligation, campaign: Campaign) -> Words:
    """What is owed, in a few words: of which team, if the person leads several, what and by when, and last (a
    button may be cut) of which campaign."""
    file, team = definition_of(turn.session, campaign), turn.organisation(row.team_id)
    return text(
        "owed-line",
        what=name_owed(turn.session, file, row),
        due=show_due(row.due_at, turn.zone),
        late=int(row.due_at <= turn.now),
        title=file.title.words(),
        several=int(turn.leads_several),
        team=team.name if team else "",
    )


def _return_zero(turn: Turn, row: Obligation) -> Reply:
    if row.state != "open":
        raise Reject(f"report-owed-{row.state}")
    campaign = open_campaign_of(turn, row.campaign_id)
    if row.starts_on > turn.today:
        raise Reject("zero-too-early")
    session, days = turn.session, (row.starts_on, row.ends_on)
    if returned := reports.returned_for(session, row.campaign_id, row.team_id, *days):
        return _mend_first(returned)
    if held := reports.count_standing(session, row.campaign_id, row.team_id, *days):
        # What asks for one report is settled by any activity of its days: so this is the summary of them.
        raise Reject("zero-held", count=held)
    row.state, row.filed_at, row.next_at = "zero", turn.now, None
    turn.note("zero", row)
    what = name_owed(turn.session, definition_of(turn.session, campaign), row)
    words = text("zero-done", what=what)
    return Reply((words,), (Option(text("zero-undo"), f"/unzero {row.id}"),))


def _mend_first(returned: Report) -> Reply:
    """What was reported of these days was held, so the period isn't settled by "nothing"."""
    options = (
        Option(text("report-change"), f"/edit {returned.id}"),
        Option(text("report-withdraw"), f"/withdraw {returned.id}"),
    )
    return Reply((text("zero-returned", number=returned.number, title=returned.title),), options)


def undo_zero(turn: Turn, rest: str) -> Reply:
    """`/unzero id`: something was held after all."""
    row = turn.find(Obligation, rest, Route.REPORT, lock=True)
    if row.state != "zero":
        raise Reject("zero-not-zero")
    open_campaign_of(turn, row.campaign_id)
    row.state, row.filed_at = "open", None
    wake(turn.session, row, turn.now)
    turn.note("unzero", row)
    return Reply((text("zero-undone"),), (Option(text("command-report"), f"/owe {row.id}"),))
