"""Leaders who still owed something are told when a campaign ends, and when it begins again: else they would
fill in a whole form before they hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.campaigns.definitions import definition_of
from handlers.campaigns.moved import PATIENCE, open_dues
from handlers.campaigns.news import by_leader, untold_teams
from handlers.messages import Option, Reply, text
from handlers.notices import tell
from handlers.rules.deadlines import next_permitted
from handlers.rules.keys import campaign_notice_key
from handlers.turn import Turn
from storage import campaigns
from storage.audit import Trail
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.outbox import NOTICE
from storage.people import Person


def announce_ended(turn: Turn, campaign: Campaign, line: Trail) -> int:
    """Tell the leaders of the teams that have something open whether the campaign is open or closed now; how
    many people that are. Who never heard that it began doesn't hear of its end. `line` is the act's in the
    trail.

    The last within `PATIENCE` is said: a campaign that was closed by mistake only goes on.
    """
    turn.session.flush()
    open_, untold = (
        open_dues(turn.session, campaign),
        {team.id for team in untold_teams(turn.session, campaign)},
    )
    teams = [
        team
        for team in campaigns.teams_of_campaign(turn.session, campaign)
        if team.id in open_ and team.id not in untold
    ]
    return sum(_tell(turn, campaign, line, *led) for led in by_leader(turn.session, teams))


def _tell(turn: Turn, campaign: Campaign, line: Trail, person: Person, teams: Sequence[Organisation]) -> bool:
    file = definition_of(turn.session, campaign)
    said = text(
        f"campaign-now-{campaign.state}",
        name=person.name,
        title=file.title.words(),
        teams="、".join(team.name for team in teams),
    )
    return tell(
        turn.session,
        person,
        Reply((said,), (Option(text("command-mine"), "/mine"),)),
        key=campaign_notice_key(campaign.id, campaign.state, line.id, person.id),
        urgency=NOTICE,
        due_at=next_permitted(turn.now + PATIENCE, file.quiet, ZoneInfo(teams[0].zone)),
        now=turn.now,
        settle=f"state:{campaign.id}",
    )
