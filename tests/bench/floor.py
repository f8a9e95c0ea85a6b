"""The least that a turn can cost: our Telegram channel, polling, which answers whatever comes with one
and the same message, without handlers and without a database."""

from __future__ import annotations

import asyncio
import sys

from bot.channels.base import Arrival
from bot.channels.telegram.channel import Telegram
from bot.loop import run
from handlers.messages import Button, Message
from tests.bench.contender import obey
from tests.bench.talk import RECEIPT, TALK
from tests.kit.bot_api import TOKEN

#: It bears every button that the leaders press, about as many as a question has, and ends their talk.
LABELS = list(dict.fromkeys(line.words for line in TALK if line.press))
MESSAGE = Message(
    text=f"（3/17）活动的名称是什么？\n例如：{RECEIPT}0001",
    buttons=[Button(label=label, value=str(n)) for n, label in enumerate(LABELS)],
)


async def main(url: str) -> None:
    """Serve until stdin ends."""
    telegram = Telegram(TOKEN, base_url=url)

    async def receive(arrival: Arrival) -> None:
        await telegram.send(arrival.inbound.address.account, MESSAGE, ())

    running = asyncio.create_task(telegram.run(receive))
    await obey()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await telegram.close()


if __name__ == "__main__":
    run(main(sys.argv[1]))
