"""A running campaign's definition: what is committed never changes, so each version is parsed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from handlers.forms.definition import Form
from handlers.rules.campaign_file import CampaignFile, Which, campaign_form
from storage import campaigns
from storage.campaigns import Campaign


@dataclass
class _Known:
    """What was parsed already: definitions by campaign and version, and the forms made of them."""

    files: dict[tuple[int, int], CampaignFile] = field(default_factory=dict)
    forms: dict[tuple[int, Which, int], Form] = field(default_factory=dict)


_KNOWN: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()
_HERE = "yidong.definitions"


def definition_of(session: Session, campaign: Campaign, version: int | None = None) -> CampaignFile:
    """The campaign as data; the present version unless another is asked for."""
    return definition_in(session, campaign.id, version or campaign.version)


def definition_in(session: Session, campaign_id: int, version: int) -> CampaignFile:
    """A campaign as data, in that version of it."""
    files = _known(session).files
    if (campaign_id, version) not in files:
        text = campaigns.definition(session, campaign_id, version)
        files[campaign_id, version] = CampaignFile.model_validate_json(text)
    return files[campaign_id, version]


def forget_definitions(session: Session) -> None:
    """Read them anew: the demo begins again over the same database, with the same ids."""
    _KNOWN.pop(session.get_bind().engine, None)
    session.info.pop(_HERE, None)


def _known(session: Session) -> _Known:
    found: _Known | None = session.info.get(_HERE)
    if found is None:
        engine = session.get_bind().engine
        found = session.info[_HERE] = _KNOWN.get(engine) or _KNOWN.setdefault(engine, _Known())
    return found


def read_apart(session: Session) -> None:
    """Called where a version is written: what this session reads from now on, it keeps to itself. It may be
    rolled back, and another process may then write a version of that number that says something else."""
    session.info[_HERE] = _Known()


def write_definition(file: CampaignFile) -> str:
    """As it is kept in `storage.campaigns.CampaignVersion`."""
    return file.model_dump_json(by_alias=True)


def form_in(session: Session, campaign_id: int, which: Which, version: int) -> Form:
    """One of a campaign's forms, in that version of it. Raises NoFormError."""
    forms = _known(session).forms
    if (campaign_id, which, version) not in forms:
        file = definition_in(session, campaign_id, version)
        forms[campaign_id, which, version] = campaign_form(file, which, version)
    return forms[campaign_id, which, version]
