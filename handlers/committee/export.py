"""Tables to hand in: which campaign, which table, which days; the file is drawn when it is sent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.access import Route
from handlers.campaigns.definitions import definition_of
from handlers.committee.digest import last_week
from handlers.committee.gather import Days, counted_in, figures_of, scope_of, teams_below, week_of
from handlers.committee.lines import standing_lines
from handlers.committee.offers import Offer, ask_offer, find_offer, offers, split_key, title_of
from handlers.messages import Attachment, Option, Reject, Reply, Words, text
from handlers.papers.figures import Figures, Standing, Sums
from handlers.papers.letter import tell_sums
from handlers.papers.paper import Paper, Unit
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadlines import show_days
from handlers.rules.events import ReportLine
from handlers.rules.keys import month_key
from handlers.rules.rollup import TeamFacts, count_activities
from handlers.speech import in_words
from handlers.turn import Turn
from locales import DEFAULT
from storage import campaigns, organisations, reports, standing
from storage.campaigns import Campaign
from storage.exports import Export
from storage.organisations import Organisation

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
#: The tables by the word that is typed: A of the whole branch, A of each unit below, B, the workbook.
TABLES = ("a", "u", "b", "w")
#: Sheets in one file: more takes a phone too long to open, and Excel too long to leaf through.
MOST_SHEETS = 200
#: Months and reporting periods that are offered, the latest.
MOST_MONTHS = 3
MOST_STRETCHES = 2
MOST_LISTED = 40
#: Signs that some system doesn't take in the name of a file.
_NOT_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Chosen:
    """A table of an offer for some days."""

    offer: Offer
    file: CampaignFile
    table: str
    days: Days


def export_table(turn: Turn, rest: str) -> Reply:
    """`/export [committee.campaign[.table[.days]]]`: asks what isn't said yet, then gives the file."""
    typed, more = split_key(rest)
    offer = find_offer(turn, typed, Route.EXPORT, campaigns.STATES)
    if offer is None:
        return ask_offer(turn, "/export", campaigns.STATES)
    table, _, days = more.partition(".")
    if table == "?":
        return _choose_place(turn, offer)
    if table not in TABLES:
        return _choose_table(turn, offer)
    file = definition_of(turn.session, offer.campaign)
    offered = _offer_days(turn, offer, file)
    if days not in offered:
        return _choose_days(offer, table, offered)
    return _give(turn, Chosen(offer, file, table, offered[days]))


def _choose_table(turn: Turn, offer: Offer) -> Reply:
    b_first = definition_of(turn.session, offer.campaign).table == "b"
    tables = ("b", "a", "u", "w") if b_first else TABLES
    options = [Option(text(f"export-table-{table}"), f"/export {offer.key}.{table}") for table in tables]
    if any(row.kind == "committee" for row in organisations.children(turn.session, offer.committee)):
        options.append(Option(text("export-other-place"), f"/export {offer.key}.?", control=True))
    if len(offers(turn, campaigns.STATES)) > 1:
        options.append(Option(text("offer-another"), "/export ?", control=True))
    title = title_of(turn, offer.campaign)
    return Reply((text("export-which-table", title=title, place=offer.committee.name),), tuple(options))


def _choose_place(turn: Turn, offer: Offer) -> Reply:
    below = organisations.children(turn.session, offer.committee)
    options = tuple(Option(row.name, f"/export {row.id}.{offer.campaign.id}") for row in below[:MOST_LISTED])
    return Reply((text("export-which-place"),), options)


def _offer_days(turn: Turn, offer: Offer, file: CampaignFile) -> dict[str, Days]:
    """The days one may choose by the word that is typed: the periods in which the campaign is reported,
    weeks, months, all."""
    first = min(file.period.starts_on, turn.today)
    last = min(file.period.ends_on, turn.today)
    offered = _stretches(turn, offer, file)
    monday = last_week(offer.committee, turn.now)
    weeks = {"w0": week_of(monday + _WEEK), "w1": week_of(monday)}
    offered |= {
        word: days for word, days in weeks.items() if days.ends_on >= first and days.starts_on <= last
    }
    months = sorted({(day.year, day.month) for day in _days_between(first, last)})[-MOST_MONTHS:]
    offered |= {f"m{year}{month:02d}": _month(year, month) for year, month in reversed(months)}
    return offered | {"all": _whole(turn, offer.campaign, file)}


