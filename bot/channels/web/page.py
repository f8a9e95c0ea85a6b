"""The page of a person and everything it asks for, below the signed link `/c/<token>`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.channels.base import Arrival, Busy, Load, RemoteFile
from bot.channels.web.answers import RefusedError, Said, answering, read_said, said_with_photos
from bot.channels.web.attachment import attachment
from bot.channels.web.channel import WebChat
from bot.channels.web.drawing import CHAT_WORDS, drawn, notice, page, words
from bot.channels.web.flood import Flood
from bot.channels.web.links import Links
from bot.channels.web.uploads import BATCH_BYTES, PHOTOS, TooLargeError, digest, read_form
from bot.work import AwayError
from handlers.messages import Address, Inbound, Words, text
from handlers.retention import MESSAGES
from handlers.speech import in_words
from locales import LANGUAGES
from storage import webchat
from storage.pictures import MOST_BYTES
from storage.webchat import Line, Visitor, find_visitor

#: How many lines a page gets at once.
LINES = 100

#: How often an idle stream says that it is alive; proxies cut silent ones after 30 to 60 seconds.
HEARTBEAT_SECONDS = 15.0

#: How many pages of one person may be open at a time.
PAGES = 20

#: The largest number that is an id; more would not fit the column.
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a valid link."""

    person_id: int
    visitor: Visitor

    @property
    def account(self) -> str:
        """Their account on this channel."""
        return str(self.person_id)


