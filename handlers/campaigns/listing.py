"""The campaigns of one's branch: which there are, and each of them explained for whom it is."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.campaigns.words import explain_campaign, label_of
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.rules.deadlines import show_days, show_due
from handlers.turn import Turn
from storage import campaigns
from storage.campaigns import Campaign
from storage.organisations import Organisation

#: How many campaigns are listed, the latest first; older ones are in the export.
MOST_LISTED = 20
#: How many of the next deadlines a leader is shown; the rest comes as reminders.
MOST_OWED = 4


def list_campaigns(turn: Turn, rest: str) -> Reply:
    """`/campaigns`: those that run and those that are closed, as far as they concern this person."""
    rows = sorted(_seen(turn), key=lambda row: (row.state == "closed", -row.id))
    running = sum(row.state == "open" for row in rows)
    heading = text("campaigns-heading", running=running, closed=len(rows) - running)
    lines: list[Words] = [heading if rows else text("campaigns-none")]
    options = [Option(_label(turn, row), f"/campaign {row.id}") for row in rows[:MOST_LISTED]]
    if len(rows) > MOST_LISTED:
        lines.append(text("list-more", count=len(rows) - MOST_LISTED))
    if turn.may_somewhere(Route.CAMPAIGN_CHANGE):
        options.append(Option(text("campaigns-new"), "/newcampaign"))
    return Reply(tuple(lines), tuple(options))


def _label(turn: Turn, campaign: Campaign) -> Words:
    committee = turn.session.get_one(Organisation, campaign.organisation_id)
    title = definition_of(turn.session, campaign).title.words()
    return text("campaigns-offer", title=title, place=committee.name, state=campaign.state)


def _seen(turn: Turn) -> set[Campaign]:
    """The campaigns that concern the person: what one of their places takes part in, or something below it
    that they may see, and what a committee of their branch opened."""
    found: set[Campaign] = set()
    for _, place in turn.places:
        if turn.may(Route.CAMPAIGN_SEE, place):
            found |= set(campaigns.campaigns_of_branch(turn.session, place, campaigns.STATES))
        if turn.may(Route.CAMPAIGN_CHANGE, place):
            found |= set(campaigns.campaigns_opened_in(turn.session, place, campaigns.STATES))
    return found


def show_campaign(turn: Turn, rest: str) -> Reply:
    """`/campaign id`: what it is about, what is asked, what is due when for whom, and what may be done."""
    campaign = turn.by_id(Campaign, rest)
    if campaign is None or campaign not in _seen(turn):
        raise Reject("access-refused")
    return tell_campaign(turn, campaign)


def tell_act(turn: Turn, campaign: Campaign, *lines: Words) -> Reply:
    """What an organizer has just done to the campaign, and what may be done next."""
    committee = turn.session.get_one(Organisation, campaign.organisation_id)
    options = [Option(text("campaign-about"), f"/campaign {campaign.id}")]
    return Reply(lines, (*options, *_acts_of_organizer(turn, campaign, committee)))


def tell_campaign(turn: Turn, campaign: Campaign) -> Reply:
    """The campaign in words, with what this person may do about it."""
    committee = turn.session.get_one(Organisation, campaign.organisation_id)
    zone = ZoneInfo(committee.zone)
    lines: list[Words] = explain_campaign(definition_of(turn.session, campaign), zone)
    teams = campaigns.count_teams(turn.session, campaign)
    lines.append(
        text("campaign-state", state=campaign.state, place=committee.name, code=campaign.code, teams=teams)
    )
    mine = [team for team in turn.own(Role.LEADER) if campaigns.takes_part(turn.session, campaign, team)]
    if campaign.state == "open":
        for team in mine:
            lines += _owed(turn, campaign, team)
    options = [*_acts_of_leader(turn, campaign, mine), *_acts_of_organizer(turn, campaign, committee)]
    options.append(Option(text("command-campaigns"), "/campaigns", control=True))
    return Reply(tuple(lines), tuple(options))


def _owed(turn: Turn, campaign: Campaign, team: Organisation) -> list[Words]:
    """What that team owes in the campaign, the next few."""
    rows = campaigns.owed(turn.session, campaign.id, team.id)
    if not rows:
        return [text("campaign-owed-none", team=team.name)]
    labels = {rule.name: label_of(rule) for rule in definition_of(turn.session, campaign).deadlines}
    lines: list[Words] = [text("campaign-owed", team=team.name)]
    for row in rows[:MOST_OWED]:
        line = text(
            "campaign-owed-line",
            label=labels.get(row.deadline, row.deadline),
            days=show_days(row.starts_on, row.ends_on),
            due=show_due(row.due_at, ZoneInfo(team.zone)),
            late=int(row.due_at <= turn.now),
        )
        lines.append(line)
    if len(rows) > MOST_OWED:
        lines.append(text("list-more", count=len(rows) - MOST_OWED))
    return lines


def _acts_of_leader(turn: Turn, campaign: Campaign, teams: Sequence[Organisation]) -> list[Option]:
    if campaign.state != "open" or not teams:
        return []
    options = [Option(text("command-report"), f"/report {teams[0].id}.{campaign.id}.activity")]
    if len(teams) > 1:
        options = [Option(text("command-report"), "/report new")]
    if counts_from_activities(turn, campaign):
        options.append(Option(text("command-plan"), "/plan"))
    return options


def counts_from_activities(turn: Turn, campaign: Campaign) -> bool:
    """Whether a deadline of the campaign follows each activity, so that it helps to announce them."""
    rules = definition_of(turn.session, campaign).deadlines
    return any(rule.kind == "after_activity" for rule in rules)


def _acts_of_organizer(turn: Turn, campaign: Campaign, committee: Organisation) -> list[Option]:
    if not turn.may(Route.CAMPAIGN_CHANGE, committee):
        return []
    if campaign.state == "closed":
        return [Option(text("campaign-reopen"), f"/reopencampaign {campaign.id}")]
    return [
        Option(text("campaign-assign"), f"/assign {campaign.id}"),
        Option(text("campaign-change"), f"/changecampaign {campaign.id}"),
        Option(text("campaign-close"), f"/closecampaign {campaign.id}"),
    ]
