"""The HTTP server. Every request is answered in one place, `Server.answer`, and kept in `requests`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeAlias

from aiohttp import web

from tests.kit.bot_api.methods import METHODS
from tests.kit.bot_api.people import Group, Person
from tests.kit.bot_api.queue import Queue
from tests.kit.bot_api.webhook import Webhook
from tests.kit.bot_api.world import CUT, Answer, Call, Json, Late, Record, Refusal, Upload, World

TOKEN = "123456789:AAFakeTokenForTestsOnly_0123456789abcde"
USERNAME = "yidong_test_bot"
#: Nothing larger is read: Telegram takes uploads of up to 50 MB.
BODY_BYTES = 64 * 1024 * 1024

#: Something that goes wrong: given a call it answers in the server's stead (`Late`: after the work, `CUT`:
#: not at all), or None to let it pass.
Trouble: TypeAlias = Callable[[Call], Awaitable[Answer | Late | None]]
#: The method by which troubles know a download, which is none of the Bot API's.
DOWNLOAD = "download"


def _now() -> datetime:
    return datetime.now(UTC)


class Server:
    """The fake. `clock` tells its time, `seed` makes its ids, `sleep` waits between a webhook's tries.

    `troubles` are asked, in order, before a request is answered; `keep` says whether requests are kept.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _now,
        seed: int = 1,
        token: str = TOKEN,
        username: str = USERNAME,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        keep: bool = True,
    ) -> None:
        bot_id = int(token.split(":")[0])
        bot = {"id": bot_id, "is_bot": True, "first_name": "义动", "username": username}
        self.token, self.username, self.keep = token, username, keep
        self.world = World(clock, seed, bot)
        self.queue = Queue(self.world)
        self.webhook = Webhook(self.world, self.queue, sleep, self._do_answered)
        self.queue.pushed = self.webhook.pushed
        self.troubles: list[Trouble] = []
        self.requests: list[Record] = []
        self.url = ""
        self._runner: web.AppRunner | None = None

    def person(self, account: int, name: str, language: str | None = None) -> Person:
        """Someone with a Telegram account, who hasn't written to the bot yet."""
        return Person(self.world, self.queue, account, name, language)

    def group(self, account: int, title: str = "群") -> Group:
        """A group without the bot; ids of groups are negative."""
        return Group(self.world, self.queue, account, title)

    def calls(self, method: str) -> list[Call]:
        """All requests of one method so far, in order."""
        return [record.call for record in self.requests if record.call.method == method.lower()]

    async def answer(self, call: Call) -> Answer:
        """The answer to a request: of a trouble, if there is one, or of the method."""
        match await self._spoilt(call):
            case Answer() as answer:
                return answer
            case Late(answer, wait):
                await self._do(call)
                await asyncio.sleep(wait)
                return answer
            case None:
                return await self._do(call)

    async def _spoilt(self, call: Call) -> Answer | Late | None:
        for trouble in list(self.troubles):
            if (answer := await trouble(call)) is not None:
                return answer
        return None

    async def _do(self, call: Call) -> Answer:
        method = METHODS.get(call.method)
        if method is None:
            return refuse(Refusal(404, "Not Found"))
        try:
            return Answer(200, {"ok": True, "result": await method(self, call)})
        except Refusal as refusal:
            return refuse(refusal)

    async def _do_answered(self, call: Call) -> bool:
        """Do what the bot's answer to an update asks for; nobody tells it what came of it. False if the
        answer got lost, which is what any trouble of a request is here but a refusal."""
        match await self._spoilt(call):
            case Answer(status) if status == CUT.status or status >= 500:
                return False
            case Answer() as spoilt:
                answer = spoilt
            case _:
                answer = await self._do(call)
        if self.keep:
            self.requests.append(Record(call, answer))
        return True

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; `url` is then the address to give a client."""
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, keepalive_timeout=3600)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """End what waits and close all connections."""
        self.queue.stop()
        await self.webhook.close()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _serve(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return _response(refuse(Refusal(401, "Unauthorized")))
        try:
            call = await _read(request)
        except (ValueError, UnicodeDecodeError):
            return _response(refuse(Refusal(400, "Bad Request: can't parse the request")))
        answer = await self.answer(call)
        if self.keep:
            self.requests.append(Record(call, answer))
        return _response(answer, request)

    async def _download(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        stored = next((file for file in self.world.files.values() if file.path == path), None)
        if request.match_info["token"] != self.token or stored is None:
            return _response(refuse(Refusal(404, "Not Found")))
        spoilt = await self._spoilt(Call(DOWNLOAD, {"path": path}))
        if spoilt is not None:
            return _response(spoilt.answer if isinstance(spoilt, Late) else spoilt, request)
        return web.Response(body=stored.content, content_type="application/octet-stream")


def refuse(refusal: Refusal) -> Answer:
    """The body that Telegram answers with an error."""
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    return Answer(refusal.code, body | ({"parameters": refusal.parameters} if refusal.parameters else {}))


def _response(answer: Answer, request: web.Request | None = None) -> web.Response:
    if answer.status == CUT.status and request is not None and request.transport is not None:
        request.transport.close()
        return web.Response()
    headers = {}
    if retry_after := answer.body.get("parameters", {}).get("retry_after"):
        headers["Retry-After"] = str(retry_after)
    if not answer.body:
        return web.Response(status=answer.status, text="<html>", content_type="text/html")
    body = json.dumps(answer.body).encode()
    return web.Response(status=answer.status, body=body, content_type="application/json", headers=headers)


async def _read(request: web.Request) -> Call:
    """Parameters from the address, from a form with or without files, or from JSON."""
    params: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        params |= json.loads(await request.read() or b"{}")
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read())
                value.file.close()
            else:
                params[name] = value if isinstance(value, str) else bytes(value).decode()
    return Call(request.match_info["method"].lower(), params, files)
