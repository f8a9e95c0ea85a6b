"""From the rows of a branch to what the roll-up takes: its teams with their standing, and its reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.campaigns.words import contact_parts
from handlers.committee.lines import shared_lines, shown_lines, standing_lines, tally_of
from handlers.committee.summaries import summaries_of
from handlers.forms.catalogue import CATALOGUE
from handlers.messages import Role, Wording
from handlers.papers.figures import Figures, Label, Span, Standing
from handlers.rules.campaign_file import CampaignFile, campaign_form
from handlers.rules.deadlines import moment
from handlers.rules.keys import week_key
from handlers.rules.own_answers import own_questions
from handlers.rules.rollup import NOTABLE, ReportLine, Scope, TeamFacts, roll_up
from handlers.rules.tally import When
from handlers.speech import in_words
from locales import LANGUAGES
from storage import campaigns, organisations, people
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation
from storage.sums import Counted, Edge

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
#: More aren't listed one by one in a summary, for nobody reads a hundred pages, and each summary keeps its
#: list: then only those of the days summed are, or none. The workbook says so, and `/export` has all.
MOST_LISTED = 5000


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are summed, both included, and what they are called. `compared_from` begins what they
    are compared with, up to the day before `starts_on`; None: the seven days before."""

    label: str
    starts_on: date
    ends_on: date
    span: Span = "days"
    compared_from: date | None = None


def week_of(starts_on: date) -> Days:
    """The week from that Monday on."""
    return Days(week_key(starts_on), starts_on, starts_on + _WEEK - _DAY, "week")


def figures_of(
    session: Session,
    committee: Organisation,
    campaign: Campaign,
    file: CampaignFile,
    days: Days,
    now: datetime,
    *,
    list_span: bool = False,
) -> Figures:
    """The roll-up of a committee's branch for those days, as known `now`. `list_span`: their activities, and
    the teams' summaries, are listed one by one however many there are."""
    teams = teams_below(session, campaign, committee)
    scope = scope_of(session, committee, campaign, file, days)
    facts = team_facts(session, committee, campaign, teams, scope, now)
    counted = counted_in(scope, campaign, None if _holds_all(session, committee, campaign) else teams)
    found: dict[str, object] = {"over": now.astimezone(scope.zone).date() > days.ends_on}
    if file.forms.summary:
        most = None if list_span else MOST_LISTED
        found["summaries"] = summaries_of(session, committee, campaign, facts, most)
    return _roll_up(session, scope, facts, counted, list_span=list_span).model_copy(update=found)


def _roll_up(
    session: Session, scope: Scope, facts: Sequence[TeamFacts], counted: Counted, *, list_span: bool
) -> Figures:
    ids = {team.team_id for team in facts}
    tally = tally_of(session, counted, ids)
    if tally.reports() <= MOST_LISTED:
        return roll_up(scope, facts, tally, _own(standing_lines(session, counted), ids))
    shared = (_own(handful, ids) for handful in shared_lines(session, counted))
    if list_span or tally.reports(When.WEEK) <= MOST_LISTED:
        listed = _own(standing_lines(session, counted, counted.starts), ids)
        return roll_up(scope, facts, tally, listed, shared, "span")
    return roll_up(scope, facts, tally, _own(shown_lines(session, counted, NOTABLE), ids), shared, "none")


def counted_in(scope: Scope, campaign: Campaign, teams: Sequence[Organisation] | None) -> Counted:
    """Which reports count for what is summed."""

    def edge(day: date) -> Edge:
        return Edge(day, moment(day, 0, scope.zone))

    return Counted(
        campaign_id=campaign.id,
        team_ids=None if teams is None else [team.id for team in teams],
        compared=edge(scope.before_from),
        starts=edge(scope.starts_on),
        until=edge(scope.ends_on + _DAY),
    )


def _holds_all(session: Session, committee: Organisation, campaign: Campaign) -> bool:
    """Whether all teams of the campaign are below the committee: then nobody need look whose a report is."""
    opened = session.get_one(Organisation, campaign.organisation_id)
    return opened.path.startswith(committee.path)


