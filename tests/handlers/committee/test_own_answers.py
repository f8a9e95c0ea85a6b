"""What a campaign asks of its own, and its summary form, stand in the workbook as the teams answered them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from handlers.committee import gather
from handlers.papers.export import draw_paper
from handlers.papers.figures import Figures
from handlers.papers.paper import Paper
from handlers.papers.workbook import draw_workbook
from storage.database import Database
from storage.digests import Digest
from storage.exports import Export
from tests.kit.scene import Scene, said

TAISHAN, TAISHAN_2020, GUANGXI = "taishan-2016", "taishan-2020", "guangxi-2017"
LIST = {"zh-CN": "活动清单", "en": "Activities"}
SUMMARIES = {"zh-CN": "各队总结", "en": "Team summaries"}


def file(scene: Scene, who: str, form: str, *answers: str) -> None:
    """A report of that person's team, with the answers in the order they are asked."""
    campaign = scene.campaigns()[0].id
    done = scene.say(who, f"/report {scene.team(who)}.{campaign}.{form}", *answers, "提交")
    assert "已收到" in done.text, done.text


def exported(scene: Scene, language: str = "zh-CN") -> openpyxl.Workbook:
    """The workbook of the whole campaign that the county's organizer asks for."""
    scene.say("吴刚", f"/export {scene.county.county.id}.{scene.campaigns()[0].id}.w.all")
    paper = Paper.model_validate(scene.rows(Export)[-1].body)
    return openpyxl.load_workbook(io.BytesIO(draw_paper(paper, language)), data_only=True)


def column(sheet: Worksheet, head: str) -> list[object]:
    """What stands below a heading."""
    place = next(cell.column for cell in sheet[1] if cell.value == head)
    return [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]


