"""The talk that every leader has: the Zhaoqing form from `/report` to the receipt, as on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.messages import Words, text
from handlers.rules.campaign_file import campaign_form, load_shipped
from handlers.speech import in_words

LANGUAGE = "zh-CN"
CAMPAIGN = load_shipped()["zhaoqing-2019"]
FORM = campaign_form(CAMPAIGN, "activity")
TITLE = CAMPAIGN.title.zh
#: When it happens: in the campaign's month, at a moment when no reminder falls due.
BEGINS_AT = datetime(2019, 3, 12, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """What a leader does: says these words, or presses the button that bears them."""

    words: str
    press: bool = False


def say(words: Words) -> str:
    """As the leaders read it."""
    return in_words(words, LANGUAGE)


def _press(words: Words) -> Line:
    return Line(say(words), press=True)


_SKIP = _press(text("form-skip"))
TALK = (
    Line("/report"),
    Line(TITLE, press=True),
    _press(FORM.question("category").choices[2].words()),
    Line("西江河堤清洁行动"),
    Line("端州区团委、星湖志愿服务队"),
    Line("城东街道草鞋街社区"),
    Line("昨天"),
    Line("上午9点到11点半"),
    Line("三十六人"),
    Line("2"),
    _press(FORM.question("groups").columns[0].choices[2].words()),
    Line("20"),
    _press(text("form-rows-done")),
    _press(FORM.question("hours_basis").choices[0].words()),
    Line("2.5小时"),
    Line("500元"),
    Line("3月9日上午，36名志愿者在西江边清理垃圾约20袋"),
    _SKIP,  # media coverage
    _SKIP,  # participants
    _SKIP,  # photos
    _SKIP,  # remarks
    _press(text("form-submit", warnings=1)),  # there are no photos
)
#: Stands in the last answer.
RECEIPT = f"{CAMPAIGN.code}-"
