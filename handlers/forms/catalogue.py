"""The catalogue: the questions that every campaign may pick by key.

A key is what the report is filed by; `storage.reports.Report` has a column for each:

- `title`, `host`, `place`, `held_on`, `person_times`, `heads`, `organisations`, `materials`, `content` and
  `remarks` go to the column of that name,
- `span` to `starts_minute` and `ends_minute`, `money` to `money_fen`,
- `hours_basis` with `hours` to `service_minutes`, the total of all: `each` is multiplied by the people,
- `groups`, `coverage`, `participants` and `photos` to rows of `GroupServed`, `Coverage`, `Participant`
  (one a name) and `ReportPhoto`.

`category` is not here: it is made of a campaign's categories. What a campaign asks beside the catalogue
goes to `extra` under its own key.
"""

from __future__ import annotations

from types import MappingProxyType

from handlers.forms.definition import Choice, Kind, Question, Said
from locales import LANGUAGES, say

#: The groups of Table A (statistics table of Zhaoqing's Lei Feng month 2019, note 1), in its order.
GROUPS = (
    "disabled",
    "migrant_children",
    "empty_nest_elderly",
    "idle_youth",
    "youth_misconduct",
    "left_behind_children",
    "street_minors",
    "prisoners_children",
)
#: What media coverage is counted by in Table A.
COVERAGE = ("print", "website", "page")
#: As many photos as a report takes unless its question says otherwise; more are rarely looked at.
MOST_PHOTOS = 20
#: Columns, by rows and key, whose answer needs more words in its row: a bare 12000 says nothing.
ROW_WORDS = MappingProxyType(
    {
        ("groups", "person_times"): "row-groups-person-times",
        ("coverage", "reads"): "row-coverage-reads",
        ("coverage", "read_on"): "row-coverage-read-on",
    }
)
_MOST_PEOPLE = 1_000_000
_MOST_MINUTES = 60 * 1_000_000
_MOST_FEN = 100 * 100_000_000


def _said(key: str) -> Said:
    return Said.model_validate({language: say(language, key) for language in LANGUAGES})


def _column(question: Question, rows: str) -> Question:
    """A column with the words of its rows: in "groups served", person-times are of those served."""
    words = f"ask-{rows}-{question.key.replace('_', '-')}"
    said = {"ask": _said(words), "label": _said(f"{words}.label"), "example": _said(f"{words}.example")}
    return question.model_copy(update=said)


def _choices(values: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value) for value in values)


_GROUP_COLUMNS = (
    Question(key="kind", kind=Kind.CHOICE, choices=_choices(GROUPS), other=True, maximum=20),
    Question(key="person_times", kind=Kind.INTEGER, people=True, minimum=1, maximum=_MOST_PEOPLE),
)
_COVERAGE_COLUMNS = (
    Question(key="kind", kind=Kind.CHOICE, choices=_choices(COVERAGE)),
    Question(key="link", kind=Kind.LINK, required=False),
    Question(key="reads", kind=Kind.INTEGER, required=False, maximum=100_000_000),
    Question(key="read_on", kind=Kind.DATE, required=False),
)

_QUESTIONS = (
    Question(key="title", kind=Kind.TEXT, minimum=2, maximum=60),
    Question(key="host", kind=Kind.TEXT, repeats=True, minimum=2, maximum=100),
    Question(key="place", kind=Kind.TEXT, repeats=True, minimum=2, maximum=100),
    Question(key="held_on", kind=Kind.DATE),
    Question(key="span", kind=Kind.SPAN, required=False, repeats=True),
    Question(key="person_times", kind=Kind.INTEGER, people=True, minimum=1, maximum=_MOST_PEOPLE),
    Question(key="heads", kind=Kind.INTEGER, people=True, minimum=1, maximum=_MOST_PEOPLE),
    Question(key="organisations", kind=Kind.INTEGER, repeats=True, minimum=1, maximum=1000),
    Question(
        key="groups",
        kind=Kind.ROWS,
        required=False,
        maximum=12,
        columns=tuple(_column(column, "groups") for column in _GROUP_COLUMNS),
    ),
    Question(key="hours_basis", kind=Kind.CHOICE, choices=_choices(("each", "total"))),
    Question(key="hours", kind=Kind.DURATION, minimum=1, maximum=_MOST_MINUTES),
    Question(key="money", kind=Kind.MONEY, required=False, maximum=_MOST_FEN),
    Question(key="materials", kind=Kind.TEXT, lines=True, required=False, maximum=300),
    Question(key="content", kind=Kind.TEXT, lines=True, minimum=4, maximum=2000),
    Question(
        key="coverage",
        kind=Kind.ROWS,
        required=False,
        maximum=20,
        columns=tuple(_column(column, "coverage") for column in _COVERAGE_COLUMNS),
    ),
    Question(key="participants", kind=Kind.TEXT, lines=True, required=False, maximum=4000),
    Question(key="photos", kind=Kind.PHOTOS, required=False, maximum=MOST_PHOTOS),
    Question(key="remarks", kind=Kind.TEXT, lines=True, required=False, maximum=500),
)

#: The questions by key.
CATALOGUE = MappingProxyType({question.key: question for question in _QUESTIONS})
