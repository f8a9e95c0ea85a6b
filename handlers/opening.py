"""A campaign opened, changed, assigned and closed: what stands behind the organizer's chat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.definitions import write_definition
from handlers.obligations import oblige
from handlers.rules.campaign_file import CampaignFile
from storage.campaigns import Assignment, Campaign, CampaignVersion
from storage.organisations import Organisation
from storage.people import Person


def open_campaign(
    session: Session, now: datetime, committee: Organisation, file: CampaignFile, by: Person | None
) -> Campaign:
    """A campaign of that committee, running from now on; nobody takes part until it is assigned."""
    made = Campaign(
        organisation_id=committee.id, slug=file.slug, code=file.code, state="open", version=1, opened_at=now
    )
    session.add(made)
    session.flush()
    _write(session, now, made, file, by)
    return made


def change_campaign(
    session: Session, now: datetime, campaign: Campaign, file: CampaignFile, by: Person | None
) -> None:
    """The campaign as it is from now on; what is open follows, what was filed stays."""
    campaign.version += 1
    _write(session, now, campaign, file, by)
    oblige(session, campaign, now)


def assign(session: Session, now: datetime, campaign: Campaign, places: Iterable[Organisation]) -> int:
    """Let teams or whole branches take part; how many obligations came of it."""
    for place in places:
        session.add(Assignment(campaign_id=campaign.id, organisation_id=place.id))
    session.flush()
    return oblige(session, campaign, now)


def close_campaign(campaign: Campaign, now: datetime) -> None:
    """Nothing more is reported or reminded of."""
    campaign.state, campaign.closed_at = "closed", now


def _write(
    session: Session, now: datetime, campaign: Campaign, file: CampaignFile, by: Person | None
) -> None:
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
