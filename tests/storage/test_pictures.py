from __future__ import annotations

import hashlib
import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from storage import pictures
from storage.pictures import MOST_BYTES, Reason, Unfit, check_picture
from tests.kit.pictures import (
    CAMERA,
    COLOURS,
    COMMENT,
    claiming_jpeg,
    claiming_png,
    corners,
    decode,
    encode,
    endless_jpeg,
    exif,
    held,
    paint,
    phone_photo,
    segments,
    tagged_png,
)

#: The segments that a plain JPEG can't do without: JFIF's header, tables, frame. No APP1…15, no comment.
PLAIN = {0xE0, 0xDB, 0xC0, 0xC4}
#: Pillow warns of damaged EXIF or MPO data and goes on, as in the running bot.
pillow_warns = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
JPEG = encode(paint(), progressive=False, exif=exif())
PROGRESSIVE = encode(paint(2, 160, 120), progressive=True)


def reason(content: bytes) -> Reason | None:
    """Why it is refused; None if it is taken."""
    try:
        check_picture(content)
    except Unfit as unfit:
        return unfit.reason
    return None


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= 40 for one, other in zip(pixel, colour, strict=True))


def test_facts_of_a_phone_photo() -> None:
    content = phone_photo(orientation=6)
    photo = check_picture(content)
    assert photo.digest == hashlib.sha256(content).hexdigest()
    assert (photo.format, photo.width, photo.height, photo.size) == ("jpeg", 240, 320, len(content))
    assert re.fullmatch(r"[0-9a-f]{16}", photo.likeness)


@pytest.mark.parametrize(
    "content", [phone_photo(), phone_photo(8), tagged_png()], ids=["jpeg", "side", "png"]
)
def test_copies_hold_nothing_but_pixels(content: bytes) -> None:
    assert b"GPS" in content or b"Exif" in content or b"eXIf" in content
    photo = check_picture(content)
    for copy in (photo.clean, photo.thumb):
        assert set(segments(copy)) == PLAIN
        for trace in (b"Exif", b"GPS", b"http://ns.adobe.com", b"xmp", CAMERA.encode(), COMMENT.encode()):
            assert trace not in copy
        seen = decode(copy)
        assert not seen.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(seen.info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int) -> None:
    photo = check_picture(encode(held(orientation), exif=exif(orientation), quality=95))
    assert (photo.width, photo.height) == (80, 40)
    for copy in (photo.clean, photo.thumb):
        seen = decode(copy)
        assert seen.size == (80, 40)
        places = ((20, 10), (60, 10), (60, 30), (20, 30))
        assert all(near(seen.getpixel(place), colour) for place, colour in zip(places, COLOURS, strict=True))


@pillow_warns
def test_damaged_exif_does_not_cost_the_photo() -> None:
    content = encode(corners(), exif=b"Exif\0\0MM\0\x2a\xff\xff\xff\xff" + b"\xff" * 40)
    assert near(decode(check_picture(content).clean).getpixel((20, 10)), COLOURS[0])


def test_kinds_are_told_by_content() -> None:
    picture = paint()
    files = {kind: encode(picture, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")}
    assert [check_picture(content).format for content in files.values()] == ["jpeg", "png", "webp", "gif"]
    for content in files.values():
        copy = decode(check_picture(content).clean)
        assert (copy.format, copy.mode, copy.size) == ("JPEG", "RGB", picture.size)


def test_cmyk_keeps_its_colours() -> None:
    photo = check_picture(encode(corners().convert("CMYK"), quality=95))
    assert near(decode(photo.clean).getpixel((20, 10)), COLOURS[0])


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    picture = Image.new("I;16", (64, 64), 0x8000)
    assert decode(check_picture(encode(picture, "PNG")).clean).getpixel((30, 30)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "GIF"])
def test_transparent_becomes_white(mode: str) -> None:
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (32, 0, 64, 64))
    if mode == "GIF":
        content = encode(picture, "GIF")
    else:
        content = encode(picture.quantize(4) if mode == "P" else picture.convert(mode), "PNG")
    assert decode(content).has_transparency_data
    seen = decode(check_picture(content).clean)
    assert near(seen.getpixel((8, 30)), (255, 255, 255))
    assert near(seen.getpixel((56, 30)), (0, 0, 0))


