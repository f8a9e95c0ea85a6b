"""A town on Telegram for tests: the whole bot over HTTP with the fake, in fast time, and its leaders.

The clock begins a minute before the first reminder is due, so reminders go out while the leaders report.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import uvicorn
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import Webhook
from bot.channels.web.site import site
from bot.settings import Settings
from handlers.campaigns.opening import assign, open_campaign
from handlers.messages import Role
from handlers.people.founding import add_person, found_root
from handlers.rules.campaign_file import load_shipped
from handlers.tick import DUTIES, next_planned
from storage import organisations, people
from storage.organisations import Organisation
from storage.outbox import BROADCAST, Outbound
from tests.kit.bot_api import TOKEN, Person, Server
from tests.kit.bot_api.people import PRESS_LANE
from tests.kit.bot_api.rates import Rates
from tests.kit.fast_time import LoopClock

T = TypeVar("T")
ZONE = "Asia/Shanghai"
OPENED_AT = datetime(2019, 3, 12, 2, tzinfo=UTC)
#: Seconds between two looks whether all is quiet, and between two ticks.
LOOK_SECONDS = 1.0
TICK_SECONDS = 20.0
#: A reminder that waits for longer is one of later, or is repeated in doubt; others were told to wait.
SOON = timedelta(minutes=1)
#: A long poll whose answer is lost holds everybody up so long, and the time-out besides.
POLL_SECONDS = 5
#: The way on loopback takes a moment too, in fast time many times over.
RATE_SLACK = 0.5


@dataclass
class Town:
    """The bot at work, the fake it talks to, and the leaders' phones. `rates` are enforced."""

    app: App
    clock: LoopClock
    server: Server
    rates: Rates
    root: Organisation
    leaders: Sequence[Person]

    async def read(self, work: Callable[[Session], T]) -> T:
        """What a look into the database gives."""
        return await self.app.work.read(work)

    async def quiet(self, account: int | None = None) -> bool:
        """Whether nothing is on its way any more, to or from that person, or anybody."""
        lanes = (account, account + PRESS_LANE) if account is not None else ()
        if not self.server.queue.empty(*lanes):
            return False
        chats = [] if account is None else [Outbound.account == str(account)]
        scheduled = (Outbound.urgency == BROADCAST) & (Outbound.due_at > self.clock.now() + SOON)
        busy = select(Outbound.id).where(Outbound.state.in_(("waiting", "sending")), ~scheduled)
        busy = busy.where(Outbound.channel == "telegram", *chats).limit(1)
        return await self.read(lambda session: session.scalar(busy)) is None

    async def calm(self, account: int | None = None) -> None:
        """Wait until all is quiet, for that person or for everybody."""
        while not await self.quiet(account):  # noqa: ASYNC110 - nobody tells that nothing will happen
            await asyncio.sleep(LOOK_SECONDS)

    async def later(self, by: timedelta) -> None:
        """Set the bot's clock and Telegram's forward, and let what falls due go out."""
        self.clock.advance(by.total_seconds())
        await self.app.ticking.tick()
        self.app.delivery.wake()
        await self.calm()


def build(session: Session, leaders: int) -> Organisation:
    """A city with a county of so many teams, each with a leader, and the campaign for all of them."""
    now = OPENED_AT
    city = found_root(session, now, "肇庆市志愿者联合会", ZONE)
    county = organisations.found(
        session, parent=city, kind="committee", name="端州区义工联", zone=ZONE, now=now
    )
    for account in accounts(leaders):
        team = organisations.found(
            session, parent=county, kind="team", name=f"服务队{account}", zone=ZONE, now=now
        )
        leader = add_person(session, now, f"领队{account}", Role.LEADER, team)
        people.reach(session, leader, "telegram", str(account), now)
    campaign = open_campaign(session, now, city, load_shipped()["zhaoqing-2019"], None)
    assign(session, now, campaign, [city])
    for duty in DUTIES:
        while duty(session, now):
            pass
    return city


def accounts(leaders: int) -> range:
    """The Telegram accounts of so many leaders."""
    return range(1001, 1001 + leaders)


@asynccontextmanager
async def open_town(
    folder: Path, *, leaders: int, seed: int = 1, webhook: bool = False
) -> AsyncIterator[Town]:
    """A town in which everybody has pressed "start"; to be opened in a loop of fast time."""
    settings = Settings(_env_file=None, data_folder=folder, secret=SecretStr("x" * 40))
    with socket.create_server(("127.0.0.1", 0)) as port:
        address = f"http://127.0.0.1:{port.getsockname()[1]}"
        clock = LoopClock(OPENED_AT)
        async with Server(clock=clock.now, seed=seed) as server:
            hook = Webhook(address, "a-secret-of-the-test") if webhook else None
            telegram = Telegram(TOKEN, base_url=server.url, webhook=hook, timeout=POLL_SECONDS)
            app = App(settings, clock, telegram=telegram)
            with app.database.begin() as session:
                city = build(session, leaders)
                planned = next_planned(session)
            assert planned is not None
            clock.advance((planned.at - clock.now()).total_seconds() - 60)
            server.troubles.append(rates := Rates(server.world, RATE_SLACK))
            phones = [server.person(account, f"领队{account}", "zh-hans") for account in accounts(leaders)]
            for phone in phones:
                phone.chat.reachable = True
            async with served(app, port), app.running(ticking=False), _ticking(app):
                yield Town(app, clock, server, rates, city, phones)


@asynccontextmanager
async def served(app: App, port: socket.socket) -> AsyncIterator[None]:
    """The bot's web side, where Telegram's webhook arrives."""
    server = uvicorn.Server(uvicorn.Config(site(app.routes()), log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # not in a test's loop
    task = asyncio.create_task(server.serve(sockets=[port]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def _ticking(app: App) -> AsyncIterator[None]:
    async def tick() -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await app.ticking.tick()

    task = asyncio.create_task(tick())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
