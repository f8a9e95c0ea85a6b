"""What an attacker sends: what is right, spoilt a little or much, on every way into the bot."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import get_args
from uuid import UUID

from bot.channels.console import MissingFileError, hear
from bot.channels.telegram.webhook import HEADER
from handlers.people.join import find_code
from handlers.rules.campaign_file import CampaignFileError, NoFormError, Which, campaign_form, load_text
from tests.kit.asgi import Answered, Pairs, ask
from tests.kit.mutation import NASTY, Json, Spoiler
from tests.soak.hostile.saying import SHIPPED, Mouth
from tests.soak.hostile.world import CONFIDENCE, WEBHOOK, World

METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "GET\0", "")
#: What stands below a person's link, and beside it.
BELOW = (
    *("", "/", "/lines", "/events", "/say", "/photo", "/x", "/../c"),
    *("/file/1/0", "/file/2/%C2%B2", "/file/9999999999/-1"),
)
BESIDE = ("/", "/healthz", "/readyz", "/static/look.css", "/static/%00", "/static/..%2f..", "/c", "//")
HEADERS = (
    *("content-type", "content-length", "transfer-encoding", "accept-language", "host", "origin", "cookie"),
    *("sec-fetch-site", "last-event-id", "range", "if-modified-since", "if-none-match", "expect"),
    *("x-forwarded-for", "x-forwarded-proto", "connection", "content-encoding"),
)
FITTING = (b"application/json", b"multipart/form-data; boundary=", b"bytes=0-,5-", b"cross-site", b"null")
NUMBERS = ("0", "1", "99999999999", "-1", "%D9%A3", "9" * 5000, "%00", "x")
FILE_NAMES = ("a.jpg", "../../x", '"; filename="', "表\u202egpj.exe", "n" * 3000)


@dataclass(frozen=True)
class Input:
    """One input: what it is, its words in short, and what sends it."""

    kind: str
    told: str
    send: Callable[[], Awaitable[None]]


class Attacker:
    """Makes inputs by a dice."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world, self.dice, self.spoiler = world, dice, Spoiler(dice)
        self.mouth = Mouth(world, dice, self.spoiler)
        ways: dict[Callable[[], Input], int] = {
            self._webhook: 30,
            self._polled: 12,
            self._say: 25,
            self._web: 14,
            self._photos: 3,
            self._join: 5,
            self._campaign: 5,
            self._console: 2,
            self._code: 4,
        }
        self._ways, self._weights = list(ways), list(ways.values())

    def __iter__(self) -> Iterator[Input]:
        while True:
            yield self.dice.choices(self._ways, self._weights)[0]()

    def _webhook(self) -> Input:
        body, secret = self.spoiler.body(self.mouth.update()), WEBHOOK.secret.encode()
        if self.dice.random() < 0.03:
            secret = self.dice.choice((b"", b"\xff", b"no"))
        if self.dice.random() < 0.003:
            body += b" " * 1_200_000
        headers = [(HEADER.lower().encode(), secret)]
        return self._request("webhook", "POST", WEBHOOK.url.removeprefix(WEBHOOK.address), headers, body)

    def _polled(self) -> Input:
        update = self.spoiler.json(self.mouth.update(), self.dice.choice((0, 0, 1, 2, 6)))

        async def send() -> None:
            await self.world.intake.take(update, patient=False)

        return Input("polled", repr(update), send)

    def _say(self) -> Input:
        link = self._link()
        account = self.world.links[link]
        said: Json = {"id": self._uuid(), "text": self.mouth.words("web", account)}
        if self.dice.random() < 0.5:
            said = said | {"text": "", "pressed": self.mouth.pressed("web", account)}
        if self.dice.random() < 0.6:
            return self._request("say", "POST", f"{link}/say", [], json.dumps(said).encode())
        return self._request("say", "POST", f"{link}/say", self._headers(), self.spoiler.body(said))

    def _web(self) -> Input:
        dice, number = self.dice, self.dice.choice(NUMBERS)
        path = dice.choice((f"{self._link()}{dice.choice(BELOW)}", dice.choice(BESIDE)))
        if dice.random() < 0.3:
            path = self.spoiler.content(path.encode()).decode("latin-1")
        queries = ("", f"after={number}", f"before={number}&after=", "small", "&&=%ff", "a=1&" * 2000)
        body = self.spoiler.body({"id": "1", "text": CONFIDENCE})
        return self._request("web", dice.choice(METHODS), path, self._headers(), body, dice.choice(queries))

    def _photos(self) -> Input:
        dice = self.dice
        parts = [_part("id", self._uuid().encode()), _part("text", CONFIDENCE.encode())]
        for _ in range(dice.choice((0, 1, 1, 2, 25))):
            content = dice.choice(self.mouth.pictures)
            content = content if dice.random() < 0.5 else self.spoiler.content(content, 2)
            parts.append(_part("photos", content, dice.choice(FILE_NAMES)))
        body = b"".join(parts) + b"--xyz--\r\n"
        body = body if dice.random() < 0.7 else self.spoiler.content(body, 2)
        headers = [(b"content-type", b"multipart/form-data; boundary=xyz")]
        if dice.random() < 0.1:
            headers = self._headers()
        return self._request("photos", "POST", f"{self._link()}/photo", headers, body)

    def _join(self) -> Input:
        code = self.dice.choice((*self.world.codes, "x" * 16, "..%2f..", "%00", "A" * 5000))
        name = self.spoiler.text(CONFIDENCE).encode("utf-8", "surrogatepass")
        body = self.spoiler.content(b"name=" + name + b"&attempt=" + b"0" * 32, self.dice.choice((0, 1)))
        method = self.dice.choice(("GET", "POST"))
        return self._request("join", method, f"/join/{code}", self._headers(), body)

    def _campaign(self) -> Input:
        content = self.spoiler.content(self.dice.choice(SHIPPED), self.dice.choice((1, 1, 2, 6)))

        async def send() -> None:
            try:
                file = load_text(content, "x.yaml")
            except CampaignFileError as error:
                str(error)
                return
            for which in get_args(Which):
                with suppress(NoFormError):
                    campaign_form(file, which)

        return Input("campaign file", repr(content), send)

    def _console(self) -> Input:
        names = f"~nobody/{CONFIDENCE} 'a b' \"c"
        line = f"@photo {self.dice.choice((self.spoiler.text(names), '', 'x' * 5000))}"

        async def send() -> None:
            with suppress(MissingFileError):
                hear(1, line)

        return Input("console", repr(line), send)

    def _code(self) -> Input:
        token, code = self._link().removeprefix("/c/"), self.dice.choice(self.world.codes)
        spoilt = self.spoiler.text(token) if self.dice.random() < 0.5 else f"x{token[1:]}"
        typed = self.spoiler.text(f"https://yidong.example.org/join/{code}")

        async def send() -> None:
            held = self.world.app.links.read(spoilt)
            # Signs that base64 has no use for, and the last two bits of a signature, change nothing.
            if held is not None and held != self.world.app.links.read(token):
                self.world.broken.append(f"a link was forged: {spoilt!r}")
            find_code(typed)

        return Input("code", repr((spoilt, typed)), send)

    def _link(self) -> str:
        return self.dice.choice(list(self.world.links))

    def _uuid(self) -> str:
        return str(UUID(int=self.dice.getrandbits(128)))

    def _headers(self) -> list[tuple[bytes, bytes]]:
        texts = [text.encode("utf-8", "surrogatepass")[:9000] for text in NASTY]
        names = self.dice.sample(HEADERS, self.dice.randrange(4))
        found = {name: self.dice.choice((*texts, *FITTING)) for name in names}
        if "content-length" in found:
            # A server lets only digits through as the length of a body.
            found["content-length"] = self.dice.choice((b"0", b"5", b"99999999999"))
        return [(name.encode(), value) for name, value in found.items()]

    def _request(
        self, kind: str, method: str, path: str, headers: Pairs, body: bytes, query: str = ""
    ) -> Input:
        cut = self.dice.randrange(len(body) + 1) if self.dice.random() < 0.2 else len(body)
        parts, gone = (body[:cut], body[cut:]), self.dice.random() < 0.02

        async def send() -> None:
            site, asked = self.world.site, query.encode()
            given = await ask(site, method, path, query=asked, headers=headers, body=parts, broken_off=gone)
            self._judge(given)

        told = f"{method} {path[:300]!r} {query[:80]!r} {headers!r:.300} {body!r:.1000}"
        return Input(kind, told, send)

    def _judge(self, answered: Answered) -> None:
        self.world.answered[answered.status] += 1
        if not 200 <= answered.status < 500:
            self.world.broken.append(f"answered {answered.status}")
        if "set-cookie" in answered.headers or "content-security-policy" not in answered.headers:
            self.world.broken.append(f"headers {answered.headers}")


def _part(name: str, content: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    head = f'--xyz\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"
