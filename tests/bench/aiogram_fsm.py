"""A rival: a bot of aiogram alone, in memory.

It asks the same questions on the same keyboards with aiogram's finite state machine, in the manner of its
documentation: a router, a states group, `MemoryStorage`, handlers that answer the message, polling that
handles updates as tasks. One handler a kind of update and state, with the place in the state's data: a
state a question means up to fifty filters for each update. It runs on our loop: uvloop, which its
`run_polling` takes too if it is installed, and a quiet collector, which nearly halves its CPU time (with
Python's own settings it was 1.3 ms a turn instead of 0.75).
"""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.loop import run
from tests.bench.contender import obey
from tests.bench.steps import LEFT, WHICH_FORM, Answers, Step, begin, take_press, take_words
from tests.bench.stops import BOARDS, OVER
from tests.kit.bot_api import TOKEN

MARKUPS = {
    place: InlineKeyboardMarkup.model_validate(board) if board else None for place, board in BOARDS.items()
}
#: Those handed in.
REPORTS: list[Answers] = []

router = Router()


class Filling(StatesGroup):
    """`choosing` a form, then `answering` its questions; the data is the place and the answers."""

    choosing = State()
    answering = State()


@router.message(Command("report"))
async def enter(message: Message, state: FSMContext) -> None:
    await state.set_state(Filling.choosing)
    await message.answer(WHICH_FORM.text, reply_markup=MARKUPS[WHICH_FORM.place])


@router.message(Command("cancel"))
async def leave(message: Message, state: FSMContext) -> None:
    await state.clear()
    await message.answer(LEFT.text)


@router.callback_query(Filling.choosing)
async def choose(query: CallbackQuery, state: FSMContext) -> None:
    given: Answers = {}
    step = begin(given)
    await state.set_state(Filling.answering)
    await keep(state, step, given)
    await respond(query, step)


@router.message(Filling.answering, F.text)
async def read_words(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    step = take_words(data["place"], data["answers"], message.text or "")
    await keep(state, step, data["answers"])
    await message.answer(step.text, reply_markup=MARKUPS[step.place])


@router.callback_query(Filling.answering)
async def read_press(query: CallbackQuery, state: FSMContext) -> None:
    data = await state.get_data()
    step = take_press(data["place"], data["answers"], query.data or "")
    await keep(state, step, data["answers"])
    await respond(query, step)


async def keep(state: FSMContext, step: Step, given: Answers) -> None:
    """Before the reply is sent: the next message may come as soon as it is seen."""
    if step.submitted:
        REPORTS.append(given)
    if step.place == OVER:
        await state.clear()
    else:
        await state.set_data({"place": step.place, "answers": given})


async def respond(query: CallbackQuery, step: Step) -> None:
    assert query.message is not None and query.bot is not None
    reply = query.message.answer(step.text, reply_markup=MARKUPS[step.place])
    await asyncio.gather(query.bot(query.answer()), query.bot(reply))


async def main(url: str) -> None:
    """Serve until stdin ends."""
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await obey()
    await dispatcher.stop_polling()
    await polling


if __name__ == "__main__":
    run(main(sys.argv[1]))
