"""What is wrong with a campaign file, said so that whoever wrote it can put it right."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from handlers.forms.catalogue import CATALOGUE
from handlers.forms.definition import KEY, VALUE, Kind, Question
from handlers.messages import Joined, Text, text
from handlers.rules.campaign_schema import CODE, MAILBOX, SLUG, CampaignFile, Changed
from handlers.rules.deadline_schema import WORD, Fixed, Which
from handlers.speech import in_words

Place: TypeAlias = tuple[str | int, ...]
#: A campaign runs at most so long; longer is a slip in a year.
LONGEST_DAYS = 3 * 366
#: What pydantic puts into a place for the branch of a union it took; it doesn't stand in the file.
TAGS = frozenset(
    {"named", "changed", "own", "fixed", "weekdays", "monthly", "after_activity", "rolling", "share", "limit"}
)

#: What pydantic calls its findings, and the sentence for each.
_SENTENCES = {
    "missing": "campaign-file-missing",
    "union_tag_not_found": "campaign-file-missing",
    "extra_forbidden": "campaign-file-unknown",
    "enum": "campaign-file-choices",
    "literal_error": "campaign-file-choices",
    "union_tag_invalid": "campaign-file-choices",
    "string_pattern_mismatch": "campaign-file-pattern",
    "date_parsing": "campaign-file-date",
    "date_from_datetime_parsing": "campaign-file-date",
    "date_from_datetime_inexact": "campaign-file-date",
    "date_type": "campaign-file-date",
    "int_parsing": "campaign-file-number",
    "int_type": "campaign-file-number",
    "int_from_float": "campaign-file-number",
    "int_parsing_size": "campaign-file-number",
    "greater_than_equal": "campaign-file-least",
    "less_than_equal": "campaign-file-most",
    "less_than": "campaign-file-below",
    "too_long": "campaign-file-many",
    "string_too_short": "campaign-file-empty",
    "string_type": "campaign-file-text",
    "bool_parsing": "campaign-file-yes-no",
    "bool_type": "campaign-file-yes-no",
    "too_short": "campaign-file-short",
    "tuple_type": "campaign-file-list",
    "model_type": "campaign-file-fields",
    "model_attributes_type": "campaign-file-fields",
    "dict_type": "campaign-file-fields",
    "mapping_type": "campaign-file-fields",
}
#: What may stand where the schema has a pattern, in words.
PATTERNS = {
    SLUG: "campaign-file-pattern-slug",
    CODE: "campaign-file-pattern-code",
    WORD: "campaign-file-pattern-word",
    VALUE: "campaign-file-pattern-choice",
    KEY: "campaign-file-pattern-key",
    MAILBOX: "campaign-file-pattern-mailbox",
}
#: How pydantic lists what it expected.
_QUOTED = re.compile(r"'([^']*)'")
_TIMES = frozenset({"time", "at", "from", "until"})
#: Where pydantic keeps the limit that a value is beyond.
_LIMITS = {
    "campaign-file-least": "ge",
    "campaign-file-most": "le",
    "campaign-file-below": "lt",
    "campaign-file-many": "max_length",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the file, its line (the first is 1), the field, and the sentence."""

    file: str
    line: int
    field: str
    words: Text

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " + (f"{self.field}: " if self.field else "")
        return where + in_words(self.words, "en")


class CampaignFileError(ValueError):
    """A campaign file can't be used; `problems` say what is wrong with it and where."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def field_name(place: Place) -> str:
    """A place in words as they stand in the file; items of a list are counted from 1."""
    name = ""
    for step in place:
        name += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return name.removeprefix(".")


def explain(error: ValidationError) -> Iterator[tuple[Place, Text]]:
    """What pydantic found: places in the data (tags of unions still among them) with sentences."""
    errors = error.errors()
    inside = {found["loc"][:-depth] for found in errors for depth in range(1, len(found["loc"]))}
    for found in errors:
        place: Place = found["loc"]
        if found["type"] == "too_short" and place in inside:
            continue  # pydantic leaves out the items it has already found fault with, then misses them
        if found["type"] == "union_tag_not_found":
            place = (*place, "kind")
        yield place, _sentence(found, str(place[-1]) if place else "")


def _sentence(found: ErrorDetails, field: str) -> Text:
    kind, context = found["type"], found.get("ctx", {})
    if kind.startswith("campaign-file-"):
        return Text(kind, {name: str(value) for name, value in context.items()})
    if found["input"] is None and kind != "missing":
        return text("campaign-file-empty", field=field)
    key = _SENTENCES.get(kind)
    if key in ("campaign-file-missing", "campaign-file-unknown", "campaign-file-empty"):
        return text(key, field=field)
    if key in _LIMITS:
        return text(key, field=field, limit=_show_limit(context[_LIMITS[key]], field))
    if key == "campaign-file-choices":
        expected = context.get("expected") or context.get("expected_tags") or ""
        return text(key, expected=_listed(_QUOTED.findall(str(expected))))
    if key == "campaign-file-pattern":
        return text(PATTERNS[str(context.get("pattern"))], value=str(found["input"])[:60])
    return text(key or "campaign-file-other", value=str(found["input"])[:60])


def _listed(words: Sequence[str]) -> Joined:
    return Joined(tuple(words), by=text("campaign-comma"))


def _show_limit(limit: object, field: str) -> str:
    """A limit as it would be written in the file: a time of day as a time."""
    return "24:00" if field in _TIMES and limit == 24 * 60 else str(limit)


def contradictions(campaign: CampaignFile, unknown: Collection[str] = ()) -> Iterator[tuple[Place, Text]]:
    """What the schema can't see: parts of the file that don't fit each other. Nothing is said of parts that
    are `unknown`."""
    for parts, look in _LOOKS:
        if parts.isdisjoint(unknown):
            yield from look(campaign)


def contradictions_beside(written: object, error: ValidationError) -> Iterator[tuple[Place, Text]]:
    """The contradictions among those parts of what was `written` with which the schema finds no fault, so
    that whoever mends the faults needn't come again for them."""
    wrong = {found["loc"][0] for found in error.errors() if found["loc"]}
    if isinstance(written, Mapping) and wrong:
        sound = {key: value for key, value in written.items() if key not in wrong}
        stands_in = {key: value for key, value in _STAND_INS.items() if key not in sound}
        yield from contradictions(
            CampaignFile.model_validate({**sound, **stands_in}), {str(part) for part in wrong}
        )


