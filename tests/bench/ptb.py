"""The rival: a bot of python-telegram-bot alone, in memory: `python -m tests.bench.ptb URL LEADERS [background]`.

It asks the same questions on the same keyboards with a `ConversationHandler`, in the manner of the
library's own examples, and reads the answers with the same functions as ours. Whatever doesn't change is
made before it starts. `concurrent_updates` is not to be had: a `ConversationHandler` "heavily relies on
incoming updates being processed one by one" (its documentation). With `background` it need not wait for
its own sendings: they are left to `Application.create_task`.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import warnings
from collections.abc import Coroutine
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
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
    ADD,
    BACK,
    CANCEL,
    CODE,
    DROP,
    NAMES,
    PAUSE,
    REVIEW,
    REVIEW_BOARD,
    SKIP,
    STOPS,
    WHICH,
    WHICH_BOARD,
    Stop,
)
from tests.bench.talk import BEGINS_AT, TITLE, say
from tests.kit.bot_api import TOKEN

Context: TypeAlias = ContextTypes.DEFAULT_TYPE
TODAY: date = BEGINS_AT.astimezone(ZoneInfo("Asia/Shanghai")).date()
END = ConversationHandler.END


class Rival:
    """The callbacks. Answers stand in `user_data`, reports in a list."""

    def __init__(self, *, background: bool) -> None:
        self.background = background
        self.reports: list[dict[str, Any]] = []
        self.numbers = itertools.count(1)

    async def begin(self, update: Update, context: Context) -> int:
        """`/report`"""
        context.user_data.clear()
        await self.do(context, update.message.reply_text("填报哪一项？", reply_markup=WHICH_BOARD))
        return WHICH