def sheet_of(book: openpyxl.Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.fixture
def winter(database: Database) -> Scene:
    """Taishan's winter of 2016: two home visits, and a micro-wish, which is asked for wishes."""
    scene = Scene(database, "2017-01-10 10:00")
    scene.open(TAISHAN)
    rest = ("跳过", "跳过", "送去米、油和春联", "跳过", "跳过")
    file(scene, "李明", "activity", "爱到家", "探访", "1月8日", "台城", "10", "12", "合计", "30小时", *rest)
    file(scene, "李明", "activity", "爱到家", "再探访", "1月9日", "台城", "10", "5", "合计", "30小时", *rest)
    file(scene, "陈静", "activity", "微愿成真", "圆愿", "1月9日", "台城", "6", "20", "合计", "9小时", *rest)
    return scene


@pytest.fixture
def spring(database: Database) -> Scene:
    """Taishan's spring of 2020: one of the two teams has handed in its summary."""
    scene = Scene(database, "2020-04-28 10:00")
    scene.open(TAISHAN_2020)
    project = ("申报", "代买到家\n为独居老人代买药品")
    file(scene, "李明", "summary", "开展活动9场", "120", "75", *project, "跳过")
    return scene


@pytest.mark.parametrize(
    ("language", "households", "wishes"),
    [("zh-CN", "帮扶户数", "实现的微心愿"), ("en", "Households", "Wishes granted")],
)
def test_each_own_question_is_a_column_with_its_sum(
    winter: Scene, language: str, households: str, wishes: str
) -> None:
    sheet = sheet_of(exported(winter, language), LIST[language])
    assert column(sheet, households) == [12, 5, None, 17]
    assert column(sheet, wishes) == [None, None, 20, 20]


@pytest.mark.parametrize(("language", "households"), [("zh-CN", "帮扶户数"), ("en", "Households")])
def test_the_weekly_summarys_workbook_has_them_too(winter: Scene, language: str, households: str) -> None:
    winter.say("吴刚", "/summary")
    kept = Figures.model_validate(winter.rows(Digest)[-1].figures)
    book = openpyxl.load_workbook(io.BytesIO(draw_workbook(kept, language)), data_only=True)
    assert column(sheet_of(book, LIST[language]), households) == [12, 5, None, 17]
    assert SUMMARIES[language] not in book.sheetnames, "this campaign has no summary form"


def test_what_the_form_asks_without_need_is_not_nought(winter: Scene) -> None:
    """Neither organisations nor groups served are asked, and nobody gave money."""
    book = exported(winter)
    sheet = sheet_of(book, "活动清单")
    assert column(sheet, "组织数量") == [None] * 4
    assert column(sheet, "服务人次") == [None] * 4
    assert column(sheet, "志愿者人次") == [10, 10, 6, 26]
    assert column(sheet, "投入资金（元）") == [None] * 4
    summed = {row[0].value: row[1].value for row in sheet_of(book, "汇总").iter_rows(min_row=3, max_row=12)}
    assert summed["活动场次"] == 3
    assert summed["组织数量"] is None
    assert summed["服务人次"] is None
    assert summed["纸媒报道（条）"] is None
    assert "按覆盖人群" not in book.sheetnames
    assert "媒体宣传" not in book.sheetnames


def test_choices_stand_in_words_and_people_are_not_added_up(database: Database) -> None:
    scene = Scene(database, "2017-12-10 10:00")
    scene.open(GUANGXI)
    for title, school, people in (("微心愿", "桂宁小学", "60"), ("义诊", "育才小学", "40")):
        rest = ("12", "陪伴孩子们读书", people, "跳过", "跳过", "跳过")
        file(scene, "李明", "activity", "进校园", school, title, "12月8日", "校内", *rest)
    chinese = sheet_of(exported(scene), "活动清单")
    assert column(chinese, "结对学校") == ["桂宁小学", "育才小学", None]
    assert column(chinese, "服务人数") == [60, 40, None], "the same people may have come to both"
    english = sheet_of(exported(scene, "en"), "Activities")
    assert column(english, "Partner school") == ["Guining primary school", "育才小学", None]


@pytest.mark.parametrize(
    ("language", "heads", "applies"),
    [
        ("zh-CN", ["活动总结", "注册志愿者人数", "已发电子志愿者证", "项目申报", "申报的项目"], "申报"),
        ("en", ["Summary", "Registered volunteers", "Cards issued", "Project application", "Project"], "Yes"),
    ],
)
def test_the_summary_form_is_a_sheet_with_a_row_a_team(
    spring: Scene, language: str, heads: list[str], applies: str
) -> None:
    sheet = sheet_of(exported(spring, language), SUMMARIES[language])
    assert [cell.value for cell in sheet[1]][3:] == heads
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    project = "代买到家\n为独居老人代买药品"
    assert rows[0] == ["星湖义工队", None, "TS20-0001", "开展活动9场", 120, 75, applies, project]
    assert rows[1] == ["城东社区义工队", None, None, None, None, None, None, None]
    assert rows[2][3:] == [None, 120, 75, None, None]
    assert len(rows) == 3


def test_the_numbers_of_all_teams_are_summed_and_a_later_summary_takes_the_place_of_an_earlier(
    spring: Scene,
) -> None:
    file(spring, "陈静", "summary", "开展活动2场", "80", "40", "不申报", "跳过")
    file(spring, "李明", "summary", "开展活动10场", "130", "100", "不申报", "跳过")
    sheet = sheet_of(exported(spring), "各队总结")
    assert column(sheet, "注册志愿者人数") == [130, 80, 210]
    assert column(sheet, "已发电子志愿者证") == [100, 40, 140]
    assert column(sheet, "项目申报") == ["不申报", "不申报", None]


def test_there_is_no_such_sheet_before_the_first_summary(database: Database) -> None:
    scene = Scene(database, "2020-04-20 10:00")
    scene.open(TAISHAN_2020)
    assert "各队总结" not in exported(scene).sheetnames


def test_of_too_many_a_weekly_summary_counts_the_summaries_and_an_export_lists_them(
    spring: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "MOST_LISTED", 0)
    spring.say("吴刚", "/summary")
    kept = Figures.model_validate(spring.rows(Digest)[-1].figures)
    book = openpyxl.load_workbook(io.BytesIO(draw_workbook(kept)), data_only=True)
    assert "已有 1 支服务队交了总结" in str(sheet_of(book, "各队总结")["A2"].value)
    assert column(sheet_of(exported(spring), "各队总结"), "注册志愿者人数") == [120, None, 120]


def test_figures_kept_by_an_earlier_version_still_load(winter: Scene) -> None:
    winter.say("吴刚", "/summary")
    kept = winter.rows(Digest)[-1].figures
    for added in ("asked", "questions", "summaries", "over"):
        del kept[added]
    for activity in [*kept["activities"], *kept["notable"]]:
        del activity["answers"]
    for branch in kept["branches"]:
        del branch["direct"]
    old = Figures.model_validate(kept)
    assert old.over
    assert draw_workbook(old)


def test_the_contact_is_blank_until_somebody_fills_it_in(winter: Scene) -> None:
    campaign = winter.campaigns()[0].id

    def named() -> tuple[str, str]:
        winter.say("周敏", f"/export {winter.county.city.id}.{campaign}.a.all")
        (unit,) = Paper.model_validate(winter.rows(Export)[-1].body).units
        return unit.contact, unit.phone

    assert named() == ("", ""), "the shipped file has placeholders"
    asked = ("1", "周敏", "2", "0750-1234567", "提交")
    shown = winter.say("周敏", f"/changecampaign {campaign} contact", *asked)
    winter.press("周敏", shown.value(said("change-yes")))
    assert named() == ("周敏", "0750-1234567")
