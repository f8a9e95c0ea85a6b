"""The demo's photos: drawn, since a photo of real volunteers would need their consent."""

from __future__ import annotations

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 900)
#: For each scene: sky above, sky below, hills, ground.
SCENES = {
    "lake": ("#9cc4e4", "#f3e9d2", "#6d8f7c", "#5f9ea0"),
    "street": ("#b9d3ea", "#f7efe2", "#b58d6c", "#8f8f8a"),
    "village": ("#a8cbe0", "#f6e3c0", "#587d54", "#a9b36a"),
}


def draw_photo(scene: str) -> bytes:
    """A JPEG of that scene: hills, ground, and volunteers in red vests."""
    top, bottom, hills, ground = SCENES[scene]
    chance = random.Random(scene)  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", SIZE, top)
    brush = ImageDraw.Draw(image)
    _sky(brush, top, bottom)
    for x in range(-200, SIZE[0], 260):
        height = chance.randint(90, 220)
        brush.ellipse((x, 520 - height, x + 620, 760), fill=hills)
    brush.rectangle((0, 560, *SIZE), fill=ground)
    for _ in range(60):
        x, y = chance.randint(0, SIZE[0]), chance.randint(580, SIZE[1])
        brush.line((x, y, x + chance.randint(20, 90), y), fill=hills, width=3)
    image = image.filter(ImageFilter.GaussianBlur(2))
    brush = ImageDraw.Draw(image)
    for n in range(7):
        _volunteer(brush, 110 + n * 155 + chance.randint(-35, 35), chance.randint(640, 780), chance)
    content = BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()


def _sky(brush: ImageDraw.ImageDraw, top: str, bottom: str) -> None:
    ends = [tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5)) for colour in (top, bottom)]
    for y in range(560):
        mixed = [round(a + (b - a) * y / 560) for a, b in zip(*ends, strict=True)]
        brush.line((0, y, SIZE[0], y), fill=(mixed[0], mixed[1], mixed[2]))


def _volunteer(brush: ImageDraw.ImageDraw, x: int, y: int, chance: random.Random) -> None:
    brush.rounded_rectangle((x - 24, y + 90, x - 4, y + 180), 8, fill="#39424e")
    brush.rounded_rectangle((x + 4, y + 90, x + 24, y + 180), 8, fill="#39424e")
    brush.rounded_rectangle((x - 34, y, x + 34, y + 105), 20, fill="#c8362b")
    brush.ellipse((x - 24, y - 56, x + 24, y - 6), fill=chance.choice(("#e8bf9c", "#dcae88", "#f0cdb0")))
    brush.pieslice((x - 26, y - 62, x + 26, y - 10), 180, 360, fill="#c8362b")
