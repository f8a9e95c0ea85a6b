"""The Bot API: python-telegram-bot for what is rare, bare requests for what happens in every turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot

from bot.channels.telegram.request import Request


@dataclass(frozen=True, slots=True)
class Api:
    """Both ways over the same connections, raising the same errors."""

    bot: Bot
    request: Request

    async def call(self, method: str, parameters: Mapping[str, object]) -> Any:
        """What a method answers, as JSON. Raises TelegramError."""
        return cast(Any, await self.request.call(f"{self.bot.base_url}/{method}", parameters))
