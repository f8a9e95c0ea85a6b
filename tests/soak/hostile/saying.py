"""What an attacker says: it fits, more or less, what the bot said last, on the web as on Telegram."""

from __future__ import annotations

from itertools import count
from random import Random

from handlers.routes import COMMANDS
from handlers.rules.campaign_file import FILES
from tests.kit import pictures
from tests.kit.mutation import NASTY, Json, Spoiler
from tests.kit.scene import WEEKLY
from tests.soak.hostile.world import BOT, CONFIDENCE, GROUP, World

SHIPPED = [path.read_bytes() for path in sorted(FILES.glob("*.yaml"))]
ODD = ("sticker", "new_chat_members", "location", "voice", "migrate_to_chat_id")
CALLED = ("", "", "", f"@{BOT} ", "/bind ", "/unbind@other ")


class Mouth:
    """Words, presses and updates by a dice."""

    def __init__(self, world: World, dice: Random, spoiler: Spoiler) -> None:
        self.world, self.dice, self.spoiler = world, dice, spoiler
        self.pictures = _pictures()
        self._numbers = count(1)

    def words(self, channel: str, account: str) -> str:
        """What somebody may write now."""
        dice, buttons = self.dice, self.world.buttons(channel, account)
        act = dice.random()
        if act < 0.25 and buttons:
            button = dice.choice(buttons)
            return dice.choice((button.label, str(dice.randrange(9)), button.value))
        if act < 0.45:
            return dice.choice(list(WEEKLY.values()))
        if act < 0.6:
            number = dice.randrange(30)
            said = dice.choice((f"{number}", f"{number}.1", f"{number}.1.activity", "new", "leader 3", ""))
            return f"/{dice.choice(list(COMMANDS))} {said}".strip()
        if act < 0.63:
            return dice.choice(SHIPPED).decode()[: dice.choice((300, 4000, 8000))]
        if act < 0.67:
            return f"{dice.choice(('/start ', ''))}{dice.choice(self.world.codes)}"
        words = f"{CONFIDENCE}{dice.choice(list(WEEKLY.values()))}"
        return words if act < 0.75 else self.spoiler.text(words)

    def pressed(self, channel: str, account: str) -> str:
        """The value of a button that is there, or of none."""
        buttons = self.world.buttons(channel, account)
        if buttons and self.dice.random() < 0.9:
            return self.dice.choice(buttons).value
        return self.dice.choice([text for text in NASTY if len(text) < 60] + ["~1-1.submit", "/help"])

    def update(self) -> Json:
        """An update of any kind, right in itself."""
        dice, number = self.dice, next(self._numbers)
        who = dice.choice(self.world.accounts)
        chat: Json = {"id": who, "type": "private"}
        if dice.random() < 0.1:
            chat = {"id": GROUP, "type": dice.choice(("group", "supergroup", "channel"))}
        user: Json = {"id": who, "is_bot": False, "first_name": CONFIDENCE, "language_code": "zh"}
        post: Json = {"message_id": number, "date": 1552356000, "chat": chat, "from": user}
        return {"update_id": number} | self._content(str(who), chat, user, post, number)

    def _content(self, who: str, chat: Json, user: Json, post: Json, number: int) -> Json:
        dice, kind = self.dice, self.dice.random()
        if kind < 0.35:
            quoted = {"chat": chat, "from": {"id": 1, "is_bot": True}, "text": "?"}
            pressed = self.pressed("telegram", who)
            return {"callback_query": {"id": "7", "from": user, "message": quoted, "data": pressed}}
        text = dice.choice(CALLED) + self.words("telegram", who)
        if kind < 0.42:
            self.world.ear.files = {f"f{number}": dice.choice(self.pictures)}
            file = {"file_id": f"f{number}", "mime_type": "image/png", "file_size": 5000, "width": 320}
            content: Json = {"photo": [file, file]} if kind < 0.4 else {"document": file}
            return {"message": post | content | {"caption": text}}
        if kind < 0.47:
            return {dice.choice(("message", "edited_message")): post | {dice.choice(ODD): {"x": 1}}}
        name = dice.choice((*("message",) * 5, "edited_message", "channel_post", "my_chat_member"))
        return {name: post | {"text": text, "reply_to_message": {"chat": chat, "from": user}}}


def _pictures() -> list[bytes]:
    """Photos, and what only looks like one."""
    fine = [pictures.phone_photo(), pictures.tagged_png()]
    fine += [pictures.encode(pictures.paint(3), kind) for kind in ("WEBP", "GIF")]
    bombs = [pictures.claiming_png(60_000, 60_000), pictures.claiming_jpeg(65_000, 65_000)]
    both = [fine[0] + b"PK\x03\x04<script>", b"<svg onload=alert(1)>", b"\0\0\0\x18ftypheic" + bytes(50), b""]
    return [*fine, *bombs, pictures.endless_jpeg(300), *both]
