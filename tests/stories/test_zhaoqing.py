"""Zhaoqing's Lei Feng month of 2019, from the notice to the last summary, through the real turn and clock.

A federation, three counties and a college, twelve teams, four Thursdays and a final summary. What is typed
stands in `zhaoqing_reports`, what must come of it in `zhaoqing_figures` and `zhaoqing_notices`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from handlers.messages import Role
from handlers.papers.export import draw_paper
from handlers.papers.figures import Label, Standing
from handlers.papers.paper import Paper
from handlers.people.founding import add_person
from handlers.speech import in_words
from storage.database import Database
from storage.exports import Export
from storage.organisations import Organisation
from storage.reports import Report
from tests.kit.stage import Notice, Stage, digest, local
from tests.stories import zhaoqing_figures, zhaoqing_notices, zhaoqing_reports
from tests.stories.cast import build_city, put_on_web
from tests.stories.season import Season

OPENED, ENDS = local("2019-03-06 10:00"), local("2019-04-11 00:00")


def play(database: Database, until: datetime = ENDS) -> Season:
    """The city with its teams and two volunteers; the rest is said."""
    told = zhaoqing_reports
    with database.begin() as session:
        people = build_city(session, OPENED, told.CITY, told.CITY_ORGANIZER, told.COMMITTEES)
        team = session.scalars(select(Organisation).where(Organisation.name == "星湖义工队")).one()
        for name in ("王芳", "张伟"):
            person = add_person(session, OPENED, name, Role.VOLUNTEER, team)
            people[name] = put_on_web(session, person, OPENED)
    season = Season(Stage(database, OPENED), people)
    season.play(told.STEPS, until)
    return season


def _zh(label: Label) -> str:
    return in_words(label, "zh-CN")


def test_the_first_week_on_postgresql(postgres: Database) -> None:
    """The same figures and the same notices come of it there."""
    week = play(postgres, until=local("2019-03-11 08:30"))
    for place, expected in zhaoqing_figures.DIGESTS["2019-W10"].items():
        told = week.figures[place, "2019-W10"]
        assert (told.week, told.last_week, told.total) == expected, place
    reminded = [(notice.at, notice.person) for notice in week.told("reminder")]
    expected_first = zhaoqing_notices.REMINDERS[:2]
    assert sorted(reminded) == sorted(
        (local(at), who) for at, _, names in expected_first for who in names.split()
    )
    assert len(week.told("overdue")) == 4
    assert len(week.told("digest")) == 5


@pytest.fixture(scope="module")
def month(_model_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Season]:
    """The month as it went, on SQLite."""
    file = shutil.copy(_model_file, tmp_path_factory.mktemp("zhaoqing") / "yidong.db")
    database = Database(f"sqlite:///{file}")
    yield play(database)
    database.dispose()


def test_every_figure_of_every_summary(month: Season) -> None:
    for week, places in zhaoqing_figures.DIGESTS.items():
        for place, expected in places.items():
            told = month.figures[place, week]
            assert (told.week, told.last_week, told.total) == expected, f"{place} {week}"


def test_a_committee_stands_in_the_citys_summary_as_in_its_own(month: Season) -> None:
    for week, places in zhaoqing_figures.DIGESTS.items():
        branches = month.figures[zhaoqing_reports.CITY, week].branches
        assert {line.name: (line.week, line.total) for line in branches} == {
            name: (own[0], own[2]) for name, own in places.items() if name != zhaoqing_reports.CITY
        }


def test_teams_categories_and_groups(month: Season) -> None:
    told = month.figures[zhaoqing_reports.CITY, "2019-W13"]
    assert {line.name: (line.week, line.total) for line in told.teams} == zhaoqing_figures.TEAMS
    shown = {
        _zh(line.name): tuple(
            (of.activities, of.person_times, of.served, of.service_minutes) for of in (line.week, line.total)
        )
        for line in told.categories
    }
    assert shown == zhaoqing_figures.CATEGORIES
    assert [(_zh(line.name), line.total) for line in told.groups][:4] == [
        *list(zhaoqing_figures.GROUPS.items())[:4]
    ]
    assert {_zh(line.name): line.total for line in told.groups} == zhaoqing_figures.GROUPS


def test_joint_activities_are_told_for_a_human_to_check(month: Season) -> None:
    told = month.figures[zhaoqing_reports.CITY, "2019-W13"]
    assert [(line.title, line.counted, [part.team for part in line.parts]) for line in told.joint] == [
        ("植树护绿", "added", ["城中义工队", "贞山环保队"]),
        ("斑马线劝导", "once", ["城东社区义工队", "黄岗护河队"]),
        ("雷锋歌会", "once", ["青年志愿者协会", "星湖义工队"]),
    ]


@pytest.mark.parametrize("week", zhaoqing_notices.STANDINGS)
def test_where_each_team_stands(month: Season, week: str) -> None:
    told = month.figures[zhaoqing_reports.CITY, week]
    expected = {name: names.split() for name, names in zhaoqing_notices.STANDINGS[week].items()}
    for standing in (Standing.LATE, Standing.MISSING, Standing.ZERO, Standing.NOT_DUE):
        assert sorted(told.standing(standing)) == sorted(expected.get(standing, [])), standing
    assert len(told.standing(Standing.FILED)) == 12 - sum(len(names) for names in expected.values())
    # The committees' counts are those of the same teams.
    for count, standing in (("late", Standing.LATE), ("missing", Standing.MISSING), ("zero", Standing.ZERO)):
        assert sum(getattr(line, count) for line in told.branches) == len(told.standing(standing))


def test_the_leaders_hear_of_the_campaign_at_once(month: Season) -> None:
    told = [notice for notice in month.told("campaign") if "已经结束" not in notice.message.text]
    teams = [team for place in zhaoqing_reports.COMMITTEES.values() for team in place.teams.values()]
    leaders = {name for team in teams for name in team}
    assert ({notice.at for notice in told}, {notice.person for notice in told}) == ({OPENED}, leaders)
    assert len(told) == 13
    assert all("3月7日（周四）24:00" in notice.message.text for notice in told)


def test_a_returned_report_is_asked_for_again(month: Season) -> None:
    """1000 people were 100: the leader is told why, and the figures above have the 100."""
    (notice,) = month.told("report")
    assert (notice.at, notice.person) == (local("2019-03-21 21:00"), "罗军")
    assert "多写了一个零" in notice.message.text


def test_reminders_go_to_those_who_owe_and_to_nobody_else(month: Season) -> None:
    sent: dict[datetime, list[Notice]] = {}
    for notice in month.told("reminder"):
        sent.setdefault(notice.at, []).append(notice)
    expected = {local(at): (left, names.split()) for at, left, names in zhaoqing_notices.REMINDERS}
    assert [*sent] == [*expected]
    for at, (left, names) in expected.items():
        assert sorted(notice.person for notice in sent[at]) == sorted(names), at
        for notice in sent[at]:
            assert left in notice.message.text
            assert notice.person in notice.message.text


def test_a_reminder_goes_where_the_leader_was_last(month: Season) -> None:
    """谭芳 was on the web until the morning of the 20th, then on Telegram."""
    channels = [(f"{one.at:%m-%d}", one.channel) for one in month.told("reminder") if one.person == "谭芳"]
    assert channels == [
        ("03-07", "web"),
        ("03-11", "web"),
        ("03-18", "web"),
        ("03-20", "web"),
        ("03-25", "telegram"),
        ("03-31", "telegram"),
    ]


def test_organizers_hear_who_is_overdue(month: Season) -> None:
    teams = [team for place in zhaoqing_reports.COMMITTEES.values() for team in place.teams]
    told = [
        (notice.at, notice.person, [team for team in teams if team in notice.message.text])
        for notice in month.told("overdue")
    ]
    expected = [(local(at), who, names.split()) for at, who, names in zhaoqing_notices.OVERDUE_LISTS]
    assert sorted(told) == sorted(expected)


def test_summaries_go_out_each_monday_at_half_past_eight(month: Season) -> None:
    organizers = [zhaoqing_reports.CITY_ORGANIZER]
    organizers += [place.organizer for place in zhaoqing_reports.COMMITTEES.values()]
    mondays = ("03-11", "03-18", "03-25", "04-01", "04-08")
    expected = [(local(f"2019-{monday} 08:30"), who) for monday in mondays for who in organizers]
    assert [(notice.at, notice.person) for notice in month.told("digest")] == expected
    for notice in month.told("digest"):
        kinds = [sheet.source.split(":")[1] for sheet in notice.message.attachments]
        assert kinds == ["picture", "workbook"]


def test_the_organizer_reads_the_key_figures(month: Season) -> None:
    texts = {}
    for notice in month.told("digest"):
        if notice.person == zhaoqing_reports.CITY_ORGANIZER:
            texts[f"{notice.at - timedelta(days=7):%G-W%V}"] = notice.message.text
    for week, lines in zhaoqing_notices.TEXTS.items():
        for line in lines:
            assert line in texts[week].split("\n")
    assert "植树护绿（3月9日）：2 支服务队填的人次或时数不同，已相加" in texts["2019-W10"]
    assert "雷锋歌会（3月28日）：2 支服务队填的人次和时数相同，只计一次" in texts["2019-W13"]
    (missing,) = [line for line in texts["2019-W10"].split("\n") if line.startswith("未报：")]
    assert sorted(missing.removeprefix("未报：").split("、")) == ["玉器街便民队", "禄步护林队"]


def test_the_last_summary_is_of_the_final_reports(month: Season) -> None:
    """Nothing is held any more, and the total stays."""
    told = month.figures[zhaoqing_reports.CITY, "2019-W14"]
    week, _, total = zhaoqing_figures.DIGESTS["2019-W13"][zhaoqing_reports.CITY]
    assert (told.week, told.last_week, told.total) == (zhaoqing_figures.NONE, week, total)


def test_receipts_say_what_was_late(month: Season) -> None:
    late = [at for at, receipt in month.receipts.items() if "迟报" in receipt]
    assert late == [
        "2019-03-08 10:20",
        "2019-03-11 10:00",
        "2019-03-19 16:00",
        "2019-03-22 09:30",
        "2019-04-04 11:00",
    ]
    # What a team reports beyond what it owes is taken, and settles nothing.
    beyond = [at for at, receipt in month.receipts.items() if "已收到" in receipt and "这一期" not in receipt]
    assert beyond == ["2019-03-29 11:00", "2019-03-30 20:00"]


def test_table_a_adds_up(month: Season) -> None:
    month.stage.now = ENDS
    given = month.stage.say(month.people[zhaoqing_reports.CITY_ORGANIZER], "/export 1.1.a.all")
    number = int(given.attachments[0].source.split(":")[2])
    with month.stage.database.read() as session:
        paper = Paper.model_validate(session.get_one(Export, number).body)
    (sheet,) = openpyxl.load_workbook(BytesIO(draw_paper(paper)), data_only=True).worksheets
    assert sheet["A2"].value == f"填报单位（盖章）：{zhaoqing_reports.CITY}"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    service, media = [row for row in rows if row[0] == "合计"]
    # 205110 minutes are 3418.5 hours.
    assert service == ["合计", None, 1266, 91, None, 24727, 3418.5, 91353]
    assert media == ["合计", None, 3, 3, None, None, None, 15520]
    # Each activity is numbered once, those with media once more.
    assert sum(isinstance(row[0], int) for row in rows) == 37 + 7


def test_photos_media_and_states_are_kept(month: Season) -> None:
    with month.stage.database.begin() as session:
        reports = session.scalars(select(Report).order_by(Report.id)).all()
        assert [report.number for report in reports] == [f"LF19-{n:04d}" for n in range(1, len(reports) + 1)]
        assert [report.title for report in reports if report.state == "withdrawn"] == ["清塘"]
        assert len(reports) == 41 + 11, "41 activities, one of them withdrawn, and 11 summaries"
    market = next(a for a in month.figures[zhaoqing_reports.CITY, "2019-W10"].activities if a.coverage)
    assert market.photos == tuple(digest(name) for name in ("集市1", "集市2", "集市3"))
    (page,) = market.coverage
    assert (page.kind, page.reads, str(page.read_on)) == ("page", 12000, "2019-03-06")


def test_volunteers_see_their_hours_and_the_campaign_ends(month: Season) -> None:
    """王芳 cleaned the shore for 2.5 hours, which is accepted, and taught for 3; 张伟 did the first."""
    month.stage.now = ENDS
    hers = month.stage.say(month.people["王芳"], "我的时数").text
    assert "已通过审核的服务时数：2 小时 30 分钟" in hers
    assert "待审核：3 小时" in hers
    assert "已通过审核的服务时数：2 小时 30 分钟" in month.stage.say(month.people["张伟"], "我的时数").text
    assert "没有正在进行的行动" in month.stage.say(month.people["罗军"], "填报").text
