"""The whole bot over SQLite, polling the fake or behind its webhook."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.app import App
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.webhook import Webhook
from bot.clock import Clock
from bot.delivery import Limits
from bot.loop import run
from bot.serving import open_port, serve
from bot.settings import Settings
from handlers import dispatch
from handlers.campaigns.opening import assign, open_campaign
from handlers.messages import Role
from handlers.people.founding import add_person, found_root
from storage import organisations, people
from tests.bench.contender import NONE, Orders, obey
from tests.bench.crowd import accounts
from tests.bench.talk import BEGINS_AT, CAMPAIGN
from tests.kit.bot_api import TOKEN

ZONE = "Asia/Shanghai"
UNLIMITED: Mapping[str, Limits] = MappingProxyType({})


class ThenClock:
    """The time as it passes, but in the campaign's month."""

    def __init__(self) -> None:
        self._shift = BEGINS_AT - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift


def settle(session: Session, now: datetime, leaders: int) -> None:
    """A city with a county of so many teams, each with a leader, and the campaign for all of them."""
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
    campaign = open_campaign(session, now, city, CAMPAIGN, None)
    assign(session, now, campaign, [city])


async def main(
    url: str,
    leaders: int,
    folder: Path,
    *,
    by_webhook: bool = False,
    parts: Mapping[str, float] | None = None,
    clock: Clock | None = None,
    limits: Mapping[str, Limits] = UNLIMITED,
    orders: Callable[[App], Orders] = lambda _: NONE,
) -> None:
    """Serve until stdin ends. `parts`: CPU seconds told besides; `orders`: what it does if told to."""
    # Nobody types so fast, so both the platform's pace and the limit of a person would only stop the bench.
    dispatch.MOST_A_MINUTE = 10**9
    settings = Settings(_env_file=None, data_folder=folder, secret=SecretStr("0" * 32))
    port, stop = open_port("127.0.0.1", 0), asyncio.Event()
    webhook = Webhook(f"http://127.0.0.1:{port.getsockname()[1]}", "bench") if by_webhook else None
    telegram = Telegram(TOKEN, base_url=url, webhook=webhook)
    app = App(settings, clock=clock or ThenClock(), telegram=telegram, limits=limits)
    with app.database.begin() as session:
        settle(session, app.clock.now(), leaders)
    serving = asyncio.create_task(serve(app, port, stop))
    await obey(parts, orders(app))
    stop.set()
    await serving


if __name__ == "__main__":
    run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), by_webhook=sys.argv[4:] == ["webhook"]))
