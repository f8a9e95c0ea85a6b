"""The roll-up: what counts, when, how often; and the laws that hold for any reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.papers.figures import CoverageLine, Figures, Standing, Sums
from handlers.rules.events import fold_title
from handlers.rules.rollup import ReportLine, Scope, TeamFacts, UnknownTeamError
from tests.kit.rollup import roll_up_all

MONDAY = date(2019, 3, 4)
SCOPE = Scope(
    committee="县团委",
    campaign="学雷锋月",
    theme=None,
    starts_on=MONDAY,
    ends_on=MONDAY + timedelta(days=6),
    zone=ZoneInfo("Asia/Shanghai"),
    categories={"city": "文明城市", "green": "环保"},
    groups={"elders": "空巢老人"},
)
TEAMS = [
    TeamFacts(1, "甲队", "东片", Standing.FILED),
    TeamFacts(2, "乙队", "东片", Standing.LATE),
    TeamFacts(3, "丙队", "西片", Standing.ZERO),
    TeamFacts(4, "丁队", "西片", Standing.MISSING),
]


def report(number: int, team_id: int = 1, **changes: object) -> ReportLine:
    values: dict[str, object] = {
        "number": f"A{number}",
        "team_id": team_id,
        "state": "submitted",
        "submitted_at": datetime(2019, 3, 6, 4, number % 60, tzinfo=UTC),
        "title": f"活动{number}",
        "held_on": MONDAY,
        "category": "city",
        "person_times": 10,
        "heads": 8,
        "organisations": 1,
        "groups": (("elders", 20),),
        "service_minutes": 1200,
        "money_fen": 5000,
    }
    return ReportLine(**{**values, **changes})  # type: ignore[arg-type]  # tests change any of the fields


def figures(*reports: ReportLine) -> Figures:
    return roll_up_all(SCOPE, TEAMS, reports)


def test_an_activity_counts_in_the_week_it_was_held_in_whenever_it_was_sent() -> None:
    late = report(1, held_on=MONDAY - timedelta(days=1), submitted_at=datetime(2019, 3, 7, tzinfo=UTC))
    older = report(2, held_on=MONDAY - timedelta(days=8))
    coming = report(3, held_on=SCOPE.ends_on + timedelta(days=1))
    rolled = figures(late, older, coming, report(4), report(5, held_on=SCOPE.ends_on))
    assert (rolled.week.activities, rolled.last_week.activities, rolled.total.activities) == (2, 1, 4)


def test_without_a_date_the_day_in_china_on_which_it_was_sent_counts() -> None:
    # 17:00 UTC on Sunday is Monday in China.
    sent = datetime(2019, 3, 3, 17, 0, tzinfo=UTC)
    rolled = figures(report(1, held_on=None, submitted_at=sent))
    assert rolled.week.activities == 1
    assert rolled.activities[0].held_on == MONDAY


@pytest.mark.parametrize("state", ["returned", "withdrawn"])
def test_what_was_returned_or_withdrawn_counts_nothing(state: str) -> None:
    rolled = figures(report(1, state=state))
    assert rolled.total == Sums()
    assert rolled.activities == ()
    assert rolled.standing(Standing.ZERO) == ("丙队",)


def test_a_joint_activity_with_the_same_figures_counts_once() -> None:
    rolled = figures(report(1, 1, title="“学雷锋” 集中服务"), report(2, 2, title="「学雷锋」集中服务！"))
    assert rolled.total.activities == 1
    assert (rolled.total.person_times, rolled.total.service_minutes) == (10, 1200)
    assert (rolled.total.served, rolled.total.money_fen) == (20, 5000)
    (line,) = rolled.joint
    assert line.counted == "once"
    assert [(part.team, part.numbers) for part in line.parts] == [("甲队", ("A1",)), ("乙队", ("A2",))]
    assert rolled.activities[0].team == "甲队、乙队"
    assert rolled.activities[0].heads == 8


def test_a_joint_activity_with_different_figures_is_one_activity_of_added_parts() -> None:
    rolled = figures(
        report(1, 1, title="植树"), report(2, 2, title="植 树", person_times=15, heads=15, organisations=4)
    )
    assert rolled.total.activities == 1
    assert (rolled.total.person_times, rolled.total.service_minutes) == (25, 2400)
    assert rolled.total.served == 40
    # Organisations are not parts of a whole: at least the largest number took part.
    assert rolled.total.organisations == 4
    assert rolled.activities[0].heads is None
    assert rolled.joint[0].counted == "added"


def test_a_figure_that_one_team_left_out_is_no_disagreement() -> None:
    silent = report(2, 2, title="植树", groups=(), money_fen=0, service_minutes=None)
    rolled = figures(report(1, 1, title="植树"), silent)
    assert rolled.joint[0].counted == "once"
    assert (rolled.total.person_times, rolled.total.served, rolled.total.money_fen) == (10, 20, 5000)


def test_money_of_teams_that_agree_on_the_rest_is_added_where_it_differs() -> None:
    rolled = figures(report(1, 1, title="植树"), report(2, 2, title="植树", money_fen=300))
    assert rolled.joint[0].counted == "once"
    assert (rolled.total.person_times, rolled.total.money_fen) == (10, 5300)


def test_what_no_team_said_of_a_joint_activity_stays_unsaid() -> None:
    rolled = figures(
        report(1, 1, title="植树", money_fen=None, organisations=None),
        report(2, 2, title="植树", money_fen=None, organisations=None, person_times=11),
    )
    assert rolled.joint[0].counted == "added"
    assert (rolled.activities[0].money_fen, rolled.activities[0].organisations) == (None, None)


def test_each_team_of_a_joint_activity_took_part_even_if_it_named_itself_alone() -> None:
    assert figures(report(1, 1, title="植树"), report(2, 2, title="植树")).total.organisations == 2


def test_one_team_alone_that_repeats_a_title_held_two_activities() -> None:
    rolled = figures(report(1, 1, title="巡河"), report(2, 1, title="巡河"))
    assert rolled.total.activities == 2
    assert rolled.joint == ()


def test_the_same_title_on_another_day_is_another_activity() -> None:
    rolled = figures(report(1, 1, title="巡河"), report(2, 2, title="巡河", held_on=date(2019, 3, 5)))
    assert rolled.total.activities == 2


def test_a_page_that_two_teams_name_counts_once_with_its_latest_reading() -> None:
    def page(reads: int, day: int) -> tuple[CoverageLine, ...]:
        return (
            CoverageLine(
                kind="page", link="https://example.org/s/1", reads=reads, read_on=date(2019, 3, day)
            ),
        )

    rolled = figures(
        report(1, 1, title="植树", coverage=page(500, 8)), report(2, 2, title="植树", coverage=page(300, 6))
    )
    assert (rolled.total.page_coverage, rolled.total.reads) == (1, 500)


def test_a_team_shows_its_own_part_of_a_joint_activity() -> None:
    rolled = figures(report(1, 1, title="植树"), report(2, 3, title="植树"))
    assert [team.total.person_times for team in rolled.teams] == [10, 0, 10, 0]
    assert [branch.total.activities for branch in rolled.branches] == [1, 1]
    assert rolled.total.activities == 1


def test_within_a_branch_a_joint_activity_counts_once() -> None:
    rolled = figures(report(1, 1, title="植树"), report(2, 2, title="植树"))
    assert rolled.branches[0].total.activities == 1
    assert (rolled.branches[0].filed, rolled.branches[0].late, rolled.branches[0].teams) == (1, 1, 2)


def test_every_category_has_a_line_and_groups_that_were_served() -> None:
    rolled = figures(report(1, groups=(("elders", 3), ("环卫工人", 4))))
    assert [(line.name, line.total.activities) for line in rolled.categories] == [
        ("文明城市", 1),
        ("环保", 0),
    ]
    assert [(line.name, line.week, line.total) for line in rolled.groups] == [
        ("空巢老人", 3, 3),
        ("环卫工人", 4, 4),
    ]


def test_the_notable_ones_are_of_the_week_with_photos_first() -> None:
    rolled = figures(
        report(1, groups=(("elders", 500),)),
        report(2, groups=(("elders", 5),), photos=("ab",)),
        report(3, groups=(("elders", 50),), photos=("cd",)),
        report(4, groups=(("elders", 900),), photos=("ef",), held_on=MONDAY - timedelta(days=2)),
        report(5, groups=(("elders", 1),)),
    )
    assert [line.number for line in rolled.notable] == ["A3", "A2", "A1"]


def test_a_report_of_a_team_that_was_not_given_is_a_fault() -> None:
    with pytest.raises(UnknownTeamError):
        figures(report(1, 99))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“雷锋”故事", "「雷锋」故事"),
        ("河小青 巡河", "河小青巡河。"),
        ("ＡＢＣ１", "abc 1"),
        ("《志愿》-之 歌", "志愿之歌"),
    ],
)
def test_titles_that_differ_by_keyboard_only_are_the_same(one: str, other: str) -> None:
    assert fold_title(one) == fold_title(other)


def test_titles_of_signs_alone_stay_apart() -> None:
    assert fold_title("！！") != fold_title("？？")


# The laws. Titles come from few words, so that joint activities happen often.

amounts = st.one_of(st.none(), st.integers(0, 3))


@st.composite
def lines(draw: st.DrawFn, *, joint: bool = True) -> list[ReportLine]:
    count = draw(st.integers(0, 7))
    found = []
    for number in range(count):
        found.append(
            report(
                number,
                draw(st.integers(1, 4)),
                title=draw(st.sampled_from(["植树", "植 树", "巡河"])) if joint else f"活动{number}号",
                state=draw(st.sampled_from(["submitted", "accepted", "returned", "withdrawn"])),
                held_on=MONDAY + timedelta(days=draw(st.integers(-8, 8))) if draw(st.booleans()) else MONDAY,
                category=draw(st.sampled_from(["city", "green", None, "own"])),
                person_times=draw(amounts),
                heads=draw(amounts),
                organisations=draw(amounts),
                service_minutes=draw(amounts),
                money_fen=draw(amounts),
                groups=tuple(
                    draw(st.lists(st.tuples(st.sampled_from(["elders", "x"]), st.integers(0, 3)), max_size=2))
                ),
            )
        )
    return found


@given(lines(), st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(found: list[ReportLine], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    assert roll_up_all(SCOPE, TEAMS, shuffled) == roll_up_all(SCOPE, TEAMS, found)


@given(lines(joint=False))
def test_branches_and_teams_come_to_the_whole_when_nothing_is_joint(found: list[ReportLine]) -> None:
    rolled = roll_up_all(SCOPE, TEAMS, found)
    assert rolled.joint == ()
    for part in ("week", "total"):
        whole = getattr(rolled, part)
        assert sum((getattr(line, part) for line in rolled.teams), Sums()) == whole
        assert sum((getattr(line, part) for line in rolled.branches), Sums()) == whole


@given(lines())
def test_the_whole_is_never_more_than_its_parts_and_lists_agree_with_it(found: list[ReportLine]) -> None:
    rolled = roll_up_all(SCOPE, TEAMS, found)
    parts = sum((team.total for team in rolled.teams), Sums())
    for name in ("activities", "person_times", "served", "service_minutes", "money_fen"):
        assert getattr(rolled.total, name) <= getattr(parts, name)
    assert sum((activity.sums() for activity in rolled.activities), Sums()) == rolled.total
    assert sum(line.total for line in rolled.groups) == rolled.total.served
    counted = [
        r for r in found if r.state in ("submitted", "accepted") and (r.held_on or MONDAY) <= SCOPE.ends_on
    ]
    assert sum(len(a.number.split("、")) for a in rolled.activities) == len(counted)


@given(lines())
def test_weeks_one_after_another_come_to_the_total(found: list[ReportLine]) -> None:
    whole, before = Sums(), MONDAY - timedelta(days=14)
    for week in range(4):
        start = before + timedelta(days=7 * week)
        scope = replace(SCOPE, starts_on=start, ends_on=start + timedelta(days=6))
        rolled = roll_up_all(scope, TEAMS, found)
        whole += rolled.week
        assert rolled.total == whole
        following = replace(scope, starts_on=start + timedelta(days=7), ends_on=start + timedelta(days=13))
        assert roll_up_all(following, TEAMS, found).last_week == rolled.week


@given(lines())
def test_heads_never_touch_a_sum(found: list[ReportLine]) -> None:
    many = [replace(line, heads=10_000) for line in found]
    rolled, without = roll_up_all(SCOPE, TEAMS, many), roll_up_all(SCOPE, TEAMS, found)
    assert (rolled.week, rolled.last_week, rolled.total) == (without.week, without.last_week, without.total)
    assert [line.sums for line in rolled.joint] == [line.sums for line in without.joint]
    assert "heads" not in Sums.model_fields
