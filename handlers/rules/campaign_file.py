"""Campaign files: read and checked as a whole, with every problem named by its line.

The five that ship with Yidong lie in `FILES`, and their comments teach how to write another.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from handlers.messages import text
from handlers.rules.campaign_problems import (
    TAGS,
    CampaignFileError,
    Problem,
    contradictions,
    contradictions_beside,
    explain,
    field_name,
)
from handlers.rules.campaign_schema import CampaignFile, NoFormError, campaign_form
from handlers.rules.deadline_schema import Which
from handlers.rules.marked_yaml import LARGEST, Marked, YamlError, read_marked

__all__ = [
    "FILES",
    "CampaignFile",
    "CampaignFileError",
    "NoFormError",
    "Problem",
    "Which",
    "campaign_form",
    "contradictions",
    "load_campaign",
    "load_shipped",
    "load_text",
]

#: The folder of the campaigns that ship.
FILES = Path(__file__).parent.parent / "campaigns"


def load_campaign(source: Path | str, name: str | None = None) -> CampaignFile:
    """The campaign of a file (a `Path`) or of a text (a `str`), called `name` where problems are told.

    Raises CampaignFileError with everything found wrong, OSError if the file can't be opened.
    """
    called = name or (source.name if isinstance(source, Path) else "campaign.yaml")
    try:
        marked = read_marked(_read(source) if isinstance(source, Path) else source)
    except YamlError as error:
        raise CampaignFileError([Problem(called, error.line, "", error.words)]) from None
    return _validate(marked, called)


def load_text(content: bytes, name: str) -> CampaignFile:
    """The campaign of a file that somebody sent, as its bytes; raises CampaignFileError."""
    try:
        source = _decode(content)
    except YamlError as error:
        raise CampaignFileError([Problem(name, error.line, "", error.words)]) from None
    return load_campaign(source, name)


@cache
def load_shipped() -> dict[str, CampaignFile]:
    """The campaigns that ship, by slug, in the order of their files."""
    campaigns = [load_campaign(path) for path in sorted(FILES.glob("*.yaml"))]
    return {campaign.slug: campaign for campaign in campaigns}


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return _decode(file.read(LARGEST + 1))


def _decode(content: bytes) -> str:
    if len(content) > LARGEST:
        raise YamlError(text("campaign-file-large", most=LARGEST // 1000), 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise YamlError(text("campaign-file-encoding"), content[: error.start].count(b"\n") + 1) from None


def _validate(marked: Marked, called: str) -> CampaignFile:
    problems = [
        Problem(called, line, key, text("campaign-file-twice", value=key)) for key, line in marked.twice
    ]
    try:
        campaign = CampaignFile.model_validate(marked.value)
        found = list(contradictions(campaign))
    except ValidationError as error:
        campaign, found = None, [*explain(error), *contradictions_beside(marked.value, error)]
    for place, words in found:
        place = marked.trodden(place, TAGS)
        problems.append(Problem(called, marked.line(place), field_name(place), words))
    if campaign is None or problems:
        raise CampaignFileError(sorted(problems, key=lambda problem: problem.line))
    return campaign
