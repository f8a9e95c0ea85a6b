"""Whether this process lives and whether it is ready: for containers, proxies and their operators."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.media import Media
from bot.vitals import Vitals
from bot.work import Work
from storage.migrations import newest, revision

#: Seconds for the database to answer; a container's health check should wait longer.
DATABASE_SECONDS = 3.0
#: So long writing may fail before the bot says that it isn't ready: a lock is gone sooner.
AWAY_SECONDS = 3.0


async def alive(request: Request) -> Response:
    """The process answers; whether it can do anything is asked of `/readyz`."""
    return PlainTextResponse("ok\n")


class Health:
    """Looks at the parts. Nothing is told of why the database or the place for photos fails: its address may
    be in that."""

    def __init__(self, work: Work, vitals: Vitals, media: Media) -> None:
        self._work = work
        self._vitals = vitals
        self._media = media
        self._newest = newest()

    def routes(self) -> list[BaseRoute]:
        """`/readyz`; nothing in it may be kept."""
        return [Route("/readyz", self.answer)]

    async def answer(self, request: Request) -> Response:
        """200 if every part is ready, else 503 with those that aren't."""
        faults = await self.faults()
        body = {"ready": not faults} | ({"faults": faults} if faults else {})
        return JSONResponse(body, 503 if faults else 200, {"cache-control": "no-store"})

    async def faults(self) -> dict[str, str]:
        """The parts that aren't ready, and in a few words why."""
        return await self._database_faults() | self._media.faults() | self._vitals.silent()

    async def _database_faults(self) -> dict[str, str]:
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                found = await self._work.read(revision)
        except Exception as fault:
            return {"database": f"does not answer ({type(fault).__name__})"}
        if self._work.failing_for() >= AWAY_SECONDS:
            return {"database": "can't be written to"}
        if found != self._newest:
            return {"migrations": f"the tables are at {found}, this program needs {self._newest}"}
        return {}
