"""What the page gets to draw: lines as JSON, and the words of the page itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from locales import LANGUAGES, nearest, say
from storage.webchat import Line

PAGES = Path(__file__).parents[2] / "pages"

#: What the scripts of the chat page say.
CHAT_WORDS = (
    "web-attach-not-photo",
    "web-attach-too-large",
    "web-attach-too-many",
    "web-discard",
    "web-download",
    "web-gone-line",
    "web-hint-choice",
    "web-hint-number",
    "web-hint-photos",
    "web-hint-words",
    "web-keyboard-numbers",
    "web-keyboard-words",
    "web-not-sent",
    "web-offline",
    "web-photo-lost",
    "web-photo-of",
    "web-reconnecting",
    "web-remove-photo",
    "web-sending",
    "web-sent-by-bot",
    "web-sent-by-you",
    "web-start",
    "web-too-long",
    "web-try-again",
)

#: What the scripts of the demo page say.
DEMO_WORDS = ("web-demo-fault", "web-demo-next", "web-demo-nothing-due", "web-demo-restart-sure")

#: Placeables that only the browser can fill are said as `{name}`.
HOLES: dict[str, dict[str, str | int]] = {
    "web-attach-not-photo": {"name": "{name}"},
    "web-attach-too-large": {"name": "{name}", "megabytes": "{megabytes}"},
    "web-attach-too-many": {"count": "{count}"},
    "web-demo-next": {"what": "{what}", "moment": "{moment}"},
    "web-download": {"name": "{name}"},
    "web-photo-lost": {"name": "{name}"},
    "web-photo-of": {"number": "{number}"},
    "web-remove-photo": {"name": "{name}"},
}

_templates = Environment(
    loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, auto_reload=False
)


@cache
def words(language: str, keys: tuple[str, ...]) -> str:
    """The words of a page's scripts as JSON, by key."""
    return json.dumps({key: say(language, key, HOLES.get(key)) for key in keys}, ensure_ascii=False)


def page(request: Request, name: str, *, language: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page by the name of its template. `t` says a key, in the page's language unless another is wanted."""

    def static(path: str) -> str:
        return request.url_for("web-static", path=path).path

    def said(key: str, wanted: str = language, **args: int) -> str:
        return say(wanted, key, args)

    template = _templates.get_template(name)
    html = template.render(language=language, static=static, t=said, **values)
    return HTMLResponse(html, status)


def language_of(request: Request) -> str:
    """That of ours nearest to the one the browser names first."""
    return nearest(request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip())


def nearest_first(request: Request) -> list[str]:
    """All our languages, that of the browser first."""
    nearest_one = language_of(request)
    return sorted(LANGUAGES, key=lambda one: one != nearest_one)


def notice(
    request: Request,
    both: Sequence[str],
    *,
    title: str,
    says: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page that only says something, in all our languages, since nobody knows who reads it."""
    said = page(request, "notice.html", language=both[0], status=status, both=both, title=title, says=says)
    said.headers.update(headers or {})
    return said


def drawn(line: Line) -> dict[str, Any]:
    """A line as the page gets it. Where an attachment comes from stays here."""
    body = line.body
    files = [
        {"n": n, "kind": sheet["kind"], "name": sheet["name"]}
        for n, sheet in enumerate(body.get("attachments", ()))
    ]
    return {
        "id": line.id,
        "who": line.who,
        "at": line.at.isoformat(),
        "said": body.get("said"),
        "text": body["text"],
        "pressed": body.get("pressed"),
        "buttons": body.get("buttons", []),
        "numbered": body.get("numbered", True),
        "expects": body.get("expects", "words"),
        "files": files,
    }
