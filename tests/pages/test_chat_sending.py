"""Sending in a real browser: photos, broken connections, busy servers, several pages of one person."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, TimeoutError, expect

from handlers.messages import Message
from storage import webchat
from tests.pages.conftest import Visit
from tests.pages.world import Server, World, ask


def photo(colour: str, name: str) -> FilePayload:
    held = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(held, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": held.getvalue()}


def say(page: Page, text: str) -> None:
    page.fill("#input", text)
    page.click("#send")


def test_photos_are_seen_before_they_go_and_after(world: World, visit: Visit) -> None:
    page = visit(touch=True)
    page.set_input_files("#files", [photo("red", "a.jpg"), photo("blue", "b.jpg"), photo("green", "c.jpg")])
    expect(page.locator("#tray img")).to_have_count(3)
    page.get_by_role("button", name="移除照片 b.jpg").tap()
    expect(page.locator("#tray img")).to_have_count(2)
    page.fill("#input", "现场照片")
    page.tap("#send")
    expect(page.locator(".bot .bubble")).to_contain_text("echo 现场照片")
    expect(page.locator(".person .picture img")).to_have_count(2)
    expect(page.locator("#tray")).to_be_hidden()
    assert world.core.photos == [photo("red", "a.jpg")["buffer"], photo("green", "c.jpg")["buffer"]]
    assert page.locator(".person .picture img").first.evaluate("it => it.naturalWidth") == 60
    assert len(world.core.arrivals) == 1


def test_what_is_no_photo_or_too_large_is_left_out_with_a_word(visit: Visit) -> None:
    page = visit()
    large = photo("red", "大.jpg")
    page.evaluate("import('/static/chat/words.js').then(it => { it.limits.photoBytes = 300 })")
    text = FilePayload(name="表.pdf", mimeType="application/pdf", buffer=b"%PDF")
    page.set_input_files("#files", [large, text])
    expect(page.get_by_role("alert")).to_contain_text("“大.jpg”超过 0 MB，没有添加")
    expect(page.get_by_role("alert")).to_contain_text("“表.pdf”不是照片，没有添加")
    expect(page.locator("#tray")).to_be_hidden()


def test_photos_can_be_dropped_and_pasted(world: World, visit: Visit) -> None:
    page = visit(width=1100)
    carry = """kind => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([255, 216, 255])], kind + ".jpg", { type: "image/jpeg" }));
        const it = kind === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
        document.getElementById("input").dispatchEvent(it);
    }"""
    page.evaluate(carry, "dragenter")
    expect(page.get_by_text("松手即可添加照片")).to_be_visible()
    page.evaluate(carry, "drop")
    expect(page.get_by_text("松手即可添加照片")).to_be_hidden()
    page.evaluate(carry, "paste")
    expect(page.locator("#tray li")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator(".bot .bubble")).to_contain_text("echo 2 photos")
    assert world.core.photos == [b"\xff\xd8\xff"] * 2


def test_a_photo_that_was_not_kept_has_its_place(world: World, visit: Visit) -> None:
    page = visit()
    page.set_input_files("#files", [photo("red", "a.jpg")])
    page.click("#send")
    expect(page.locator(".bot .bubble")).to_be_visible()
    page.reload()
    expect(page.locator(".picture.lost")).to_have_text("照片 1（没有存下来）")


def test_two_pages_of_one_person_show_the_same(visit: Visit) -> None:
    one, two = visit(), visit(width=1100)
    say(one, "从手机")
    say(two, "从电脑")
    for page in (one, two):
        expect(page.locator("#lines .person .bubble")).to_have_count(2)
        expect(page.locator("#lines .bot .bubble")).to_have_count(2)
        expect(page.locator("#pending .line")).to_have_count(0)


def test_a_break_of_the_server_loses_nothing(world: World, server: Server, visit: Visit) -> None:
    page = visit()
    say(page, "之前")
    expect(page.locator(".bot .bubble")).to_have_count(1)
    server.stop()
    say(page, "断线时")
    expect(page.get_by_text("没有发出去")).to_be_visible()
    first = page.locator("#pending .line").get_attribute("data-said")
    world.renew()
    server.start()
    server.tell(1, Message(text="断线时的提醒"))
    expect(page.get_by_text("断线时的提醒")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("echo 断线时")).to_be_visible()
    expect(page.get_by_text("没有发出去")).to_be_hidden()
    expect(page.locator("#banner")).to_be_hidden()
    assert world.core.arrivals[-1].inbound.update_id == f"1:{first}"


def test_offline_is_said_and_what_was_said_goes_by_itself(world: World, visit: Visit) -> None:
    page = visit()
    expect(page.locator("#welcome")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_role("status")).to_have_text("网络已断开，恢复后会自动继续")
    say(page, "没有网络")
    expect(page.get_by_role("button", name="重新发送")).to_be_visible()
    assert world.core.arrivals == []
    page.context.set_offline(False)
    expect(page.get_by_text("echo 没有网络")).to_be_visible()
    expect(page.locator("#banner")).to_be_hidden()
    assert len(world.core.arrivals) == 1


def test_an_answer_that_got_lost_is_not_said_twice(world: World, visit: Visit) -> None:
    page = visit()
    lost = 0

    def lose(route: object) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            route.fetch()  # type: ignore[attr-defined]  # the server got it; the phone never hears
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/say", lose)
    say(page, "只说一次")
    page.get_by_text("echo 只说一次").wait_for()
    expect(page.locator(".person .bubble")).to_have_count(1)
    expect(page.get_by_text("没有发出去")).to_be_hidden()


def test_a_fault_can_be_tried_again_under_the_same_id_or_dropped(world: World, visit: Visit) -> None:
    world.core.broken = 2
    page = visit()
    say(page, "再试")
    page.get_by_role("button", name="重新发送").click()
    expect(page.get_by_role("button", name="重新发送")).to_be_visible()
    page.get_by_role("button", name="重新发送").click()
    expect(page.get_by_text("echo 再试")).to_be_visible()
    assert len({arrival.inbound.update_id for arrival in world.core.arrivals}) == 1
    world.core.broken = 1
    say(page, "不发了")
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("不发了")).to_have_count(0)


def test_a_busy_server_is_asked_again_by_itself(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web.answers.AGAIN_SECONDS", 1)
    world.core.busy = 1
    page = visit()
    say(page, "挤一挤")
    expect(page.get_by_text("echo 挤一挤")).to_be_visible()
    assert len(world.core.arrivals) == 2
    expect(page.locator(".person .bubble")).to_have_count(1)


def test_a_failed_press_can_be_pressed_again(world: World, server: Server, visit: Visit) -> None:
    page = visit()
    server.tell(1, ask("好吗？", "好"))
    world.core.broken = 1
    page.get_by_role("button", name="1 好").click()
    expect(page.get_by_role("button", name="重新发送")).to_be_visible()
    expect(page.get_by_role("button", name="1 好")).to_be_enabled()


def test_a_line_that_comes_only_after_its_refusal_does_not_hide_that(
    world: World, server: Server, visit: Visit
) -> None:
    """The line is written before the message is taken, and taken back with it; the stream may be late."""
    page = visit()
    told: list[str] = []

    def refuse(route: Route) -> None:
        told.append(json.loads(route.request.post_data or "")["id"])
        route.fulfill(status=500)

    page.route("**/say", refuse)
    say(page, "好的")
    again = page.get_by_role("button", name="重新发送")
    expect(again).to_be_visible()
    line: dict[str, Any] = {"said": told[0], "text": "好的", "pressed": None, "attachments": []}
    now = world.chat.clock.now()
    server.do(world.chat.sessions(lambda session: webchat.add_said(session, "1", line, now)))
    server.tell(1, Message(text="请稍等"))
    expect(page.locator(".bot .bubble")).to_contain_text("请稍等")
    expect(again).to_be_visible()
    server.do(world.chat.sessions(lambda session: webchat.drop_said(session, "1", told[0])))
    page.unroute("**/say")
    again.click()
    expect(page.locator(".bot .bubble").last).to_contain_text("echo 好的")
    expect(again).to_be_hidden()


def test_dots_show_while_an_answer_is_awaited(world: World, server: Server, visit: Visit) -> None:
    world.core.silent = True
    page = visit()
    say(page, "在吗")
    dots = page.get_by_role("img", name="义动正在回复")
    expect(dots).to_be_visible()
    server.tell(1, Message(text="在"))
    expect(page.locator(".bot .bubble")).to_be_visible()
    expect(dots).to_be_hidden()


def test_a_link_that_is_revoked_while_it_is_open(world: World, visit: Visit) -> None:
    page = visit()
    say(page, "你好")
    expect(page.locator(".bot").last).to_be_visible()
    world.revoke(1)
    with suppress(TimeoutError):  # the page may have found out by itself already
        page.fill("#input", "还在吗", timeout=1000)
        page.click("#send", timeout=1000)
    expect(page.get_by_role("status")).to_have_text("这个链接已失效，请向您的组织索取新链接")
    expect(page.locator("#input")).to_be_disabled()
    assert len(world.core.arrivals) == 1
    page.reload()
    expect(page.get_by_role("heading", name="这个链接打不开了")).to_be_visible()
