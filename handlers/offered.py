"""What a person was offered last, kept with the conversation: a typed number or word finds its own there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from handlers.speech import Offered
from storage.runs import Conversation

_MENU = TypeAdapter(list[Offered])


def keep_menu(talk: Conversation, menu: Sequence[Offered], numbered: bool, now: datetime) -> None:
    """From now on this is what a number means. What a notice offers that is yet to come stays."""
    notices = _MENU.validate_python([item for item in talk.menu if item.get("since")])
    later = [item for item in notices if item.since is not None and item.since > now]
    talk.menu = _MENU.dump_python([*menu, *later], mode="json")
    talk.numbered = numbered


def keep_notice_menu(
    talk: Conversation, menu: Sequence[Offered], numbered: bool, due_at: datetime, now: datetime
) -> None:
    """What a notice offers, from the moment on at which it arrives: a number that is typed before, or in
    the middle of a form, isn't meant for it."""
    if talk.run_id is not None or not menu:
        return
    if due_at <= now:
        keep_menu(talk, menu, numbered, now)
        return
    offered = [replace(item, since=due_at) for item in menu]
    talk.menu = _MENU.dump_python([*_kept(talk), *offered], mode="json")


def present_menu(talk: Conversation, now: datetime) -> tuple[list[Offered], bool]:
    """What is offered now, and whether a number picks from it."""
    kept = _kept(talk)
    come = [item.since for item in kept if item.since is not None and item.since <= now]
    if come and talk.run_id is None:
        return [item for item in kept if item.since == max(come)], True
    return [item for item in kept if item.since is None], talk.numbered


def _kept(talk: Conversation) -> list[Offered]:
    return _MENU.validate_python(talk.menu)