def _own(lines: Iterable[ReportLine], team_ids: Container[int]) -> list[ReportLine]:
    # Teams that no longer take part have reported too.
    return [line for line in lines if line.team_id in team_ids]


def teams_below(session: Session, campaign: Campaign, top: Organisation) -> list[Organisation]:
    """The teams of a branch that take part."""
    return list(campaigns.teams_of_campaign(session, campaign, top))


def scope_of(
    session: Session, unit: Organisation, campaign: Campaign, file: CampaignFile, days: Days
) -> Scope:
    """What is summed for a committee or a team, with the names it needs."""
    contact, phone = _contact(session, unit, campaign, file)
    form = campaign_form(file, "activity")
    return Scope(
        committee=unit.name,
        campaign=file.title.words(),
        theme=file.theme.words() if file.theme else None,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        categories={category.slug: category.name.words() for category in file.categories},
        groups=_group_labels(),
        zone=ZoneInfo(unit.zone),
        span=days.span,
        compared_from=days.compared_from,
        contact=contact,
        phone=phone,
        asked=tuple(question.key for question in form.questions),
        questions=own_questions(form),
    )


def _contact(session: Session, unit: Organisation, campaign: Campaign, file: CampaignFile) -> tuple[str, str]:
    """Whom a unit's own Table A names: the campaign file knows it for the committee that opened the
    campaign; for the others it is who organizes or leads, and their number is filled in by hand."""
    if unit.id == campaign.organisation_id:
        contact, phone, _ = contact_parts(file)
        return contact or "", phone or ""
    role = Role.LEADER if unit.kind == "team" else Role.ORGANIZER
    found = people.people_of(session, unit.id, role)
    return (found[0].name if found else ""), ""


def _group_labels() -> dict[str, Label]:
    return {
        choice.value: Wording({language: in_words(choice.words(), language) for language in LANGUAGES})
        for choice in CATALOGUE["groups"].columns[0].choices
    }


def team_facts(
    session: Session,
    committee: Organisation,
    campaign: Campaign,
    teams: Sequence[Organisation],
    scope: Scope,
    now: datetime,
) -> list[TeamFacts]:
    """The teams with the child committee they stand under, and where they stand."""
    children = organisations.children(session, committee)
    standing = standings(session, campaign, teams, scope.starts_on, scope.ends_on, scope.zone, now)
    return [
        TeamFacts(
            team.id,
            team.name,
            next((c.name for c in children if c.kind == "committee" and team.path.startswith(c.path)), None),
            standing[team.id],
        )
        for team in teams
    ]


def standings(
    session: Session,
    campaign: Campaign,
    teams: Sequence[Organisation],
    starts_on: date,
    ends_on: date,
    zone: ZoneInfo,
    now: datetime,
) -> dict[int, Standing]:
    """Where each team stands with what fell due in those days (due at 24:00 belongs to the day that ends)."""
    after, until = moment(starts_on, 0, zone), moment(ends_on, 24 * 60, zone)
    rows = session.scalars(
        select(Obligation).where(
            Obligation.campaign_id == campaign.id,
            Obligation.due_at > after,
            Obligation.due_at <= until,
            Obligation.state != "dropped",
        )
    )
    owed: dict[int, list[Obligation]] = defaultdict(list)
    for row in rows:
        owed[row.team_id].append(row)
    return {team.id: _standing(owed[team.id], now) for team in teams}


def _standing(owed: Iterable[Obligation], now: datetime) -> Standing:
    """The worst of what a team owed: one missing return makes it missing."""
    order = (Standing.MISSING, Standing.LATE, Standing.FILED, Standing.ZERO)
    found = {_standing_of(row, now) for row in owed}
    return next((standing for standing in order if standing in found), Standing.NOT_DUE)


def _standing_of(row: Obligation, now: datetime) -> Standing:
    if row.state == "open":
        return Standing.MISSING if row.due_at <= now else Standing.NOT_DUE
    if row.state == "zero":
        return Standing.ZERO
    late = row.filed_at is not None and row.filed_at >= row.due_at
    return Standing.LATE if late else Standing.FILED
