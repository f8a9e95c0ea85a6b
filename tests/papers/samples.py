"""A committee's week to draw: any number of teams, with a joint activity, groups, media and materials."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.messages import Wording
from handlers.papers.figures import ActivityLine, CoverageLine, Figures, Standing
from handlers.rules.rollup import ReportLine, Scope, TeamFacts
from tests.kit.rollup import roll_up_all

SCOPE = Scope(
    committee="端州区志愿者联合会",
    campaign=Wording({"zh-CN": "2019年学雷锋志愿服务月", "en": "Lei Feng month 2019"}),
    theme=Wording({"zh-CN": "志愿肇庆 美好生活", "en": "Volunteers for a better life"}),
    starts_on=date(2019, 3, 4),
    ends_on=date(2019, 3, 10),
    zone=ZoneInfo("Asia/Shanghai"),
    categories={
        "city": Wording({"zh-CN": "创建文明城市", "en": "Civilised city"}),
        "poverty": Wording({"zh-CN": "助力扶贫帮困", "en": "Poverty relief"}),
        "environment": Wording({"zh-CN": "生态环保", "en": "Environment"}),
        "practice": Wording({"zh-CN": "新时代文明实践", "en": "New-era practice"}),
        "governance": Wording({"zh-CN": "助力社会治理", "en": "Social governance"}),
        "culture": Wording({"zh-CN": "志愿文化展示宣传", "en": "Volunteer culture"}),
    },
    groups={
        "elders": Wording({"zh-CN": "空巢老人", "en": "Elders living alone"}),
        "children": Wording({"zh-CN": "农村留守儿童", "en": "Left-behind children"}),
    },
)
PLACES = (
    "城东街道",
    "城西街道",
    "黄岗街道",
    "睦岗街道",
    "肇庆学院",
    "中心医院",
    "供电局",
    "实验小学",
    "图书馆",
)
TITLES = ("文明交通劝导", "敬老院探访", "河小青巡河护河", "“雷锋故事”宣讲", "社区便民服务", "义务植树")


def make_teams(count: int, branches: tuple[str, ...] = ("城区团委", "高校团委")) -> list[TeamFacts]:
    """Teams of every standing, each under one of the branches in turn."""
    standings = (
        Standing.FILED,
        Standing.FILED,
        Standing.LATE,
        Standing.FILED,
        Standing.ZERO,
        Standing.MISSING,
    )
    return [
        TeamFacts(
            number,
            f"{PLACES[number % len(PLACES)]}青年志愿服务{number + 1}队",
            branches[number % len(branches)] if branches else None,
            standings[number % len(standings)],
        )
        for number in range(count)
    ]


def make_report(number: int, team_id: int, held_on: date, **changes: object) -> ReportLine:
    """A full report, with figures that differ by number."""
    values: dict[str, object] = {
        "number": f"A{number:03}",
        "team_id": team_id,
        "state": "accepted",
        "submitted_at": datetime(2019, 3, 5, tzinfo=UTC) + timedelta(minutes=number),
        "title": f"{TITLES[number % len(TITLES)]}{number}",
        "held_on": held_on,
        "host": "团区委",
        "category": list(SCOPE.categories)[number % 5],
        "place": "牌坊广场",
        "person_times": 12 + number * 7 % 41,
        "heads": 12,
        "organisations": 1 + number % 3,
        "groups": (("elders", 20 + number * 11 % 60), ("children", 7 + number % 9)),
        "service_minutes": (12 + number * 7 % 41) * 100,
        "money_fen": number * 12_550,
        "materials": "大米20袋" if number % 3 == 0 else None,
        "content": "打扫卫生、陪老人聊天。",
        "coverage": (
            CoverageLine(kind="print"),
            CoverageLine(
                kind="page",
                link=f"https://example.org/s/{number}",
                reads=300 + number,
                read_on=date(2019, 3, 9),
            ),
        )
        if number % 2
        else (),
    }
    return ReportLine(**{**values, **changes})  # type: ignore[arg-type]  # tests change any of the fields


def make_figures(
    count: int = 12, per_team: int = 2, branches: tuple[str, ...] = ("城区团委", "高校团委")
) -> Figures:
    """Figures of `count` teams; those that filed held `per_team` activities this week and one the last."""
    teams = make_teams(count, branches)
    filed = [team for team in teams if team.standing in (Standing.FILED, Standing.LATE)]
    reports: list[ReportLine] = []
    for team in filed:
        for turn in range(per_team + 1):
            day = SCOPE.starts_on + timedelta(days=turn if turn < per_team else -3)
            reports.append(make_report(len(reports), team.team_id, day))
    if per_team and len(filed) > 1:
        for number, team in ((900, filed[0]), (901, filed[1])):
            reports.append(make_report(number, team.team_id, date(2019, 3, 9), title="学雷锋 集中服务日"))
    return roll_up_all(SCOPE, teams, reports)


def make_activity(**changes: object) -> ActivityLine:
    """One activity that says little."""
    values: dict[str, object] = {
        "number": "A1",
        "title": "敬老院探访",
        "team": "城东队",
        "held_on": date(2019, 3, 5),
        "person_times": 10,
        "service_minutes": 1200,
    }
    return ActivityLine.model_validate({**values, **changes})
