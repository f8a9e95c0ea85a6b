"""What Telegram refuses, in its own words: parameters read and checked, each by one function.

Lengths are counted in UTF-16 units, as the official clients do.
"""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.kit.bot_api.world import Call, Chat, Json, Refusal, Stored, Upload, World, bad

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
BUTTON_BYTES = 64
BUTTONS = 100
PHOTO_BYTES = 10 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
PARSE_MODES = ("", "none", "markdown", "markdownv2", "html")


def word(call: Call, name: str) -> str:
    """A parameter as text; empty if it isn't there."""
    value = call.params.get(name, "")
    return value if isinstance(value, str) else json.dumps(value)


def whole(call: Call, name: str, default: int = 0) -> int:
    """A parameter as a whole number; Telegram takes what isn't one for the default."""
    try:
        return int(word(call, name) or default)
    except ValueError:
        return default


def structure(call: Call, name: str, fault: str) -> Any:
    """A parameter that is JSON, or None if it isn't there."""
    value = call.params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad(fault) from None


def chat(world: World, call: Call) -> Chat:
    """The chat that is meant, if the bot may write there."""
    account = word(call, "chat_id")
    if not account:
        raise bad("chat_id is empty")
    found = world.chats.get(int(account)) if re.fullmatch(r"-?\d+", account) else None
    if found is None:
        raise bad("chat not found")
    if found.moved_to:
        moved = {"migrate_to_chat_id": found.moved_to}
        raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
    if not found.reachable:
        raise Refusal(403, f"Forbidden: {found.refusal}")
    return found


def text(call: Call, name: str = "text") -> Json:
    """A text of 1 to 4096 characters, and the entities that come with it."""
    value = word(call, name)
    if not value:
        raise bad("message text is empty")
    _parse_mode(call)
    if not value.strip():
        raise bad("text must be non-empty")
    if length(value) > TEXT_LENGTH:
        raise bad("message is too long")
    return {"text": value.strip()}


def caption(call: Call) -> Json:
    """A caption of up to 1024 characters, or none."""
    _parse_mode(call)
    return _caption(word(call, "caption"))


def markup(call: Call) -> Json:
    """The inline keyboard, if there is one. Other keyboards are taken, and not shown."""
    value = structure(call, "reply_markup", "can't parse reply keyboard markup JSON object")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise bad("object expected as reply markup")
    rows = value.get("inline_keyboard")
    if rows is None:
        return {}
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be an Array of Arrays')
    for row in rows:
        for button in row:
            _button(button)
    if sum(map(len, rows)) > BUTTONS:
        raise bad("reply markup is too long")
    rows = [row for row in rows if row]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def photo(world: World, call: Call, upload: Upload | None, reference: str) -> Json:
    """A photo that was uploaded or is known, in the one size that a bot's photos have here."""
    stored = _stored(world, upload, reference, "photos", "there is no photo in the request")
    if len(stored.content) > PHOTO_BYTES:
        raise bad(f"file of size {len(stored.content)} bytes is too big for a photo")
    width, height = size(stored.content)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return {"photo": [_about(stored) | {"width": width, "height": height}]}


def document(world: World, call: Call, upload: Upload | None, reference: str) -> Json:
    """Any file that was uploaded or is known."""
    stored = _stored(world, upload, reference, "documents", "there is no document in the request")
    return {"document": _about(stored) | ({"file_name": upload.name} if upload else {})}


def album(world: World, call: Call) -> list[Json]:
    """The contents of 2 to 10 messages."""
    items = structure(call, "media", "can't parse media JSON object")
    if not isinstance(items, list):
        raise bad("expected an Array of InputMedia")
    if not 2 <= len(items) <= 10:
        raise bad("wrong number of messages in an album")
    kinds = {item.get("type") for item in items}
    if not kinds <= {"photo", "document"}:
        raise bad("can't parse InputMedia: type must be photo or document here")
    if len(kinds) > 1:
        raise bad("document can't be mixed with other media types")
    return [_media(world, call, item) for item in items]


def size(content: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    try:
        with Image.open(BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        raise bad("IMAGE_PROCESS_FAILED") from None


def length(value: str) -> int:
    return len(value.encode("utf-16-le", "surrogatepass")) // 2


def _media(world: World, call: Call, item: Json) -> Json:
    media = item.get("media")
    if not isinstance(media, str) or not media:
        raise bad("can't parse InputMedia: media not found")
    name = media.removeprefix("attach://")
    upload = call.files.get(name) if media.startswith("attach://") else None
    if media.startswith("attach://") and upload is None:
        raise bad("can't parse InputMedia: media not found")
    content = (photo if item["type"] == "photo" else document)(world, call, upload, media)
    return content | _caption(item.get("caption", ""))


def _caption(value: str) -> Json:
    if length(value) > CAPTION_LENGTH:
        raise bad("message caption is too long")
    return {"caption": value.strip()} if value.strip() else {}


def _parse_mode(call: Call) -> None:
    if word(call, "parse_mode").lower() not in PARSE_MODES:
        raise bad("unsupported parse_mode")


def _button(button: Any) -> None:
    fault = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(f"{fault}InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad(f'{fault}Can\'t find field "text"')
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    data = button.get("callback_data", "")
    if not isinstance(data, str):
        raise bad(f'{fault}Field "callback_data" must be of type String')
    if not data and not {"url", "web_app", "switch_inline_query", "copy_text", "login_url"} & button.keys():
        raise bad(f"{fault}Text buttons are unallowed in the inline keyboard")
    if len(data.encode()) > BUTTON_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://\S+$", str(button["url"])):
        raise bad("BUTTON_URL_INVALID")


def _stored(world: World, upload: Upload | None, reference: str, folder: str, missing: str) -> Stored:
    if upload is None:
        if not reference:
            raise bad(missing)
        if reference not in world.files:
            raise bad("wrong file identifier/HTTP URL specified")
        return world.files[reference]
    if not upload.content:
        raise bad("file must be non-empty")
    if len(upload.content) > UPLOAD_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    ending = upload.name[upload.name.rfind(".") :] if "." in upload.name else ""
    return world.store(upload.content, folder, ending)


def _about(stored: Stored) -> Json:
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
    }
