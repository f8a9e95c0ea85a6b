"""Zero return: "nothing held in this period", said on purpose, in one tap, and taken back as easily."""

from __future__ import annotations

from handlers.access import Route
from handlers.definitions import definition_of
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.obligations import wake
from handlers.rules.deadlines import show_due
from handlers.turn import Turn
from storage import campaigns
from storage.campaigns import Campaign, Obligation


def choose_zero(turn: Turn, rest: str) -> Reply:
    """`/zero [obligation id]`: for the period named, or asks which of those that are owed."""
    if rest:
        return _return_zero(turn, turn.find(Obligation, rest, Route.REPORT))
    teams = [team.id for team in turn.own(Role.LEADER)]
    owed = campaigns.owed_by_teams(turn.session, teams)
    if not owed:
        return Reply((text("zero-nothing-owed"),), (Option(text("command-report"), "/report"),))
    options = tuple(
        Option(describe_owed(turn, row, campaign), f"/zero {row.id}") for row, campaign in owed[:8]
    )
    return Reply((text("zero-which"),), options)


def describe_owed(turn: Turn, row: Obligation, campaign: Campaign) -> Words:
    """What is owed, in a few words: campaign, days, and by when."""
    return text(
        "owed-line",
        title=definition_of(turn.session, campaign).title.words(),
        starts=f"{row.starts_on.month}-{row.starts_on.day}",
        ends=f"{row.ends_on.month}-{row.ends_on.day}",
        due=show_due(row.due_at, turn.zone),
    )


def _return_zero(turn: Turn, row: Obligation) -> Reply:
    if row.state != "open":
        raise Reject(f"report-owed-{row.state}")
    row.state, row.filed_at, row.next_at = "zero", turn.now, None
    turn.note("zero", row)
    campaign = turn.session.get_one(Campaign, row.campaign_id)
    words = text("zero-done", what=describe_owed(turn, row, campaign))
    return Reply((words,), (Option(text("zero-undo"), f"/unzero {row.id}"),))


def undo_zero(turn: Turn, rest: str) -> Reply:
    """`/unzero id`: something was held after all."""
    row = turn.find(Obligation, rest, Route.REPORT)
    if row.state != "zero":
        raise Reject("zero-not-zero")
    row.state, row.filed_at = "open", None
    wake(turn.session, row, turn.now)
    turn.note("unzero", row)
    return Reply((text("zero-undone"),), (Option(text("command-report"), f"/owe {row.id}"),))