def test_colours_of_a_profile_are_turned_to_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encode(corners(), icc_profile=profile, quality=95)
    photo = check_picture(content)
    assert near(decode(photo.clean).getpixel((20, 10)), COLOURS[0])
    # A profile whose red and blue are exchanged: what is written as red is seen as blue.
    swapped = profile.replace(b"rXYZ", b"tmpX").replace(b"bXYZ", b"rXYZ").replace(b"tmpX", b"bXYZ")
    exchanged = check_picture(encode(corners(), icc_profile=swapped, quality=95))
    assert near(decode(exchanged.clean).getpixel((20, 10)), COLOURS[0][::-1])


def test_damaged_profile_does_not_cost_the_photo() -> None:
    photo = check_picture(encode(corners(), icc_profile=b"no profile" * 20, quality=95))
    assert near(decode(photo.clean).getpixel((20, 10)), COLOURS[0])


def test_large_photos_are_shrunk() -> None:
    photo = check_picture(encode(paint(3, 3000, 1500)))
    assert (photo.width, photo.height) == (3000, 1500)
    assert decode(photo.clean).size == (2560, 1280)
    assert decode(photo.thumb).size == (480, 240)
    strip = check_picture(encode(Image.new("RGB", (6000, 1)), "PNG"))
    assert decode(strip.clean).size == (2560, 1)


def test_only_the_first_frame_counts() -> None:
    frames = [Image.new("RGB", (64, 64), (level, level, level)) for level in (250, 100, 0)]
    for kind in ("GIF", "WEBP", "PNG"):
        content = encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert near(decode(check_picture(content).clean).getpixel((30, 30)), (250, 250, 250))


def test_a_second_picture_behind_the_first_is_left_out() -> None:
    content = encode(corners(), "MPO", save_all=True, append_images=[paint()])
    photo = check_picture(content)
    assert (photo.format, photo.width) == ("jpeg", 80)
    assert b"MPF" not in photo.clean


@pytest.mark.parametrize("warnings_are", ["error", "ignore"])
@pytest.mark.parametrize(
    "content",
    [
        claiming_png(60_000, 60_000),
        claiming_png(12_000, 9_000),
        claiming_png(5_100, 5_000),
        claiming_jpeg(65_000, 65_000),
        claiming_jpeg(8_200, 6_200),
    ],
    ids=["png 3600M", "png 108M", "png 25.5M", "jpeg 4225M", "jpeg 50.8M"],
)
def test_too_many_pixels_are_refused_before_decoding(
    content: bytes, warnings_are: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.applymarker(pytest.mark.filterwarnings(f"{warnings_are}::PIL.Image.DecompressionBombWarning"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("it was decoded"))
    assert reason(content) is Reason.TOO_MANY_PIXELS


def test_a_50_megapixel_jpeg_is_not_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    # Most of its pixels are missing, but it has an end mark: libjpeg fills up with grey.
    assert reason(claiming_jpeg(8192, 6144)) is None
    monkeypatch.setattr(pictures, "MOST_JPEG_PIXELS", 8192 * 6144 - 1)
    assert reason(claiming_jpeg(8192, 6144)) is Reason.TOO_MANY_PIXELS


def test_more_than_20_mb_are_refused() -> None:
    content = encode(corners())
    assert reason(content + b"\0" * (MOST_BYTES - len(content))) is None
    assert reason(content + b"\0" * (MOST_BYTES - len(content) + 1)) is Reason.TOO_LARGE


def test_a_jpeg_that_decodes_for_hours_is_refused() -> None:
    assert reason(endless_jpeg(20)) is None
    assert reason(endless_jpeg(100)) is Reason.BROKEN
    content = encode(corners())
    assert reason(content[:2] + b"\xff\xfe\0\2" * 900 + content[2:]) is None
    assert reason(content[:2] + b"\xff\xfe\0\2" * 1100 + content[2:]) is Reason.BROKEN


def test_a_motion_photo_is_taken() -> None:
    # The film behind the end of the picture holds bytes that look like scans.
    assert reason(encode(corners()) + b"\xff\xda\0\x08" * 50_000) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Reason.NOT_A_PICTURE),
        (b"<html><img src=x onerror=alert(1)></html>", Reason.NOT_A_PICTURE),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', Reason.NOT_A_PICTURE),
        (b"%PDF-1.7\n", Reason.NOT_A_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", Reason.NOT_A_PICTURE),
        (encode(corners(), "BMP"), Reason.NOT_A_PICTURE),
        (encode(corners(), "TIFF"), Reason.NOT_A_PICTURE),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Reason.NOT_A_PICTURE),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Reason.HEIC),
        (b"\xff\xd8\xff", Reason.BROKEN),
        (b"GIF89a", Reason.BROKEN),
        (b"\x89PNG\r\n\x1a\n", Reason.BROKEN),
        (b"RIFF\0\0\0\0WEBPVP8 ", Reason.BROKEN),
    ],
)
def test_other_files_are_refused(content: bytes, expected: Reason) -> None:
    assert reason(content) is expected


