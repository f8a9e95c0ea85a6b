"""People and groups for a test to play: what they do becomes updates, what the bot does they see."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from tests.kit.bot_api.checks import length, size
from tests.kit.bot_api.queue import PRESS_LIFE, Queue
from tests.kit.bot_api.world import Chat, Json, Press, Shown, World

#: Seconds to wait for something that the bot should say; only a failing test waits so long.
HEARS_SECONDS = 5.0
#: Webhook queues other than a chat's own (tdlib/telegram-bot-api, Client.cpp).
PRESS_LANE = 3 << 33
MEMBER_LANE = 7 << 33
#: Messages that nobody wrote, which every bot in a group gets to see.
SERVICE = {"new_chat_members", "migrate_to_chat_id", "migrate_from_chat_id"}
#: Width of the smaller sizes that Telegram makes of a photo.
SMALLER = (90, 320)


class NoSuchButtonError(AssertionError):
    """No message that can be seen bears this button."""


class Place:
    """A chat as those in it see it."""

    def __init__(self, world: World, queue: Queue, about: Json) -> None:
        self.world, self.queue = world, queue
        self.chat = Chat(about)
        world.chats[self.chat.id] = self.chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Shown]:
        """All messages of the bot that stand in this chat now."""
        bot = self.world.bot["id"]
        return [Shown(self.world, each) for each in self.chat.messages.values() if each["from"]["id"] == bot]

    async def hears(self, patience: float = HEARS_SECONDS) -> Shown:
        """The next message of the bot in this chat; TimeoutError if none comes."""
        return await asyncio.wait_for(self.chat.heard.get(), patience)

    def unheard(self) -> int:
        """How many messages of the bot nobody has listened to yet."""
        return self.chat.heard.qsize()


class Person(Place):
    """Someone with a phone. Without `group` they act in their private chat with the bot."""

    def __init__(self, world: World, queue: Queue, account: int, name: str, language: str | None) -> None:
        super().__init__(world, queue, {"id": account, "type": "private", "first_name": name})
        tag = {"language_code": language} if language else {}
        self.account: Json = {"id": account, "is_bot": False, "first_name": name} | tag
        self.last: Json = {}

    def start(self, payload: str = "") -> Json:
        """Press "Start", perhaps behind a deep link; also what unblocks the bot."""
        return self.say(f"/start {payload}".strip())

    def say(self, text: str, *, group: Group | None = None, reply_to: Shown | None = None) -> Json:
        """Write a text."""
        entities = _entities(text)
        content: Json = {"text": text} | ({"entities": entities} if entities else {})
        return self.send(content, group=group, reply_to=reply_to)

    def send_photo(self, content: bytes, caption: str = "", *, group: Group | None = None) -> Json:
        """Send a photo, as phones do: compressed, in several sizes."""
        return self.send(self._photo(content, caption), group=group)

    def send_album(
        self, contents: Sequence[bytes], caption: str = "", *, group: Group | None = None
    ) -> list[Json]:
        """Send photos together: one message each, the caption on the first alone."""
        album = {"media_group_id": self.world.number()}
        captions = [caption, *("" for _ in contents[1:])]
        photos = [self._photo(each, said) for each, said in zip(contents, captions, strict=True)]
        return [self.send(photo | album, group=group) for photo in photos]

    def send_file(self, content: bytes, mime: str, name: str = "file", *, caption: str = "") -> Json:
        """Send a file as it is."""
        stored = self.world.store(content, "documents", "")
        document = {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_name": name,
            "mime_type": mime,
            "file_size": len(content),
        }
        return self.send({"document": document} | ({"caption": caption} if caption else {}))

    def send(self, content: Json, *, group: Group | None = None, reply_to: Shown | None = None) -> Json:
        """Send anything that a message can hold, such as `{"sticker": {…}}`."""
        chat = (group or self).chat
        if not group:
            chat.reachable = True
        quoted = {"reply_to_message": dict(reply_to.json)} if reply_to else {}
        self.last = self.world.message(chat, self.account, content | quoted)
        if group is None or group.brings(self.last):
            self.queue.push("message", dict(self.last), lane=chat.id)
        return self.last

    def edit(self, text: str, message: Json | None = None) -> Json:
        """Change the text of the last message, or of another of one's own."""
        message = self.last if message is None else message
        message.update({"text": text, "edit_date": int(self.world.now)})
        self.queue.push("edited_message", dict(message), lane=message["chat"]["id"])
        return message

    def press(self, label: str, message: Shown | None = None, *, group: Group | None = None) -> str:
        """Press a button of that message, or of the latest that bears it; the id of the press."""
        place = group or self
        candidates = [message] if message else list(reversed(place.messages))
        for shown in candidates:
            for row in shown.json.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label and "callback_data" in button:
                        return self._press(place, shown, button["callback_data"])
        raise NoSuchButtonError(f"no button {label!r} on {candidates}")

    def answered(self, press: str) -> bool:
        """Whether the bot has stopped the clock on the button."""
        return self.world.presses[press].answer is not None

    def block(self) -> None:
        """Stop the bot from writing."""
        self.chat.reachable, self.chat.refusal = False, "bot was blocked by the user"
        _tell_member(self, self.account, "member", "kicked")

    def _press(self, place: Place, shown: Shown, data: str) -> str:
        press = self.world.number()
        self.world.presses[press] = Press(self.world.now)
        query = {
            "id": press,
            "from": self.account,
            "message": dict(shown.json),
            "chat_instance": str(place.id),
            "data": data,
        }
        self.queue.push("callback_query", query, lane=self.id + PRESS_LANE, life=PRESS_LIFE)
        return press

    def _photo(self, content: bytes, caption: str) -> Json:
        width, height = size(content)
        sizes = []
        for wide in (*(each for each in SMALLER if each < width), width):
            stored = self.world.store(content, "photos", ".jpg")
            sizes.append(
                {
                    "file_id": stored.file_id,
                    "file_unique_id": stored.unique_id,
                    "width": wide,
                    "height": max(1, height * wide // width),
                    "file_size": len(content) * wide // width,
                }
            )
        return {"photo": sizes} | ({"caption": caption} if caption else {})


class Group(Place):
    """A group. While `privacy` is on, the bot is brought only what is meant for it."""

    def __init__(self, world: World, queue: Queue, account: int, title: str) -> None:
        super().__init__(world, queue, {"id": account, "type": "group", "title": title})
        self.chat.refusal = "bot is not a member of the group chat"
        self.privacy = True

    def add_bot(self, by: Person) -> None:
        """Somebody brings the bot in."""
        self.chat.reachable = True
        _tell_member(self, by.account, "left", "member")
        by.send({"new_chat_members": [self.world.bot]}, group=self)

    def remove_bot(self, by: Person) -> None:
        """Somebody throws the bot out."""
        self.chat.reachable, self.chat.refusal = False, "bot was kicked from the group chat"
        _tell_member(self, by.account, "member", "kicked")

    def become_supergroup(self, account: int, by: Person | None = None) -> Group:
        """Somebody makes it one: the group gets a new id, which the old one only tells. Without `by` the
        messages that say so are lost."""
        group = Group(self.world, self.queue, account, self.chat.about["title"])
        group.chat.about["type"] = "supergroup"
        group.chat.reachable = True
        if by:
            by.send({"migrate_to_chat_id": account}, group=self)
            by.send({"migrate_from_chat_id": self.id}, group=group)
        self.chat.moved_to = account
        return group

    def brings(self, message: Json) -> bool:
        """Whether the bot gets to see a message (core.telegram.org/bots/features, "Privacy mode")."""
        if not self.chat.reachable:
            return False
        bot = self.world.bot
        text = str(message.get("text", message.get("caption", "")))
        command = re.match(r"/\w+(@\w+)?", text)
        meant = bool(command) and command[1] in (None, f"@{bot['username']}") if command else False
        quoted = message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]
        service = bool(SERVICE & message.keys())
        return not self.privacy or meant or quoted or service or f"@{bot['username']}" in text


def _tell_member(place: Place, by: Json, before: str, after: str) -> None:
    bot = place.world.bot
    until = {"until_date": 0} if after == "kicked" else {}
    change = {
        "chat": place.chat.about,
        "from": by,
        "date": int(place.world.now),
        "old_chat_member": {"user": bot, "status": before},
        "new_chat_member": {"user": bot, "status": after} | until,
    }
    place.queue.push("my_chat_member", change, lane=place.id + MEMBER_LANE)


def _entities(text: str) -> list[Json]:
    """Commands and mentions, with places in UTF-16 units as Telegram counts them."""
    found = [("bot_command", match) for match in re.finditer(r"(?<!\S)/\w+(@\w+)?", text)]
    found += [("mention", match) for match in re.finditer(r"(?<!\S)@\w+", text)]
    return [
        {"type": kind, "offset": length(text[: match.start()]), "length": length(match[0])}
        for kind, match in found
    ]
