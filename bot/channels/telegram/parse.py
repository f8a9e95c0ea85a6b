"""What Telegram brings, read into arrivals. Pure: an update in, an arrival or nothing out.

Only the few fields that matter are read, by pydantic: python-telegram-bot's `Update.de_json` builds every
object of the Bot API and costs 80 to 150 µs an update, this 5 to 10.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.base import Arrival, RemoteFile
from handlers.messages import Address, Inbound

CHANNEL = "telegram"
#: The kinds of update that are asked for; `parse` knows these and no others. That somebody blocked us
#: shows when we next write to them, so `my_chat_member` isn't among them.
KINDS = ("message", "edited_message", "callback_query")
#: Fields of a message that nobody wrote: the platform tells what happened (Bot API, Message).
_SERVICE = """
    new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo group_chat_created
    supergroup_chat_created channel_chat_created message_auto_delete_timer_changed
    migrate_from_chat_id pinned_message users_shared chat_shared connected_website write_access_allowed
    proximity_alert_triggered boost_added chat_background_set checklist_tasks_done checklist_tasks_added
    forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened chat_owner_left
    general_forum_topic_hidden general_forum_topic_unhidden giveaway_created giveaway giveaway_winners
    giveaway_completed video_chat_scheduled video_chat_started video_chat_ended chat_owner_changed
    video_chat_participants_invited web_app_data gift unique_gift gift_upgrade_sent successful_payment
    refunded_payment paid_message_price_changed direct_message_price_changed suggested_post_approved
    suggested_post_approval_failed suggested_post_declined suggested_post_paid suggested_post_refunded
    poll_option_added poll_option_deleted managed_bot_created"""
SERVICE = frozenset(_SERVICE.split())


#: An id as Telegram gives it: at most 52 bits (Bot API, User and Chat).
Id: TypeAlias = Annotated[int, Field(gt=-(2**63), lt=2**63)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class User(_Part):
    """Who wrote or pressed."""

    id: Id
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str | None = None


class Chat(_Part):
    """Where: `type` is private, group, supergroup or channel."""

    id: Id
    type: str


class Sized(_Part):
    """A photo in one size, or a document."""

    file_id: str
    file_size: int | None = None
    mime_type: str | None = None
    width: int = 0
    height: int = 0


class Bearing(_Part):
    """The message that bears a button: only where it is."""

    chat: Chat


class Post(_Part):
    """A message. Fields that aren't read stay in `model_extra`. `migrate_to_chat_id`: the group becomes a
    supergroup, which has that id."""

    model_config = ConfigDict(frozen=True, extra="allow")
    chat: Chat
    sender: User | None = Field(None, alias="from")
    text: str = ""
    caption: str = ""
    photo: tuple[Sized, ...] = ()
    document: Sized | None = None
    migrate_to_chat_id: int | None = None


class Press(_Part):
    """A button that was pressed; Telegram's name for it is CallbackQuery."""

    id: str
    sender: User = Field(alias="from")
    message: Bearing | None = None
    data: str | None = None


class Update(_Part):
    """One update: one of the three is there, or it is of a kind that we don't take."""

    update_id: Id
    message: Post | None = None
    edited_message: Post | None = None
    callback_query: Press | None = None


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account, as getMe tells it."""

    username: str


def read(raw: Mapping[str, object] | bytes) -> Update:
    """An update from its JSON, parsed or not; raises pydantic's ValidationError (a ValueError)."""
    return Update.model_validate_json(raw) if isinstance(raw, bytes) else Update.model_validate(raw)


def is_update(raw: object) -> bool:
    """Whether it has the id by which an update is confirmed."""
    return isinstance(raw, Mapping) and type(raw.get("update_id")) is int


def parse(update: Update, me: Me) -> Arrival | None:
    """What somebody said to the bot, or that a group has moved; None if there is nothing to do.

    Stickers, voice and whatever else we can't read arrive without text, so that the turn can say what
    it takes.
    """
    if update.callback_query:
        return _press(update.callback_query, str(update.update_id))
    if post := update.message or update.edited_message:
        return _post(post, str(update.update_id), me, edited=update.message is None)
    return None


def _press(press: Press, update_id: str) -> Arrival | None:
    if press.data is None:
        return None
    group = _group(press.message.chat) if press.message else None
    return Arrival(_inbound(press.sender, update_id, pressed=press.data, group=group))


def _post(post: Post, update_id: str, me: Me, *, edited: bool) -> Arrival | None:
    if post.migrate_to_chat_id is not None:
        old, new = str(post.chat.id), str(post.migrate_to_chat_id)
        return Arrival(Inbound(Address(CHANNEL, old), update_id, group=old, moved_to=new))
    if post.sender is None or post.sender.is_bot or post.chat.type == "channel":
        return None
    if SERVICE & (post.model_extra or {}).keys():
        return None
    files = _files(post)
    text, other = _unname(post.text or post.caption, me.username)
    # A live location is "edited" every few seconds: nobody said anything.
    if other or (edited and not text and not files):
        return None
    group = _group(post.chat)
    inbound = _inbound(post.sender, update_id, text=text, group=group, edited=edited)
    return Arrival(inbound, files)


def _inbound(
    user: User,
    update_id: str,
    *,
    group: str | None,
    text: str = "",
    pressed: str | None = None,
    edited: bool = False,
) -> Inbound:
    return Inbound(
        address=Address(CHANNEL, str(user.id)),
        update_id=update_id,
        text=text,
        pressed=pressed,
        name=f"{user.first_name} {user.last_name}".strip(),
        language=user.language_code,
        group=group,
        edited=edited,
    )


def _group(chat: Chat) -> str | None:
    return str(chat.id) if chat.type in ("group", "supergroup") else None


def _files(post: Post) -> tuple[RemoteFile, ...]:
    """The photo in its largest size, or a document that calls itself a picture."""
    if post.photo:
        largest = max(post.photo, key=lambda size: size.width * size.height)
        return (RemoteFile(largest.file_id, largest.file_size),)
    if post.document and (post.document.mime_type or "").startswith("image/"):
        return (RemoteFile(post.document.file_id, post.document.file_size),)
    return ()


def _unname(text: str, username: str) -> tuple[str, bool]:
    """The text without our name, and whether it is another bot's command."""
    if "@" not in text:
        return text, False
    if command := re.match(r"/(\w+)@(\w+)", text):
        return f"/{command[1]}{text[command.end() :]}", command[2].lower() != username.lower()
    mention = rf"(?<![\w@/])@{re.escape(username)}(?!\w) ?"
    bare, times = re.subn(mention, "", text, flags=re.IGNORECASE)
    return (bare.strip() if times else text), False
