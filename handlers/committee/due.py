"""Who still owes: a campaign's present period in a committee's branch, and one team looked at closely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.committee.offers import Offer, ask_offer, find_offer, offers, split_key, title_of
from handlers.messages import Option, Reject, Reply, Role, Words, text
from handlers.reporting.view import describe_report
from handlers.reporting.zero import describe_owed
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadlines import show_days, show_due
from handlers.turn import Turn
from storage import campaigns, people, reports, standing
from storage.campaigns import Obligation
from storage.organisations import Organisation
from storage.standing import OWING, Rank, Stretch

#: With more teams than this that owe, a committee sees its child committees instead of names.
FEW = 12
#: Names in one message; a phone shows about that much at once.
MOST_LISTED = 40
#: Teams directly below that are named beside child committees.
MOST_DIRECT = 10
#: Of so many at most each has a button; more are looked at by typing their number.
MOST_BUTTONS = 6
#: Reports of one team that are offered to be opened.
MOST_REPORTS = 8
#: So long after a deadline those who missed it are what an organizer wants to see first.
FRESH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Asked:
    """A stretch of a campaign in a branch: what `/due` shows, and `/remind` is about."""

    offer: Offer
    file: CampaignFile
    stretch: Stretch
    others: Sequence[Stretch]

    @property
    def key(self) -> str:
        """As it is typed behind a command."""
        return f"{self.offer.key}.{self.stretch.some_id}"

    @property
    def zone(self) -> ZoneInfo:
        """Where the committee is."""
        return ZoneInfo(self.offer.committee.zone)


def find_asked(turn: Turn, offer: Offer, wanted: str) -> Asked | None:
    """The stretch in which that obligation (of any team) is, or the present one; None if nothing was ever
    asked of the branch."""
    file = definition_of(turn.session, offer.campaign)
    apart = [rule.name for rule in file.deadlines if rule.kind == "after_activity"]
    found = standing.stretches(turn.session, offer.campaign.id, offer.committee.path, apart)
    if not found:
        return None
    if not wanted:
        return Asked(offer, file, _present(turn, found), found)
    row = turn.by_id(Obligation, wanted)
    if row is None or row.campaign_id != offer.campaign.id:
        raise Reject("access-refused")
    named = (row.deadline, "" if row.deadline in apart else row.period)
    chosen = next((one for one in found if (one.deadline, one.period) == named), None)
    if chosen is None:
        raise Reject("due-nothing-asked-here")
    return Asked(offer, file, chosen, found)


def _present(turn: Turn, found: Sequence[Stretch]) -> Stretch:
    """The one that has just been missed by somebody, else the next to fall due, else the last."""
    past = [one for one in found if one.due_at <= turn.now]
    if past and past[-1].open and turn.now - past[-1].due_at < FRESH:
        return past[-1]
    ahead = [one for one in found if one.due_at > turn.now]
    begun = [one for one in ahead if one.starts_on <= turn.today]
    return next(iter((*begun, *past[-1:], *ahead)))


def list_due(turn: Turn, rest: str) -> Reply:
    """`/due [committee.campaign[.obligation]]`: who has reported and who still owes."""
    typed, wanted = split_key(rest)
    offer = find_offer(turn, typed, Route.DUE_SEE)
    if offer is None:
        return ask_offer(turn, "/due")
    asked = find_asked(turn, offer, wanted)
    if asked is None:
        nothing = text("due-nothing-asked", title=title_of(turn, offer.campaign))
        return Reply((nothing,), tuple(_elsewhere(turn, offer)))
    path, number = offer.committee.path, offer.campaign.id
    counts = standing.count_ranks(turn.session, asked.stretch, number, path, turn.now)
    owing = sum(counts[rank] for rank in OWING)
    more, choices = _owing(turn, asked, owing)
    heading = text("due-heading", title=asked.file.title.words(), place=offer.committee.name)
    controls = [*_remind(asked, owing), *_other_stretches(asked), *_elsewhere(turn, offer)]
    lines = (heading, describe_stretch(asked), _counts(counts), *more)
    return Reply(lines, (*choices, *controls), expects="choice")


def describe_stretch(asked: Asked) -> Words:
    """What is asked for, which days it is about, and when it falls due."""
    stretch = asked.stretch
    rule = next((rule for rule in asked.file.deadlines if rule.name == stretch.deadline), None)
    label: Words = rule.label.words() if rule and rule.label else text("due-label")
    if rule is not None and rule.kind == "after_activity":
        return text("due-after-activities", label=label, days=rule.days)
    return text("due-period", label=label, days=_days(stretch), due=show_due(stretch.due_at, asked.zone))


def _days(stretch: Stretch) -> Words:
    return show_days(stretch.starts_on, stretch.ends_on)


def _counts(counts: dict[Rank, int]) -> Words:
    return text(
        "due-counts",
        teams=sum(counts.values()),
        filed=counts[Rank.FILED] + counts[Rank.LATE],
        late=counts[Rank.LATE],
        zero=counts[Rank.ZERO],
        open=counts[Rank.OPEN],
        missing=counts[Rank.MISSING],
    )


def _owing(turn: Turn, asked: Asked, owing: int) -> tuple[list[Words], list[Option]]:
    """Who owes, as lines and as what may be chosen: teams by name, or committees where they are many."""
    if not owing:
        return [text("due-all-filed")], []
    committee, number = asked.offer.committee, asked.offer.campaign.id
    below = standing.count_below(turn.session, asked.stretch, number, committee, turn.now)
    late = [(child, teams, owe) for child, teams, owe in below if owe]
    if owing > FEW and late:
        return _by_committee(turn, asked, owing, late)
    teams = standing.owing_teams(turn.session, asked.stretch, number, committee.path, MOST_LISTED)
    lines: list[Words] = []
    for place, team in enumerate(teams, 1):
        above = next((child.name for child, _, _ in late if team.path.startswith(child.path)), "")
        lines.append(text("due-team", place=place, team=team.name, above=above, has=int(bool(above))))
    if owing > len(teams):
        lines.append(text("list-more", count=owing - len(teams)))
    lines.append(text("due-look-team"))
    typed = len(teams) > MOST_BUTTONS
    return lines, [Option(team.name, f"/team {team.id}", hidden=typed) for team in teams]


def _by_committee(
    turn: Turn, asked: Asked, owing: int, late: Sequence[tuple[Organisation, int, int]]
) -> tuple[list[Words], list[Option]]:
    committee, campaign, shown = asked.offer.committee, asked.offer.campaign, late[:MOST_LISTED]
    lines: list[Words] = [
        text("due-committee", place=place, name=child.name, teams=teams, owing=owe)
        for place, (child, teams, owe) in enumerate(shown, 1)
    ]
    if len(late) > len(shown):
        lines.append(text("list-more", count=len(late) - len(shown)))
    direct = owing - sum(owe for _, _, owe in late)
    if direct:
        where = (asked.stretch, campaign.id, committee.path, MOST_DIRECT)
        teams = standing.owing_teams(turn.session, *where, parent_id=committee.id)
        names = "、".join(team.name for team in teams)
        lines.append(text("due-direct", count=direct, names=names, more=direct - len(teams)))
    lines.append(text("due-look-committee"))
    options = [
        Option(child.name, f"/due {child.id}.{campaign.id}.{asked.stretch.some_id}", hidden=n >= MOST_BUTTONS)
        for n, (child, _, _) in enumerate(shown)
    ]
    return lines, options


def _remind(asked: Asked, owing: int) -> list[Option]:
    if not owing:
        return []
    return [Option(text("due-remind", count=owing), f"/remind {asked.key}", control=True)]


def _other_stretches(asked: Asked) -> list[Option]:
    """The one before, with how many still owe it, and the one after."""
    place = asked.others.index(asked.stretch)
    options = []
    if place:
        before = asked.others[place - 1]
        label = text("due-before", days=_days(before), open=before.open)
        options.append(Option(label, f"/due {asked.offer.key}.{before.some_id}", control=True))
    if place + 1 < len(asked.others):
        after = asked.others[place + 1]
        label = text("due-after", days=_days(after))
        options.append(Option(label, f"/due {asked.offer.key}.{after.some_id}", control=True))
    return options


def _elsewhere(turn: Turn, offer: Offer) -> list[Option]:
    """Up the tree again, another campaign, and what is done next."""
    options = []
    above = turn.session.get(Organisation, offer.committee.parent_id) if offer.committee.parent_id else None
    if above is not None and turn.may(Route.DUE_SEE, above):
        label = text("due-up", place=above.name)
        options.append(Option(label, f"/due {above.id}.{offer.campaign.id}", control=True))
    others = [one for one in offers(turn) if one.campaign.id != offer.campaign.id]
    if len(others) == 1:
        options.append(Option(title_of(turn, others[0].campaign), f"/due {others[0].key}", control=True))
    elif others:
        options.append(Option(text("offer-another"), "/due ?", control=True))
    options.append(Option(text("command-reports"), "/reports", control=True))
    return options


def look_at_team(turn: Turn, rest: str) -> Reply:
    """`/team id`: who leads it and can be reached, what it owes, what it has reported last."""
    team = turn.find(Organisation, rest, Route.DUE_SEE)
    if team.kind != "team":
        raise Reject("access-refused")
    above = turn.session.get(Organisation, team.parent_id) if team.parent_id else None
    lines: list[Words] = [text("team-heading", team=team.name, above=above.name if above else "")]
    lines += _leaders(turn, team)
    owed = campaigns.owed_by_teams(turn.session, [team.id])
    begun = [(row, campaign) for row, campaign in owed if row.starts_on <= turn.today]
    lines.append(text("team-owes", count=len(begun)))
    lines += [text("mine-line", what=describe_owed(turn, row, campaign)) for row, campaign in begun[:FEW]]
    filed = reports.reports_of_team(turn.session, [team.id], limit=MOST_REPORTS)
    lines.append(text("team-filed", count=len(filed)))
    options = [Option(describe_report(report), f"/view {report.id}") for report in filed]
    if not people.people_of(turn.session, team.id, Role.LEADER):
        options.append(Option(text("invite-leader"), f"/invite leader {team.id}", control=True))
    options.append(Option(text("command-due"), "/due", control=True))
    return Reply(tuple(lines), tuple(options), expects="choice")


def _leaders(turn: Turn, team: Organisation) -> list[Words]:
    leaders = people.people_of(turn.session, team.id, Role.LEADER)
    if not leaders:
        return [text("team-no-leader")]
    reached = people.present_accounts(turn.session, (person.id for person in leaders))
    lines: list[Words] = [text("team-leaders", names="、".join(person.name for person in leaders))]
    silent = [person.name for person in leaders if person.id not in reached]
    if silent:
        lines.append(text("team-unreachable", names="、".join(silent)))
    return lines
