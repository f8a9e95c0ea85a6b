"""A rival: a bot of python-telegram-bot alone, in memory.

It asks the same questions on the same keyboards with a `ConversationHandler`, in the manner of the
library's own examples, and reads the answers with the same functions as ours. Whatever doesn't change is
made before it starts. `concurrent_updates` is not to be had: a `ConversationHandler` "heavily relies on
incoming updates being processed one by one" (its documentation). A press is answered while the reply is
sent. To leave replies to `Application.create_task` was tried: with 200 leaders it was slower, as httpx
takes longer the more requests are under way. Its webhook (`run_webhook`, over tornado) was tried too: half
as many turns a second. It runs on our loop, uvloop and a quiet collector, with which it takes a tenth less
CPU time.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeAlias

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from bot.loop import run
from tests.bench.contender import obey
from tests.bench.steps import LEFT, WHICH_FORM, Answers, Step, begin, take_press, take_words
from tests.bench.stops import BOARDS, OVER, REVIEW, STOPS, WHICH
from tests.kit.bot_api import TOKEN

Context: TypeAlias = ContextTypes.DEFAULT_TYPE

MARKUPS = {place: InlineKeyboardMarkup.de_json(board) if board else None for place, board in BOARDS.items()}


class Rival:
    """The callbacks. What is answered stands in `user_data`; `reports` are those handed in."""

    def __init__(self) -> None:
        self.reports: list[Answers] = []

    async def begin(self, update: Update, context: Context) -> int:
        answers(context).clear()
        return await self.go(update, context, WHICH_FORM)

    async def chosen(self, update: Update, context: Context) -> int:
        return await self.go(update, context, begin(answers(context)))

    async def typed(self, place: int, update: Update, context: Context) -> int:
        message = update.message
        assert message is not None and message.text is not None
        return await self.go(update, context, take_words(place, answers(context), message.text))

    async def pressed(self, place: int, update: Update, context: Context) -> int:
        query = update.callback_query
        assert query is not None and query.data is not None
        return await self.go(update, context, take_press(place, answers(context), query.data))

    async def leave(self, update: Update, context: Context) -> int:
        return await self.go(update, context, LEFT)

    async def go(self, update: Update, context: Context, step: Step) -> int:
        """Keep what was answered, then say what comes next."""
        assert update.effective_chat is not None
        chat = update.effective_chat.id
        if step.answered:
            await self.on_answer(chat, step.answered, answers(context))
        if step.submitted:
            await self.on_report(chat, answers(context))
        sending = context.bot.send_message(chat, step.text, reply_markup=MARKUPS[step.place])
        if (query := update.callback_query) is None:
            await sending
        else:
            await asyncio.gather(query.answer(), sending)
        return ConversationHandler.END if step.place == OVER else step.place

    async def on_answer(self, account: int, key: str, given: Answers) -> None:
        """It is in memory already."""

    async def on_report(self, account: int, given: Answers) -> None:
        self.reports.append(dict(given))


def answers(context: Context) -> Answers:
    assert context.user_data is not None
    return context.user_data


def conversation(rival: Rival) -> ConversationHandler[Context]:
    words = filters.TEXT & ~filters.COMMAND
    # The library's types for handlers of a conversation don't admit what its examples do.
    states: dict[object, list[Any]] = {
        stop.place: [
            MessageHandler(words, partial(rival.typed, stop.place)),
            CallbackQueryHandler(partial(rival.pressed, stop.place)),
        ]
        for stop in STOPS
    }
    states[WHICH] = [CallbackQueryHandler(rival.chosen)]
    states[REVIEW] = [CallbackQueryHandler(partial(rival.pressed, REVIEW))]
    enter: Any = CommandHandler("report", rival.begin)
    leave: Any = CommandHandler("cancel", rival.leave)
    return ConversationHandler([enter], states, [enter, leave])


@asynccontextmanager
async def serving(url: str, rival: Rival) -> AsyncIterator[None]:
    """The bot at work."""
    # It warns that a press may come from an older message; that is how one asks question after question.
    warnings.simplefilter("ignore", PTBUserWarning)
    application = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    application.add_handler(conversation(rival))
    async with application:
        await application.start()
        updater = application.updater
        assert updater is not None
        await updater.start_polling(allowed_updates=["message", "callback_query"])
        yield
        await updater.stop()
        await application.stop()


async def main(url: str) -> None:
    """Serve until stdin ends."""
    async with serving(url, Rival()):
        await obey()


if __name__ == "__main__":
    run(main(sys.argv[1]))
