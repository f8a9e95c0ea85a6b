"""Who takes part in a campaign: the tree to walk through, teams and branches to put in and take out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.campaigns.listing import tell_act
from handlers.campaigns.news import announce, count_untold, note_out
from handlers.campaigns.opening import assign, assigned, take_out
from handlers.messages import Option, Reject, Reply, Words, text
from handlers.turn import Turn
from storage import campaigns, organisations
from storage.campaigns import Campaign
from storage.organisations import Organisation

#: How many organisations of one level are shown at once; committees take two buttons.
MOST_SHOWN = 12
#: How many of those that take part are named.
MOST_NAMED = 20
_REST = re.compile(r"^(\d{1,9})(?: (?:(done)|([+-]?)(\d{1,9})(?:\.(\d{1,4}))?))?$", re.ASCII)


def choose_places(turn: Turn, rest: str) -> Reply:
    """`/assign id [place[.page] | +place | -place | done]`: walk to a place; put it in; take it out; tell
    the leaders of what is new."""
    found = _REST.match(rest)
    if found is None:
        raise Reject("access-refused")
    typed, done, sign, place_typed, page = found.groups()
    campaign = turn.find(Campaign, typed, Route.CAMPAIGN_CHANGE)
    if campaign.state != "open":
        raise Reject("campaign-closed-already")
    top = turn.session.get_one(Organisation, campaign.organisation_id)
    if done:
        return _finish(turn, campaign)
    place = turn.find(Organisation, place_typed, Route.CAMPAIGN_CHANGE) if place_typed else top
    if not place.path.startswith(top.path):
        raise Reject("access-refused")
    lines: list[Words] = []
    if sign:
        lines.append(_put_in(turn, campaign, place) if sign == "+" else _take_out(turn, campaign, place))
    here = place
    if place.kind == "team" or (sign and place.id != top.id):
        here = turn.session.get_one(Organisation, place.parent_id)
    return _show(turn, campaign, top, here, int(page or 0), lines)


def _put_in(turn: Turn, campaign: Campaign, place: Organisation) -> Words:
    before = set(campaigns.team_ids_of_campaign(turn.session, campaign, place))
    assign(turn.session, turn.now, campaign, [place])
    now_in = campaigns.team_ids_of_campaign(turn.session, campaign, place)
    teams = [team for team in now_in if team not in before]
    turn.note("assign", campaign, after={"place": place.name, "teams": teams})
    return text("assign-in", place=place.name, teams=len(teams))


def _take_out(turn: Turn, campaign: Campaign, place: Organisation) -> Words:
    teams = take_out(turn.session, campaign, place)
    note_out(turn, campaign, place, teams)
    return text("assign-out", place=place.name, teams=len(teams))


def _finish(turn: Turn, campaign: Campaign) -> Reply:
    channel = turn.inbound.address.channel
    told = announce(turn.session, turn.now, campaign, turn.person.id, channel)
    return tell_act(turn, campaign, text("assign-told", people=told))


def _show(
    turn: Turn, campaign: Campaign, top: Organisation, here: Organisation, page: int, lines: list[Words]
) -> Reply:
    title = definition_of(turn.session, campaign).title.words()
    places = assigned(turn.session, campaign)
    # One more than is shown tells whether there is a next page.
    below = organisations.children(turn.session, here, limit=MOST_SHOWN + 1, offset=page * MOST_SHOWN)
    named, shown = places[:MOST_NAMED], below[:MOST_SHOWN]
    counts = organisations.count_teams(turn.session, [here, *named, *shown])
    lines.append(text("assign-heading", title=title, teams=campaigns.count_teams(turn.session, campaign)))
    for place in named:
        key = "assign-team" if place.kind == "team" else "assign-branch"
        lines.append(text(key, place=place.name, teams=counts[place.id]))
    if len(places) > MOST_NAMED:
        lines.append(text("list-more", count=len(places) - MOST_NAMED))
    lines.append(text("assign-choose", place=here.name))
    options = [_switch(campaign, here, places, counts, "assign-all")] if page == 0 else []
    for row in shown:
        options.append(_switch(campaign, row, places, counts, "assign-one"))
        if row.kind == "committee":
            options.append(Option(text("assign-into", place=row.name), f"/assign {campaign.id} {row.id}"))
    if len(below) > MOST_SHOWN:
        options.append(Option(text("assign-more"), f"/assign {campaign.id} {here.id}.{page + 1}"))
    options += _ways(turn, campaign, top, here)
    return Reply(tuple(lines), tuple(options), expects="choice")


def _switch(
    campaign: Campaign,
    row: Organisation,
    places: Sequence[Organisation],
    counts: Mapping[int, int],
    key: str,
) -> Option:
    """Puts the place in, or takes it out if it is in as a whole."""
    whole = any(row.path.startswith(place.path) for place in places)
    some = any(place.path.startswith(row.path) for place in places)
    state = "in" if whole else "some" if some else "out"
    branch = int(row.kind == "committee")
    label = text(key, place=row.name, state=state, branch=branch, teams=counts[row.id])
    return Option(label, f"/assign {campaign.id} {'-' if whole else '+'}{row.id}")


def _ways(turn: Turn, campaign: Campaign, top: Organisation, here: Organisation) -> list[Option]:
    ways = []
    if here.id != top.id:
        ways.append(Option(text("assign-up"), f"/assign {campaign.id} {here.parent_id}"))
    untold = count_untold(turn.session, campaign)
    ways.append(Option(text("assign-done", teams=untold), f"/assign {campaign.id} done"))
    return ways
