"""A bot written with another library lives with the fake too: it isn't tuned to ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramConflictError
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)
from aiogram.types import Message as Incoming

from tests.channels.telegram.conftest import picture
from tests.kit.bot_api import TOKEN, Server


@pytest.fixture
async def echo(server: Server) -> AsyncIterator[Bot]:
    """An echo bot of another library, polling."""
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def repeat(message: Incoming) -> None:
        if message.photo:
            content = await bot.download(message.photo[-1])
            assert content is not None
            file = BufferedInputFile(content.read(), "echo.jpg")
            await message.answer_photo(file, caption=message.caption)
            await message.answer_media_group([InputMediaPhoto(media=file), InputMediaPhoto(media=file)])
            return
        key = InlineKeyboardButton(text="再来", callback_data="again")
        await message.answer(str(message.text), reply_markup=InlineKeyboardMarkup(inline_keyboard=[[key]]))

    @dispatcher.callback_query()
    async def again(press: CallbackQuery) -> None:
        assert isinstance(press.message, Incoming)
        await press.answer("好")
        await press.message.edit_text(f"{press.message.text}!")
        await press.message.answer("改了")

    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
    yield bot
    await dispatcher.stop_polling()
    await task


async def test_an_independent_client_can_live_with_it(server: Server, echo: Bot) -> None:
    li = server.person(7, "李雷", "zh-hans")
    li.say("你好 👋")
    assert (await li.hears()).text == "你好 👋"
    press = li.press("再来")
    assert (await li.hears()).text == "改了"
    assert [shown.text for shown in li.messages] == ["你好 👋!", "改了"]
    assert li.messages[0].labels == []
    assert server.world.presses[press].answer == {"callback_query_id": press, "text": "好"}
    photo = picture(500)
    li.send_photo(photo, "现场")
    shown = await li.hears()
    assert (shown.text, shown.file) == ("现场", photo)
    album = [await li.hears(), await li.hears()]
    assert album[0].album == album[1].album is not None


async def test_an_independent_client_sees_a_conflict(server: Server, echo: Bot) -> None:
    other = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    waiting = asyncio.create_task(other.get_updates(timeout=9))
    await asyncio.wait([waiting], timeout=5)
    with pytest.raises(TelegramConflictError):
        await waiting
    await other.session.close()
