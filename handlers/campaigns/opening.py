"""A campaign opened, changed, assigned and closed: what stands behind the organizer's chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from string import ascii_uppercase

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from handlers.campaigns.definitions import read_apart, write_definition
from handlers.deadlines.obligations import oblige
from handlers.deadlines.plan import Plan
from handlers.deadlines.restaging import restage, told_so_far
from handlers.rules.campaign_file import CampaignFile
from storage import campaigns, organisations
from storage.campaigns import Assignment, Campaign, CampaignVersion, Obligation
from storage.organisations import Organisation
from storage.people import Person

#: Longest code of a campaign (`CampaignFile.code`).
LONGEST_CODE = 8


def open_campaign(
    session: Session, now: datetime, committee: Organisation, file: CampaignFile, by: Person | None
) -> Campaign:
    """A campaign of that committee, running from now on; nobody takes part until it is assigned.

    If the file's code is taken it gets a letter: `LF19`, then `LF19B`.
    """
    code = free_code(session, file.code)
    made = Campaign(
        organisation_id=committee.id, slug=file.slug, code=code, state="open", version=1, opened_at=now
    )
    session.add(made)
    session.flush()
    _write(session, now, made, file.model_copy(update={"code": code}), by)
    return made


def free_code(session: Session, wanted: str) -> str:
    """The code, or the next like it that no campaign has: report numbers are unique for good, so a code
    isn't used again when its campaign is closed."""
    # One opening at a time, or two would find the same code free.
    session.execute(select(Organisation.id).where(Organisation.parent_id.is_(None)).with_for_update())
    taken = set(session.scalars(select(Campaign.code)))
    if wanted not in taken:
        return wanted
    return next(code for turn in count(1) if (code := _lettered(wanted, turn)) not in taken)


def _lettered(code: str, turn: int) -> str:
    """The code with the letter B for the first turn, Z for the 25th, then BA and so on."""
    letters = ""
    while turn:
        turn, letter = divmod(turn, 26)
        letters = ascii_uppercase[letter] + letters
    return code[: LONGEST_CODE - len(letters)] + letters


def change_campaign(
    session: Session, now: datetime, campaign: Campaign, file: CampaignFile, by: Person | None
) -> None:
    """The campaign as it is from now on; what is open follows, what was filed stays."""
    told = told_so_far(session, campaign, now)
    campaign.version += 1
    _write(session, now, campaign, file, by)
    oblige(session, campaign, now)
    restage(session, campaign, told, now)
    session.flush()


def assign(session: Session, now: datetime, campaign: Campaign, places: Iterable[Organisation]) -> int:
    """Let teams or whole branches take part; how many obligations came of it.

    A place that takes part already is left alone, and a branch stands for what was assigned below it.
    """
    made = 0
    for place in places:
        before = assigned(session, campaign)
        if any(place.path.startswith(other.path) for other in before):
            continue
        _release(session, campaign, [other for other in before if other.path.startswith(place.path)])
        session.add(Assignment(campaign_id=campaign.id, organisation_id=place.id))
        session.flush()
        made += oblige(session, campaign, now, place)
    return made


def assigned(session: Session, campaign: Campaign) -> Sequence[Organisation]:
    """The teams and branches that were assigned, in the order of the tree."""
    return session.scalars(
        select(Organisation)
        .join(Assignment, Assignment.organisation_id == Organisation.id)
        .where(Assignment.campaign_id == campaign.id)
        .order_by(Organisation.path)
    ).all()


def take_out(session: Session, campaign: Campaign, place: Organisation) -> Sequence[int]:
    """A team or branch takes no part any more: what it has open is dropped, what it has filed stays.

    If a branch above it was assigned, everything else in that branch stays assigned. Gives the ids of the
    teams that are out now.
    """
    before = assigned(session, campaign)
    out = campaigns.team_ids_of_campaign(session, campaign, place)
    _release(session, campaign, [other for other in before if other.path.startswith(place.path)])
    for above in before:
        if place.path.startswith(above.path) and above.id != place.id:
            _release(session, campaign, [above])
            _assign_beside(session, campaign, above, place)
    session.flush()
    below = select(Organisation.id).where(Organisation.path.startswith(place.path))
    where = (Obligation.campaign_id == campaign.id, Obligation.team_id.in_(below), Obligation.state == "open")
    session.execute(update(Obligation).where(*where).values(state="dropped", next_at=None))
    return out


def _release(session: Session, campaign: Campaign, places: Sequence[Organisation]) -> None:
    ids = [place.id for place in places]
    where = (Assignment.campaign_id == campaign.id, Assignment.organisation_id.in_(ids))
    session.execute(delete(Assignment).where(*where))


def _assign_beside(session: Session, campaign: Campaign, above: Organisation, place: Organisation) -> None:
    """Assign what hangs on the way from `above` down to `place`, without the place itself."""
    way = [row.id for row in organisations.ancestors(session, place) if row.path.startswith(above.path)]
    beside = select(Organisation).where(Organisation.parent_id.in_(way), Organisation.id.not_in(way))
    for row in session.scalars(beside):
        session.add(Assignment(campaign_id=campaign.id, organisation_id=row.id))


def close_campaign(session: Session, campaign: Campaign, now: datetime) -> None:
    """Nothing more is reported or reminded of. What is open stays as it is, for a reopening."""
    campaign.state, campaign.closed_at = "closed", now
    session.execute(update(Obligation).where(Obligation.campaign_id == campaign.id).values(next_at=None))


def reopen_campaign(session: Session, campaign: Campaign, now: datetime) -> None:
    """The campaign runs again, with the reminders that are still ahead."""
    campaign.state, campaign.closed_at = "open", None
    oblige(session, campaign, now)
    plan, zones = Plan(session, campaign, now), organisations.zones(session)
    for row in campaigns.obligations_of(session, campaign):
        if row.state == "open":
            plan.wake(row, zones[row.team_id])


def _write(
    session: Session, now: datetime, campaign: Campaign, file: CampaignFile, by: Person | None
) -> None:
    read_apart(session)
    session.add(
        CampaignVersion(
            campaign_id=campaign.id,
            version=campaign.version,
            definition=write_definition(file),
            made_at=now,
            made_by=by.id if by else None,
        )
    )
    session.flush()
