"""The whole bot on Telegram: the unmodified client over HTTP, by polling and by webhook."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.channels.base import Arrival
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import Webhook
from bot.clock import SetClock
from bot.settings import Settings
from handlers.campaigns.opening import assign, open_campaign
from handlers.messages import Address, Inbound, Role
from handlers.people.join import make_code
from handlers.rules.campaign_file import load_shipped
from storage.outbox import Outbound
from storage.pictures import check_picture
from storage.reports import Report, ReportPhoto
from tests.kit.bot_api import TOKEN, Clock, Server
from tests.kit.bot_api.people import Person
from tests.kit.county import County, build_county
from tests.kit.pictures import encode, paint
from tests.kit.town import served

BEGINS = datetime(2019, 3, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ANSWERS = (
    "星湖湖岸清洁行动", "端州区义工联", "星湖湿地公园", "3月9日", "8:30-11:00", "28人", "2", "跳过", "1",
    "2.5小时", "420元", "28名志愿者沿湖清理垃圾。", "跳过", "王芳、张伟",
)  # fmt: skip


@dataclass
class House:
    """The bot at work on a county, with the fake that it talks to."""

    app: App
    clock: SetClock
    server: Server
    county: County

    async def code(self, name: str, role: Role, place: str) -> str:
        """An invitation, as an organizer would have made it."""

        def work(session: Session) -> str:
            by = session.merge(self.county.people[name])
            where = session.merge(getattr(self.county, place))
            return make_code(session, BEGINS, by=by, place=where, role=role)[0]

        return await self.app.work(work)

    async def later(self, seconds: float) -> None:
        """Let the bot's clock go on."""
        self.clock.advance(timedelta(seconds=seconds))
        await self.app.ticking.tick()
        self.app.delivery.wake()

    async def count(self, table: type) -> int:
        """How many rows there are."""
        found = await self.app.work.read(lambda s: s.scalar(select(func.count()).select_from(table)))
        return int(found or 0)


@pytest.fixture(params=["polling", "webhook"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """The bot, running on an empty county with Zhaoqing's campaign."""
    with socket.create_server(("127.0.0.1", 0)) as port:
        address = f"http://127.0.0.1:{port.getsockname()[1]}"
        webhook = Webhook(address, "a-secret-of-the-test") if request.param == "webhook" else None
        async with Server(clock=Clock(), seed=3) as server:
            telegram = Telegram(TOKEN, base_url=server.url, webhook=webhook, timeout=2, grace=0.2)
            settings = Settings(_env_file=None, data_folder=tmp_path, secret=SecretStr("x" * 40))
            clock = SetClock(BEGINS)
            app = App(settings, clock, telegram=telegram, limits={})
            with app.database.begin() as session:
                county = build_county(session, BEGINS)
                campaign = open_campaign(session, BEGINS, county.city, load_shipped()["zhaoqing-2019"], None)
                assign(session, BEGINS, campaign, [county.city])
            async with served(app, port), app.running(ticking=False):
                yield House(app, clock, server, county)


async def _ask(person: Person, said: str) -> str:
    person.say(said)
    return (await person.hears()).text


async def _settled(house: House, person: Person, holds: Callable[[str], bool]) -> str:
    """The reply that comes once an album has settled."""
    for _ in range(50):
        await house.later(2)
        if person.unheard():
            told = (await person.hears()).text
            if holds(told):
                return told
        await asyncio.sleep(0.05)
    raise AssertionError("the album was never answered")


async def _reported(house: House) -> Person:
    """A leader who has joined and filed a report with three photos."""
    leader = house.server.person(71, "明", "zh-hans")
    leader.start(await house.code("周敏", Role.LEADER, "star_lake"))
    assert "星湖义工队" in (await leader.hears()).text

    assert "填报哪一项" in await _ask(leader, "填报")
    leader.press("2019年肇庆学雷锋志愿服务行动月")
    assert "哪一类活动" in (await leader.hears()).text
    leader.press("生态环保")
    await leader.hears()
    for answer in ANSWERS:
        told = await _ask(leader, answer)
    assert "照片" in told

    leader.send_album([encode(paint(seed)) for seed in (1, 2, 3)])
    assert "已收到 3 张" in await _settled(house, leader, lambda told: "3 张" in told)
    leader.press("完成")
    await leader.hears()
    assert "请核对" in await _ask(leader, "跳过")
    press = leader.press("提交")
    assert "LF19-0001" in (await leader.hears()).text
    assert leader.answered(press)
    return leader


async def test_a_leader_joins_reports_and_the_committee_hears_of_it(house: House) -> None:
    await _reported(house)
    assert (await house.count(Report), await house.count(ReportPhoto)) == (1, 3)


async def test_a_report_with_a_lost_photo_is_shown_with_the_others(house: House) -> None:
    leader = await _reported(house)
    house.app.photos.discard(check_picture(encode(paint(2))).digest)
    leader.say("/view 1")
    heard = [await leader.hears() for _ in range(3)]
    assert ["photo" in shown.json for shown in heard] == [True, True, False], "the album, and its words"
    assert "LF19-0001" in heard[-1].text
    assert "有 1 张照片已经找不到了" in heard[-1].text


async def test_an_update_that_comes_twice_is_answered_once(house: House) -> None:
    leader = house.server.person(71, "明", "zh-hans")
    leader.start(await house.code("周敏", Role.LEADER, "star_lake"))
    await leader.hears()
    again = Arrival(Inbound(Address("telegram", "71"), "again", text="菜单"))
    await house.app.turns.receive(again)
    assert "您可以" in (await leader.hears()).text
    before = await house.count(Outbound)
    await house.app.turns.receive(again)
    assert await house.count(Outbound) == before


async def test_a_group_is_bound_and_gets_the_missing_list(house: House) -> None:
    organizer = house.server.person(72, "Zhou Min", "en")
    organizer.start(await house.code("周敏", Role.ORGANIZER, "county"))
    assert "Welcome" in (await organizer.hears()).text
    group = house.server.group(-500, "端州义工")
    group.add_bot(organizer)
    organizer.say("/bind", group=group)
    assert "端州区义工联" in (await group.hears()).text
    organizer.say("今天天气不错", group=group)
    await house.later((datetime(2019, 3, 15, 7, 30, tzinfo=BEGINS.tzinfo) - BEGINS).total_seconds())
    told = (await group.hears()).text
    assert "星湖义工队" in told
    assert "城东社区义工队" in told


async def test_a_second_channel_goes_on_where_the_first_stopped(house: House) -> None:
    leader = house.server.person(71, "明", "zh-hans")
    leader.start(await house.code("周敏", Role.LEADER, "star_lake"))
    await leader.hears()
    await _ask(leader, "填报")
    leader.press("2019年肇庆学雷锋志愿服务行动月")
    await leader.hears()
    assert await _ask(leader, "生态环保")
    told = await _ask(leader, "/link")
    code = next(line for line in told.splitlines() if len(line) == 16 and line.isascii())
    other = house.server.person(79, "明的平板", "zh-hans")
    assert "关联好了" in await _ask(other, f"/start {code}")
    assert "活动名称是什么" in await _ask(other, "/continue")
    assert "主办单位" in await _ask(other, "湖岸清洁")
