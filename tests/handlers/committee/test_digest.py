"""The weekly summary: when it goes out, to whom, and that it is the same for all."""

from __future__ import annotations

import pytest

from handlers.committee import gather
from handlers.committee.digest import next_digest
from handlers.papers.figures import Figures
from storage.database import Database
from storage.digests import Digest
from storage.organisations import Organisation
from tests.kit.scene import Notice, Scene, said

MONDAY = "2019-03-18 08:30"


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    with scene.session() as session:
        county = session.get_one(Organisation, scene.county.county.id)
        county.next_digest_at = next_digest(county, scene.now)
    return scene


def summaries(notices: list[Notice]) -> dict[str, str]:
    return {notice.person: notice.message.text for notice in notices if notice.kind == "digest"}


def test_organizers_get_the_week_that_is_over_on_monday_morning(scene: Scene) -> None:
    scene.report()
    assert summaries(scene.go("2019-03-18 08:29")) == {}
    found = summaries(scene.go(MONDAY))
    assert sorted(found) == ["吴刚", "周敏"]
    for words in found.values():
        assert "36" in words
        assert "城东社区义工队" in words, "who hasn't reported is named"
    assert {row.week for row in scene.rows(Digest)} == {"2019-W11"}
    assert summaries(scene.go("2019-03-18 20:00")) == {}, "once"


def test_pictures_and_workbook_go_along(scene: Scene) -> None:
    scene.report()
    notices = [notice for notice in scene.go(MONDAY) if notice.kind == "digest"]
    assert {sheet.kind for sheet in notices[0].message.attachments} == {"picture", "file"}


def test_of_more_than_anybody_reads_the_summary_keeps_no_list_but_all_sums(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.report()
    monkeypatch.setattr(gather, "MOST_LISTED", 0)
    found = summaries(scene.go(MONDAY))
    assert all("护河清洁" in words for words in found.values()), "what is notable is told all the same"
    for digest in scene.rows(Digest):
        kept = Figures.model_validate(digest.figures)
        assert (kept.listing, kept.activities, kept.week.person_times) == ("none", (), 36)
        assert kept.total.activities == 1


def test_a_week_in_which_nothing_was_held_or_owed_is_not_told(database: Database) -> None:
    scene = Scene(database, "2019-02-18 08:00")
    scene.open()
    assert summaries(scene.go("2019-02-18 08:30")) == {}
    assert summaries(scene.go("2019-02-25 08:30")) == {}


def test_after_downtime_the_last_week_comes_once_and_by_day(scene: Scene) -> None:
    scene.report()
    assert summaries(scene.go("2019-03-19 02:00")) == {}, "nobody is woken"
    assert sorted(summaries(scene.go("2019-03-19 07:30"))) == ["吴刚", "周敏"]
    assert summaries(scene.go("2019-03-19 09:00")) == {}
    assert sorted(summaries(scene.go("2019-03-25 08:30"))) == ["吴刚", "周敏"], "and then as ever"


def test_a_committee_that_wants_it_at_night_gets_it_at_night(scene: Scene) -> None:
    scene.report()
    with scene.session() as session:
        county = session.get_one(Organisation, scene.county.county.id)
        county.digest_minute = 23 * 60
        county.next_digest_at = next_digest(county, scene.now)
    assert "吴刚" in summaries(scene.go("2019-03-18 23:00"))


def test_a_closed_campaign_has_no_summary(scene: Scene) -> None:
    scene.report()
    scene.close(1)
    assert summaries(scene.go(MONDAY)) == {}


def test_asked_for_in_between_it_tells_of_now(scene: Scene) -> None:
    scene.report()
    answer = scene.say("周敏", "/summary")
    assert "36" in answer.text
    assert said("summary-last") in answer.labels
    scene.say("周敏", "/summary")
    assert all(row.week != "2019-W11" for row in scene.rows(Digest)), "the weekly one is still to come"
    assert {row.asked_at for row in scene.rows(Digest)} == {scene.now}, "it isn't kept for good"
    assert "周敏" in summaries(scene.go(MONDAY))
    weekly = [row for row in scene.rows(Digest) if row.week == "2019-W11"]
    assert [row.asked_at for row in weekly] == [None, None], "these are"


def test_each_in_their_language(scene: Scene) -> None:
    scene.report()
    scene.say("吴刚", "/language en")
    found = summaries(scene.go(MONDAY))
    assert found["吴刚"] != found["周敏"]
