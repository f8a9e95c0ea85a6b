"""The picture: its size, that it is repeatable, and that users' words and photos can't break it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from handlers.papers.picture import _describe, draw_picture, draw_words
from tests.kit.rollup import roll_up_all
from tests.papers.samples import SCOPE, make_figures, make_report, make_teams


def photo(colour: str, size: tuple[int, int] = (1600, 1200)) -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", size, colour).save(raw, "JPEG")
    return raw.getvalue()


def open_png(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    assert image.format == "PNG"
    return image.convert("RGB")


def has(image: Image.Image, colour: tuple[int, int, int]) -> bool:
    """Whether any point of the image is nearly of that colour (JPEG shifts it a little)."""
    apart = ImageChops.difference(image, Image.new("RGB", image.size, colour))
    red, green, blue = apart.split()
    return min(ImageChops.lighter(ImageChops.lighter(red, green), blue).tobytes()) < 16


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("teams", "per_team"), [(0, 0), (1, 1), (8, 0), (40, 1)])
def test_it_is_as_wide_as_a_phone_and_not_too_tall(teams: int, per_team: int, language: str) -> None:
    image = open_png(draw_picture(make_figures(teams, per_team), language))
    assert image.width == 1080
    # Telegram takes no photo whose sides come to more than 10,000 (Bot API, sendPhoto).
    assert 1000 < image.height < 3500


def test_it_is_the_same_for_the_same_values_and_another_for_others() -> None:
    figures = make_figures(3, 1)
    assert draw_picture(figures) == draw_picture(figures)
    assert draw_picture(figures) != draw_picture(figures, "en")


def test_every_team_stands_in_it_by_person_times_with_its_word() -> None:
    told = _describe(make_figures(12), "zh-CN", ())
    teams = told["teams"]
    assert isinstance(teams, list)
    counts = [int(team["count"]) for team in teams]
    assert len(teams) == 12
    assert counts == sorted(counts, reverse=True)
    assert teams[0]["share"] == 100
    assert {team["word"] for team in teams} == {"按时报", "迟报", "零报告", "未报"}
    assert told["columns"] == 1
    assert _describe(make_figures(40, 0), "zh-CN", ())["columns"] == 2


def test_a_change_has_its_sign_beside_last_week() -> None:
    told = _describe(make_figures(3, 2), "zh-CN", ())["headlines"]
    assert isinstance(told, list)
    activities = told[-1]
    assert activities["name"] == "活动场次"
    assert (activities["now"], activities["change"], activities["before"]) == ("7", "▲ +4", "前一周 3")
    quiet = _describe(make_figures(3, 0), "en", ())["headlines"]
    assert isinstance(quiet, list)
    assert (quiet[-1]["change"], quiet[-1]["before"]) == ("▼ −3", "week before 3")


def test_a_week_that_has_only_begun_has_no_change() -> None:
    begun = make_figures(3, 2).model_copy(update={"over": False})
    told = _describe(begun, "zh-CN", ())["headlines"]
    assert isinstance(told, list)
    assert [headline["change"] for headline in told] == [None] * 4
    assert open_png(draw_picture(begun)).height < open_png(draw_picture(make_figures(3, 2))).height


def test_what_nobody_was_asked_is_not_in_it() -> None:
    scope = replace(SCOPE, asked=("title", "held_on", "person_times", "hours"))
    report = make_report(1, 0, SCOPE.starts_on, groups=())
    told = _describe(roll_up_all(scope, make_teams(1), [report]), "zh-CN", ())
    headlines = told["headlines"]
    assert isinstance(headlines, list)
    assert [headline["name"] for headline in headlines] == ["志愿者人次", "服务时数（小时）", "活动场次"]
    assert told["totals"] == "累计：活动 1 场 · 志愿者 19 人次 · 服务 31.67 小时"


def test_teams_that_were_not_asked_for_person_times_stand_by_what_they_held() -> None:
    scope = replace(SCOPE, asked=("title", "held_on", "heads"))
    report = make_report(1, 1, SCOPE.starts_on, person_times=None)
    told = _describe(roll_up_all(scope, make_teams(2), [report]), "zh-CN", ())
    assert told["teams_title"] == "各服务队这一周的活动场次"
    teams = told["teams"]
    assert isinstance(teams, list)
    assert [(team["count"], team["share"]) for team in teams] == [("1", 100), ("0", 0)]


def test_markup_in_names_is_drawn_and_not_run() -> None:
    bad = '#panic("x") #image("/etc/passwd") *a* $x$ ` \\ "] ) #'
    teams = [team.__class__(team.team_id, bad, bad, team.standing) for team in make_teams(6)]
    figures = roll_up_all(SCOPE, teams, [make_report(1, 0, SCOPE.starts_on, title=bad, category=bad)])
    figures = figures.model_copy(update={"committee": bad, "campaign": bad, "theme": bad})
    assert open_png(draw_picture(figures)).width == 1080


def test_up_to_three_photos_are_shown_and_broken_ones_left_out() -> None:
    figures = make_figures(1, 0)
    shown = open_png(
        draw_picture(
            figures, photos=[b"", b"junk", photo("#ff0000")[:300], photo("#ff0000"), photo("#00ff00")]
        )
    )
    assert has(shown, (255, 0, 0))
    assert has(shown, (0, 255, 0))
    four = [photo(colour) for colour in ("#ff0000", "#ff0000", "#ff0000", "#00ff00")]
    assert not has(open_png(draw_picture(figures, photos=four)), (0, 255, 0))


def test_words_without_a_picture_in_the_font_are_left_out() -> None:
    assert draw_words("🌸春晖队\u200b\n二分队", 40) == "春晖队 二分队"
    assert draw_words("🌸", 40) == "–"
    assert draw_words("㐂𠮷", 40) == "㐂𠮷"
    assert draw_words("城西街道青年志愿服务38队", 16, keep_end=True) == "城西街道青…38队"
