"""Leaders who still owed something are told when a campaign ends, and when it begins again: else they would
fill in a whole form before they hear of it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.campaigns.definitions import definition_of
from handlers.campaigns.moved import PATIENCE, open_dues
from handlers.campaigns.news import tell_leaders, told_teams
from handlers.messages import Option, Reply, text
from handlers.rules.keys import campaign_notice_key
from handlers.turn import Turn
from storage import campaigns, runs
from storage.audit import Trail
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.people import Person


def announce_ended(turn: Turn, campaign: Campaign, line: Trail) -> int:
    """Tell the leaders of the teams that owe something, or are at a form of it, whether the campaign is open
    or closed now; how many people that are. Who never heard that it began doesn't hear of its end. `line` is
    the act's in the trail.

    The last within `PATIENCE` is said: a campaign that was closed by mistake only goes on.
    """
    session, now = turn.session, turn.now
    session.flush()
    concerned = {*open_dues(session, campaign), *runs.teams_at(session, campaign.id)}
    told = concerned & told_teams(session, campaign)
    teams = [team for team in campaigns.teams_of_campaign(session, campaign) if team.id in told]
    title = definition_of(session, campaign).title.words()

    def write(person: Person, theirs: Sequence[Organisation]) -> Reply:
        names = "、".join(team.name for team in theirs)
        said = text(f"campaign-now-{campaign.state}", name=person.name, title=title, teams=names)
        return Reply((said,), (Option(text("command-mine"), "/mine"),))

    key, settle = campaign_notice_key(campaign.id, campaign.state, line.id), f"state:{campaign.id}"
    return tell_leaders(session, now, campaign, teams, write, key, patience=PATIENCE, settle=settle)
