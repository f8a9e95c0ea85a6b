"""A fake of Telegram's Bot API server for tests: real HTTP on loopback, strict, with people to play.

    async with Server(clock=Clock(), seed=1) as server:
        li = server.person(7, "李雷", "zh-hans")
        li.say("你好")
        answer = await li.hears()

It misbehaves if asked to: requests through `troubles`, too fast ones through `rates`, updates through
`passage`. Errors and rules are those of tdlib/telegram-bot-api 10.0 and, where these come from Telegram
itself, of what is known of its answers. As with a Bot API server of one's own, a webhook may be plain http.
"""

from tests.kit.bot_api.people import Group, NoSuchButtonError, Person
from tests.kit.bot_api.server import TOKEN, Server
from tests.kit.bot_api.world import Answer, Call, Clock, Refusal, Shown, Upload

__all__ = [
    "TOKEN",
    "Answer",
    "Call",
    "Clock",
    "Group",
    "NoSuchButtonError",
    "Person",
    "Refusal",
    "Server",
    "Shown",
    "Upload",
]
