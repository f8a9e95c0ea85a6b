"""Joining by web link: one page that says what one is invited to, and a button that does it.

Opening the page uses nothing up, since chats open links to preview them. Guesses aren't counted: a code has
96 random bits, so a thousand guesses a second would find one of a million codes in about 2 × 10¹² years.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.body import read_body
from bot.channels.web.channel import WebChat
from bot.channels.web.drawing import language_of, nearest_first, notice, page
from bot.channels.web.guard import POLICY
from handlers.doors import Doors
from handlers.messages import Reject, text
from handlers.people.join import Invited, Returning, look_at_code
from handlers.people.newcomer import Newcomer, let_in
from handlers.reading.names import LONGEST_NAME
from handlers.speech import in_words

log = logging.getLogger(__name__)

#: The page may send its form to us; the chat's pages have no form to send.
HEADERS = {"content-security-policy": POLICY.replace("form-action 'none'", "form-action 'self'")}
#: The most bytes of what the page sends: a name and a number.
FORM_BYTES = 4000
#: How long the redirect waits for the bot's welcome to stand on the page; without it the page shows it late.
WELCOME_SECONDS = 1.0
_ATTEMPT = re.compile(r"[0-9a-f]{32}")


def join_routes(chat: WebChat, doors: Doors, wake: Callable[[str], None]) -> list[Route]:
    """The page of an invitation, and the bare addresses, which say that one is needed. `wake` is called when
    a welcome waits to be delivered on a channel."""
    joining = JoinPage(chat, doors, wake)
    return [
        Route("/", _home),
        Route("/join", _codeless),
        Route("/join/", _codeless),
        Route("/join/{code}", joining.answer, methods=["GET", "POST"]),
    ]


async def _home(request: Request) -> Response:
    return notice(request, nearest_first(request), title="web-title", says="start-stranger")


async def _codeless(request: Request) -> Response:
    return _bad(request)


def _bad(request: Request, headers: Mapping[str, str] | None = None) -> Response:
    """For an invitation that isn't good, or whose code was lost on the way."""
    bad = {"title": "web-join-bad-title", "says": "web-join-bad-text"}
    return notice(request, nearest_first(request), status=404, headers=headers, **bad)


class JoinPage:
    """The endpoint: GET shows, POST joins."""

    def __init__(self, chat: WebChat, doors: Doors, wake: Callable[[str], None]) -> None:
        self._chat = chat
        self._doors = doors
        self._wake = wake

    async def answer(self, request: Request) -> Response:
        """The page; after joining, the way to the person's own page."""
        if request.method != "POST":
            return await self._show(request)
        form = await _read_form(request)
        newcomer = Newcomer(
            channel=WebChat.name,
            code=request.path_params["code"],
            name=form.get("name", ""),
            language=language_of(request),
            attempt=_attempt(form.get("attempt", "")),
        )
        try:
            return await self._let_in(newcomer)
        except Reject as reject:
            return await self._show(request, newcomer, reject)

    async def _show(
        self, request: Request, newcomer: Newcomer | None = None, reject: Reject | None = None
    ) -> Response:
        code, language, now = request.path_params["code"], language_of(request), self._chat.clock.now()
        invited = await self._chat.sessions.read(lambda session: look_at_code(session, now, code))
        if invited is None:
            return _bad(request, HEADERS)
        back = isinstance(invited, Returning)
        answer = page(
            request,
            "join.html",
            language=language,
            status=422 if reject else 200,
            says=_says(invited, language),
            back=back,
            title="web-join-back-title" if back else "web-join-title",
            code=code,
            given=newcomer.name[:LONGEST_NAME] if newcomer else "",
            longest=LONGEST_NAME,
            attempt=newcomer.attempt if newcomer else secrets.token_hex(16),
            wrong=in_words(reject.words, language) if reject else "",
        )
        answer.headers.update(HEADERS)
        return answer

    async def _let_in(self, newcomer: Newcomer) -> Response:
        now = self._chat.clock.now()

        def work(session: Session) -> tuple[str, str]:
            person = let_in(session, now, newcomer, self._doors)
            return str(person.id), self._doors.web_path(person.id, person.link_key)

        account, path = await self._chat.sessions(work)
        with self._chat.bell.listen(account) as ear:
            self._wake(WebChat.name)
            try:
                await asyncio.wait_for(ear.wait(), WELCOME_SECONDS)
            except TimeoutError:
                log.info("a welcome was not delivered at once")
        return RedirectResponse(f"..{path}", 303, HEADERS)


def _says(invited: Invited | Returning, language: str) -> dict[str, str]:
    if isinstance(invited, Returning):
        return {"invited": in_words(text("web-join-returning", name=invited.name), language)}
    role = invited.role.value
    words = {
        "invited": text("web-join-invited", place=invited.place, role=text(f"role-{role}")),
        "until": text("web-join-until", day=invited.last_day),
        "consent": text(f"web-join-consent-{role}"),
    }
    return {name: in_words(one, language) for name, one in words.items()}


def _attempt(given: str) -> str:
    return given if _ATTEMPT.fullmatch(given) else secrets.token_hex(16)


async def _read_form(request: Request) -> dict[str, str]:
    """The fields; what is too long to come from our page is read as empty."""
    body = await read_body(request, FORM_BYTES)
    if body is None:
        return {}
    try:
        fields = parse_qs(body.decode(), max_num_fields=8, errors="replace")
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}
