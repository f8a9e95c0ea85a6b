"""The methods of the Bot API that the fake has: each takes the server and a call and gives the result."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.kit.bot_api import checks
from tests.kit.bot_api.world import Call, Chat, Json, Refusal, Upload, bad

if TYPE_CHECKING:
    from tests.kit.bot_api.server import Server

Method: TypeAlias = Callable[["Server", Call], Awaitable[Any]]

DOWNLOAD_BYTES = 20 * 1024 * 1024
#: Seconds for which a press can be answered. Not documented; Telegram gives up after about as long.
ANSWER_SECONDS = 30
ACTIONS = re.compile(
    r"typing|upload_(photo|video|voice|document|video_note)|record_\w+|find_location|choose_\w+"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
OLD_PRESS = "query is too old and response timeout expired or query ID is invalid"


async def get_me(server: Server, call: Call) -> Json:
    return server.world.bot | {"can_join_groups": True, "can_read_all_group_messages": False}


async def get_updates(server: Server, call: Call) -> list[Json]:
    server.queue.allow(_kinds(call))
    offset, limit = checks.whole(call, "offset"), checks.whole(call, "limit", 100)
    return await server.queue.get(offset, limit, checks.whole(call, "timeout"))


async def set_webhook(server: Server, call: Call) -> bool:
    url, secret = checks.word(call, "url"), checks.word(call, "secret_token")
    if url and not re.match(r"https?://[^\s/]+", url):
        raise bad("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    server.queue.allow(_kinds(call))
    server.queue.stop(Refusal(409, "Conflict: terminated by setWebhook request"))
    _drop(server, call)
    server.webhook.set(url, secret, checks.whole(call, "max_connections", 40))
    return True


async def delete_webhook(server: Server, call: Call) -> bool:
    _drop(server, call)
    server.webhook.set("", "", 40)
    return True


async def get_webhook_info(server: Server, call: Call) -> Json:
    info: Json = {
        "url": server.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(server.queue.waiting),
        "max_connections": server.webhook.max_connections,
    }
    allowed = {"allowed_updates": server.queue.allowed} if server.queue.allowed else {}
    return info | server.webhook.last_error | allowed


async def send_message(server: Server, call: Call) -> Json:
    chat = checks.chat(server.world, call)
    return server.world.show(chat, checks.text(call) | checks.markup(call))


async def send_photo(server: Server, call: Call) -> Json:
    chat, upload = checks.chat(server.world, call), _upload(call, "photo")
    content = checks.photo(server.world, call, upload, checks.word(call, "photo"))
    return server.world.show(chat, content | checks.caption(call) | checks.markup(call))


async def send_document(server: Server, call: Call) -> Json:
    chat, upload = checks.chat(server.world, call), _upload(call, "document")
    content = checks.document(server.world, call, upload, checks.word(call, "document"))
    return server.world.show(chat, content | checks.caption(call) | checks.markup(call))


async def send_media_group(server: Server, call: Call) -> list[Json]:
    chat = checks.chat(server.world, call)
    contents = checks.album(server.world, call)
    album = {"media_group_id": server.world.number()}
    return [server.world.show(chat, content | album) for content in contents]


async def edit_message_text(server: Server, call: Call) -> Json:
    message = _own(server, call)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _edit(server, message, checks.text(call) | checks.markup(call))


async def edit_message_reply_markup(server: Server, call: Call) -> Json:
    return _edit(server, _own(server, call), checks.markup(call))


async def delete_message(server: Server, call: Call) -> bool:
    chat = checks.chat(server.world, call)
    message = chat.messages.get(checks.whole(call, "message_id"))
    if message is None:
        raise bad("message to delete not found")
    if server.world.now - message["date"] > 48 * 3600:
        raise bad("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    return True


async def answer_callback_query(server: Server, call: Call) -> bool:
    press = server.world.presses.get(checks.word(call, "callback_query_id"))
    if press is None or server.world.now - press.at > ANSWER_SECONDS:
        raise bad(OLD_PRESS)
    if checks.length(checks.word(call, "text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.answer = dict(call.params)
    return True


async def get_file(server: Server, call: Call) -> Json:
    file_id = checks.word(call, "file_id")
    if not file_id:
        raise bad("file_id not specified")
    if (stored := server.world.files.get(file_id)) is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > DOWNLOAD_BYTES:
        raise bad("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


async def set_my_commands(server: Server, call: Call) -> bool:
    commands = checks.structure(call, "commands", "can't parse commands JSON object")
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    server.world.commands[_menu(call)] = commands
    return True


async def get_my_commands(server: Server, call: Call) -> list[Json]:
    return server.world.commands.get(_menu(call), [])


async def send_chat_action(server: Server, call: Call) -> bool:
    checks.chat(server.world, call)
    if not ACTIONS.fullmatch(checks.word(call, "action")):
        raise bad("wrong parameter action in request")
    return True


async def leave_chat(server: Server, call: Call) -> bool:
    chat = checks.chat(server.world, call)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    chat.reachable, chat.refusal = False, "bot is not a member of the group chat"
    return True


METHODS: dict[str, Method] = {
    method.__name__.replace("_", ""): method
    for method in (
        get_me,
        get_updates,
        set_webhook,
        delete_webhook,
        get_webhook_info,
        send_message,
        send_photo,
        send_document,
        send_media_group,
        edit_message_text,
        edit_message_reply_markup,
        delete_message,
        answer_callback_query,
        get_file,
        set_my_commands,
        get_my_commands,
        send_chat_action,
        leave_chat,
    )
}


def _kinds(call: Call) -> list[str] | None:
    kinds = checks.structure(call, "allowed_updates", "can't parse allowed_updates JSON object")
    return kinds if isinstance(kinds, list) else None


def _drop(server: Server, call: Call) -> None:
    if checks.word(call, "drop_pending_updates").lower() == "true":
        server.queue.waiting.clear()


def _upload(call: Call, name: str) -> Upload | None:
    """A file under the parameter's own name, or under the one that it says it is attached as."""
    reference = checks.word(call, name)
    return call.files.get(name) or call.files.get(reference.removeprefix("attach://"))


def _menu(call: Call) -> tuple[str, str]:
    scope = checks.structure(call, "scope", "can't parse BotCommandScope JSON object") or {}
    return scope.get("type", "default"), checks.word(call, "language_code")


def _own(server: Server, call: Call) -> Json:
    """The bot's own message that is to be edited."""
    chat: Chat = checks.chat(server.world, call)
    message = chat.messages.get(checks.whole(call, "message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message["from"]["id"] != server.world.bot["id"]:
        raise bad("message can't be edited")
    return message


def _edit(server: Server, message: Json, content: Json) -> Json:
    """Change a message in place; a keyboard that isn't sent again is gone."""
    kept = {name: value for name, value in message.items() if name not in ("reply_markup", "edit_date")}
    changed = kept | content
    if changed == {name: value for name, value in message.items() if name != "edit_date"}:
        raise bad(NOT_MODIFIED)
    message.clear()
    message.update(changed, edit_date=int(server.world.now))
    return message