def _days_between(first: date, last: date) -> Sequence[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]


def _stretches(turn: Turn, offer: Offer, file: CampaignFile) -> dict[str, Days]:
    # A reporting week seldom is a calendar week: before every Friday it runs from Friday to Thursday.
    turning = [rule.name for rule in file.deadlines if rule.kind in ("weekdays", "monthly")]
    apart = [rule.name for rule in file.deadlines if rule.kind == "after_activity"]
    found = standing.stretches(turn.session, offer.campaign.id, offer.committee.path, apart)
    begun = [one for one in found if one.deadline in turning and one.starts_on <= turn.today]
    return {f"o{one.some_id}": _days(one.starts_on, one.ends_on) for one in reversed(begun[-MOST_STRETCHES:])}


def _days(first: date, last: date) -> Days:
    label = f"{first.isoformat()} – {last.isoformat()}"
    return Days(label, first, last, "days", first - (last - first) - _DAY)


def _month(year: int, month: int) -> Days:
    first = date(year, month, 1)
    last = (first + 31 * _DAY).replace(day=1) - _DAY
    return Days(month_key(first), first, last, "month", (first - _DAY).replace(day=1))


def _whole(turn: Turn, campaign: Campaign, file: CampaignFile) -> Days:
    # A leader may have confirmed a day outside the campaign: its activity counts all the same.
    held = reports.days_held(turn.session, campaign.id)
    first, last = min([file.period.starts_on, *held]), max([file.period.ends_on, *held])
    return Days(f"{first.isoformat()} – {last.isoformat()}", first, last, "days", first)


def _choose_days(offer: Offer, table: str, offered: dict[str, Days]) -> Reply:
    options = [
        Option(_name_days(word, days), f"/export {offer.key}.{table}.{word}")
        for word, days in offered.items()
    ]
    options.append(Option(text("export-other-table"), f"/export {offer.key}", control=True))
    return Reply((text("export-which-days", table=text(f"export-table-{table}")),), tuple(options))


def _name_days(word: str, days: Days) -> Words:
    key = {"o": "period", "m": "month", "a": "all"}.get(word[0], word)
    first = days.starts_on
    return text(f"export-days-{key}", days=_show(days), year=str(first.year), month=first.month)


def _show(days: Days) -> Words:
    return show_days(days.starts_on, days.ends_on)


def _give(turn: Turn, chosen: Chosen) -> Reply:
    committee, campaign = chosen.offer.committee, chosen.offer.campaign
    figures = figures_of(
        turn.session, committee, campaign, chosen.file, chosen.days, turn.now, list_span=True
    )
    paper = _paper(turn, chosen, figures)
    row = Export(
        organisation_id=chosen.offer.committee.id,
        campaign_id=chosen.offer.campaign.id,
        made_by=turn.person.id,
        made_at=turn.now,
        body=paper.model_dump(mode="json"),
    )
    turn.session.add(row)
    turn.note("export", row, after={"table": chosen.table, "days": chosen.days.label})
    named = Attachment("file", f"paper:export:{row.id}:{{language}}", _file_name(turn, chosen))
    key = chosen.offer.key
    options = (
        Option(text("export-other-days"), f"/export {key}.{chosen.table}", control=True),
        Option(text("export-other-table"), f"/export {key}", control=True),
    )
    return Reply(_lines(chosen, figures, paper), options, attachments=(named,))


