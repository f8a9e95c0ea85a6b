"""Telegram as a channel: getUpdates or a webhook in, sendMessage and its kin out, getFile for photos.

python-telegram-bot's `Bot` makes the requests and knows the errors; its `Updater` and `Application` are
not used, since they confirm an update before it is handled.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from math import inf
from typing import TypeVar, cast
from urllib.parse import urlencode

from starlette.routing import Route
from telegram import Bot, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.base import File, NotSentError, Receive, RefusedError, RemoteFile, WaitError
from bot.channels.telegram.api import Api
from bot.channels.telegram.fates import fate
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.parse import CHANNEL, KINDS, Me, is_update
from bot.channels.telegram.poll import STUCK_POLLS, Poll, Raw, Sleep, pauses, seconds
from bot.channels.telegram.render import draw
from bot.channels.telegram.request import DOWNLOAD_BYTES, READ_SECONDS, Request, TooLargeError
from bot.channels.telegram.sending import send
from bot.channels.telegram.webhook import Door, Webhook
from bot.vitals import TELEGRAM, Vitals
from handlers.messages import Message
from locales import DEFAULT

T = TypeVar("T")

log = logging.getLogger(__name__)
# At DEBUG python-telegram-bot tells its address, which bears the token, and every text that it sends.
logging.getLogger("telegram").setLevel(logging.INFO)

API = "https://api.telegram.org"
#: So often the menu of commands is set.
MENU_TRIES = 4
#: So often a photo is asked for: over 20 s, if each time it fails at once.
FETCH_TRIES = 8


class TokenRefusedError(Exception):
    """Telegram doesn't know the bot's token."""


class Telegram:
    """The channel. With a `webhook` updates are posted to its route, without one they are polled.

    `timeout` is that of a long poll, `grace` what the messages under way get to be done at the end, both
    in seconds. `base_url` is for a Bot API server of one's own.
    """

    name = CHANNEL
    repeats = True

    def __init__(
        self,
        token: str,
        *,
        base_url: str = API,
        proxy: str | None = None,
        webhook: Webhook | None = None,
        timeout: int = 30,
        grace: float = 5.0,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._request = Request(proxy)
        # Polls have connections of their own: those that are stuck are dropped, and no message with them.
        self._polling = Request(proxy)
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=self._request,
            get_updates_request=self._polling,
        )
        self._api = Api(self._bot, self._request)
        self._webhook = webhook
        self._door = Door(webhook) if webhook else None
        self._timeout, self._grace, self._sleep = timeout, grace, sleep
        self._me: Me | None = None
        self._vitals = Vitals()

    def report_to(self, vitals: Vitals) -> None:
        """Tell these of polls and of the webhook; until the first there is no readiness."""
        self._vitals = vitals
        vitals.expect(TELEGRAM, inf if self._webhook else STUCK_POLLS * self._timeout, begun=False)

    async def open(self) -> Me:
        """Who we are; waits until Telegram can be reached. Raises TokenRefusedError."""
        if self._me is None:
            user = await self._until_done(self._bot.get_me)
            self._me = Me(str(user.username))
        return self._me

    async def close(self) -> None:
        """Close all connections."""
        await self._request.shutdown()
        await self._polling.shutdown()

    def routes(self) -> list[Route]:
        """What the web application has to serve: the webhook's endpoint, or nothing."""
        return [self._door.route()] if self._door else []

    async def run(self, receive: Receive) -> None:
        """Bring arrivals until cancelled. Raises TokenRefusedError."""
        intake = Intake(await self.open(), receive, self._answer, self._sleep)
        try:
            if self._webhook and self._door:
                await self._serve(self._webhook, self._door, intake)
            else:
                await self._poll(intake)
        finally:
            await intake.close()

    async def send(self, account: str, message: Message, files: Sequence[File]) -> str:
        """Deliver to that chat; the id of the last of the messages it became. Raises a `SendError`."""
        try:
            parts = draw(message, files)
        except ValueError as error:
            raise RefusedError(str(error)) from error
        return await send(self._api, account, parts, self._sleep)

    async def fetch(self, file: RemoteFile) -> bytes:
        """The bytes of a photo or document. Raises `SendError` (not fetched) or ValueError (over 20 MB).

        It is tried for a while: else somebody in the street would have to send the photo again.
        """
        if (file.size or 0) > DOWNLOAD_BYTES:
            raise ValueError(f"a file of {file.size} bytes is too large to download")
        for pause in islice(pauses(longest=4.0), FETCH_TRIES - 1):
            try:
                return await self._fetch(file)
            except NotSentError:
                await self._sleep(pause)
            except WaitError as error:
                await self._sleep(max(pause, error.seconds))
        return await self._fetch(file)

    async def _fetch(self, file: RemoteFile) -> bytes:
        try:
            return bytes(await (await self._bot.get_file(file.reference)).download_as_bytearray())
        except TooLargeError as error:
            raise ValueError(error.message) from error
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise ValueError(error.message) from error
            raise RefusedError(error.message) from error
        except NetworkError as error:
            raise NotSentError(error.message) from error
        except TelegramError as error:
            raise fate(error) from error

    async def set_commands(self, commands: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """The menu of private chats: language → (name without the slash, description).

        The default language's is shown to everyone whose language has none of its own. If Telegram
        doesn't take it, the log says so and the old menu stays: the bot works without.
        """
        scope = BotCommandScopeAllPrivateChats()
        for language, menu in commands.items():
            code = None if language == DEFAULT else language.split("-")[0]
            set_one = partial(self._bot.set_my_commands, menu, scope=scope, language_code=code)
            try:
                await self._until_done(set_one, MENU_TRIES)
            except (TelegramError, TokenRefusedError) as error:
                log.warning("the menu of commands in %s is not set: %s", language, error)

    async def _poll(self, intake: Intake) -> None:
        """A webhook that is still set would refuse getUpdates, so it is taken away first."""
        await self._until_done(self._bot.delete_webhook)

        async def take(update: Raw) -> None:
            await intake.take(update, patient=True)

        try:
            await Poll(
                self._updates,
                take,
                timeout=self._timeout,
                grace=self._grace,
                sleep=self._sleep,
                reconnect=self._polling.shutdown,
                vitals=self._vitals,
            ).run()
        except InvalidToken:
            raise TokenRefusedError("Telegram refuses the bot's token") from None

    async def _updates(self, offset: int | None, wait: int, limit: int) -> Sequence[Raw]:
        """getUpdates, its updates as they came.

        Not `Bot.get_updates`: it builds every object of every update, also of those that come again
        while they are under way, and one that it can't build would stop all that follow.
        """
        asked: dict[str, object] = {"timeout": wait, "limit": limit, "allowed_updates": json.dumps(KINDS)}
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        found = await self._polling.post(url, read_timeout=wait + READ_SECONDS)
        if not isinstance(found, list) or not all(is_update(one) for one in cast(list[object], found)):
            # Without the id it can't be confirmed, so it would come again at once, without end.
            raise TelegramError("what came are no updates")
        return cast(Sequence[Raw], found)

    async def _serve(self, webhook: Webhook, door: Door, intake: Intake) -> None:
        """The route is open before Telegram is told of it."""
        door.intake = intake
        try:
            await self._until_done(
                lambda: self._bot.set_webhook(
                    webhook.url, secret_token=webhook.secret, allowed_updates=KINDS, max_connections=100
                )
            )
            self._vitals.beat(TELEGRAM)
            await asyncio.Event().wait()
        finally:
            door.intake = None

    async def _answer(self, press: str) -> None:
        """Stop the button's clock. Nothing is lost if that fails, as it does for an old press."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": press})
        except TelegramError as error:
            log.debug("a press could not be answered: %s", error)

    async def _until_done(self, call: Callable[[], Awaitable[T]], tries: int | None = None) -> T:
        """Try until Telegram answers, or so often; a refused request is a fault of ours and is raised."""
        for number, pause in enumerate(pauses(), 1):
            try:
                return await call()
            except InvalidToken:
                raise TokenRefusedError("Telegram refuses the bot's token") from None
            except BadRequest:
                raise
            except TelegramError as error:
                if number == tries:
                    raise
                wait = max(pause, seconds(error)) if isinstance(error, RetryAfter) else pause
                log.warning("Telegram can't be asked, next try in %.1f s: %s", wait, error)
                await self._sleep(wait)
        raise AssertionError("pauses never end")
