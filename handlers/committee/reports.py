"""The reports of a branch, a page at a time, by what is to be done with them, campaign, place and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.access import Route
from handlers.committee.offers import title_of
from handlers.committee.review import pack_reports
from handlers.messages import Option, Reply, Role, Words, text
from handlers.rules.deadlines import moment, show_days
from handlers.turn import Turn
from storage import campaigns, organisations, reports
from storage.campaigns import Campaign
from storage.organisations import Organisation
from storage.reports import Report, Wanted

#: Reports on a page.
PAGE = 8
#: Campaigns or organisations to choose from in one message.
MOST_LISTED = 40
#: The words of the filter for the states, the first being what is shown without any.
STATES = {"new": "submitted", "returned": "returned", "accepted": "accepted", "all": None}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is typed behind `/reports`: `new|returned|accepted|all`, `c<campaign>`, `o<organisation>`,
    `week`, `p<page>`, in any order; words that mean nothing are passed over."""

    state: str = "new"
    campaign: str = ""
    place: str = ""
    week: bool = False
    page: int = 1

    @property
    def key(self) -> str:
        """As it is typed."""
        parts = [
            self.state,
            *([f"c{self.campaign}"] if self.campaign else []),
            *([f"o{self.place}"] if self.place else []),
            *(["week"] if self.week else []),
            *([f"p{self.page}"] if self.page > 1 else []),
        ]
        return " ".join(parts)


def read_filter(rest: str) -> Filter:
    """What was typed."""
    chosen = Filter()
    for word in rest.lower().split()[:8]:
        sign, number = word[:1], word[1:] if word[1:].isdecimal() and len(word) < 11 else ""
        if word in STATES:
            chosen = replace(chosen, state=word)
        elif word == "week":
            chosen = replace(chosen, week=True)
        elif number and sign == "c":
            chosen = replace(chosen, campaign=number)
        elif number and sign == "o":
            chosen = replace(chosen, place=number)
        elif number and sign == "p":
            chosen = replace(chosen, page=max(1, int(number)))
    return chosen


