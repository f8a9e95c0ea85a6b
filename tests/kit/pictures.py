"""Pictures as phones and people send them, and pictures that nobody should send."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

#: Words that must never be found in a copy that is passed on.
CAMERA = "Yiphone 12"
COMMENT = "taken at 7 Guangming Road"
#: How a picture lies in the file, so that its EXIF orientation turns it upright.
LYING = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
#: The four corners of `corners()`, clockwise from the top left.
COLOURS = ((220, 30, 30), (30, 180, 30), (30, 30, 220), (240, 240, 30))


def paint(seed: int = 1, width: int = 320, height: int = 240) -> Image.Image:
    """A scene of blotches; another `seed` is another scene, another size the same one."""
    dice = random.Random(seed)
    picture = Image.new("RGB", (width, height), (dice.randrange(256), dice.randrange(256), 90))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        left, top = dice.random() * width, dice.random() * height
        across, down = dice.random() * width / 3, dice.random() * height / 3
        colour = (dice.randrange(256), dice.randrange(256), dice.randrange(256))
        draw.ellipse((left, top, left + across, top + down), fill=colour)
    return picture


def corners(width: int = 80, height: int = 40) -> Image.Image:
    """Red, green, blue and yellow quarters, clockwise from the top left."""
    picture = Image.new("RGB", (width, height), COLOURS[0])
    halves = (width // 2, height // 2)
    picture.paste(COLOURS[1], (halves[0], 0, width, halves[1]))
    picture.paste(COLOURS[2], (*halves, width, height))
    picture.paste(COLOURS[3], (0, halves[1], halves[0], height))
    return picture


def held(orientation: int) -> Image.Image:
    """`corners()` as it lies in the file of a phone that was held that way."""
    return corners().transpose(LYING[orientation]) if orientation in LYING else corners()


def encode(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """As a file of that kind; `options` are those of Pillow's `save`."""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def decode(content: bytes) -> Image.Image:
    """The picture in a file."""
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: camera, moment, orientation, and the place in Jiangmen it was held."""
    tags = Image.Exif()
    tags[ExifTags.Base.Model] = CAMERA
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.DateTime] = "2019:03:07 09:00:00"
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (22.0, 15.0, 12.5), 3: "E", 4: (112.0, 47.0, 30.25), 29: "2019:03:07"}
    )
    return tags


def phone_photo(orientation: int = 1) -> bytes:
    """A JPEG with everything a phone and an editor put into it: EXIF with the place, XMP, a comment."""
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>{COMMENT}</place></x:xmpmeta>'.encode()
    return encode(paint(), exif=exif(orientation), xmp=xmp, comment=COMMENT, quality=92)


def tagged_png() -> bytes:
    """A PNG with a place in its EXIF and a text beside."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", COMMENT)
    text.add_itxt("XML:com.adobe.xmp", COMMENT, zip=True)
    return encode(paint(), "PNG", exif=exif(), pnginfo=text)


def claiming_png(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims that many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def claiming_jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose header claims that many pixels."""
    content = encode(corners())
    frame = content.index(b"\xff\xc0") + 5
    return content[:frame] + struct.pack(">HH", height, width) + content[frame + 4 :]


def endless_jpeg(scans: int) -> bytes:
    """A progressive JPEG whose last scan is sent that many times more."""
    content = encode(paint(), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * scans + content[-2:]


def segments(jpeg: bytes) -> list[int]:
    """The marker codes of a JPEG before its pixels begin."""
    codes, place = [], 2
    while jpeg[place + 1] != 0xDA:
        codes.append(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return codes
