"""The demo in a real browser: three phones that live side by side, and the clock above them."""

from __future__ import annotations

from playwright.sync_api import expect

from handlers.messages import Message
from tests.pages.conftest import Visit
from tests.pages.world import Server, World


def test_three_phones_talk_side_by_side(server: Server, visit: Visit) -> None:
    page = visit("/demo", width=1440, height=900)
    expect(page.locator(".phone h2")).to_have_text(["服务队负责人", "团委", "志愿者"])
    expect(page.locator(".phone iframe").nth(2)).to_be_in_viewport(ratio=0.9)
    frames = [page.frame_locator("iframe").nth(n) for n in range(3)]
    for n, frame in enumerate(frames):
        frame.locator("#input").fill(f"我是{n}")
        frame.locator("#send").click()
    for n, frame in enumerate(frames):
        expect(frame.locator(".bot .bubble")).to_contain_text(f"echo 我是{n}")
    server.tell(2, Message(text="给团委的周报"))
    expect(frames[1].get_by_text("给团委的周报")).to_be_visible()
    expect(frames[0].get_by_text("给团委的周报")).to_have_count(0)


def test_the_clock_is_pushed(world: World, visit: Visit) -> None:
    page = visit("/demo", width=1280, height=800)
    now = page.locator("#now")
    expect(now).to_have_attribute("datetime", "2019-03-07T09:30:00+00:00")
    expect(now).to_have_text("2019年3月7日周四 17:30")
    page.get_by_role("button", name="+1 小时").click()
    expect(now).to_have_text("2019年3月7日周四 18:30")
    page.get_by_role("button", name="+1 天").click()
    expect(now).to_have_text("2019年3月8日周五 18:30")
    page.get_by_role("button", name="提醒：周五报送（3月8日周五 13:30）").click()
    expect(page.get_by_role("button", name="暂无到期的事")).to_be_disabled()
    assert world.demo.done == ["advance 60", "advance 1440", "next"]


def test_starting_over_asks_first(world: World, visit: Visit) -> None:
    page = visit("/demo", width=1280, height=800)
    expect(page.locator("iframe")).to_have_count(3)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="重新开始").click()
    assert world.demo.done == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="重新开始").click()
    expect(page.get_by_role("button", name="重新开始")).to_be_enabled()
    expect(page.locator("iframe")).to_have_count(3)
    assert world.demo.done == ["restart"]


def test_on_a_narrow_screen_the_phones_are_tabs(visit: Visit) -> None:
    page = visit("/demo", width=390, height=800)
    expect(page.locator(".phone:visible")).to_have_count(1)
    page.get_by_role("tab", name="志愿者").click()
    frame = page.frame_locator(".phone.shown iframe")
    expect(frame.get_by_role("heading", name="Hello, this is Yidong")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="服务队负责人")).to_be_focused()
    expect(page.get_by_role("tab", name="服务队负责人")).to_have_attribute("aria-selected", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