def _period(campaign: CampaignFile) -> Iterator[tuple[Place, Text]]:
    days = (campaign.period.ends_on - campaign.period.starts_on).days
    if days < 0:
        yield ("period", "ends_on"), text("campaign-file-ends-early")
    elif days > LONGEST_DAYS:
        yield ("period", "ends_on"), text("campaign-file-long", most=LONGEST_DAYS)


def _categories(campaign: CampaignFile) -> Iterator[tuple[Place, Text]]:
    groups = {group.slug for group in campaign.groups}
    slugs = [category.slug for category in campaign.categories]
    for place, category in enumerate(campaign.categories):
        if category.slug in slugs[:place]:
            yield ("categories", place, "slug"), text("campaign-file-twice", value=category.slug)
        if category.group is not None and category.group not in groups:
            yield ("categories", place, "group"), text("campaign-file-group", value=category.group)


def _forms(campaign: CampaignFile) -> Iterator[tuple[Place, Text]]:
    for which in get_args(Which):
        yield from _form(campaign, which)


def _form(campaign: CampaignFile, which: Which) -> Iterator[tuple[Place, Text]]:
    items = campaign.forms.items(which)
    categories = {category.slug for category in campaign.categories}
    asked: dict[str, Question] = {}
    for place, item in enumerate(items):
        question = CATALOGUE[item] if isinstance(item, str) else item
        key = question.key
        where: Place = ("forms", which, place)
        if key in asked:
            yield where, text("campaign-file-twice", value=key)
        yield from _conditions(where, question, set(asked), categories if which == "activity" else set())
        asked[key] = CATALOGUE[key] if isinstance(question, Changed) else question
    if which == "activity" and (missing := {"title", "held_on"} - set(asked)):
        yield ("forms", which), text("campaign-file-form-needs", questions=_listed(sorted(missing)))
    if "hours" in asked and "hours_basis" not in asked:
        yield ("forms", which), text("campaign-file-hours-basis")


def _conditions(
    where: Place, question: Question | Changed, asked: set[str], categories: set[str]
) -> Iterator[tuple[Place, Text]]:
    for key, value in (question.when or {}).items():
        if key == "category" and categories:
            if value not in categories:
                yield (*where, "when", key), text("campaign-file-category", value=value)
        elif key not in asked:
            yield (*where, "when", key), text("campaign-file-when", value=key)


def _names(campaign: CampaignFile) -> Iterator[tuple[Place, Text]]:
    names = [deadline.name for deadline in campaign.deadlines]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield ("deadlines", place, "name"), text("campaign-file-twice", value=name)


def _their_forms(campaign: CampaignFile) -> Iterator[tuple[Place, Text]]:
    for place, deadline in enumerate(campaign.deadlines):
        if not campaign.forms.items(deadline.form):
            yield ("deadlines", place, "form"), text("campaign-file-no-form", value=deadline.form)


def _their_days(campaign: CampaignFile) -> Iterator[tuple[Place, Text]]:
    for place, deadline in enumerate(campaign.deadlines):
        if isinstance(deadline, Fixed) and deadline.by < campaign.period.starts_on:
            yield ("deadlines", place, "by"), text("campaign-file-due-early")


def _checks(campaign: CampaignFile) -> Iterator[tuple[Place, Text]]:
    forms = [_numbers(campaign, which) for which in get_args(Which)]
    for place, check in enumerate(campaign.checks):
        if not any({check.part, check.whole} <= numbers for numbers in forms):
            pair = _listed([check.part, check.whole])
            yield ("checks", place), text("campaign-file-check", questions=pair)


#: What is looked at, and the parts of a file that it needs to be known.
_LOOKS: tuple[tuple[frozenset[str], Callable[[CampaignFile], Iterator[tuple[Place, Text]]]], ...] = (
    (frozenset({"period"}), _period),
    (frozenset({"categories", "groups"}), _categories),
    (frozenset({"forms", "categories"}), _forms),
    (frozenset({"deadlines"}), _names),
    (frozenset({"deadlines", "forms"}), _their_forms),
    (frozenset({"deadlines", "period"}), _their_days),
    (frozenset({"checks", "forms"}), _checks),
)
#: What stands in for parts that a campaign can't do without.
_STAND_INS: Mapping[str, object] = {
    "slug": "xx",
    "code": "XX",
    "title": "x",
    "period": {"starts_on": "2000-01-01", "ends_on": "2000-01-01"},
    "forms": {"activity": ["title", "held_on"]},
    "deadlines": [{"name": "x", "kind": "rolling"}],
}


def _numbers(campaign: CampaignFile, which: Which) -> set[str]:
    keys = set()
    for item in campaign.forms.items(which):
        key = item if isinstance(item, str) else item.key
        question = item if isinstance(item, Question) else CATALOGUE[key]
        if question.kind in (Kind.INTEGER, Kind.MONEY, Kind.DURATION):
            keys.add(key)
    return keys
