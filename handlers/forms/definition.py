"""What a form is: questions as data. A campaign file writes these; the engine in `step.py` asks them."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from handlers.messages import Text, Wording, Words

#: No answer may be longer, whatever the question says (characters).
LONGEST_ANSWER = 4000
#: What the value of a choice, and the key of a question look like.
VALUE = r"^[a-z0-9_-]{1,24}$"
KEY = r"^[a-z][a-z0-9_]{0,23}$"


class Kind(StrEnum):
    """The kinds of answer. `MONEY` is whole fen, `DURATION` whole minutes, `SPAN` a start and an end."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DURATION = "duration"
    DATE = "date"
    SPAN = "span"
    CHOICE = "choice"
    ROWS = "rows"
    PHOTOS = "photos"
    LINK = "link"


class Said(BaseModel):
    """Words of a campaign file in its languages. A plain string in YAML is zh-CN alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    zh: str = Field(alias="zh-CN", min_length=1)
    en: str | None = None

    @model_validator(mode="before")
    @classmethod
    def plain(cls, value: object) -> object:
        """Take `"词"` for `{"zh-CN": "词"}`."""
        return {"zh-CN": value} if isinstance(value, str) else value

    def words(self) -> Wording:
        """As something that can be said."""
        return Wording({"zh-CN": self.zh, "en": self.en or self.zh})


class Choice(BaseModel):
    """One answer to choose. `value` is kept; without words of its own it is said as `choice-<value>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: str = Field(pattern=VALUE)
    label: Said | None = None

    def words(self) -> Words:
        """What stands on the button."""
        return self.label.words() if self.label else Text(f"choice-{self.value}")


class Question(BaseModel):
    """One thing that is asked.

    Without words of its own a question is said by its key: `ask-<key>`, with the attributes `.label`
    (its name on the review card) and `.example`. `when` asks it only if other answers equal the values
    given. `repeats` offers the last report's answer. `other` lets a choice be answered in free words.
    `lines` lets free words have several lines; a name or a title has one.
    `minimum` and `maximum` bound the number, the length of a text, the rows or the photos; of a span,
    `maximum` is how long it may be if it ends on the next day (minutes). `people`: the number counts
    people, so that a number of households is asked back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=KEY)
    kind: Kind
    ask: Said | None = None
    label: Said | None = None
    example: Said | None = None
    required: bool = True
    repeats: bool = False
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[Choice, ...] = ()
    other: bool = False
    lines: bool = False
    people: bool = False
    columns: tuple[Question, ...] = ()
    when: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def whole(self) -> Self:
        """A choice has choices, rows have columns, and nothing else has either."""
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise PydanticCustomError("campaign-file-choices-alone", "only a choice has `choices`")
        if (self.kind is Kind.ROWS) != bool(self.columns):
            raise PydanticCustomError("campaign-file-columns-alone", "only rows have `columns`")
        return self

    def prompt(self) -> Words:
        """What is asked."""
        return self.ask.words() if self.ask else Text(f"ask-{self.key.replace('_', '-')}")

    def name(self) -> Words:
        """What stands beside the answer on the review card."""
        if self.label:
            return self.label.words()
        return Text(f"ask-{self.key.replace('_', '-')}.label")

    def sample(self) -> Words | None:
        """An example answer; campaign questions may have none."""
        if self.ask:
            return self.example.words() if self.example else None
        return Text(f"ask-{self.key.replace('_', '-')}.example")


class Form(BaseModel):
    """The questions of one conversation. `name` and `version` are kept with every run of it.

    With `review` the answers are shown and confirmed at the end; without it the last answer submits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    version: int = 1
    review: bool = True
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def once(self) -> Self:
        """No key stands twice, and a condition names an earlier question."""
        seen: set[str] = set()
        for question in self.questions:
            if question.key in seen:
                raise ValueError(f"the question `{question.key}` stands twice")
            if missing := set(question.when) - seen:
                raise ValueError(f"`{question.key}` depends on {sorted(missing)}, not asked before it")
            seen.add(question.key)
        return self

    @cached_property
    def conditional(self) -> bool:
        """Whether any question depends on other answers."""
        return any(question.when for question in self.questions)

    @cached_property
    def _by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    def question(self, key: str) -> Question:
        """The question of that key; KeyError if the form has none."""
        return self._by_key[key]
