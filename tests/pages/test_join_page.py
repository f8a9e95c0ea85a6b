"""An invitation opened on a phone: read, a name typed, one press, and the bot says welcome."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.pages.demo_kit import Served, demo

__all__ = ["demo"]


def test_a_volunteer_joins_with_one_press(browser: Browser, demo: Served) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True)
    context.set_default_timeout(10_000)
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{demo.address}/demo")
    leader = page.frame_locator("iframe").first
    leader.locator("#input").fill("/invite volunteer")
    leader.locator("#send").click()
    link = leader.locator(".line.bot").last.get_by_role("link")
    expect(link).to_have_text(re.compile("/join/"))
    page.goto(str(link.get_attribute("href")))

    expect(page.get_by_role("heading", name="邀请您加入义动")).to_be_visible()
    expect(page.get_by_text("星湖义工队邀请您成为志愿者。")).to_be_visible()
    expect(page.get_by_text("未满 14 周岁")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    button = page.get_by_role("button", name="同意并加入")
    button.click()
    expect(page.get_by_label("您的姓名")).to_be_focused()
    page.get_by_label("您的姓名").fill("赵云")
    button.click()
    expect(page.locator(".line.bot").first).to_contain_text("欢迎您，赵云")
    assert "/c/" in page.url
    page.get_by_role("button", name="我的时数").click()
    expect(page.locator(".line.bot").last).to_contain_text("赵云")
    assert faults == []
    context.close()
