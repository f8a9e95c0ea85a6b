"""Who takes part in a campaign: the tree to walk through, teams and branches to put in and take out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.campaigns.listing import tell_act
from handlers.campaigns.news import announce, note_out, untold_teams
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
    before = {row.id for row in campaigns.teams_of_campaign(turn.session, campaign)}
    assign(turn.session, turn.now, campaign, [place])
    teams = [row for row in campaigns.teams_of_campaign(turn.session, campaign) if row.id not in before]
    after = {"place": place.name, "teams": [team.id for team in teams]}
    turn.note("assign", campaign, after=after)
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
    teams = campaigns.teams_of_campaign(turn.session, campaign)
    places = assigned(turn.session, campaign)
    lines.append(text("assign-heading", title=title, teams=len(teams)))
    for place in places[:MOST_NAMED]:
        inside = sum(team.path.startswith(place.path) for team in teams)
        key = "assign-team" if place.kind == "team" else "assign-branch"
        lines.append(text(key, place=place.name, teams=inside))
    if len(places) > MOST_NAMED:
        lines.append(text("list-more", count=len(places) - MOST_NAMED))
    lines.append(text("assign-choose", place=here.name))
    options = _choices(turn, campaign, here, page, places)
    options += _ways(turn, campaign, top, here, page)
    return Reply(tuple(lines), tuple(options), expects="choice")


def _children(turn: Turn, here: Organisation) -> list[Organisation]:
    return [row for row in organisations.branch(turn.session, here) if row.parent_id == here.id]


def _choices(
    turn: Turn, campaign: Campaign, here: Organisation, page: int, places: Sequence[Organisation]
) -> list[Option]:
    options = []
    if page == 0:
        options.append(_switch(turn, campaign, here, places, "assign-all"))
    for row in _children(turn, here)[page * MOST_SHOWN : (page + 1) * MOST_SHOWN]:
        options.append(_switch(turn, campaign, row, places, "assign-one"))
        if row.kind == "committee":
            options.append(Option(text("assign-into", place=row.name), f"/assign {campaign.id} {row.id}"))
    return options


def _switch(
    turn: Turn, campaign: Campaign, row: Organisation, places: Sequence[Organisation], key: str
) -> Option:
    """Puts the place in, or takes it out if it is in as a whole."""
    whole = any(row.path.startswith(place.path) for place in places)
    some = any(place.path.startswith(row.path) for place in places)
    state = "in" if whole else "some" if some else "out"
    teams = len(organisations.branch(turn.session, row, "team")) if row.kind == "committee" else 1
    label = text(key, place=row.name, state=state, branch=int(row.kind == "committee"), teams=teams)
    return Option(label, f"/assign {campaign.id} {'-' if whole else '+'}{row.id}")


def _ways(turn: Turn, campaign: Campaign, top: Organisation, here: Organisation, page: int) -> list[Option]:
    ways = []
    if (page + 1) * MOST_SHOWN < len(_children(turn, here)):
        ways.append(Option(text("assign-more"), f"/assign {campaign.id} {here.id}.{page + 1}"))
    if here.id != top.id:
        above = f"/assign {campaign.id} {here.parent_id}"
        ways.append(Option(text("assign-up"), above))
    untold = len(untold_teams(turn.session, campaign))
    ways.append(Option(text("assign-done", teams=untold), f"/assign {campaign.id} done"))
    return ways