def _paper(turn: Turn, chosen: Chosen, figures: Figures) -> Paper:
    listed = figures.activities_of_week()
    title = _title(chosen)
    if chosen.table == "w":
        return Paper(kind="workbook", title=title, figures=figures)
    whole = Unit(name=figures.committee, activities=listed, contact=figures.contact, phone=figures.phone)
    if chosen.table == "b":
        _check_sheets(len(listed))
        return Paper(kind="table_b", title=title, units=(whole,))
    units = _units(turn, chosen) if chosen.table == "u" else []
    return Paper(kind="table_a", title=title, units=tuple(units) or (whole,))


def _check_sheets(count: int) -> None:
    if count > MOST_SHEETS:
        raise Reject("export-too-many", count=count, most=MOST_SHEETS)


def _title(chosen: Chosen) -> str:
    first, last = chosen.days.starts_on, chosen.days.ends_on
    year = "" if last.year == first.year else f"{last.year}年"
    days = f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日"
    return f"{in_words(chosen.file.title.words(), DEFAULT)}活动开展情况统计表（{days}）"


def _units(turn: Turn, chosen: Chosen) -> list[Unit]:
    """The tables of the units directly below, as each would hand in its own; those that held nothing in
    these days are left out."""
    committee, campaign = chosen.offer.committee, chosen.offer.campaign
    below = organisations.children(turn.session, committee) or [committee]
    teams = teams_below(turn.session, campaign, committee)
    lines = _lines_of_teams(turn, chosen, teams)
    units = []
    for unit in below:
        own = [team for team in teams if team.path.startswith(unit.path)]
        if any(lines[team.id] for team in own) and (one := _unit(turn, chosen, unit, own, lines)):
            units.append(one)
    _check_sheets(len(units))
    return units


def _lines_of_teams(
    turn: Turn, chosen: Chosen, teams: Sequence[Organisation]
) -> Mapping[int, Sequence[ReportLine]]:
    """The reports of the days chosen, and of some days around them: a unit may be in another zone."""
    scope = scope_of(turn.session, chosen.offer.committee, chosen.offer.campaign, chosen.file, chosen.days)
    around = replace(scope, starts_on=scope.starts_on - 2 * _DAY, ends_on=scope.ends_on + 2 * _DAY)
    counted = counted_in(around, chosen.offer.campaign, teams)
    lines: dict[int, list[ReportLine]] = defaultdict(list)
    for line in standing_lines(turn.session, counted, counted.starts):
        lines[line.team_id].append(line)
    return lines


def _unit(
    turn: Turn,
    chosen: Chosen,
    unit: Organisation,
    teams: Sequence[Organisation],
    lines: Mapping[int, Sequence[ReportLine]],
) -> Unit | None:
    scope = scope_of(turn.session, unit, chosen.offer.campaign, chosen.file, chosen.days)
    facts = [TeamFacts(team.id, team.name, None, Standing.NOT_DUE) for team in teams]
    own = [line for team in teams for line in lines[team.id]]
    listed = count_activities(scope, facts, own)
    if not listed:
        return None
    return Unit(name=unit.name, activities=listed, contact=scope.contact, phone=scope.phone)


def _lines(chosen: Chosen, figures: Figures, paper: Paper) -> tuple[Words, ...]:
    sums = sum((activity.sums() for activity in figures.activities_of_week()), Sums())
    heading = text(
        "export-heading",
        table=text(f"export-table-{chosen.table}"),
        title=chosen.file.title.words(),
        place=figures.committee,
        days=_show(chosen.days),
    )
    if not sums.activities:
        return heading, text("export-empty")
    said = text(
        "export-sums",
        figures=tell_sums(figures, sums),
        joint=len(figures.joint_of_week()),
    )
    if chosen.table != "u":
        return heading, said
    return heading, said, text("export-units", count=len(paper.units))


def _file_name(turn: Turn, chosen: Chosen) -> str:
    table = in_words(text(f"export-file-{chosen.table}"), turn.person.language)
    first, last = chosen.days.starts_on, chosen.days.ends_on
    name = f"{chosen.offer.committee.name}-{table}-{first:%Y%m%d}-{last:%Y%m%d}"
    return f"{_NOT_IN_FILE_NAME.sub('', name)}.xlsx"