def test_what_hides_in_a_photo_stays_behind() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("run.sh", "echo hidden")
    page = b"<script>alert(1)</script>"
    content = encode(corners(), comment=page) + archive.getvalue()
    assert zipfile.is_zipfile(BytesIO(content))
    photo = check_picture(content)
    for copy in (photo.clean, photo.thumb):
        assert not zipfile.is_zipfile(BytesIO(copy))
        assert page not in copy


@pillow_warns
@given(st.integers(0, len(JPEG) - 1))
@example(len(JPEG) - 1)
@example(len(JPEG) - 2)
def test_a_cut_photo_is_refused_unless_all_pixels_are_there(cut: int) -> None:
    try:
        photo = check_picture(JPEG[:cut])
    except Unfit:
        return
    # Without the end mark nothing is missing.
    assert cut >= len(JPEG) - 2
    assert photo.clean == check_picture(JPEG).clean


@given(st.integers(0, len(PROGRESSIVE) - 3))
def test_a_cut_progressive_photo_is_refused(cut: int) -> None:
    with pytest.raises(Unfit):
        check_picture(PROGRESSIVE[:cut])


SMALL = [
    encode(paint(4, 48, 32), "JPEG", exif=exif(6), comment="c"),
    encode(paint(4, 48, 32), "JPEG", progressive=True),
    encode(paint(4, 48, 32), "PNG", exif=exif()),
    encode(paint(4, 48, 32).quantize(8), "PNG"),
    encode(paint(4, 48, 32), "WEBP", exif=exif()),
    encode(paint(4, 48, 32), "WEBP", lossless=True),
    encode(paint(4, 48, 32), "GIF"),
    encode(corners(), "MPO", save_all=True, append_images=[corners()]),
]


@pillow_warns
@given(st.sampled_from(SMALL), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=6))
def test_damage_is_never_a_fault(content: bytes, changes: list[tuple[float, bytes]]) -> None:
    for where, new in changes:
        place = int(where * len(content))
        content = content[:place] + new + content[place + len(new) :]
    try:
        photo = check_picture(content)
    except Unfit:
        return
    assert set(segments(photo.clean)) == PLAIN


@pillow_warns
@given(st.sampled_from([b"", *(content[:30] for content in SMALL)]), st.binary(max_size=400))
def test_random_bytes_are_never_a_fault(start: bytes, rest: bytes) -> None:
    try:
        photo = check_picture(start + rest)
    except Unfit:
        return
    assert set(segments(photo.clean)) == PLAIN
