"""Campaign files: what they may say, and how their writer is told what is wrong, with the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handlers.forms.definition import Form, Kind, Question
from handlers.messages import Wording
from handlers.rules.campaign_file import (
    CampaignFile,
    CampaignFileError,
    NoFormError,
    campaign_form,
    load_campaign,
    load_text,
)
from handlers.speech import in_words
from locales import LANGUAGES

GOOD = """\
slug: spring-2024
code: SP24
title: 春季行动
period: {starts_on: 2024-02-01, ends_on: 2024-02-29}
categories:
  - {slug: one, name: 第一类}
  - {slug: two, name: {zh-CN: 第二类, en: The second}}
forms:
  activity:
    - title
    - held_on
    - {key: groups, required: true}
    - key: wishes
      kind: integer
      when: {category: two}
      ask: 圆了多少个微心愿？
      label: 微心愿
deadlines:
  - name: final
    kind: fixed
    by: 2024-03-05
    time: 18:00
quiet: {from: 22:00, until: no}
"""
#: `no` is a slip on purpose: YAML 1.1 would make it false, here it is a word that is no time.
FINE = GOOD.replace("until: no", "until: 07:30")


def problems(source: str) -> list[str]:
    """Each as `line field key`; each is said in both languages on the way."""
    with pytest.raises(CampaignFileError) as caught:
        load_campaign(source, "mine.yaml")
    assert str(caught.value).startswith("mine.yaml:")
    for problem in caught.value.problems:
        assert all(in_words(problem.words, language) for language in LANGUAGES)
    return [f"{p.line} {p.field} {p.words.key.removeprefix('campaign-file-')}" for p in caught.value.problems]


def test_a_file_becomes_a_campaign() -> None:
    campaign = load_campaign(FINE, "mine.yaml")
    assert campaign.title.words() == Wording({"zh-CN": "春季行动", "en": "春季行动"})
    assert (campaign.quiet.begins, campaign.quiet.ends) == (22 * 60, 7 * 60 + 30)
    assert campaign.reminders.days_before == (3, 1, 0)
    assert campaign.table == "a"


def test_the_form_asks_the_category_first() -> None:
    form = campaign_form(load_campaign(FINE), "activity", version=3)
    assert [question.key for question in form.questions] == [
        "category",
        "title",
        "held_on",
        "groups",
        "wishes",
    ]
    assert (form.name, form.version) == ("spring-2024:activity", 3)
    assert [choice.value for choice in form.question("category").choices] == ["one", "two"]
    assert form.question("groups").required, "changed by the file"
    assert form.question("groups").columns, "the rest as in the catalogue"
    assert form.question("wishes").kind is Kind.INTEGER


def test_a_form_that_is_not_there() -> None:
    with pytest.raises(NoFormError):
        campaign_form(load_campaign(FINE), "summary")


def test_it_is_kept_as_json_and_comes_back() -> None:
    campaign = load_campaign(FINE)
    kept = campaign.model_dump(mode="json", by_alias=True)
    assert kept["quiet"] == {"from": "22:00", "until": "07:30"}
    assert kept["deadlines"][0]["time"] == "18:00"
    assert CampaignFile.model_validate(kept) == campaign
    assert campaign_form(CampaignFile.model_validate(kept), "activity") == campaign_form(campaign, "activity")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("until: 07:30", "until: no", ["23 quiet.until clock"]),
        ("until: 07:30", "until: 21:59", ["23 quiet quiet"]),
        ("code: SP24", "kode: SP24", ["1 code missing", "2 kode unknown"]),
        ("code: SP24", "code: sp24", ["2 code pattern-code"]),
        ("code: SP24", "code:", ["2 code empty"]),
        ("ends_on: 2024-02-29", "ends_on: 2023-02-29", ["4 period.ends_on date"]),
        ("ends_on: 2024-02-29", "ends_on: 2024-01-29", ["4 period.ends_on ends-early"]),
        ("ends_on: 2024-02-29", "ends_on: 2042-02-28", ["4 period.ends_on long"]),
        (
            "slug: two",
            "slug: one",
            ["7 categories[2].slug twice", "15 forms.activity[4].when.category category"],
        ),
        ("slug: one,", "slug: one, group: x,", ["6 categories[1].group group"]),
        ("    - title\n", "    - titel\n", ["10 forms.activity[1] question"]),
        ("    - title\n", "", ["9 forms.activity form-needs"]),
        ("    - held_on\n", "    - held_on\n    - title\n", ["12 forms.activity[3] twice"]),
        ("    - held_on\n", "    - held_on\n    - hours\n", ["9 forms.activity hours-basis"]),
        ("key: groups, required: true", "key: gruops", ["12 forms.activity[3] question"]),
        ("required: true", "required: maybe", ["12 forms.activity[3].required yes-no"]),
        ("required: true", "requird: true", ["12 forms.activity[3].requird unknown"]),
        ("      kind: integer\n", "      kind: number\n", ["14 forms.activity[4].kind choices"]),
        ("      kind: integer\n", "      kind: choice\n", ["13 forms.activity[4] choices-alone"]),
        ("      label: 微心愿\n", "", ["13 forms.activity[4] words"]),
        ("key: wishes", "key: money", ["13 forms.activity[4] taken"]),
        ("category: two", "category: three", ["15 forms.activity[4].when.category category"]),
        ("category: two", "photos: x", ["15 forms.activity[4].when.photos when"]),
        ("kind: fixed", "kind: once", ["19 deadlines[1] choices"]),
        ("    kind: fixed\n", "", ["19 deadlines[1].kind missing"]),
        ("by: 2024-03-05", "by: 5.3.2024", ["21 deadlines[1].by date"]),
        ("by: 2024-03-05", "on: 2024-03-05", ["19 deadlines[1].by missing", "21 deadlines[1].on unknown"]),
        ("by: 2024-03-05", "by: 2024-01-05", ["21 deadlines[1].by due-early"]),
        ("time: 18:00", "time: 25:00", ["22 deadlines[1].time clock"]),
        ("time: 18:00", "time: 18:00\n    day_counts: false", ["19 deadlines[1] time-unused"]),
        ("time: 18:00", "form: summary", ["22 deadlines[1].form no-form"]),
        ("deadlines:\n", "deadlines: []\nunused:\n", ["18 deadlines short", "19 unused unknown"]),
        ("quiet: {", "reminders: {days_before: [61]}\nquiet: {", ["23 reminders.days_before[1] most"]),
        ("quiet: {", "reminders: {days_before: [-1]}\nquiet: {", ["23 reminders.days_before[1] least"]),
        (
            "quiet: {",
            "reminders: {days_before: [1,2,3,4,5,6,7]}\nquiet: {",
            ["23 reminders.days_before many"],
        ),
        ("quiet: {", "reminders: {at: 24:00}\nquiet: {", ["23 reminders.at below"]),
        ("quiet: {", "phone: [0758]\nquiet: {", ["23 phone text"]),
        ("      label: 微心愿\n", '      label: ""\n', ["17 forms.activity[4].label.zh-CN empty"]),
        ("quiet: {", "table: c\nquiet: {", ["23 table choices"]),
        ("quiet: {", "reminders: {days_before: [x]}\nquiet: {", ["23 reminders.days_before[1] number"]),
        ("quiet: {", "reminders: {days_before: 3}\nquiet: {", ["23 reminders.days_before list"]),
        (
            "quiet: {",
            "period: {}\nquiet: {",
            ["23 period twice", "23 period.starts_on missing", "23 period.ends_on missing"],
        ),
        ("quiet: {", "checks: [{kind: limit, part: wishes, whole: title}]\nquiet: {", ["23 checks[1] check"]),
        ("period: {starts_on: 2024-02-01, ends_on: 2024-02-29}", "period: 二月", ["4 period fields"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, found: list[str]) -> None:
    assert FINE.count(old) == 1
    assert problems(FINE.replace(old, new)) == found


def test_several_problems_are_told_at_once() -> None:
    assert problems(GOOD.replace("code: SP24", "code: 1").replace("by: 2024", "by: x2024")) == [
        "2 code pattern-code",
        "21 deadlines[1].by date",
        "23 quiet.until clock",
    ]


def test_a_problem_is_one_plain_line() -> None:
    with pytest.raises(CampaignFileError) as caught:
        load_campaign(GOOD, "mine.yaml")
    assert str(caught.value) == "mine.yaml:23: quiet.until: A time is written 09:00, up to 24:00."


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", ["1  empty-file"]),
        ("# nothing\n", ["1  empty-file"]),
        ("slug: a\n\tcode: b\n", ["2  yaml"]),
        ("title: 春季\nslug：x\ncode: A1\n", ["3  yaml"]),
        ("slug: a\n--- \nslug: b\n", ["2  yaml"]),
        ("slug: a\x07b\n", ["1  yaml"]),
        ("- slug\n", ["1  fields"]),
        ("slug: x\n? [a]\n: b\n", ["2  key"]),
        (BOMB, ["1  alias"]),
        ("slug: !!python/object/apply:os.system [id]\n", ["1  alias"]),
        ("slug: *x\n", ["1  alias"]),
        ("a: " + "[" * 5000 + "]" * 5000, ["1  deep"]),
        ("slug: " + "x" * 200_000, ["1  large"]),
        # Numbers larger than the reader's own, and half a character.
        ("%YAML " + "9" * 5000 + ".1\n---\nslug: x\n", ["1  yaml"]),
        ('slug: "\\UFFFFFFFF"\n', ["1  yaml"]),
        ("slug: \ud800\n", ["1  yaml"]),
    ],
)
def test_what_is_no_campaign_at_all(source: str, found: list[str]) -> None:
    assert problems(source) == found


def test_a_file_is_read_from_disk_and_from_bytes(tmp_path: Path) -> None:
    path = tmp_path / "spring.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + FINE.encode())  # as Notepad saves it
    assert load_campaign(path) == load_campaign(FINE) == load_text(path.read_bytes(), "spring.yaml")
    path.write_bytes(FINE.encode("gb18030"))
    with pytest.raises(CampaignFileError, match=r"spring\.yaml:3: .*UTF-8"):
        load_campaign(path)
    path.write_bytes(b"#" * 200_001)
    with pytest.raises(CampaignFileError, match="too large"):
        load_campaign(path)
    with pytest.raises(FileNotFoundError):
        load_campaign(tmp_path / "none.yaml")


def test_a_question_asked_only_of_a_category_is_part_of_the_form() -> None:
    form: Form = campaign_form(load_campaign(FINE), "activity")
    wishes: Question = form.question("wishes")
    assert wishes.when == {"category": "two"}


@pytest.mark.parametrize(
    "changed",
    [
        ("quiet: {", "reminders: {days_before: [61, -1, 1.5, x]}\nquiet: {"),
        ("quiet: {", "reminders: {at: 24:00}\nquiet: {"),
        ("quiet: {", "note: [1]\nphone: {a: 1}\nquiet: {"),
        (
            "quiet: {",
            "checks: [{kind: share, part: a, whole: b, percent_at_least: 101}, {kind: x}, 3]\nquiet: {",
        ),
        (
            "      kind: integer\n",
            "      kind: integer\n      maximum: 1.5\n      required: 3\n      lines: [x]\n",
        ),
        ("      kind: integer\n", "      kind: rows\n"),
    ],
)
def test_no_english_of_the_checker_s_stands_in_a_chinese_sentence(changed: tuple[str, str]) -> None:
    with pytest.raises(CampaignFileError) as caught:
        load_campaign(FINE.replace(*changed))
    for problem in caught.value.problems:
        said = in_words(problem.words, "zh-CN")
        assert "Input" not in said
        assert " should " not in said
        assert " must " not in said
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", said), said
