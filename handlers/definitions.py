"""A running campaign's definition, parsed once for each wording of it."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.orm import Session

from handlers.forms.definition import Form
from handlers.rules.campaign_file import CampaignFile, Which, campaign_form
from storage import campaigns
from storage.campaigns import Campaign


def definition_of(session: Session, campaign: Campaign, version: int | None = None) -> CampaignFile:
    """The campaign as data; the present version unless another is asked for."""
    return _parse(campaigns.definition(session, campaign.id, version or campaign.version))


@lru_cache(maxsize=256)
def _parse(definition: str) -> CampaignFile:
    return CampaignFile.model_validate_json(definition)


def write_definition(file: CampaignFile) -> str:
    """As it is kept in `storage.campaigns.CampaignVersion`."""
    return file.model_dump_json(by_alias=True)


@lru_cache(maxsize=512)
def _form(definition: str, which: Which, version: int) -> Form:
    return campaign_form(_parse(definition), which, version)


def form_of(session: Session, campaign: Campaign, which: Which, version: int) -> Form:
    """One of the campaign's forms in that version. Raises NoFormError."""
    return _form(campaigns.definition(session, campaign.id, version), which, version)
