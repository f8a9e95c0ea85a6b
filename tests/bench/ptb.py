"""The rival: a bot of python-telegram-bot alone, in memory.

It asks the same questions on the same keyboards with a `ConversationHandler`, in the manner of the
library's own examples, and reads the answers with the same functions as ours. Whatever doesn't change is
made before it starts. `concurrent_updates` is not to be had: a `ConversationHandler` "heavily relies on
incoming updates being processed one by one" (its documentation). A press is answered while the reply is
sent. To leave replies to `Application.create_task` was tried: with 200 leaders it was slower, as httpx
takes longer the more requests are under way.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import warnings
from functools import partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import JsonValue
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

from handlers.forms.answers import read_answer
from handlers.messages import Reject
from tests.bench.contender import obey
from tests.bench.ptb_form import (
    FIRST,
    NAMES,
    RECEIPT_BOARD,
    REVIEW,
    REVIEW_BOARD,
    STOPS,
    WHICH,
    WHICH_BOARD,
    Stop,
)
from tests.bench.talk import BEGINS_AT, RECEIPT, TITLE, say
from tests.kit.bot_api import TOKEN

Context: TypeAlias = ContextTypes.DEFAULT_TYPE

TODAY = BEGINS_AT.astimezone(ZoneInfo("Asia/Shanghai")).date()
END = ConversationHandler.END


class Rival:
    """The callbacks. What is answered stands in `user_data`; `reports` are those handed in."""

    def __init__(self) -> None:
        self.reports: list[dict[str, JsonValue]] = []
        self.numbers = itertools.count(1)

    async def begin(self, update: Update, context: Context) -> int:
        answers(context).clear()
        await self.say(update, context, "填报哪一项？", WHICH_BOARD)
        return WHICH

    async def chosen(self, update: Update, context: Context) -> int:
        return await self.ask(update, context, FIRST)

    async def typed(self, stop: Stop, update: Update, context: Context) -> int:
        message = update.message
        assert message is not None and message.text is not None
        if stop.another:
            return await self.ask(update, context, stop.place)
        try:
            answer = read_answer(stop.asked, message.text, TODAY)
        except Reject as reject:
            return await self.ask(update, context, stop.place, say(reject.words))
        return await self.take(stop, answer, update, context)

    async def pressed(self, stop: Stop, update: Update, context: Context) -> int:
        query = update.callback_query
        assert query is not None and query.data is not None
        word, _, value = query.data.partition(".")
        if word == "pick" and int(value) < len(stop.asked.choices):
            return await self.take(stop, stop.asked.choices[int(value)].value, update, context)
        if word == "skip":
            answers(context)[stop.question.key] = None
            return await self.ask(update, context, stop.past)
        if word == "back":
            return await self.ask(update, context, max(stop.place - 1, 0))
        if word == "add":
            return await self.ask(update, context, stop.place - len(stop.question.columns))
        if word == "drop":
            answers(context).pop(stop.question.key)
            return await self.ask(update, context, stop.place - len(stop.question.columns))
        if word == "done":
            note = f"✓ {stop.name}：{answers(context)[stop.question.key]}"
            return await self.ask(update, context, stop.past, note)
        return await self.leave(update, context)

    async def take(self, stop: Stop, answer: JsonValue, update: Update, context: Context) -> int:
        given = answers(context)
        if stop.asked is stop.question:
            given[stop.question.key] = answer
            return await self.ask(update, context, stop.place + 1, f"✓ {stop.name}：{answer}")
        rows = given.setdefault(stop.question.key, [])
        assert isinstance(rows, list)
        if stop.asked is stop.question.columns[0]:
            rows.append({})
        row = rows[-1]
        assert isinstance(row, dict)
        row[stop.asked.key] = answer
        return await self.ask(update, context, stop.place + 1)

    async def reviewed(self, update: Update, context: Context) -> int:
        query = update.callback_query
        assert query is not None
        if query.data in ("back", "change"):
            return await self.ask(update, context, REVIEW - 1)
        if query.data != "submit":
            return await self.leave(update, context)
        self.reports.append(dict(answers(context)))
        receipt = f"✓ 已收到，回执号 {RECEIPT}{next(self.numbers):04d}（{TITLE}）。\n辛苦了，谢谢您和队员们！"
        await self.say(update, context, receipt, RECEIPT_BOARD)
        return END

    async def leave(self, update: Update, context: Context) -> int:
        await self.say(update, context, "已停下。要重新开始，请发 /report", None)
        return END

    async def ask(self, update: Update, context: Context, place: int, note: str = "") -> int:
        if place < REVIEW:
            stop = STOPS[place]
            words = f"{note}\n{stop.text}" if note else stop.text
            await self.say(update, context, words, stop.board)
            return place
        lines = [f"{n}. {NAMES[key]}：{value}" for n, (key, value) in enumerate(answers(context).items(), 1)]
        words = "\n".join((note, f"请核对《{TITLE}》：", *lines, "没有问题就点“提交”。"))
        await self.say(update, context, words, REVIEW_BOARD)
        return REVIEW

    async def say(
        self, update: Update, context: Context, words: str, board: InlineKeyboardMarkup | None
    ) -> None:
        assert update.effective_chat is not None
        sending = context.bot.send_message(update.effective_chat.id, words, reply_markup=board)
        if (query := update.callback_query) is None:
            await sending
        else:
            await asyncio.gather(query.answer(), sending)


def answers(context: Context) -> dict[str, JsonValue]:
    assert context.user_data is not None
    return context.user_data


def conversation(rival: Rival) -> ConversationHandler[Context]:
    words = filters.TEXT & ~filters.COMMAND
    # The library's types for handlers of a conversation don't admit what its examples do.
    states: dict[object, list[Any]] = {
        stop.place: [
            MessageHandler(words, partial(rival.typed, stop)),
            CallbackQueryHandler(partial(rival.pressed, stop)),
        ]
        for stop in STOPS
    }
    states[WHICH] = [CallbackQueryHandler(rival.chosen)]
    states[REVIEW] = [CallbackQueryHandler(rival.reviewed)]
    begin: Any = CommandHandler("report", rival.begin)
    leave: Any = CommandHandler("cancel", rival.leave)
    return ConversationHandler([begin], states, [begin, leave])


async def main(url: str) -> None:
    """Serve until stdin ends."""
    # It warns that a press may come from an older message; that is how one asks question after question.
    warnings.simplefilter("ignore", PTBUserWarning)
    application = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    application.add_handler(conversation(Rival()))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=["message", "callback_query"])
        await obey()
        await application.updater.stop()
        await application.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
