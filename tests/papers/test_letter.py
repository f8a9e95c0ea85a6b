"""The summary as text: what it says, in both languages, and that it stays short."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.messages import Wording
from handlers.papers.figures import Figures, Standing
from handlers.papers.letter import write_summary
from handlers.rules.rollup import TeamFacts
from handlers.speech import in_words
from tests.kit.rollup import roll_up_all
from tests.papers.samples import SCOPE, make_figures, make_report, make_teams


def said(figures: Figures, language: str = "zh-CN") -> str:
    return "\n".join(in_words(line, language) for line in write_summary(figures))


def test_it_says_the_week_beside_the_last_one_and_who_did_not_report() -> None:
    teams = [
        TeamFacts(0, "城东队", None, Standing.FILED),
        TeamFacts(1, "城西队", None, Standing.LATE),
        TeamFacts(2, "黄岗队", None, Standing.MISSING),
        TeamFacts(3, "睦岗队", None, Standing.ZERO),
        TeamFacts(4, "学院队", None, Standing.NOT_DUE),
    ]
    values = {"person_times": 10, "service_minutes": 90, "groups": (("elders", 20),), "title": "植树"}
    reports = [
        make_report(1, 0, SCOPE.starts_on, **values),
        make_report(2, 1, SCOPE.starts_on, **values),
        make_report(3, 0, SCOPE.starts_on.replace(day=1), **values),
    ]
    assert said(roll_up_all(SCOPE, teams, reports)).split("\n") == [
        "【周报 3月4日至3月10日】端州区志愿者联合会｜2019年学雷锋志愿服务月",
        "这一周：活动 1 场，志愿者 10 人次，服务群众 20 人次，服务 1.5 小时。",
        "比前一周：活动 ±0，志愿者人次 ±0，服务人次 ±0。",
        "累计：活动 2 场，志愿者 20 人次，服务群众 40 人次，服务 3 小时。",
        "报送：共 5 支服务队，已报 2（其中迟报 1），零报告 1，未报 1。",
        "另有 1 支目前没有到期要报的。",
        "未报：黄岗队",
        "迟报：城西队",
        "零报告：睦岗队",
        "这一周的活动亮点：",
        "1. 植树（城东队、城西队，3月4日），服务 20 人次",
        "联合活动，请核对：",
        "· 植树（3月4日）：2 支服务队填的人次和时数相同，只计一次",
    ]


def test_a_quiet_week_says_so() -> None:
    assert "这一周没有登记活动。" in said(make_figures(3, 0))
    assert "Nothing was held in the week." in said(make_figures(3, 0), "en")


@pytest.mark.parametrize(
    ("people", "zh", "en"), [(10, "，志愿者 10 人次", ", 10 volunteer person-times"), (None, "", "")]
)
def test_an_activity_that_served_no_groups_tells_its_volunteers(people: int | None, zh: str, en: str) -> None:
    teams = [TeamFacts(0, "城东队", None, Standing.FILED)]
    report = make_report(1, 0, SCOPE.starts_on, person_times=people, groups=(), title="植树")
    figures = roll_up_all(SCOPE, teams, [report])
    assert f"1. 植树（城东队，3月4日）{zh}" in said(figures).split("\n")
    assert f"1. 植树 (城东队, 4 March){en}" in said(figures, "en").split("\n")


def test_what_the_form_does_not_ask_is_not_told_as_nought() -> None:
    teams = [TeamFacts(0, "城东队", None, Standing.FILED)]
    report = make_report(1, 0, SCOPE.starts_on, person_times=None, groups=(), service_minutes=90)
    scope = replace(SCOPE, asked=("title", "held_on", "hours"))
    told = said(roll_up_all(scope, teams, [report])).split("\n")
    assert told[1:4] == [
        "这一周：活动 1 场，服务 1.5 小时。",
        "比前一周：活动 +1。",
        "累计：活动 1 场，服务 1.5 小时。",
    ]
    english = said(roll_up_all(scope, teams, [report]), "en").split("\n")
    assert english[1] == "The week: 1 activity, 1.5 hours."


def test_what_was_asked_and_came_to_nought_is_told_but_those_served_were_skipped() -> None:
    teams = [TeamFacts(0, "城东队", None, Standing.FILED)]
    report = make_report(1, 0, SCOPE.starts_on, person_times=7, groups=(), service_minutes=0)
    scope = replace(SCOPE, asked=("person_times", "hours", "groups"))
    told = said(roll_up_all(scope, teams, [report])).split("\n")
    assert told[1] == "这一周：活动 1 场，志愿者 7 人次，服务 0 小时。"


def test_a_week_that_has_only_begun_is_not_compared() -> None:
    figures = make_figures(3, 2)
    assert "比前一周" in said(figures)
    begun = figures.model_copy(update={"over": False})
    assert "比前一周" not in said(begun)
    assert said(begun).split("\n")[1:3] == [
        line for line in said(figures).split("\n")[1:4] if "比" not in line
    ]


def test_long_lists_are_folded() -> None:
    missing = [replace(team, standing=Standing.MISSING) for team in make_teams(13)]
    line = next(
        line for line in said(roll_up_all(SCOPE, missing, [])).split("\n") if line.startswith("未报：")
    )
    assert line.count("、") == 5
    assert line.endswith(" 等 13 支")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_it_stays_short_even_with_the_longest_names(language: str) -> None:
    teams = [replace(team, name=f"{'很长的服务队名称' * 20}{team.team_id}") for team in make_teams(40)]
    long = "很长的活动名称" * 20
    reports = [make_report(n, n % 40, SCOPE.starts_on, title=f"{n // 2}{long}") for n in range(80)]
    scope = replace(SCOPE, committee=long, campaign=Wording({"zh-CN": long, "en": "long name " * 30}))
    assert len(said(roll_up_all(scope, teams, reports), language)) < 1500


def test_a_normal_week_of_twelve_teams_is_well_under_the_limit() -> None:
    assert len(said(make_figures(12))) < 700
    assert len(said(make_figures(12), "en")) < 1000
