"""The weekly picture for phones, drawn by Typst from data alone."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import manimgx_fonts_cjk
import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from handlers.papers.amounts import shorten, show_change, show_dated, show_hours
from handlers.papers.figures import Figures, Standing, Sums, TeamLine
from handlers.papers.workbook import STANDING_KEYS
from handlers.speech import in_words
from locales import DEFAULT, say

#: 360 pt at 216 points an inch is 1080 px, the width of a phone's screen.
PIXELS_PER_INCH = 216
#: More teams than this stand in two columns: Telegram shrinks pictures above 2560 px on a side.
ONE_COLUMN = 14
#: So many names are spelt out behind "missing"; all stand in the list of teams anyway.
NAMES_SHOWN = 8
PHOTOS_SHOWN = 3
#: The longer side of a thumbnail in the picture, in pixels.
THUMBNAIL = 640

_TEMPLATE = Path(__file__).with_name("picture.typ")


def draw_picture(figures: Figures, language: str = DEFAULT, photos: Sequence[bytes] = ()) -> bytes:
    """A PNG, 1080 px wide and as high as it needs; the same bytes for the same values.

    `photos` are image files, of which the first three that can be read are shown.
    """
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"figures": json.dumps(_describe(figures, language, photos), ensure_ascii=False)},
    )
    drawn = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
    if not isinstance(drawn, bytes):
        raise RuntimeError("the picture is not on one page")
    return drawn


@cache
def _fonts() -> typst.Fonts:
    folder = Path(manimgx_fonts_cjk.__file__).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _describe(figures: Figures, language: str, photos: Sequence[bytes]) -> dict[str, object]:
    """What the template draws: every word in the reader's language, every figure already written."""
    columns = 1 if len(figures.teams) <= ONE_COLUMN else 2
    theme = in_words(figures.theme, language) if figures.theme else None
    return {
        "lang": language.split("-")[0],
        "committee": draw_words(figures.committee, 60),
        "campaign": draw_words(in_words(figures.campaign, language), 64),
        "theme": draw_words(theme, 80) if theme else None,
        "week": in_words(show_dated(figures.starts_on, figures.ends_on), language),
        "headlines": _headlines(figures, language),
        "totals": say(language, "papers-picture-totals", _amounts(figures.total)),
        "standings_title": say(language, "papers-picture-standings"),
        "standings": _standings(figures, language, brief=columns == 2),
        "none": say(language, "papers-picture-none"),
        "teams_title": say(language, "papers-picture-teams"),
        "teams": _teams(figures, language, 20 if columns == 2 else 46),
        "columns": columns,
        "size": 8 if columns == 2 else 9.5,
        "categories_title": say(language, "papers-picture-categories"),
        "categories": _categories(figures, language, brief=columns == 2),
        "photos_title": say(language, "papers-picture-photos"),
        "photos": _thumbnails(photos),
        "foot": say(language, "papers-picture-foot"),
    }


def _amounts(sums: Sums) -> dict[str, str | int]:
    return {
        "activities": sums.activities,
        "person-times": sums.person_times,
        "served": sums.served,
        "hours": show_hours(sums.service_minutes),
    }


def _headlines(figures: Figures, language: str) -> list[dict[str, str]]:
    week, before = figures.week, figures.last_week
    pairs = (
        ("papers-picture-person-times", week.person_times, before.person_times),
        ("papers-picture-served", week.served, before.served),
        ("papers-picture-activities", week.activities, before.activities),
    )
    lines = [(key, f"{now:,}", f"{then:,}", show_change(now, then)) for key, now, then in pairs]
    hours, hours_before = week.service_minutes, before.service_minutes
    change = show_hours(abs(hours - hours_before))
    sign = "±" if change == "0" else "+" if hours > hours_before else "−"
    lines.insert(2, ("papers-picture-hours", show_hours(hours), show_hours(hours_before), sign + change))
    return [
        {
            "name": say(language, key),
            "now": now,
            "change": {"+": "▲ ", "−": "▼ "}.get(change[0], "") + change,
            "before": say(language, "papers-picture-last-week", {"count": then}),
        }
        for key, now, then, change in lines
    ]


def _standings(figures: Figures, language: str, *, brief: bool) -> list[dict[str, object]]:
    spelt = (Standing.MISSING,) if brief else (Standing.MISSING, Standing.LATE, Standing.ZERO)
    lines: list[dict[str, object]] = []
    for standing, key in STANDING_KEYS.items():
        names = figures.standing(standing)
        if names:
            lines.append(
                {
                    "kind": standing.value,
                    "word": say(language, key),
                    "count": len(names),
                    "names": _names(names, language) if standing in spelt else None,
                }
            )
    return lines


def _names(names: Sequence[str], language: str) -> str:
    shown = say(language, "papers-comma").join(
        draw_words(name, 24, keep_end=True) for name in names[:NAMES_SHOWN]
    )
    if len(names) <= NAMES_SHOWN:
        return shown
    return say(language, "papers-names-more", {"names": shown, "count": len(names)})


def _teams(figures: Figures, language: str, width: int) -> list[dict[str, object]]:
    most = max((team.week.person_times for team in figures.teams), default=0)

    ranks = list(Standing)

    def order(team: TeamLine) -> tuple[int, int, str]:
        return -team.week.person_times, ranks.index(team.standing), team.name

    return [
        {
            "name": draw_words(team.name, width, keep_end=True),
            "standing": team.standing.value,
            "word": say(language, STANDING_KEYS[team.standing]),
            "count": f"{team.week.person_times:,}",
            "share": _share(team.week.person_times, most),
        }
        for team in sorted(figures.teams, key=order)
    ]


def _categories(figures: Figures, language: str, *, brief: bool) -> list[dict[str, object]]:
    most = max((line.total.activities for line in figures.categories), default=0)
    return [
        {
            "name": draw_words(in_words(line.name, language), 16 if brief else 40),
            "counts": say(
                language,
                "papers-picture-category",
                {"week": line.week.activities, "total": line.total.activities},
            ),
            "share": _share(line.total.activities, most),
        }
        for line in figures.categories
    ]


def _share(part: int, most: int) -> float:
    return round(100 * part / most, 2) if most else 0.0


def _thumbnails(photos: Sequence[bytes]) -> list[list[int]]:
    # Typst takes data as JSON only, so a picture goes in as a list of bytes, made small first.
    drawn: list[list[int]] = []
    for photo in photos:
        if len(drawn) == PHOTOS_SHOWN:
            break
        try:
            with Image.open(io.BytesIO(photo)) as image:
                image.draft("RGB", (THUMBNAIL, THUMBNAIL))
                small = ImageOps.exif_transpose(image).convert("RGB")
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            # One broken photo must not cost the committee its summary.
            continue
        small.thumbnail((THUMBNAIL, THUMBNAIL))
        packed = io.BytesIO()
        small.save(packed, "JPEG", quality=82)
        drawn.append(list(packed.getvalue()))
    return drawn


def draw_words(words: str, width: int, *, keep_end: bool = False) -> str:
    """The words as they can be drawn: shortened, without signs the font has no picture for (emoji)."""
    clean = "".join(sign for sign in words if _drawable(sign))
    return shorten(clean, width, keep_end=keep_end) or "–"


def _drawable(sign: str) -> bool:
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return sign.isspace()
    # Variation selectors and the emoji blocks; rare Chinese signs stand from U+20000 on.
    return not (0x1F000 <= ord(sign) < 0x20000 or 0xFE00 <= ord(sign) <= 0xFE0F)
