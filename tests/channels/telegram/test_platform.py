"""What Telegram does of itself, and the whole bot: blocks, groups that move, rates, what is forgotten."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.messages import Role
from handlers.people.founding import add_person
from storage import outbox, people
from storage.organisations import Group
from storage.outbox import NOTICE
from storage.people import Account
from tests.kit import fast_time
from tests.kit.bot_api import Person
from tests.kit.bot_api.people import Group as GroupChat
from tests.kit.leader import Leader
from tests.kit.ledger import balance
from tests.kit.scene import said
from tests.kit.town import Town, open_town

SPEED = 40.0
#: Stand in the reminder before a deadline, and in the one after it.
REMINDER, OVERDUE = said("remind-next"), said("remind-overdue-next")
#: Seconds in fast time to wait for an answer; only a failing test waits so long.
PATIENCE = 200.0
ZONE = ZoneInfo("Asia/Shanghai")
#: When the lists of those who are missing go out, a week apart.
FRIDAYS = [datetime(2019, 3, day, 7, 30, tzinfo=ZONE) for day in (15, 22)]


async def until(town: Town, moment: datetime) -> None:
    """Let it be that moment, and what falls due go out."""
    await town.later(moment - town.clock.now())


def heard(place: Person | GroupChat, words: str) -> int:
    """How many messages of the bot there hold these words."""
    return sum(words in shown.text for shown in place.messages)


def sends(town: Town, account: int) -> int:
    return sum(int(call.params["chat_id"]) == account for call in town.server.calls("sendMessage"))


def test_whoever_blocks_the_bot_is_marked_and_left_alone_until_they_come_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with open_town(tmp_path, leaders=3) as town:
            gone, *others = town.leaders
            gone.block()
            await town.later(timedelta(minutes=2))
            assert [heard(phone, REMINDER) for phone in town.leaders] == [0, 1, 1]
            marked = select(Account.account).where(Account.gone_at.is_not(None))
            assert await town.read(lambda session: session.scalars(marked).all()) == [str(gone.id)]
            await until(town, FRIDAYS[0])
            assert [heard(phone, OVERDUE) for phone in others] == [1, 1]
            assert sends(town, gone.id) == 1
            gone.start()
            assert "领队1001" in (await gone.hears(PATIENCE)).text
            await until(town, FRIDAYS[1])
            assert heard(gone, OVERDUE) == 1

    fast_time.run(main(), SPEED)


async def _bound(town: Town) -> tuple[Person, GroupChat]:
    """An organizer of the city and a group that is bound to it."""
    organizer = town.server.person(900, "周敏", "zh-hans")

    def found(session: Session) -> None:
        root = session.merge(town.root)
        person = add_person(session, town.clock.now(), "周敏", Role.ORGANIZER, root)
        people.reach(session, person, "telegram", "900", town.clock.now())

    await town.app.work(found)
    group = town.server.group(-500, "义工联")
    group.add_bot(organizer)
    organizer.say("/bind", group=group)
    await group.hears(PATIENCE)
    return organizer, group


@pytest.mark.parametrize("told", [True, False], ids=["told", "found out by sending"])
def test_a_group_that_moves_takes_its_binding_along(told: bool, tmp_path: Path) -> None:
    async def main() -> None:
        async with open_town(tmp_path, leaders=2) as town:
            organizer, group = await _bound(town)
            moved = group.become_supergroup(-100_500, by=organizer if told else None)
            await town.calm()
            if told:
                organizer.say("/bind", group=moved)
                await moved.hears(PATIENCE)
            for weeks, friday in enumerate(FRIDAYS, 1):
                await until(town, friday)
                assert (heard(group, "支服务队未报"), heard(moved, "支服务队未报")) == (0, weeks)
            bound = await town.read(lambda session: session.scalars(select(Group.account)).all())
            assert bound == ["-100500"]

    fast_time.run(main(), SPEED)


def test_a_group_gets_no_more_than_telegram_lets_through(tmp_path: Path) -> None:
    async def main() -> None:
        async with open_town(tmp_path, leaders=1) as town:
            _, group = await _bound(town)
            await town.app.work(lambda session: _post_many(session, town, group))
            town.app.delivery.wake()
            await town.calm()
            assert (heard(group, "第"), town.rates.refused) == (25, 0)

    fast_time.run(main(), SPEED)


def test_reminders_go_out_as_fast_as_telegram_lets_through(tmp_path: Path) -> None:
    """Hardly faster than the machine's own clock: the way to the server must take little of it."""

    async def main() -> None:
        async with open_town(tmp_path, leaders=100) as town:
            town.rates.slack = 0.2
            began = asyncio.get_running_loop().time()
            await town.later(timedelta(minutes=1))
            assert [heard(phone, REMINDER) for phone in town.leaders] == [1] * 100
            assert town.rates.refused == 0
            assert asyncio.get_running_loop().time() - began > 3

    fast_time.run(main(), 2.0)


def _post_many(session: Session, town: Town, group: GroupChat) -> None:
    now = town.clock.now()
    for number in range(25):
        outbox.post(
            session,
            key=f"news {number}",
            channel="telegram",
            account=str(group.id),
            urgency=NOTICE,
            body={"text": f"第 {number} 条"},
            due_at=now,
            now=now,
        )


@pytest.mark.parametrize("away", [timedelta(minutes=4), timedelta(hours=25)], ids=["4 minutes", "25 hours"])
def test_after_telegram_was_away_everybody_is_answered(away: timedelta, tmp_path: Path) -> None:
    """Presses are forgotten after 150 seconds, messages after a day; leaders say it again."""

    async def main() -> None:
        async with open_town(tmp_path, leaders=3) as town:
            pressing, typing, waiting = (Leader(town, phone) for phone in town.leaders)
            pressing.phone.say("/report")
            await pressing.phone.hears(PATIENCE)
            await town.calm()
            await town.server.stop()
            pressing.phone.press(pressing.answers["campaign"])
            typing.phone.say("/mine")
            town.clock.advance(away.total_seconds())
            await town.app.ticking.tick()
            await town.server.start(int(town.server.url.rpartition(":")[2]))
            await town.calm()
            assert pressing.phone.unheard() == heard(pressing.phone, "报送")
            assert heard(typing.phone, said("mine-none")) == (away < timedelta(days=1))
            leaders = [pressing, typing, waiting]
            async with asyncio.TaskGroup() as tasks:
                for leader in leaders:
                    tasks.create_task(leader.report())
            assert (await balance(town, leaders)).wrong == []
            assert [heard(leader.phone, REMINDER) for leader in leaders] == [1, 1, 1]

    fast_time.run(main(), SPEED)
