"""The real demo, played in a real browser: a reminder, a report, a review, the missing, the summary.

`pytest --record` keeps a picture of it as `demo.png`, for the README.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.pages.demo_kit import Served, demo

__all__ = ["demo"]

PICTURE = Path(__file__).with_name("demo.png")
MOST_PICTURE_BYTES = 300_000
BEGINS = "2019年3月11日周一 08:45"


@pytest.fixture
def page(browser: Browser, demo: Served) -> Iterator[Page]:
    """The demo's page; a fault in a script or a rule of the policy that was broken fails the test."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1360, "height": 860}, locale="zh-CN")
    context.set_default_timeout(15_000)
    opened = context.new_page()
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    opened.goto(f"{demo.address}/demo")
    yield opened
    context.close()
    assert faults == []


class Story:
    """The page with its three phones."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.leader, self.organizer, self.volunteer = (self._phone(n) for n in range(3))

    def _phone(self, n: int) -> FrameLocator:
        return self.page.frame_locator("iframe").nth(n)

    def clock_says(self, moment: str) -> None:
        expect(self.page.locator("#now")).to_have_text(moment)

    def next_is(self, what: str) -> None:
        expect(self.page.locator("#next-says")).to_have_text(re.compile(what))

    def go_on(self, to: str) -> None:
        expect(self.page.locator("#next")).to_be_enabled()
        self.page.locator("#next").click()
        self.clock_says(to)

    def restart(self) -> None:
        self.page.once("dialog", lambda dialog: dialog.accept())
        self.page.get_by_role("button", name="重新开始").click()
        self.clock_says(BEGINS)


def last(phone: FrameLocator) -> Locator:
    return phone.locator(".line.bot").last


def press(phone: FrameLocator, label: str | re.Pattern[str]) -> None:
    phone.locator(".choice:enabled, .control:enabled").get_by_text(label).last.click()


def test_the_story(page: Page, pytestconfig: pytest.Config) -> None:
    story = Story(page)
    _beginning(story)
    _reminder_and_report(story)
    _review(story, pytestconfig.getoption("--record"))
    _the_missing_and_the_summary(story)
    _again(story)


def _beginning(story: Story) -> None:
    story.clock_says(BEGINS)
    story.next_is("提醒李明、.*3月11日周一 09:00")
    for phone, whose in ((story.leader, "李明"), (story.organizer, "周敏"), (story.volunteer, "王芳")):
        expect(last(phone)).to_contain_text(f"【演示】{whose}的手机")
        expect(phone.locator(".choice:enabled").last).to_be_visible()
    expect(story.organizer.locator("img[alt$='20190310.png']")).to_be_visible()
    assert _width(story.organizer.locator("img[alt$='20190310.png']")) > 500


def _width(image: Locator) -> int:
    expect(image).to_have_js_property("complete", True)
    return int(image.evaluate("image => image.naturalWidth"))


def _reminder_and_report(story: Story) -> None:
    story.go_on("2019年3月11日周一 09:00")
    reminder = last(story.leader)
    expect(reminder).to_contain_text("3月14日（周四）24:00")
    expect(reminder.get_by_role("button", name="现在填报")).to_be_enabled()
    story.page.get_by_role("button", name="代李明填报“文明交通护学岗”").click()
    # The bot is talked through the whole form, question by question, before the receipt comes.
    expect(last(story.leader)).to_contain_text("LF19-0004", timeout=30_000)
    expect(story.leader.locator(".line.person img").last).to_be_visible()
    story.next_is("提醒陈静、何涛、黄丽等 4 人（3月13日周三 09:00）")


def _review(story: Story, record: bool) -> None:
    press(story.leader, "我的填报")
    press(story.organizer, "审核填报")
    press(story.organizer, re.compile("文明交通护学岗"))
    expect(last(story.organizer)).to_contain_text("参加的志愿者：王芳、张伟")
    assert _width(last(story.organizer).locator("img").last) > 500
    press(story.volunteer, "我的时数")
    expect(last(story.volunteer)).to_contain_text("待审核：1 小时")
    for phone in (story.leader, story.organizer, story.volunteer):
        expect(phone.locator("#writing")).to_be_hidden()
        # Nothing lies outside of the chat's own scroller, or the head would be scrolled away.
        height = "document.documentElement.scrollHeight - document.documentElement.clientHeight"
        assert phone.locator("body").evaluate(height) == 0
    if record:
        _keep_picture(story.page)
    press(story.organizer, "通过")
    expect(last(story.organizer)).to_contain_text("已通过")
    story.volunteer.locator("#input").fill("我的时数")
    story.volunteer.locator("#input").press("Enter")
    expect(last(story.volunteer)).to_contain_text("已通过审核的服务时数：3 小时 30 分钟")


def _the_missing_and_the_summary(story: Story) -> None:
    before = story.leader.locator(".line.bot").count()
    story.go_on("2019年3月13日周三 09:00")
    story.next_is("提醒何涛、黄丽、梁伟（3月14日周四 09:00）")
    story.go_on("2019年3月14日周四 09:00")
    story.next_is("未报名单发给周敏（3月15日周五 07:30）")
    story.go_on("2019年3月15日周五 07:30")
    expect(last(story.organizer)).to_contain_text("还有 2 支服务队未报")
    expect(last(story.organizer)).to_contain_text("宝月学校义工队")
    assert story.leader.locator(".line.bot").count() == before
    story.next_is("周报发给周敏（3月18日周一 08:30）")
    story.go_on("2019年3月18日周一 08:30")
    expect(last(story.organizer)).to_contain_text("这一周：活动 3 场，志愿者 52 人次")
    assert _width(last(story.organizer).locator("img[alt$='20190317.png']")) > 500
    with story.page.expect_download() as download:
        last(story.organizer).get_by_role("link", name=re.compile("20190317.xlsx")).click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def _again(story: Story) -> None:
    story.restart()
    story.next_is("提醒李明")
    expect(last(story.leader)).to_contain_text("【演示】李明的手机")
    expect(story.leader.get_by_text("LF19-0004")).to_have_count(0)
    expect(story.organizer.locator("img[alt$='20190317.png']")).to_have_count(0)


def _keep_picture(page: Page) -> None:
    """256 colours are enough for a page, and a third of the bytes."""
    expect(page.locator("#next")).to_be_enabled()
    shot = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    shot.quantize(256, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


def test_a_phone_by_itself_on_a_narrow_screen(browser: Browser, page: Page) -> None:
    link = page.locator(".phone a").nth(1).get_attribute("href")
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True)
    phone = context.new_page()
    phone.goto(str(link))
    expect(phone.locator(".line.bot").last).to_contain_text("【演示】周敏的手机")
    summary = phone.locator("img[alt$='20190310.png']")
    assert _width(summary) > 500
    box = summary.bounding_box()
    assert box is not None
    assert box["width"] > 250
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_the_picture_in_the_readme_is_small() -> None:
    assert PICTURE.stat().st_size <= MOST_PICTURE_BYTES
