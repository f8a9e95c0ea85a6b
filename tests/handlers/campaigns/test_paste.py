"""A campaign file of one's own, pasted: opened, or its mistakes told by line; in one message or in parts."""

from __future__ import annotations

import pytest

from handlers.campaigns.paste import read_pasted
from handlers.rules.campaign_file import FILES
from storage.database import Database
from tests.handlers.campaign_talk import COUNTY_ORGANIZER, ORGANIZER, Talk, said

SMALL = """slug: spring-2019
code: SP19
title: 春风行动
period: {starts_on: 2019-03-10, ends_on: 2019-04-10}
forms:
  activity: [title, held_on, person_times]
deadlines:
  - name: final
    kind: fixed
    by: 2019-04-15
"""
#: A long paste comes in parts; phones cut it at line breaks, and lose the spaces at both ends.
PART = 1500


def parts(source: str) -> list[str]:
    """The text as a messenger would cut it."""
    found = [""]
    for line in source.splitlines(keepends=True):
        if len(found[-1]) + len(line) > PART:
            found.append("")
        found[-1] += line
    return [part.strip() for part in found]


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


def test_pasted_explained_opened(talk: Talk) -> None:
    chosen = talk.say(ORGANIZER, "/newcampaign")
    asked = talk.press(ORGANIZER, chosen, said("open-own"))
    assert said("ask-campaign-file") in asked.text
    explained = talk.say(ORGANIZER, SMALL)
    assert "春风行动" in explained.text and "2019年4月15日" in explained.text
    talk.press(ORGANIZER, explained, said("open-yes"))
    assert [(row.slug, row.code) for row in talk.campaigns()] == [("spring-2019", "SP19")]


def test_mistakes_are_told_by_line_and_field(talk: Talk) -> None:
    talk.say(ORGANIZER, "/campaignfile")
    wrong = SMALL.replace("2019-04-10", "2019-02-30").replace("kind: fixed", "kind: sometimes")
    told = talk.say(ORGANIZER, wrong)
    assert said("paste-problems", count=2) in told.text
    why = said("campaign-file-date", value="2019-02-30")
    assert f"第 4 行，period.ends_on：{why}" in told.text
    assert "第 8 行，deadlines[1]" in told.text
    explained = talk.say(ORGANIZER, SMALL)
    assert "春风行动" in explained.text, "put right and sent again"


def test_mistakes_are_told_in_words_and_all_at_once(talk: Talk) -> None:
    talk.say(ORGANIZER, "/campaignfile")
    wrong = SMALL.replace("slug: spring-2019", "slug: test own").replace("kind: fixed", "kind: sometimes")
    told = talk.say(ORGANIZER, wrong.replace("2019-04-10", "2019-02-10"))
    assert said("paste-problems", count=3) in told.text
    assert "^[a-z" not in told.text
    assert "如 spring-2024" in told.text
    assert "fixed、weekdays、monthly" in told.text
    assert said("campaign-file-ends-early") in told.text


def test_mistakes_are_told_in_english(talk: Talk) -> None:
    talk.english(ORGANIZER)
    talk.say(ORGANIZER, "/campaignfile")
    told = talk.say(ORGANIZER, SMALL.replace("code: SP19\n", ""))
    assert "Line 1, code: “code” is missing." in told.text


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.yaml")))
def test_every_shipped_file_can_be_pasted_in_parts(talk: Talk, name: str) -> None:
    source = (FILES / name).read_text(encoding="utf-8")
    talk.go("2009-01-01 10:00")
    talk.say(ORGANIZER, "/campaignfile")
    for part in parts(source):
        message = talk.say(ORGANIZER, part)
    assert said("open-yes") in [button.label for button in message.buttons], message.text


@pytest.mark.parametrize("cut", range(5, len(SMALL) - 1, 7))
def test_cut_anywhere_it_is_put_together_again(cut: int) -> None:
    first, second = SMALL[:cut].strip(), SMALL[cut:].strip()
    whole, file, _ = read_pasted("", first)
    if file is None:
        _, file, problems = read_pasted(whole, second)
        assert file is not None, problems
    assert file.code == "SP19"


def test_a_new_beginning_forgets_what_was_sent_before(talk: Talk) -> None:
    talk.say(ORGANIZER, "/campaignfile")
    talk.say(ORGANIZER, SMALL[:60])
    explained = talk.say(ORGANIZER, SMALL)
    assert said("open-yes") in [button.label for button in explained.buttons]


def test_too_much_is_refused(talk: Talk) -> None:
    talk.say(ORGANIZER, "/campaignfile")
    filler = "# " + "说" * 7900
    for _ in range(3):
        talk.say(ORGANIZER, f"{filler}\nx")
    answered = talk.say(ORGANIZER, filler)
    assert said("paste-long", most=24_000) in answered.text


def test_a_sample_can_be_seen_and_pasted_back(talk: Talk) -> None:
    talk.go("2017-03-01 10:00")
    asked = talk.say(ORGANIZER, "/campaignfile")
    sample = talk.press(ORGANIZER, asked, said("paste-sample"))
    explained = talk.say(ORGANIZER, sample.text.partition("\n\n")[0])
    assert said("open-yes") in [button.label for button in explained.buttons]


def test_with_new_days(talk: Talk) -> None:
    talk.say(ORGANIZER, "/campaignfile")
    explained = talk.say(ORGANIZER, SMALL)
    talk.press(ORGANIZER, explained, said("open-dates"))
    moved = talk.say(ORGANIZER, "2019年5月1日", "2019年5月31日")
    assert "2019年6月5日" in moved.text
    talk.press(ORGANIZER, moved, said("open-yes"))
    assert talk.file(talk.campaigns()[0].id).period.starts_on.isoformat() == "2019-05-01"


def test_another_person_s_file_is_not_opened(talk: Talk) -> None:
    talk.say(ORGANIZER, "/campaignfile")
    explained = talk.say(ORGANIZER, SMALL)
    button = next(button for button in explained.buttons if button.label == said("open-yes"))
    county = talk.county.county.id
    refused = talk.say(COUNTY_ORGANIZER, button.value.replace(f"n {talk.county.city.id} ", f"n {county} "))
    assert refused.text == said("turn-button-gone")
    assert talk.campaigns() == []
