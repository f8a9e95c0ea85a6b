"""A committee and one of the campaigns in its branch: what most of an organizer's commands are about.

They are typed as `committee.campaign`, by id. A committee is one the person organizes or any below it (a
team will do as well), so the same command looks at a whole city or at one county of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.turn import Turn
from storage import campaigns
from storage.campaigns import Campaign
from storage.organisations import Organisation

#: Offers in one message.
MOST_OFFERED = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """A campaign as one committee sees it."""

    committee: Organisation
    campaign: Campaign

    @property
    def key(self) -> str:
        """As it is typed behind a command."""
        return f"{self.committee.id}.{self.campaign.id}"


def offers(turn: Turn, states: Sequence[str] = ("open",)) -> list[Offer]:
    """What the person's own committees have, each campaign for each committee; the latest first."""
    found = [
        Offer(committee, campaign)
        for committee in turn.own(Role.ORGANIZER)
        for campaign in campaigns.campaigns_of_branch(turn.session, committee, states)
    ]
    return sorted(found, key=lambda offer: -offer.campaign.id)


def find_offer(turn: Turn, typed: str, route: Route, states: Sequence[str] = ("open",)) -> Offer | None:
    """What was typed, `committee.campaign` or the campaign alone; without it the only one there is, or
    None if there are several to choose from, or `?` asks to choose. Reject if there is none, or it isn't
    the person's."""
    place, _, number = typed.rpartition(".")
    if place:
        committee = turn.find(Organisation, place, route)
        own = [Offer(committee, c) for c in campaigns.campaigns_of_branch(turn.session, committee, states)]
    else:
        own = [offer for offer in offers(turn, states) if turn.may(route, offer.committee)]
    if typed in ("", "?"):
        if not own:
            raise Reject("offer-none")
        return own[0] if len(own) == 1 and not typed else None
    found = next((offer for offer in own if str(offer.campaign.id) == number), None)
    if found is None:
        raise Reject("access-refused")
    return found


def ask_offer(turn: Turn, command: str, states: Sequence[str] = ("open",)) -> Reply:
    """Let the person choose; `command` is what comes before, such as `/due`."""
    own = offers(turn, states)
    options = tuple(
        Option(describe_offer(turn, offer), f"{command} {offer.key}") for offer in own[:MOST_OFFERED]
    )
    return Reply((text("offer-which"),), options)


def title_of(turn: Turn, campaign: Campaign) -> Words:
    """What the campaign is called."""
    return definition_of(turn.session, campaign).title.words()


def describe_offer(turn: Turn, offer: Offer) -> Words:
    """The campaign, and the committee if the person has several."""
    several = len(turn.own(Role.ORGANIZER)) > 1
    title = title_of(turn, offer.campaign)
    return text("offer-line", title=title, place=offer.committee.name) if several else title


def split_key(rest: str) -> tuple[str, str]:
    """`committee.campaign.more` as the offer and what comes behind; `campaign` alone will do."""
    parts = rest.strip().split(".", 2)
    return ".".join(parts[:2]), parts[2] if len(parts) > 2 else ""
