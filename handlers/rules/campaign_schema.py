"""What a campaign is, as data: the schema of the campaign files and of a stored campaign's definition.

`CampaignFile.model_dump(mode="json", by_alias=True)` and `CampaignFile.model_validate` are each other's
inverse. Contradictions between the parts are found by `handlers.rules.campaign_problems`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from handlers.forms.catalogue import CATALOGUE
from handlers.forms.checks import Check
from handlers.forms.definition import VALUE, Choice, Form, Kind, Question, Said
from handlers.rules.deadline_schema import WORD, Deadline, Part, Quiet, Reminders, Which


class Period(Part):
    """The days of a campaign, the last one included."""

    starts_on: date
    ends_on: date


class Group(Part):
    """A heading over several categories."""

    slug: str = Field(pattern=WORD)
    name: Said


#: What the slug and the code of a campaign, and an address of mail look like.
SLUG = r"^[a-z0-9][a-z0-9-]{1,39}$"
CODE = r"^[A-Z][A-Z0-9]{1,7}$"
MAILBOX = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class Category(Part):
    """A kind of activity that the notice names. `slug` is what reports keep."""

    slug: str = Field(pattern=VALUE)
    name: Said
    group: str | None = None


class Changed(Part):
    """A question of the catalogue with something about it changed."""

    key: str
    required: bool | None = None
    repeats: bool | None = None
    minimum: int | None = None
    maximum: int | None = None
    ask: Said | None = None
    label: Said | None = None
    example: Said | None = None
    when: dict[str, str] | None = None

    def question(self) -> Question:
        """The question as changed. With an `ask` of its own it needs its own `example`, or has none."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name != "key"}
        return CATALOGUE[self.key].model_copy(
            update={name: value for name, value in given.items() if value is not None}
        )


def _known(item: str | Changed) -> str | Changed:
    key = item if isinstance(item, str) else item.key
    if key not in CATALOGUE:
        raise PydanticCustomError("campaign-file-question", "no question `{key}`", {"key": key})
    return item


def _worded(question: Question) -> Question:
    """A campaign's own question brings all its words, and no key of the catalogue."""
    if question.key in CATALOGUE or question.key == "category":
        raise PydanticCustomError("campaign-file-taken", "`{key}` is taken", {"key": question.key})
    for asked in (question, *question.columns):
        if not asked.ask or not asked.label or not all(choice.label for choice in asked.choices):
            raise PydanticCustomError("campaign-file-words", "`{key}` lacks words", {"key": asked.key})
    return question


def _sort(item: object) -> str:
    if isinstance(item, str):
        return "named"
    own = isinstance(item, Question) or (isinstance(item, Mapping) and "kind" in item)
    return "own" if own else "changed"


#: An item of a form: a key of the catalogue, such a question changed, or a question of one's own.
Item: TypeAlias = Annotated[
    Annotated[str, AfterValidator(_known), Tag("named")]
    | Annotated[Changed, AfterValidator(_known), Tag("changed")]
    | Annotated[Question, AfterValidator(_worded), Tag("own")],
    Discriminator(_sort),
]


class Forms(Part):
    """The forms of a campaign, as items in the order they are asked."""

    activity: tuple[Item, ...] = Field(min_length=1)
    summary: tuple[Item, ...] | None = Field(default=None, min_length=1)

    def items(self, which: Which) -> tuple[Item, ...]:
        """The items of one form; none if the campaign doesn't have it."""
        return self.activity if which == "activity" else self.summary or ()


class CampaignFile(Part):
    """One notice as data. `code` stands in report numbers; `note` is said to leaders beside the form;
    `contact`, `phone` and `mailbox` are where reports and questions go."""

    slug: str = Field(pattern=SLUG)
    code: str = Field(pattern=CODE)
    title: Said
    theme: Said | None = None
    note: Said | None = None
    period: Period
    groups: tuple[Group, ...] = ()
    categories: tuple[Category, ...] = Field(default=(), max_length=30)
    forms: Forms
    deadlines: tuple[Deadline, ...] = Field(min_length=1, max_length=10)
    reminders: Reminders = Reminders()
    quiet: Quiet = Quiet()
    table: Literal["a", "b"] = "a"
    checks: tuple[Check, ...] = ()
    contact: str | None = None
    phone: str | None = None
    mailbox: str | None = Field(default=None, pattern=MAILBOX)


class NoFormError(LookupError):
    """The campaign has no form of that name."""


def campaign_form(campaign: CampaignFile, which: Which, version: int = 1) -> Form:
    """The form of a campaign, ready to be asked; `version` is the campaign's. Raises NoFormError.

    An activity is asked its category first, if there are any.
    """
    items = campaign.forms.items(which)
    if not items:
        raise NoFormError(f"{campaign.slug} has no form `{which}`")
    questions = [_question(item) for item in items]
    if which == "activity" and campaign.categories:
        questions.insert(0, _category(campaign))
    return Form(name=f"{campaign.slug}:{which}", version=version, questions=tuple(questions))


def _question(item: str | Changed | Question) -> Question:
    if isinstance(item, str):
        return CATALOGUE[item]
    return item.question() if isinstance(item, Changed) else item


def _category(campaign: CampaignFile) -> Question:
    choices = tuple(Choice(value=each.slug, label=each.name) for each in campaign.categories)
    return Question(key="category", kind=Kind.CHOICE, choices=choices)
