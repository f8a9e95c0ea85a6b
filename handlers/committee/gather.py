"""From the rows of a branch to what the roll-up takes: its teams with their standing, and its reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.forms.catalogue import CATALOGUE
from handlers.messages import Role, Wording
from handlers.papers.figures import CoverageLine, Figures, Label, Span, Standing
from handlers.rules.campaign_file import CampaignFile
from handlers.rules.deadlines import moment
from handlers.rules.keys import week_key
from handlers.rules.rollup import ReportLine, Scope, TeamFacts, roll_up
from handlers.speech import in_words
from locales import LANGUAGES
from storage import campaigns, organisations, people
from storage.campaigns import Campaign, Obligation
from storage.organisations import Organisation
from storage.reports import STANDING, Coverage, GroupServed, Report, ReportPhoto

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
#: What a campaign asks for Table B's number of people served (服务人数) by; it is not in the catalogue.
PEOPLE_SERVED = "people_served"


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
) -> Figures:
    """The roll-up of a committee's branch for those days, as known `now`."""
    teams = teams_below(session, campaign, committee)
    scope = scope_of(session, committee, campaign, file, days)
    facts = team_facts(session, committee, campaign, teams, scope, now)
    return roll_up(scope, facts, report_lines(session, campaign, [team.id for team in teams]))


def teams_below(session: Session, campaign: Campaign, top: Organisation) -> list[Organisation]:
    """The teams of a branch that take part."""
    return list(campaigns.teams_of_campaign(session, campaign, top))


def scope_of(
    session: Session, unit: Organisation, campaign: Campaign, file: CampaignFile, days: Days
) -> Scope:
    """What is summed for a committee or a team, with the names it needs."""
    contact, phone = _contact(session, unit, campaign, file)
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
    )


def _contact(session: Session, unit: Organisation, campaign: Campaign, file: CampaignFile) -> tuple[str, str]:
    """Whom a unit's own Table A names: the campaign file knows it for the committee that opened the
    campaign; for the others it is who organizes or leads, and their number is filled in by hand."""
    if unit.id == campaign.organisation_id:
        return file.contact or "", file.phone or ""
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


def report_lines(session: Session, campaign: Campaign, team_ids: Sequence[int]) -> list[ReportLine]:
    """The activity reports of these teams that stand, with their groups, coverage and photos."""
    reports = session.scalars(
        select(Report)
        .where(
            Report.campaign_id == campaign.id,
            Report.form == "activity",
            Report.team_id.in_(team_ids),
            Report.state.in_(STANDING),
        )
        .order_by(Report.id)
    ).all()
    groups, coverage, photos = _parts(session, campaign)
    return [_line(report, groups[report.id], coverage[report.id], photos[report.id]) for report in reports]


Parts = tuple[dict[int, list[tuple[str, int]]], dict[int, list[CoverageLine]], dict[int, list[str]]]


def _parts(session: Session, campaign: Campaign) -> Parts:
    groups: dict[int, list[tuple[str, int]]] = defaultdict(list)
    coverage: dict[int, list[CoverageLine]] = defaultdict(list)
    photos: dict[int, list[str]] = defaultdict(list)
    own = select(Report.id).where(Report.campaign_id == campaign.id)
    for group in session.scalars(
        select(GroupServed).where(GroupServed.report_id.in_(own)).order_by(GroupServed.id)
    ):
        groups[group.report_id].append((group.kind, group.person_times))
    for one in session.scalars(select(Coverage).where(Coverage.report_id.in_(own)).order_by(Coverage.id)):
        line = CoverageLine.model_validate(
            {"kind": one.kind, "link": one.link, "reads": one.reads, "read_on": one.read_on}
        )
        coverage[one.report_id].append(line)
    for photo in session.scalars(
        select(ReportPhoto).where(ReportPhoto.report_id.in_(own)).order_by(ReportPhoto.position)
    ):
        photos[photo.report_id].append(photo.digest)
    return groups, coverage, photos


def _line(
    report: Report, groups: list[tuple[str, int]], coverage: list[CoverageLine], photos: list[str]
) -> ReportLine:
    return ReportLine(
        number=report.number,
        team_id=report.team_id,
        state=report.state,
        submitted_at=report.submitted_at,
        title=report.title,
        held_on=report.held_on,
        host=report.host,
        category=report.category,
        place=report.place,
        person_times=report.person_times,
        heads=report.heads,
        organisations=report.organisations,
        groups=tuple(groups),
        service_minutes=report.service_minutes,
        money_fen=report.money_fen,
        materials=report.materials,
        content=report.content,
        coverage=tuple(coverage),
        photos=tuple(photos),
        people_served=served if isinstance(served := report.extra.get(PEOPLE_SERVED), int) else None,
    )
