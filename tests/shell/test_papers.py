"""Papers are drawn when they are sent, from what was kept when they were asked for."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from bot.clock import SetClock
from bot.media import Media
from bot.papers import Papers
from bot.work import Work
from handlers.campaigns.opening import open_campaign
from handlers.messages import Role
from handlers.papers.export import draw_paper
from handlers.papers.figures import Figures
from handlers.papers.paper import Paper, Unit
from handlers.people.founding import add_person, found_root
from handlers.rules.campaign_file import load_shipped
from storage.database import Database
from storage.digests import Digest
from storage.exports import Export
from storage.photos import PhotoFolder
from tests.papers.samples import make_activity, make_figures

NOW = datetime(2019, 3, 12, 2, 0, tzinfo=UTC)


@pytest.fixture
async def work(database: Database) -> AsyncIterator[Work]:
    work = Work(database)
    yield work
    work.close()


@pytest.fixture
def papers(work: Work, tmp_path: Path) -> Papers:
    return Papers(work, Media(PhotoFolder(tmp_path / "photos"), work, SetClock(NOW)))


async def keep(work: Work, paper: Paper) -> int:
    def write(session: Session) -> int:
        top = found_root(session, NOW, "端州区志愿者联合会", "Asia/Shanghai")
        by = add_person(session, NOW, "周敏", Role.ORGANIZER, top)
        campaign = open_campaign(session, NOW, top, load_shipped()["zhaoqing-2019"], by)
        row = Export(
            organisation_id=top.id,
            campaign_id=campaign.id,
            made_by=by.id,
            made_at=NOW,
            body=paper.model_dump(mode="json"),
        )
        session.add(row)
        session.flush()
        return row.id

    return await work(write)


def titles(content: bytes) -> list[str]:
    return openpyxl.load_workbook(io.BytesIO(content)).sheetnames


async def test_table_a_has_a_sheet_for_each_unit(papers: Papers, work: Work) -> None:
    units = tuple(Unit(name=name, activities=(make_activity(),)) for name in ("城东队", "城西[]队"))
    number = await keep(work, Paper(kind="table_a", title="统计表", units=units))
    content = await papers.load(f"paper:export:{number}:zh-CN")
    assert titles(content) == ["1 城东队", "2 城西队"]
    assert content == await papers.load(f"paper:export:{number}:zh-CN")


async def test_table_b_has_a_sheet_for_each_activity(papers: Papers, work: Work) -> None:
    listed = (make_activity(), make_activity(title="义诊", people_served=60))
    unit = Unit(name="联合会", activities=listed)
    number = await keep(work, Paper(kind="table_b", title="统计表", units=(unit,)))
    book = openpyxl.load_workbook(io.BytesIO(await papers.load(f"paper:export:{number}:en")))
    assert book.sheetnames == ["1 敬老院探访", "2 义诊"]
    assert book["2 义诊"]["B8"].value == "60人"
    assert book["2 义诊"]["A2"].value == "单位（盖章）：城东队"


async def test_the_workbook_speaks_the_readers_language(papers: Papers, work: Work) -> None:
    figures = make_figures(2)
    number = await keep(work, Paper(kind="workbook", title="", figures=figures))
    chinese, english = [titles(await papers.load(f"paper:export:{number}:{tag}")) for tag in ("zh-CN", "en")]
    assert chinese[:2] == ["汇总", "按服务队"]
    assert english[0] == "Summary"
    assert len(chinese) == len(english)


async def keep_digest(work: Work, figures: Figures) -> int:
    def write(session: Session) -> int:
        top = found_root(session, NOW, "端州区志愿者联合会", "Asia/Shanghai")
        campaign = open_campaign(session, NOW, top, load_shipped()["zhaoqing-2019"], None)
        row = Digest(
            organisation_id=top.id,
            campaign_id=campaign.id,
            week="2019-W10",
            starts_on=date(2019, 3, 4),
            ends_on=date(2019, 3, 10),
            figures=figures.model_dump(mode="json"),
            created_at=NOW,
        )
        session.add(row)
        session.flush()
        return row.id

    return await work(write)


async def test_a_summarys_picture_and_workbook_come_from_its_figures(papers: Papers, work: Work) -> None:
    number = await keep_digest(work, make_figures(3))
    assert (await papers.load(f"paper:picture:{number}:zh-CN")).startswith(b"\x89PNG")
    assert "统计表" in titles(await papers.load(f"paper:workbook:{number}:zh-CN"))


async def test_a_picture_is_drawn_without_a_photo_that_is_gone(papers: Papers, work: Work) -> None:
    gone = make_activity(photos=("0" * 64,))
    number = await keep_digest(work, make_figures(3).model_copy(update={"notable": (gone,)}))
    assert (await papers.load(f"paper:picture:{number}:zh-CN")).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "source",
    [
        "paper:export:999:zh-CN",
        "paper:workbook:999:zh-CN",
        "paper:export:x:zh-CN",
        "paper:export:1",
        "paper:letter:1:zh-CN",
        "paper:",
        "file:/etc/passwd",
    ],
)
async def test_what_there_is_not_is_an_error_and_never_a_paper(papers: Papers, source: str) -> None:
    with pytest.raises((LookupError, ValueError)):
        await papers.load(source)


def test_a_workbook_needs_figures() -> None:
    with pytest.raises(ValueError, match="needs figures"):
        draw_paper(Paper(kind="workbook", title=""))