class ChatPage:
    """The endpoints. Each begins with the link: unknown and revoked ones are told apart from nothing."""

    def __init__(self, chat: WebChat, links: Links, load: Load) -> None:
        self._chat = chat
        self._links = links
        self._load = load
        self._flood = Flood()

    async def page(self, request: Request) -> Response:
        """The page itself, in the person's language; one friendly page for links that don't count."""
        visit = await self._visit(request.path_params["token"])
        if visit is None:
            return notice(request, LANGUAGES, title="web-gone-title", says="web-gone-text", status=404)
        language = visit.visitor.language
        return page(
            request,
            "chat.html",
            language=language,
            visitor=visit.visitor,
            kept_days=_kept_days(visit.visitor, self._chat.clock.now()),
            base=request.url_for("web-page", token=request.path_params["token"]).path.rstrip("/") + "/",
            words=words(language, CHAT_WORDS),
            limits={"photo": MOST_BYTES, "photos": PHOTOS, "batch": BATCH_BYTES * 4 // 5},
        )

    @answering
    async def lines(self, request: Request) -> Response:
        """The lines after `after`, or the newest ones (before `before`); `more` if that isn't all."""
        visit = await self._welcome(request)
        after, before = _number(request, "after"), _number(request, "before")

        def work(session: Session) -> list[Line]:
            if after is not None:
                return webchat.lines_after(session, visit.account, after, LINES + 1)
            return webchat.lines_before(session, visit.account, before, LINES + 1)

        found = await self._chat.sessions.read(work)
        more = len(found) > LINES
        if more:
            found = found[:LINES] if after is not None else found[-LINES:]
        return JSONResponse({"lines": [drawn(line) for line in found], "more": more})

    @answering
    async def events(self, request: Request) -> Response:
        """New lines as they come; a page that comes back tells the last it saw."""
        visit = await self._welcome(request)
        if self._chat.bell.count(visit.account) >= PAGES:
            raise Busy
        seen = request.headers.get("last-event-id", "")
        after = int(seen) if seen.isdecimal() and len(seen) < 10 else _number(request, "after") or 0
        # Nginx would gather the stream otherwise.
        headers = {"x-accel-buffering": "no"}
        stream = self._stream(request.path_params["token"], visit.account, after)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    @answering
    async def say(self, request: Request) -> Response:
        """A text, or an option that was pressed. Answered when its turn is committed."""
        visit = await self._welcome(request)
        await self._take(visit, await read_said(request), [], [])
        return Response(status_code=202)

    @answering
    async def photo(self, request: Request) -> Response:
        """Photos, with or without words. Answered when their turn is committed."""
        visit = await self._welcome(request)
        try:
            with self._chat.uploads.room(request, visit.account):
                form = await read_form(request)
                try:
                    await self._take_photos(visit, form)
                finally:
                    await form.close()
        except TooLargeError as fault:
            why = _say(visit, text("web-attach-batch-too-large", megabytes=BATCH_BYTES // 1_000_000))
            raise RefusedError(413, "too-large", why) from fault
        except MultiPartException as fault:
            raise RefusedError(400, "not-a-message") from fault
        return Response(status_code=202)

    @answering
    async def file(self, request: Request) -> Response:
        """An attachment of one of the person's own lines; of a photo also the `small` copy."""
        visit = await self._welcome(request)
        line_id, n = _whole(request.path_params["line"]), _whole(request.path_params["n"])
        if line_id is None or n is None:
            raise RefusedError(404, "unknown")
        line = await self._chat.sessions.read(
            lambda session: webchat.find_line(session, visit.account, line_id)
        )
        sheets = line.body.get("attachments", []) if line else []
        if n >= len(sheets):
            raise RefusedError(404, "unknown")
        try:
            content = await self._load(_source(sheets[n]["source"], small="small" in request.query_params))
        except LookupError as fault:
            raise RefusedError(404, "unknown") from fault
        return attachment(content, sheets[n]["name"], sheets[n]["kind"])

    @answering
    async def nothing(self, request: Request) -> Response:
        """Whatever else is asked for below a link: not here, and not to be kept or told on either."""
        raise RefusedError(404, "unknown")

    async def _visit(self, token: str) -> Visit | None:
        held = self._links.read(token)
        if held is None:
            return None
        person_id, key = held
        visitor = await self._chat.sessions.read(lambda session: find_visitor(session, person_id))
        if visitor is None or visitor.link_key != key:
            return None
        return Visit(person_id, visitor)

    async def _welcome(self, request: Request) -> Visit:
        visit = await self._visit(request.path_params["token"])
        if visit is None:
            raise RefusedError(404, "gone")
        return visit

    async def _stream(self, token: str, account: str, after: int) -> AsyncIterator[str]:
        """Ends when the link is revoked, the channel stops, or the database can't be read; the page comes
        back and is told."""
        bell = self._chat.bell
        with bell.listen(account) as ear, suppress(AwayError):
            yield "retry: 2000\n\n"
            while await self._visit(token):
                ear.clear()
                # Looked at after clearing: the ring of a bell that closed meanwhile is gone.
                if bell.closed:
                    break
                found = await self._news(account, after)
                for line in found:
                    after = line.id
                    yield f"id: {line.id}\nevent: line\ndata: {json.dumps(drawn(line))}\n\n"
                if not found and not await _rung(ear, HEARTBEAT_SECONDS):
                    yield "event: beat\ndata: 1\n\n"

    async def _news(self, account: str, after: int) -> list[Line]:
        return await self._chat.sessions.read(
            lambda session: webchat.lines_after(session, account, after, LINES)
        )

    async def _take_photos(self, visit: Visit, form: FormData) -> None:
        uploads = [part for part in form.getlist("photos") if isinstance(part, UploadFile)]
        if not uploads:
            raise RefusedError(400, "empty")
        if len(uploads) > PHOTOS:
            raise RefusedError(413, "too-many", _say(visit, text("web-attach-too-many", count=PHOTOS)))
        said = said_with_photos(form.get("id"), form.get("text"))
        kept = [await _own_photo(upload) for upload in uploads]
        with self._chat.uploads.hold(uploads) as files:
            await self._take(visit, said, files, kept)

    async def _take(
        self, visit: Visit, said: Said, files: list[RemoteFile], attachments: list[dict[str, str]]
    ) -> None:
        """Write the person's line, then hand over the arrival. A line that wasn't received goes again."""
        receive, account, now = self._chat.receive, visit.account, self._chat.clock.now()
        self._flood.count(account, now)

        def write(session: Session) -> bool:
            label = webchat.find_label(session, account, said.pressed) if said.pressed else None
            shown = {"text": said.text or label or "", "pressed": said.pressed, "attachments": attachments}
            return webchat.add_said(session, account, {"said": said.id, **shown}, now)

        new = await self._chat.sessions(write)
        self._chat.bell.ring(account)
        try:
            await receive(Arrival(_inbound(visit, said), tuple(files)))
        except Exception:
            if new:
                await self._chat.sessions(lambda session: webchat.drop_said(session, account, said.id))
            raise


def _kept_days(visitor: Visitor, now: datetime) -> int | None:
    """How many days of the talk are kept, for those whose talk may have been longer."""
    return MESSAGES.days if now - visitor.since > MESSAGES else None


def _inbound(visit: Visit, said: Said) -> Inbound:
    # The page makes the id: with the account before it, nobody can stand in for another person's message.
    return Inbound(
        address=Address(WebChat.name, visit.account),
        update_id=f"{visit.account}:{said.id}",
        text=said.text,
        pressed=said.pressed,
        name=visit.visitor.name,
        language=visit.visitor.language,
    )


def _say(visit: Visit, words: Words) -> str:
    return in_words(words, visit.visitor.language)


def _source(source: str, *, small: bool) -> str:
    return source.replace("photo:", "thumb:", 1) if small and source.startswith("photo:") else source


async def _own_photo(upload: UploadFile) -> dict[str, str]:
    name = "".join(character for character in upload.filename or "" if character.isprintable())
    return {"kind": "picture", "source": f"photo:{await digest(upload)}", "name": name[-80:]}


async def _rung(ear: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(ear.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name, "")
    if not given:
        return None
    if (number := _whole(given)) is None:
        raise RefusedError(400, "not-a-number")
    return number


def _whole(given: str) -> int | None:
    """The number, if it may be an id. Longer ones aren't read: Python refuses to from 4300 digits on."""
    if len(given) > len(str(LARGEST_ID)) or not given.isascii() or not given.isdecimal():
        return None
    return number if (number := int(given)) <= LARGEST_ID else None
