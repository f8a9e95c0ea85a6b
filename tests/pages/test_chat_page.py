"""The chat in a real browser: pressing, typing, what is drawn, and what never becomes markup."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from handlers.messages import Button, Message, Sheet
from handlers.retention import MESSAGES
from tests.pages.conftest import Visit
from tests.pages.world import PIXEL, Server, World, ask

EVIL = '<img src=x onerror="document.title=1"><script>document.title=1</script>&lt;b&gt;'


def test_from_the_first_visit_to_an_answer_by_pressing(world: World, visit: Visit) -> None:
    world.core.answers["/start"] = ask("今天做什么？", "填报一次活动", "本周没有活动", controls=("帮助",))
    world.core.answers["填报一次活动"] = ask("哪一类？", "环境保护", "社会治理", controls=("返回",))
    page = visit(touch=True)
    page.get_by_role("button", name="开始").tap()
    page.get_by_role("button", name="1 填报一次活动").tap()
    expect(page.get_by_role("button", name="2 社会治理")).to_be_enabled()
    expect(page.locator(".person .bubble").last).to_contain_text("填报一次活动")
    old = page.locator(".choice[data-value='填报一次活动']")
    expect(old).to_be_disabled()
    expect(old).to_have_class(re.compile("picked"))
    expect(page.locator(".choice[data-value='本周没有活动']")).to_be_disabled()
    expect(page.locator(".control[data-value='帮助']")).to_be_hidden()
    expect(page.get_by_role("button", name="返回")).to_be_enabled()
    expect(page.locator("#welcome")).to_be_hidden()
    assert [arrival.inbound.pressed for arrival in world.core.arrivals] == [None, "填报一次活动"]
    assert world.core.arrivals[0].inbound.text == "/start"


def test_with_the_keyboard_alone(world: World, visit: Visit) -> None:
    world.core.answers["1"] = ask("好吗？", "好", "不好")
    page = visit(width=1100)
    expect(page.locator("#input")).to_be_focused()
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    page.keyboard.press("Enter")
    expect(page.locator(".bot .bubble").last).to_contain_text("echo 第一行\n第二行", use_inner_text=True)
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="2 不好")
    expect(choice).to_be_enabled()
    expect(page.locator("#input")).to_be_focused()
    for _ in range(9):
        page.keyboard.press("Shift+Tab")
        if choice.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".bot .bubble").last).to_contain_text("echo 不好")
    expect(page.locator("#input")).to_be_focused()


def test_enter_that_ends_a_composition_sends_nothing(world: World, visit: Visit) -> None:
    page = visit(width=1100)
    page.fill("#input", "huodong")
    page.locator("#input").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    page.locator("#input").dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(page.locator("#input")).to_have_value("huodong")
    page.keyboard.press("Enter")
    expect(page.locator("#input")).to_have_value("")
    expect(page.locator(".bot .bubble")).to_contain_text("echo huodong")
    assert len(world.core.arrivals) == 1


def test_numbers_stand_where_they_count(server: Server, visit: Visit) -> None:
    page = visit()
    server.tell(1, ask("哪一类？", "甲", "乙", controls=("返回",)))
    expect(page.locator(".number")).to_have_text(["1", "2"])
    server.tell(1, ask("几人？", "3", "5", numbered=False))
    expect(page.locator(".line").last.locator(".choice")).to_have_text(["3", "5"])


@pytest.mark.parametrize(
    ("expects", "mode", "hint"),
    [("number", "decimal", "请输入数字"), ("words", "text", "输入消息"), ("photos", "text", "请发送照片")],
)
def test_the_input_is_ready_for_what_is_asked(
    server: Server, visit: Visit, expects: str, mode: str, hint: str
) -> None:
    page = visit(touch=True)
    server.tell(1, ask("问", controls=("返回",), expects=expects))
    box = page.locator("#input")
    expect(box).to_have_attribute("inputmode", mode)
    expect(box).to_have_attribute("placeholder", hint)
    expect(page.locator("#photos .tell")).to_be_visible(visible=expects == "photos")
    keys = page.locator("#keys")
    expect(keys).to_be_visible(visible=expects == "number")
    if expects == "number":
        keys.tap()
        expect(box).to_have_attribute("inputmode", "text")


def test_nothing_that_is_said_becomes_markup(world: World, server: Server, visit: Visit) -> None:
    page = visit()
    expect(page.locator("#welcome")).to_be_visible()
    title = page.title()
    sheet = Sheet(kind="file", source="paper:x:1", name=EVIL)
    picture = Sheet(kind="picture", source="photo:x", name=EVIL)
    button = Button(label=EVIL, value=EVIL[:60])
    server.tell(1, Message(text=EVIL, buttons=(button,), attachments=(sheet, picture)))
    expect(page.locator(".bot .bubble")).to_contain_text(EVIL)
    expect(page.locator(".choice")).to_contain_text(EVIL)
    expect(page.locator(".document")).to_have_text(EVIL)
    page.fill("#input", EVIL)
    page.click("#send")
    expect(page.locator(".person .bubble")).to_contain_text(EVIL)
    page.locator(".bot .bubble").last.wait_for()
    assert page.locator("#lines script, .bubble img, .choice img").count() == 0
    assert page.title() == title
    page.reload()
    expect(page.locator(".person .bubble")).to_contain_text(EVIL)
    assert page.title() == title


def test_only_web_addresses_become_links(server: Server, visit: Visit) -> None:
    page = visit()
    text = "见 https://example.org/a?x=1&y=(2)。javascript:alert(1) http://例子.中国/路径，data:text/html,x https://"
    server.tell(1, Message(text=text))
    links = page.locator(".bubble a")
    expect(links).to_have_text(["https://example.org/a?x=1&y=(2", "http://例子.中国/路径"])
    expect(links.first).to_have_attribute("rel", "noopener noreferrer")
    expect(links.first).to_have_attribute("target", "_blank")
    expect(page.locator(".bubble")).to_contain_text(text)


def test_pictures_open_large_and_files_are_saved(world: World, server: Server, visit: Visit) -> None:
    world.files |= {"photo:a": PIXEL, "paper:t:1": b"PK\x03\x04"}
    sheets = (
        Sheet(kind="picture", source="photo:a", name="周报.png"),
        Sheet(kind="file", source="paper:t:1", name="统计表.xlsx"),
    )
    page = visit()
    server.tell(1, Message(text="周报", attachments=sheets))
    page.get_by_role("button", name="周报.png").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="打开原图")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 统计表.xlsx").click()
    assert download.value.suggested_filename == "统计表.xlsx"


def test_days_and_times_are_those_of_the_person(world: World, server: Server, visit: Visit) -> None:
    page = visit(person=3)
    server.tell(3, Message(text="before midnight in UTC, after it in China"))
    world.clock.advance(timedelta(hours=8))
    server.tell(3, Message(text="a day on"))
    expect(page.locator(".day")).to_have_text(["Thursday, March 7, 2019", "Friday, March 8, 2019"])
    expect(page.locator(".at")).to_have_text(["17:30", "01:30"])
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_earlier_lines_come_on_demand_and_new_ones_do_not_jump(server: Server, visit: Visit) -> None:
    for n in range(130):
        server.tell(1, Message(text=f"第{n}条"))
    page = visit()
    expect(page.locator(".bubble").last).to_be_in_viewport()
    expect(page.locator(".bubble")).to_have_count(100)
    page.click("#earlier")
    expect(page.locator(".bubble")).to_have_count(130)
    expect(page.locator(".day")).to_have_count(1)
    expect(page.locator("#earlier")).to_be_hidden()
    page.locator("#talk").evaluate("it => { it.scrollTop = 0 }")
    expect(page.locator(".bubble").first).to_contain_text("第0条")
    expect(page.locator(".bubble").first).to_be_in_viewport()
    server.tell(1, Message(text="新的"))
    page.get_by_role("button", name="有新消息").click()
    expect(page.locator(".bubble").last).to_contain_text("新的")
    expect(page.locator(".bubble").last).to_be_in_viewport()
    expect(page.locator("#newer")).to_be_hidden()


def test_that_older_lines_are_gone_is_said_where_the_talk_begins(
    world: World, server: Server, visit: Visit
) -> None:
    world.clock.advance(MESSAGES + timedelta(days=1))
    for n in range(130):
        server.tell(1, Message(text=f"第{n}条"))
    page = visit()
    expect(page.locator(".bubble")).to_have_count(100)
    expect(page.locator("#kept")).to_be_hidden()
    page.click("#earlier")
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("#kept")).to_contain_text("最近 90 天")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_fits_and_can_be_touched(server: Server, visit: Visit, width: int) -> None:
    page = visit(width=width, touch=width < 1000)
    long = "很长的选项" * 9 + "https://example.org/" + "x" * 90
    server.tell(
        1, ask(long, "是", "否", long[:60], controls=("返回", "跳过", "取消", "没有照片"), expects="number")
    )
    page.locator(".choice").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#talk").evaluate("it => it.scrollWidth <= it.clientWidth")
    boxes = page.locator("button:visible:enabled, #send").evaluate_all(
        "all => all.map(it => [it.textContent, it.getBoundingClientRect()])"
        ".map(([text, box]) => [text, box.width, box.height])"
    )
    assert len(boxes) >= 9
    # A line that moves in as it arrives stands between two pixels.
    assert [box for box in boxes if box[1] < 43.9 or box[2] < 43.9] == []


def test_a_reader_hears_new_lines_and_can_name_every_control(server: Server, visit: Visit) -> None:
    page = visit()
    log = page.get_by_role("log", name="对话")
    expect(log).to_have_attribute("aria-live", "polite")
    server.tell(1, ask("好吗？", "好", controls=("返回",), expects="number"))
    expect(log).to_contain_text("义动好吗？")
    unnamed = page.locator("button:visible, textarea, a:visible").evaluate_all(
        "all => all.filter(it => !(it.getAttribute('aria-label') || it.textContent.trim())).length"
    )
    assert unnamed == 0
    expect(page.get_by_role("textbox", name="输入消息")).to_be_visible()


def test_nothing_is_asked_of_anybody_else(server: Server, visit: Visit) -> None:
    page = visit("/healthz")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.link(1))
    expect(page.locator("#welcome")).to_be_visible()
    assert len(asked) >= 8
    assert [url for url in asked if not url.startswith(server.address)] == []
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_void_link_is_told_kindly(visit: Visit) -> None:
    page = visit("/c/nonsense")
    expect(page.get_by_role("heading", name="这个链接打不开了")).to_be_visible()
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
