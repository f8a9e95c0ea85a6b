"""The five campaigns that ship: each asks what its notice wants, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from pydantic import JsonValue

from handlers.forms.checks import Facts, check_answers
from handlers.forms.definition import Question, Said
from handlers.messages import Text
from handlers.rules.campaign_file import (
    FILES,
    CampaignFile,
    Which,
    campaign_form,
    contradictions,
    load_shipped,
)

SLUGS = ["guangxi-2017", "hechi-2010", "taishan-2016", "taishan-2020", "zhaoqing-2019"]


def keys(slug: str, which: Which = "activity") -> list[str]:
    return [question.key for question in campaign_form(load_shipped()[slug], which).questions]


def test_there_are_five_each_named_like_its_file() -> None:
    assert list(load_shipped()) == SLUGS == sorted(path.stem for path in FILES.glob("*.yaml"))
    assert len({campaign.code for campaign in load_shipped().values()}) == 5


@pytest.mark.parametrize("slug", SLUGS)
def test_they_are_kept_as_json_and_come_back(slug: str) -> None:
    campaign = load_shipped()[slug]
    assert CampaignFile.model_validate(campaign.model_dump(mode="json", by_alias=True)) == campaign
    assert CampaignFile.model_validate_json(campaign.model_dump_json(by_alias=True)) == campaign
    assert list(contradictions(campaign)) == []


def said(question: Question) -> list[Said | None]:
    words = [question.ask, question.label, question.example, *(choice.label for choice in question.choices)]
    return words + [each for column in question.columns for each in said(column)]


@pytest.mark.parametrize("slug", SLUGS)
def test_they_speak_both_languages(slug: str) -> None:
    campaign = load_shipped()[slug]
    words = [campaign.title, campaign.theme, *(category.name for category in campaign.categories)]
    words += [campaign.note, *(group.name for group in campaign.groups)]
    words += [deadline.label for deadline in campaign.deadlines]
    for which in get_args(Which):
        for question in campaign_form(campaign, which).questions if campaign.forms.items(which) else ():
            words += said(question)
    given = [each for each in words if each]
    assert len(given) > 8
    assert [each.zh for each in given if not each.en] == []


@pytest.mark.parametrize(
    ("slug", "count"),
    [("taishan-2016", 6), ("taishan-2020", 7), ("hechi-2010", 2), ("guangxi-2017", 4), ("zhaoqing-2019", 6)],
)
def test_their_categories(slug: str, count: int) -> None:
    """Guangxi has three, and the service close at hand that it welcomes beside them."""
    campaign = load_shipped()[slug]
    assert len(campaign.categories) == count
    assert len(campaign_form(campaign, "activity").question("category").choices) == count


def test_zhaoqing_fills_table_a() -> None:
    asked = {
        "title",
        "host",
        "person_times",
        "organisations",
        "groups",
        "hours_basis",
        "hours",
        "money",
        "coverage",
    }
    assert asked <= set(keys("zhaoqing-2019"))
    assert load_shipped()["zhaoqing-2019"].table == "a"


def test_guangxi_fills_table_b() -> None:
    assert {"title", "held_on", "place", "heads", "content", "people_served"} <= set(keys("guangxi-2017"))
    assert "person_times" not in keys("guangxi-2017"), "the table asks for people, not for times"
    school = campaign_form(load_shipped()["guangxi-2017"], "activity").question("school")
    assert len(school.choices) == 5
    assert school.when == {"category": "schools"}


def test_hechi_counts_the_five_promised_acts() -> None:
    form = campaign_form(load_shipped()["hechi-2010"], "activity")
    acts = [question.key for question in form.questions if question.when == {"category": "pairing"}]
    assert acts == ["school_visits", "calls_letters", "weekends", "school_things", "new_skills"]
    assert "pairs" in keys("hechi-2010")


def test_taishan_has_two_groups_of_categories() -> None:
    campaign = load_shipped()["taishan-2016"]
    groups = [category.group for category in campaign.categories]
    assert groups == ["households"] * 3 + ["warm-current"] * 3


@pytest.mark.parametrize(
    ("registered", "issued", "warnings"),
    [(120, 60, []), (120, 59, ["check-share"]), (120, 121, ["check-limit"]), (1, 0, ["check-share"])],
)
def test_taishan_wants_half_of_the_cards_issued(registered: int, issued: int, warnings: list[str]) -> None:
    campaign = load_shipped()["taishan-2020"]
    form = campaign_form(campaign, "summary")
    facts = Facts(date(2020, 4, 29), campaign.period.starts_on, campaign.period.ends_on)
    facts = replace(facts, checks=campaign.checks)
    answers: dict[str, JsonValue] = {
        "volunteers_registered": registered,
        "cards_issued": issued,
        "photos": ["a" * 64],
    }
    found = check_answers(form, answers, facts)
    assert [warning.key for warning in found if isinstance(warning, Text)] == warnings


def test_contacts_are_blanked() -> None:
    for campaign in load_shipped().values():
        assert (campaign.contact, campaign.phone) == ("×××", "0000000")
        assert campaign.mailbox == "reports@example.org"
