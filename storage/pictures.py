"""What a picture must be to be kept, and how its clean copy, thumbnail and likeness are made.

Pure: bytes in, values out, so that it can run in a thread today and in a process later. It stands beside
the photo folder because it decides what lies there; being in `storage` it can't say a locale key, so it
raises `Unfit` with a reason, and `bot.media` says it.

HEIC is recognised but not opened (November 2026): the decoder-only wheel `pi-heif` has ended, the wheel of
`pillow-heif` brings the GPL encoder x265 along, and libheif had bugs this autumn that let a sent picture
run code. Phones send JPEG unless a photo goes as a file. BMP, TIFF and SVG come from no phone.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from enum import StrEnum
from io import BytesIO

from PIL import ExifTags, Image, ImageCms

from storage.photos import CheckedPhoto

#: The most that Telegram lets a bot fetch (Bot API, getFile: 20 MB).
MOST_BYTES = 20 * 1024 * 1024
#: The full frame of a phone's "50 megapixel" camera. JPEG is decoded at half size then: 0.15 GB,
#: 0.4 GB if progressive.
MOST_JPEG_PIXELS = 8192 * 6144
#: Other formats are decoded whole, in up to 0.6 GB at this size; the longest screenshots have as many.
MOST_PIXELS = 4096 * 6144
#: Scans of a JPEG: libjpeg writes 10 in a progressive one. Many more are an attack: measured at 50 megapixels
#: a scan of 77 bytes costs 30 ms, so that a file of 20 MB would decode for two hours.
MOST_SCANS = 64
#: Marker segments of a JPEG: a 20 MB file of nothing but XMP has 320.
MOST_SEGMENTS = 1000
#: Longest sides in pixels, and JPEG quality. 2560 prints sharp over the width of an A4 page (300 dpi).
CLEAN_SIDE, CLEAN_QUALITY = 2560, 88
THUMB_SIDE, THUMB_QUALITY = 480, 80

#: The brands of HEIF files coded as HEVC (ISO/IEC 23008-12), and the general ones phones write.
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
#: What Pillow raises on a file that is cut off or damaged. Of 620 000 files damaged at random all but the
#: bombs ended in the first three; the others are what its readers use inside. More would hide our own bugs.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
#: How to turn a picture upright, by its EXIF orientation (CIPA DC-008, tag 0x0112); 1 is upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = {5, 6, 7, 8}
#: A JPEG marker: not a byte 0xFF of the picture's data (0x00 follows it) nor a restart within a scan.
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)


class Reason(StrEnum):
    """Why a file is not kept."""

    TOO_LARGE = "too large"
    NOT_A_PICTURE = "not a picture"
    HEIC = "heic"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too many pixels"


class Unfit(Exception):
    """The file is no picture that can be kept; `reason` says why. For persons, not for faults."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


def check_picture(content: bytes) -> CheckedPhoto:
    """Look through what a person sent and make the copies that may be passed on. Raises Unfit.

    The copies hold pixels alone: upright, in sRGB, on white, no EXIF, place, camera, text or inner
    thumbnail. Of a picture with several frames only the first is ever read. Takes about 0.3 s for a
    photo of 12 megapixels and up to 0.6 GB for the largest WebP, so few may run at once.
    """
    if len(content) > MOST_BYTES:
        raise Unfit(Reason.TOO_LARGE)
    kind = _find_kind(content)
    if kind == "JPEG" and _is_endless(content):
        raise Unfit(Reason.BROKEN)
    try:
        picture, size = _decode(content, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Unfit(Reason.TOO_MANY_PIXELS) from fault
    except _DAMAGE as fault:
        raise Unfit(Reason.BROKEN) from fault
    thumb = picture.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return CheckedPhoto(
        digest=hashlib.sha256(content).hexdigest(),
        format=kind.lower(),
        width=size[0],
        height=size[1],
        size=len(content),
        likeness=_liken(thumb),
        clean=_encode(picture, CLEAN_QUALITY),
        thumb=_encode(thumb, THUMB_QUALITY),
    )


def _find_kind(content: bytes) -> str:
    """Pillow's name of the format, by the first bytes: a file's name and stated type prove nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise Unfit(Reason.HEIC)
    raise Unfit(Reason.NOT_A_PICTURE)


def _is_endless(jpeg: bytes) -> bool:
    """Whether a JPEG has more scans or segments than any camera writes; what follows its end is not read."""
    scans, place = 0, 2
    for _ in range(MOST_SEGMENTS):
        marker = _MARKER.search(jpeg, place)
        if marker is None or marker[1] == b"\xd9":
            return False
        place = marker.end()
        if marker[1] not in {b"\x01", b"\xd8"}:
            place += int.from_bytes(jpeg[place : place + 2], "big")
        scans += marker[1] == b"\xda"
        if scans > MOST_SCANS:
            return True
    return True


def _decode(content: bytes, kind: str) -> tuple[Image.Image, tuple[int, int]]:
    """The first frame, shrunk, in plain sRGB and upright; and the upright size of the original."""
    with Image.open(BytesIO(content), formats=[kind]) as picture:
        width, height = picture.size
        if width * height > (MOST_JPEG_PIXELS if kind == "JPEG" else MOST_PIXELS):
            raise Unfit(Reason.TOO_MANY_PIXELS)
        # JPEG can be decoded at half or a quarter of its size, which saves the memory of large ones.
        longest = max(width, height)
        picture.draft(None, (max(width * CLEAN_SIDE // longest, 1), max(height * CLEAN_SIDE // longest, 1)))
        picture.load()
        orientation = _find_orientation(picture)
        plain = _flatten(_shrink(picture))
    if orientation in _TURNS:
        plain = plain.transpose(_TURNS[orientation])
    return plain, (height, width) if orientation in _ON_ITS_SIDE else (width, height)


def _find_orientation(picture: Image.Image) -> int:
    """The EXIF orientation, 1 if there is none or the EXIF is damaged: the pixels are whole all the same."""
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except _DAMAGE:
        return 1
    return orientation if isinstance(orientation, int) else 1


def _shrink(picture: Image.Image) -> Image.Image:
    """At most CLEAN_SIDE long, in a mode that can be resized smoothly (palettes and 16 bits can't)."""
    if picture.mode.startswith("I"):
        # 16-bit grey; Pillow would clip at 255 instead of dividing.
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    elif picture.has_transparency_data:
        picture = picture.convert("RGBA")
    elif picture.mode in {"1", "P"}:
        picture = picture.convert("RGB")
    picture.thumbnail((CLEAN_SIDE, CLEAN_SIDE))
    return picture


def _flatten(picture: Image.Image) -> Image.Image:
    """In sRGB, on white where it was transparent, and with nothing but pixels."""
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    if profile:
        picture = _apply(profile, picture)
    picture = picture.convert("RGB")
    # Pillow writes a comment it has read into the copy; nothing of the original's may go along.
    picture.info = {}
    return picture


def _apply(profile: bytes, picture: Image.Image) -> Image.Image:
    """The colours as the profile means them, in sRGB; untouched if the profile is damaged or not fit."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return turned or picture


def _encode(picture: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _liken(picture: Image.Image) -> str:
    """The difference hash: whether each of 8 × 8 places is brighter than its left neighbour (N. Krawetz,
    "Kind of Like That", 2013). Own code because imagehash brings numpy, scipy and PyWavelets for it."""
    grey = picture.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for place in range(72):
        if place % 9:
            bits = bits << 1 | (grey[place] > grey[place - 1])
    return f"{bits:016x}"