def list_reports(turn: Turn, rest: str) -> Reply:
    """`/reports [filter]`: the branch's reports, newest first; without a filter those to be reviewed."""
    if rest.endswith("c?"):
        return _choose_campaign(turn, read_filter(rest))
    if rest.endswith("o?"):
        return _choose_place(turn, read_filter(rest))
    chosen = read_filter(rest)
    wanted, about = _wanted(turn, chosen)
    counts = reports.count_wanted(turn.session, replace(wanted, state=None))
    total = sum(counts.values()) if wanted.state is None else counts.get(wanted.state, 0)
    pages = max(1, -(-total // PAGE))
    chosen = replace(chosen, page=min(chosen.page, pages))
    shown = reports.reports_wanted(turn.session, wanted, PAGE, (chosen.page - 1) * PAGE)
    lines: list[Words] = [text(f"reports-{chosen.state}", count=total), *about]
    if pages > 1:
        lines.append(text("reports-page", page=chosen.page, pages=pages))
    options = [Option(_line(report, team), f"/view {report.id}") for report, team in shown]
    options += _acts(turn, chosen, [report for report, _ in shown])
    options += [*_turn_pages(chosen, pages), *_filters(turn, chosen, counts)]
    return Reply(tuple(lines), tuple(options), expects="choice")


def _wanted(turn: Turn, chosen: Filter) -> tuple[Wanted, list[Words]]:
    """The filter as the tables take it, and in words. Reject for what isn't the person's."""
    about: list[Words] = []
    places: Sequence[Organisation] = turn.own(Role.ORGANIZER)
    if chosen.place:
        places = [turn.find(Organisation, chosen.place, Route.REPORT_REVIEW)]
        about.append(text("reports-of-place", place=places[0].name))
    wanted = Wanted(tuple(place.path for place in places), STATES[chosen.state])
    if chosen.campaign:
        own = {str(campaign.id): campaign for campaign in _campaigns(turn)}
        # One that isn't the person's is as one that isn't there: no reports.
        campaign = own.get(chosen.campaign)
        wanted = replace(wanted, campaign_id=campaign.id if campaign else -1)
        about += [text("reports-of-campaign", title=title_of(turn, campaign))] if campaign else []
    if chosen.week:
        monday = turn.today - timedelta(days=turn.today.weekday())
        wanted = replace(wanted, since=moment(monday, 0, turn.zone))
        about.append(text("reports-of-week"))
    return wanted, about


def _campaigns(turn: Turn) -> list[Campaign]:
    own = turn.own(Role.ORGANIZER)
    found = [c for place in own for c in campaigns.campaigns_of_branch(turn.session, place, campaigns.STATES)]
    return list(dict.fromkeys(found))


def _line(report: Report, team: str) -> Words:
    day = show_days(report.held_on, report.held_on) if report.held_on else ""
    return text(
        "reports-line",
        number=report.number,
        day=day,
        title=report.title,
        team=team,
        state=report.state,
        doubts=int(bool(report.warnings)),
    )


def _acts(turn: Turn, chosen: Filter, shown: Sequence[Report]) -> list[Option]:
    packed = pack_reports(shown) if chosen.state == "new" and len(shown) > 1 else None
    if packed is None:
        return []
    return [Option(text("reports-accept-all", count=len(shown)), f"/acceptall {packed}", control=True)]


def _turn_pages(chosen: Filter, pages: int) -> list[Option]:
    options = []
    if chosen.page > 1:
        before = replace(chosen, page=chosen.page - 1)
        options.append(Option(text("reports-newer"), f"/reports {before.key}", control=True))
    if chosen.page < pages:
        after = replace(chosen, page=chosen.page + 1)
        options.append(Option(text("reports-older"), f"/reports {after.key}", control=True))
    return options


def _filters(turn: Turn, chosen: Filter, counts: dict[str, int]) -> list[Option]:
    options = []
    for word, state in STATES.items():
        count = sum(counts.values()) if state is None else counts.get(state, 0)
        if word != chosen.state and count:
            key = replace(chosen, state=word, page=1).key
            options.append(
                Option(text(f"reports-filter-{word}", count=count), f"/reports {key}", control=True)
            )
    key = replace(chosen, week=not chosen.week, page=1).key
    label = text("reports-any-time" if chosen.week else "reports-this-week")
    options.append(Option(label, f"/reports {key}", control=True))
    base = replace(chosen, page=1)
    if len(_campaigns(turn)) > 1:
        options.append(Option(text("reports-choose-campaign"), f"/reports {base.key} c?", control=True))
    options.append(Option(text("reports-choose-place"), f"/reports {base.key} o?", control=True))
    return options


def _choose_campaign(turn: Turn, chosen: Filter) -> Reply:
    options = [
        Option(title_of(turn, one), f"/reports {replace(chosen, campaign=str(one.id), page=1).key}")
        for one in _campaigns(turn)[:MOST_LISTED]
    ]
    every = replace(chosen, campaign="", page=1)
    options.append(Option(text("reports-every-campaign"), f"/reports {every.key}", control=True))
    return Reply((text("reports-which-campaign"),), tuple(options), expects="choice")


def _choose_place(turn: Turn, chosen: Filter) -> Reply:
    """What is directly below the place looked at; choosing again goes further down."""
    tops: Sequence[Organisation] = turn.own(Role.ORGANIZER)
    if chosen.place:
        tops = [turn.find(Organisation, chosen.place, Route.REPORT_REVIEW)]
    below = [row for top in tops for row in organisations.children(turn.session, top)]
    options = [
        Option(row.name, f"/reports {replace(chosen, place=str(row.id), page=1).key}")
        for row in below[:MOST_LISTED]
    ]
    every = replace(chosen, place="", page=1)
    options.append(Option(text("reports-every-place"), f"/reports {every.key}", control=True))
    lines: list[Words] = [text("reports-which-place")]
    if len(below) > MOST_LISTED:
        lines.append(text("list-more", count=len(below) - MOST_LISTED))
    return Reply(tuple(lines), tuple(options), expects="choice")
