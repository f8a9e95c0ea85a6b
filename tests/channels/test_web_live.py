"""Live lines over a real connection, from this process and from others; and the signed links."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from bot.channels.web.links import Links
from handlers.messages import Message
from storage import webchat
from storage.database import Database
from tests.channels.web_kit import server, world
from tests.pages.world import START, Server, World

__all__ = ["server", "world"]


@contextmanager
def listening(
    server: Server, person: int = 1, after: str = "", headers: dict[str, str] | None = None
) -> Iterator[Iterator[str]]:
    with httpx.stream("GET", f"{server.link(person)}/events{after}", headers=headers, timeout=5) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.iter_lines()


def next_line(stream: Iterator[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in stream:
        name, _, value = row.partition(": ")
        if name == "id":
            found["event id"] = int(value)
        if name == "data" and "event id" in found:
            return {**found, **json.loads(value)}
    raise AssertionError("the stream ended")


def test_lines_arrive_in_all_open_pages_of_the_person_and_nobody_elses(server: Server) -> None:
    with listening(server) as one, listening(server) as two, listening(server, person=2) as other:
        server.tell(1, Message(text="给一号"))
        server.tell(2, Message(text="给二号"))
        assert next_line(one)["text"] == "给一号"
        assert next_line(two)["text"] == "给一号"
        assert next_line(other)["text"] == "给二号"


def test_a_page_that_comes_back_gets_what_it_missed(server: Server) -> None:
    for n in range(150):
        server.tell(1, Message(text=f"{n}"))
    with listening(server, headers={"last-event-id": "3"}) as stream:
        got = [next_line(stream) for _ in range(147)]
    assert [line["text"] for line in got] == [f"{n}" for n in range(3, 150)]
    assert all(line["event id"] == line["id"] for line in got)
    with listening(server, after="?after=149") as stream:
        assert next_line(stream)["text"] == "149"


def test_lines_of_another_process_are_found(world: World, server: Server) -> None:
    with listening(server) as stream:
        next(stream)
        with world.database.begin() as session:
            webchat.add_line(session, "1", "bot", {"text": "从别处来"}, START)
        assert next_line(stream)["text"] == "从别处来"


def test_an_idle_stream_beats_and_ends_when_the_link_is_revoked(
    world: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web.page.HEARTBEAT_SECONDS", 0.02)
    with listening(server) as stream:
        while next(stream) != "event: beat":
            pass
        world.revoke(1)
        rest = list(stream)
    assert "event: line" not in rest
    assert httpx.get(f"{server.link(1)}/events").status_code == 404


def test_open_streams_end_with_the_channel(server: Server) -> None:
    with listening(server) as stream:
        next(stream)
        server.stop()
        assert "event: line" not in list(stream)
    server.start()


def test_a_link_is_for_one_person_and_one_key() -> None:
    links = Links("0123456789abcdef")
    token = links.path(7, "k-2").removeprefix("/c/")
    assert links.read(token) == (7, "k-2")
    assert Links("another secret of 16").read(token) is None
    for changed in ("", token + "x", token[1:], token.upper(), "WzcsMl0", "é", "a.b"):
        assert links.read(changed) is None
    with pytest.raises(ValueError, match="16 characters"):
        Links("short")


@pytest.mark.parametrize("kind", ["database", "postgres"])
def test_what_was_said_is_kept_once_on_both_databases(kind: str, request: pytest.FixtureRequest) -> None:
    database: Database = request.getfixturevalue(kind)
    body: dict[str, Any] = {"said": "a", "text": "一", "pressed": None, "attachments": []}
    with database.begin() as session:
        assert webchat.add_said(session, "1", body, START)
        assert not webchat.add_said(session, "1", body, START)
        assert webchat.add_said(session, "2", body, START)
        webchat.drop_said(session, "1", "a")
        assert webchat.lines_before(session, "1", None, 9) == []
        assert webchat.add_said(session, "1", {**body, "said": "b"}, START)
        dropped = webchat.newest_line(session)
        webchat.drop_said(session, "1", "b")
        later = webchat.add_line(session, "3", "bot", {"text": "二"}, START)
        assert later > dropped, "a page that has seen all up to the dropped line draws the next one"
        assert [line.body["text"] for line in webchat.lines_after(session, "2", 0, 9)] == ["一"]
        assert webchat.accounts_after(session, 0) - {webchat.NOBODY} == {"2", "3"}
        assert webchat.accounts_after(session, webchat.newest_line(session)) == set()
        assert webchat.find_visitor(session, 1) is None
