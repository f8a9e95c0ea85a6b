"""Our whole bot with Telegram's limits on, which reminds as many people as it is told to, all at once."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.delivery import LIMITS
from bot.loop import calm_collector, run
from handlers.deadlines import reminders
from handlers.tick import next_planned
from storage.outbox import BROADCAST, Draft, Outbound, post_all
from tests.bench.contender import Orders
from tests.bench.talk import BEGINS_AT
from tests.bench.yidong import main
from tests.kit import fast_time

#: Where the accounts of those who are reminded begin.
FIRST_ACCOUNT = 1_000_000


def accounts(people: int) -> range:
    """The Telegram accounts of so many."""
    return range(FIRST_ACCOUNT, FIRST_ACCOUNT + people)


def give_orders(people: int, app: App) -> Orders:
    """What this bot does besides: "remind"."""

    async def remind_all() -> None:
        await app.work(lambda session: _post(session, app, people))
        app.delivery.wake()

    return {"remind": remind_all}


def _post(session: Session, app: App, people: int) -> None:
    """Rows as the clock writes them: the first reminder of a leader, for so many others."""
    now = app.clock.now()
    sample = _sample(session)
    drafts = [
        Draft(
            key=f"{sample.key}:{account}",
            channel=sample.channel,
            account=str(account),
            urgency=BROADCAST,
            body=sample.body,
            due_at=now,
            settle=sample.settle,
        )
        for account in accounts(people)
    ]
    post_all(session, drafts, now)


def _sample(session: Session) -> Outbound:
    """What the next tick that finds something due will write, which is then taken back."""
    planned = next_planned(session)
    assert planned is not None
    with session.begin_nested() as trial:
        reminders.remind(session, planned.at)
        sample = session.scalars(select(Outbound).where(Outbound.urgency == BROADCAST).limit(1)).one()
        session.expunge(sample)
        trial.rollback()
    return sample


async def remind_fast(url: str, leaders: int, folder: Path, people: int) -> None:
    """As `remind`, on the clock of a fast loop; by webhook, since the fake is slow to end a poll."""
    clock, orders = fast_time.LoopClock(BEGINS_AT), partial(give_orders, people)
    await main(url, leaders, folder, by_webhook=True, clock=clock, limits=LIMITS, orders=orders)


async def remind(url: str, leaders: int, folder: Path, people: int) -> None:
    """Serve until stdin ends."""
    await main(url, leaders, folder, limits=LIMITS, orders=partial(give_orders, people))


if __name__ == "__main__":
    given = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    if (speed := float(sys.argv[5])) == 1:
        run(remind(*given))
    else:
        calm_collector()
        fast_time.run(remind_fast(*given), speed)
