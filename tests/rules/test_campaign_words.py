"""How mistakes of a campaign file are said: in words, as the language lists, as many at once as can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from handlers.rules.campaign_file import CampaignFile, CampaignFileError, load_campaign
from handlers.rules.campaign_problems import PATTERNS
from handlers.speech import in_words
from locales import LANGUAGES, say
from tests.rules.test_campaign_file import FINE, problems


def test_what_doesnt_fit_is_told_with_what_isnt_written_right() -> None:
    """Whoever mends the one needn't come again for the other; nothing is said that may come of the one."""
    wrong = (
        FINE.replace("slug: spring-2024", "slug: test own")
        .replace("kind: integer", "kind: number")
        .replace("ends_on: 2024-02-29", "ends_on: 2024-01-29")
        .replace("slug: two", "slug: one")
        .replace("by: 2024-03-05", "by: 2024-01-05\n    form: summary")
    )
    assert problems(wrong) == [
        "1 slug pattern-slug",
        "4 period.ends_on ends-early",
        "7 categories[2].slug twice",
        "14 forms.activity[4].kind choices",
        "21 deadlines[1].by due-early",
    ]
    assert problems("slug: x-1\nperiod: {starts_on: 2024-02-02, ends_on: 2024-02-01}\n") == [
        "1 code missing",
        "1 title missing",
        "1 forms missing",
        "1 deadlines missing",
        "2 period.ends_on ends-early",
    ]


def told(source: str, language: str = "zh-CN") -> list[str]:
    with pytest.raises(CampaignFileError) as caught:
        load_campaign(source)
    return [in_words(problem.words, language) for problem in caught.value.problems]


def test_a_pattern_is_told_in_words_with_an_example() -> None:
    wrong = FINE.replace("slug: spring-2024", "slug: test own")
    (line,) = told(wrong)
    assert line.startswith("“test own”的写法不对：用 2 到 40 个小写英文字母、数字或连字符（-），")
    assert line.endswith("，如 spring-2024。")
    assert "take 2 to 40 small letters" in told(wrong, "en")[0]


def test_choices_are_listed_as_the_language_does() -> None:
    wrong = FINE.replace("kind: fixed", "kind: once")
    choices = ["fixed", "weekdays", "monthly", "after_activity", "rolling"]
    assert told(wrong) == [f"只能是其中之一：{'、'.join(choices)}。"]
    assert told(wrong, "en") == [f"It has to be one of: {', '.join(choices)}."]
    assert told(FINE.replace("    - title\n", "").replace("    - held_on\n", "")) == [
        "活动表单里少了：held_on、title。"
    ]


def patterns(schema: object) -> Iterator[str]:
    """All that stand anywhere in a JSON schema."""
    if isinstance(schema, dict):
        yield from [found for name, found in schema.items() if name == "pattern" and isinstance(found, str)]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from patterns(part)


def test_every_pattern_of_the_schema_has_words_and_their_example_fits() -> None:
    found = set(patterns(CampaignFile.model_json_schema()))
    assert found == set(PATTERNS)
    for pattern, key in PATTERNS.items():
        for language in LANGUAGES:
            words = say(language, key, {"value": "?"})
            examples = re.findall(r"[A-Za-z0-9_@.-]{4,}(?=[。. ])", words)
            assert any(re.fullmatch(pattern, example.rstrip(".")) for example in examples), words
