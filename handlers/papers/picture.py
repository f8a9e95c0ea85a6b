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
from handlers.papers.figures import Figures, Standing, TeamLine
from handlers.papers.letter import tell_sums
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

#: The figures drawn in large, and their words.
HEADLINES = {
    "person_times": "papers-picture-person-times",
    "served": "papers-picture-served",
    "service_minutes": "papers-picture-hours",
    "activities": "papers-picture-activities",
}

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
        "totals": say(language, "papers-picture-totals", {"figures": _totals(figures, language)}),
        "standings_title": say(language, "papers-picture-standings"),
        "standings": _standings(figures, language, brief=columns == 2),
        "none": say(language, "papers-picture-none"),
        "teams_title": say(language, "papers-picture-teams", {"of": _figure_of_teams(figures)}),
        "teams": _teams(figures, language, 20 if columns == 2 else 46),
        "columns": columns,
        "size": 8 if columns == 2 else 9.5,
        "categories_title": say(language, "papers-picture-categories"),
        "categories": _categories(figures, language, brief=columns == 2),
        "photos_title": say(language, "papers-picture-photos"),
        "photos": _thumbnails(photos),
        "foot": say(language, "papers-picture-foot"),
    }


def _totals(figures: Figures, language: str) -> str:
    return in_words(tell_sums(figures, figures.total, by="papers-picture-dot"), language)


def _headlines(figures: Figures, language: str) -> list[dict[str, str | None]]:
    """The figures that were asked, in large, and what they were the week before if this one is over."""
    week, before = figures.week, figures.last_week
    drawn: list[dict[str, str | None]] = []
    for figure, key in HEADLINES.items():
        if not figures.tells(figure):
            continue
        now, then = getattr(week, figure), getattr(before, figure)
        hours = figure == "service_minutes"
        change = _hours_change(now, then) if hours else show_change(now, then)
        count = show_hours(then) if hours else f"{then:,}"
        drawn.append(
            {
                "name": say(language, key),
                "now": show_hours(now) if hours else f"{now:,}",
                "change": {"+": "▲ ", "−": "▼ "}.get(change[0], "") + change if figures.over else None,
                "before": say(language, "papers-picture-last-week", {"count": count}),
            }
        )
    return drawn


def _hours_change(now: int, then: int) -> str:
    change = show_hours(abs(now - then))
    return ("±" if change == "0" else "+" if now > then else "−") + change


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
    figure, ranks = _figure_of_teams(figures), list(Standing)

    def count(team: TeamLine) -> int:
        return int(getattr(team.week, figure))

    def order(team: TeamLine) -> tuple[int, int, str]:
        return -count(team), ranks.index(team.standing), team.name

    most = max(map(count, figures.teams), default=0)

    return [
        {
            "name": draw_words(team.name, width, keep_end=True),
            "standing": team.standing.value,
            "word": say(language, STANDING_KEYS[team.standing]),
            "count": f"{count(team):,}",
            "share": _share(count(team), most),
        }
        for team in sorted(figures.teams, key=order)
    ]


def _figure_of_teams(figures: Figures) -> str:
    """What the teams are compared by: where nobody is asked for person-times, by what they held."""
    return "person_times" if figures.tells("person_times") else "activities"


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
