"""The other four campaigns that ship, each from its opening through its deadlines to its end.

The moments are worked out by hand from the notices' dates: reminders at 09:00 three days before the last
day, the day before, and on it; the overdue notice and the lists when the quiet hours end, at 07:30.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from handlers.papers.figures import Standing
from storage.database import Database
from storage.reports import Report
from tests.kit.stage import Notice, Stage, local
from tests.stories.cast import build_city
from tests.stories.other_reports import (
    ALL,
    COMMITTEES,
    GUANGXI_2017,
    HECHI_2010,
    TAISHAN_2016,
    TAISHAN_2020,
    closing,
)
from tests.stories.season import Season
from tests.stories.typed import Step

#: Weeks without anything are long: the clock strikes only where something may be due.
FEW = ("07:30", "09:00")
CITY = "江城市志愿者联合会"


def play(database: Database, steps: Sequence[Step], until: str) -> Season:
    """The steps on a city of three teams, watched until then; the last step ends the campaign."""
    opened = local(steps[0].at)
    with database.begin() as session:
        people = build_city(session, opened, CITY, "周敏", COMMITTEES)
    season = Season(Stage(database, opened), people)
    season.play(steps[:-1], local(until), FEW)
    season.play(steps[-1:], local(steps[-1].at), ())
    return season


def sent(notices: Sequence[Notice]) -> list[tuple[str, str]]:
    """When the notices went out and to whom, each moment once."""
    moments: dict[str, list[str]] = {}
    for notice in notices:
        moments.setdefault(f"{notice.at:%m-%d %H:%M}", []).append(notice.person)
    return [(moment, " ".join(sorted(people))) for moment, people in moments.items()]


def kept(season: Season) -> list[Report]:
    """The reports, in the order of their numbers."""
    with season.stage.database.begin() as session:
        return [*session.scalars(select(Report).order_by(Report.id))]


def extra(season: Season) -> list[dict[str, Any]]:
    """What was asked beside the catalogue."""
    return [report.extra for report in kept(season)]


def late(season: Season) -> list[str]:
    """The moments of the receipts that say so."""
    return [at for at, receipt in season.receipts.items() if "迟报" in receipt]


def test_taishan_2016_wants_one_report_by_the_27th_of_february(database: Database) -> None:
    season = play(database, TAISHAN_2016, "2017-03-06 12:00")
    assert sent(season.told("campaign")) == [("12-08 10:00", ALL)]
    # 李明 filed in January. 陈静 files on the evening of the 26th, 黄勇 after the end.
    assert sent(season.told("reminder")) == [
        ("02-24 09:00", "陈静 黄勇"),
        ("02-26 09:00", "陈静 黄勇"),
        ("02-27 09:00", "黄勇"),
        ("02-28 07:30", "黄勇"),
    ]
    assert sent(season.told("overdue")) == [("02-28 07:30", "吴刚 周敏")]
    assert all("黄岗护河队" in notice.message.text for notice in season.told("overdue"))
    assert late(season) == ["2017-03-01 10:00"]
    assert extra(season) == [{"households": 12}, {}, {"wishes": 20}, {}]
    # 10 × 3 h; 80 h in all; 8 × 2 h; 6 × 4 h.
    assert [report.service_minutes for report in kept(season)] == [1800, 4800, 960, 1440]
    # The deadline fell into the week from 27 February; all four activities were in January.
    told = season.figures[CITY, "2017-W09"]
    assert [(team.name, team.standing) for team in told.teams] == [
        ("星湖义工队", Standing.FILED),
        ("城东社区义工队", Standing.FILED),
        ("黄岗护河队", Standing.LATE),
    ]
    # 10+20+8+6; 1800+4800+960+1440; 2400+1000+500 yuan.
    total = told.total
    assert (total.activities, total.person_times, total.service_minutes, total.money_fen) == (
        4,
        44,
        9000,
        390000,
    )
    assert told.week.activities == 0


def test_taishan_2020_takes_news_at_any_time_and_a_summary_by_the_end_of_april(database: Database) -> None:
    season = play(database, TAISHAN_2020, "2020-05-04 12:00")
    # Rolling news: nobody is reminded before the summary, and a report of news settles nothing.
    assert sent(season.told("reminder")) == [
        ("04-27 09:00", "陈静 黄勇"),
        ("04-29 09:00", "陈静 黄勇"),
        ("04-30 09:00", "黄勇"),
        ("05-01 07:30", "黄勇"),
    ]
    assert "这一期" not in season.receipts["2020-03-15 16:00"]
    assert sent(season.told("overdue")) == [("05-01 07:30", "吴刚 周敏")]
    # What is asked of online creations alone: works.
    assert [one.get("works") for one in extra(season)] == [None, 6, None, None]


def test_taishan_2020_warns_below_half_of_the_cards(database: Database) -> None:
    season = play(database, TAISHAN_2020, "2020-05-04 12:00")
    share = "只占注册志愿者人数（{}）的 49%，通知要求不少于 50%"
    assert share.format(100) in season.receipts["2020-04-20 10:00"]
    assert "⚠" not in season.receipts["2020-04-20 10:05"]
    assert share.format(200) in season.receipts["2020-04-29 12:00"]
    assert "✓" in season.receipts["2020-04-29 12:05"]
    summaries = [report for report in kept(season) if report.form == "summary"]
    assert [(one.extra["cards_issued"], one.extra.get("project")) for one in summaries] == [
        (50, None),
        (98, "“代买到家”：为独居老人代买药品"),
    ]
    # The committee sees at the review that one was sent with a remark.
    assert [bool(one.warnings) for one in summaries] == [False, True]


def test_hechi_counts_what_was_promised(database: Database) -> None:
    season = play(database, HECHI_2010, "2010-04-12 12:00")
    # The whole is due on Saturday 10 April; 李明 has filed, 陈静 does on the 9th, 黄勇 never.
    assert sent(season.told("reminder")) == [
        ("04-07 09:00", "陈静 黄勇"),
        ("04-09 09:00", "陈静 黄勇"),
        ("04-10 09:00", "黄勇"),
        ("04-11 07:30", "黄勇"),
    ]
    assert sent(season.told("overdue")) == [("04-11 07:30", "吴刚 周敏")]
    assert "参加的对数（50）多于累计结对数（5）" in season.receipts["2010-02-28 12:00"]
    acts = ("school_visits", "calls_letters", "weekends", "school_things", "new_skills")
    pairing = [one for one in extra(season) if "active_pairs" in one and "books_shared" not in one]
    # School visits 3; calls 12 + 10; weekends 5 + 5; things 8; skills 2.
    assert [sum(one[act] or 0 for one in pairing) for act in acts] == [3, 22, 10, 8, 2]
    (shared,) = [one for one in extra(season) if "books_shared" in one]
    assert [shared[act] for act in ("books_shared", "letters_shared", "weekends_shared")] == [10, 10, 4]
    assert not set(acts) & set(shared), "children hand in hand are not asked for the five acts"


def test_guangxi_wants_a_table_within_a_week_of_each_activity(database: Database) -> None:
    season = play(database, GUANGXI_2017, "2017-04-10 12:00")
    # 微心愿认领 on 8 March is due on the 15th, 社区义诊 on the 18th is due on the 25th; 农技下乡 is off.
    assert sent(season.told("reminder")) == [
        ("03-12 09:00", "李明"),
        ("03-22 09:00", "陈静"),
        ("03-24 09:00", "陈静"),
        ("03-25 09:00", "陈静"),
        ("03-26 07:30", "陈静"),
    ]
    assert [notice.message.text.count("“社区义诊”（3月18日）") for notice in season.told("reminder")] == [
        0,
        1,
        1,
        1,
        1,
    ]
    assert sent(season.told("overdue")) == [("03-26 07:30", "吴刚 周敏")]
    assert late(season) == ["2017-03-27 10:00"]
    assert "这一期" not in season.receipts["2017-03-20 20:00"]
    # Table B asks for people, not for times: heads, and people served beside the catalogue.
    assert [(report.title, report.heads, report.extra["people_served"]) for report in kept(season)] == [
        ("微心愿认领", 30, 60),
        ("单位爱心洗车", 12, 40),
        ("社区义诊", 224, 3000),
    ]
    assert [report.extra.get("school") for report in kept(season)] == ["baisha", None, None]
    assert [report.person_times for report in kept(season)] == [None, None, None]


def test_after_its_end_nothing_is_reported_or_reminded_of(database: Database) -> None:
    """Closed before its deadline: who still owed is told so, once; then the deadline passes in silence."""
    season = play(database, (TAISHAN_2020[0], closing("2020-04-20 10:00")), "2020-04-19 12:00")
    assert "没有正在进行的行动" in season.stage.say(season.people["李明"], "填报").text
    season.notices.clear()
    season.play((), local("2020-05-20 12:00"), FEW)
    assert len({notice.at for notice in season.notices}) == 1
    assert all("已经结束" in notice.message.text for notice in season.notices)
    assert len({notice.person for notice in season.notices}) == len(season.notices)
