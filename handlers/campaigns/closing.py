"""A campaign ends, on purpose and in two steps, and may begin again."""

from __future__ import annotations

from sqlalchemy import func, select

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.campaigns.ended import announce_ended
from handlers.campaigns.listing import tell_act
from handlers.campaigns.opening import close_campaign, reopen_campaign
from handlers.messages import Option, Reject, Reply, Words, text
from handlers.turn import Turn
from storage.campaigns import Campaign, Obligation
from storage.reports import Report


def ask_to_close(turn: Turn, rest: str) -> Reply:
    """`/closecampaign id [yes]`: says what is still open, and closes it when told yes."""
    typed, _, word = rest.partition(" ")
    campaign = turn.find(Campaign, typed, Route.CAMPAIGN_CHANGE)
    if campaign.state != "open":
        raise Reject("campaign-closed-already")
    title = definition_of(turn.session, campaign).title.words()
    if word == "yes":
        line = turn.note("close-campaign", campaign, {"state": "open"}, {"state": "closed"})
        close_campaign(turn.session, campaign, turn.now)
        told = announce_ended(turn, campaign, line)
        return tell_act(turn, campaign, text("campaign-closed", title=title, people=told))
    where = (Obligation.campaign_id == campaign.id, Obligation.state == "open")
    owed = turn.session.scalar(select(func.count(Obligation.id)).where(*where)) or 0
    options = (
        Option(text("campaign-close-yes"), f"/closecampaign {campaign.id} yes"),
        Option(text("campaign-close-no"), f"/campaign {campaign.id}"),
    )
    return Reply((text("campaign-close-ask", title=title, owed=owed), *_unreviewed(turn, campaign)), options)


def _unreviewed(turn: Turn, campaign: Campaign) -> list[Words]:
    """What teams could still change before the end, or a committee return, and can't after it."""
    query = select(Report.state, func.count()).where(Report.campaign_id == campaign.id).group_by(Report.state)
    counts = {row[0]: row[1] for row in turn.session.execute(query)}
    new, returned = counts.get("submitted", 0), counts.get("returned", 0)
    return [text("campaign-close-unreviewed", new=new, returned=returned)] if new or returned else []


def reopen(turn: Turn, rest: str) -> Reply:
    """`/reopencampaign id`: it runs again as it was."""
    campaign = turn.find(Campaign, rest, Route.CAMPAIGN_CHANGE)
    if campaign.state == "open":
        raise Reject("campaign-open-already")
    line = turn.note("reopen-campaign", campaign, {"state": "closed"}, {"state": "open"})
    reopen_campaign(turn.session, campaign, turn.now)
    told = announce_ended(turn, campaign, line)
    title = definition_of(turn.session, campaign).title.words()
    return tell_act(turn, campaign, text("campaign-reopened", title=title, people=told))
