"""An invitation opened in a browser: the page uses nothing up, the button lets in once, bad codes say so."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import App
from bot.channels.web.site import site
from bot.clock import SetClock
from bot.settings import Settings
from handlers.messages import Role
from handlers.people.join import make_code
from storage import people
from storage.people import Invitation, Person
from storage.webchat import ChatLine
from tests.kit.county import County, build_county

NOW = datetime(2019, 3, 7, 1, 0, tzinfo=UTC)
ENGLISH = {"accept-language": "en-GB,en;q=0.9"}
CHINESE = {"accept-language": "zh-HK,zh;q=0.9,en;q=0.5"}


@dataclass
class Bot:
    """The whole bot over a small county, and a browser without JavaScript at it."""

    app: App
    clock: SetClock
    county: County
    browser: httpx.AsyncClient

    def invite(self, role: Role = Role.VOLUNTEER, uses: int = 3) -> str:
        place = self.county.city if role is Role.ORGANIZER else self.county.star_lake
        with self.app.database.begin() as session:
            return make_code(session, NOW, by=None, place=session.merge(place), role=role, uses=uses)[0]

    async def show(self, code: str, headers: dict[str, str] = CHINESE) -> httpx.Response:
        return await self.browser.get(f"/join/{code}", headers=headers)

    async def join(
        self, code: str, name: str, attempt: str = "", headers: dict[str, str] = CHINESE
    ) -> httpx.Response:
        fields = {"name": name, "attempt": attempt}
        return await self.browser.post(f"/join/{code}", data=fields, headers=headers)

    def uses_left(self) -> list[int]:
        with self.app.database.read() as session:
            return list(session.scalars(select(Invitation.uses_left).order_by(Invitation.id)))

    def called(self, name: str) -> list[Person]:
        with self.app.database.read() as session:
            return list(session.scalars(select(Person).where(Person.name == name)))


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[Bot]:
    clock = SetClock(NOW)
    app = App(Settings(_env_file=None, data_folder=folder, secret=SecretStr("0" * 32)), clock)
    with app.database.begin() as session:
        county = build_county(session, NOW)
    transport = httpx.ASGITransport(site(app.routes()))
    async with (
        app.running(ticking=False),
        httpx.AsyncClient(transport=transport, base_url="http://bot.example") as browser,
    ):
        await asyncio.sleep(0)
        yield Bot(app, clock, county, browser)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    async with _running(tmp_path) as running:
        yield running


async def test_the_page_says_what_one_is_invited_to_and_uses_nothing_up(bot: Bot) -> None:
    code = bot.invite()
    for _ in range(5):
        page = await bot.show(code)
    assert page.status_code == 200
    assert "星湖义工队邀请您成为志愿者" in page.text
    assert "2019年3月21日（周四）" in page.text
    assert "有误请负责人更正" in page.text
    assert "set-cookie" not in page.headers
    assert bot.uses_left() == [3]
    english = (await bot.show(code, ENGLISH)).text
    assert '<html lang="en">' in english
    assert "I agree, join" in english


async def test_the_page_is_guarded_like_the_chat_but_may_send_its_form(bot: Bot) -> None:
    headers = (await bot.show(bot.invite())).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "form-action 'self'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "SAMEORIGIN"


async def test_joining_leads_to_ones_own_page_with_the_welcome_on_it(bot: Bot) -> None:
    answer = await bot.join(bot.invite(), " 赵 云 ")
    assert answer.status_code == 303
    own = httpx.URL("http://bot.example/join/x").join(answer.headers["location"])
    (person,) = bot.called("赵 云")
    with bot.app.database.read() as session:
        ((membership, place),) = people.memberships(session, person.id)
        welcome = session.scalars(select(ChatLine.body).where(ChatLine.account == str(person.id))).one()
    assert (membership.role, place.name) == ("volunteer", "星湖义工队")
    assert "欢迎您，赵 云" in welcome["text"]
    assert "星湖义工队" in welcome["text"]
    assert (await bot.browser.get(own)).status_code == 200
    assert bot.uses_left() == [2]


async def test_the_language_of_the_browser_is_that_of_the_newcomer(bot: Bot) -> None:
    await bot.join(bot.invite(), "Ann Li", headers=ENGLISH)
    assert [person.language for person in bot.called("Ann Li")] == ["en"]


async def test_a_button_pressed_twice_joins_once(bot: Bot) -> None:
    code = bot.invite(Role.ORGANIZER, uses=1)
    attempt = re.search(r'name="attempt" value="([0-9a-f]{32})"', (await bot.show(code)).text)
    assert attempt
    answers = await asyncio.gather(*(bot.join(code, "赵云", attempt[1]) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(bot.called("赵云")) == 1
    bot.clock.advance(timedelta(minutes=11))
    assert (await bot.join(code, "赵云", attempt[1])).status_code == 404


async def test_no_name_is_asked_for_again_and_what_was_typed_stays(bot: Bot) -> None:
    code = bot.invite()
    for name in ("", "  \t ", "赵" * 41):
        answer = await bot.join(code, name)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert f'value="{"赵" * 40}"' in answer.text
    assert bot.uses_left() == [3]


async def test_what_is_typed_is_text(bot: Bot) -> None:
    answer = await bot.join(bot.invite(), '"><script>alert(1)</script>' + "x" * 40)
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe=%%%", b"name=" + b"x" * 10_000, b"&".join([b"a=1"] * 50), b""])
async def test_a_body_that_is_no_form_of_ours_lets_nobody_in(bot: Bot, body: bytes) -> None:
    code = bot.invite()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await bot.browser.post(f"/join/{code}", content=body, headers=headers)
    assert answer.status_code == 422
    assert bot.uses_left() == [3]


async def test_codes_that_are_no_good_all_look_alike(bot: Bot) -> None:
    used, revoked, expired = bot.invite(uses=1), bot.invite(), bot.invite()
    await bot.join(used, "赵云")
    with bot.app.database.begin() as session:
        rows = session.scalars(select(Invitation).order_by(Invitation.id)).all()
        rows[1].revoked_at = NOW
        rows[2].expires_at = NOW
        linking, row = make_code(session, NOW, by=None, person=session.get_one(Person, 1))
        row.uses_left = 0
    pages = set()
    for code in (used, revoked, expired, linking, "x" * 16, "x" * 3000, "%00", "é"):
        for answer in (await bot.show(code), await bot.join(code, "张飞")):
            assert answer.status_code == 404
            pages.add(answer.text)
    (page,) = pages
    assert "这个邀请打不开了" in page
    assert "This invitation does not work" in page
    assert page.index("这个邀请") < page.index("This invitation")
    assert bot.called("张飞") == []
    english = (await bot.show("x" * 16, ENGLISH)).text
    assert english.index("This invitation") < english.index("这个邀请")


async def test_who_is_known_already_sends_the_code_in_the_chat(bot: Bot) -> None:
    code = bot.invite(Role.LEADER)
    shown = re.search(r"<code>(.+?)</code>", (await bot.show(code)).text)
    assert shown
    with bot.app.database.read() as session:
        before = session.scalar(select(func.count()).select_from(Person))
    volunteer = bot.county.people["王芳"]
    own = bot.app.doors.web_path(volunteer.id, volunteer.link_key)
    said = {"id": "00000000-0000-4000-8000-000000000001", "text": shown[1]}
    assert (await bot.browser.post(f"{own}/say", json=said)).status_code == 202
    with bot.app.database.read() as session:
        assert [m.role for m, _ in people.memberships(session, volunteer.id)] == ["volunteer", "leader"]
        assert session.scalar(select(func.count()).select_from(Person)) == before


async def test_who_is_known_comes_in_again_by_a_code_once(bot: Bot) -> None:
    with bot.app.database.begin() as session:
        owner = session.get_one(Person, bot.county.people["李明"].id)
        code, key = make_code(session, NOW, by=None, person=owner)[0], owner.link_key
        before = session.scalar(select(func.count()).select_from(Person))
    page = (await bot.show(code)).text
    assert "欢迎回到义动" in page
    assert "李明，这个链接只能用一次" in page
    assert 'name="name"' not in page, "nothing is asked of who is known"
    assert bot.uses_left() == [1], "opening uses nothing up"
    attempt = "a" * 32
    came = [await bot.join(code, "", attempt), await bot.join(code, "", attempt)]
    own = bot.app.doors.web_path(owner.id, key)
    assert [answer.headers["location"] for answer in came] == [f"..{own}"] * 2, "a second press is the first"
    assert (await bot.join(code, "", "b" * 32)).status_code == 404
    with bot.app.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == before
        (said,) = session.scalars(select(ChatLine.body).where(ChatLine.account == str(owner.id)))
    assert said["text"].startswith("关联好了。李明")


@pytest.mark.parametrize("path", ["/nothing", "/c/", "/join/x/y", "/metrics"])
async def test_an_address_where_nothing_is_says_so_in_both_languages(bot: Bot, path: str) -> None:
    page = await bot.browser.get(path, headers=ENGLISH)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    english, chinese = page.text.index("There is no page here</h1>"), page.text.index("这里没有网页</h2>")
    assert english < chinese, "that of the browser first"
    assert "请重新点开您自己的链接" in page.text, "what to do"
    assert "Not Found" not in page.text


@pytest.mark.parametrize("path", ["/join", "/join/"])
async def test_an_invitation_that_lost_its_code_is_told_as_a_bad_one(bot: Bot, path: str) -> None:
    page = await bot.browser.get(path, headers=CHINESE)
    assert (page.status_code, page.text) == (404, (await bot.show("x")).text)
    assert "这个邀请打不开了</h1>" in page.text


async def test_a_file_or_a_line_that_isnt_there_gets_no_page(bot: Bot) -> None:
    assert (await bot.browser.get("/static/none.js")).text == "Not Found\n"
    assert (await bot.browser.get("/c/x/none")).json() == {"error": "unknown"}
