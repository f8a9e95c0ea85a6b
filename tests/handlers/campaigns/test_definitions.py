"""What is remembered of campaigns' definitions is what was committed, whoever committed it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from handlers.campaigns.definitions import definition_of, form_in
from handlers.campaigns.opening import change_campaign
from handlers.forms.definition import Said
from storage.campaigns import Campaign
from storage.database import Database
from tests.kit.scene import Scene


class SpoiledError(Exception):
    """The transaction is given up."""


@pytest.fixture
def scene(database: Database) -> Scene:
    scene = Scene(database)
    scene.open()
    return scene


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """Another process's way to the same database."""
    other = Database(database.url)
    yield other
    other.dispose()


def rename(session: Session, scene: Scene, title: str, items: int) -> None:
    """The campaign's next version has another title, and a form of so many questions."""
    campaign = session.get_one(Campaign, 1)
    file = definition_of(session, campaign)
    forms = file.forms.model_copy(update={"activity": file.forms.activity[:items]})
    changed = file.model_copy(update={"title": Said(zh=title), "forms": forms})
    change_campaign(session, scene.now, campaign, changed, None)


def seen(session: Session) -> tuple[int, str, int]:
    """The present version, with its title and the number of questions beside the category."""
    campaign = session.get_one(Campaign, 1)
    questions = form_in(session, 1, "activity", campaign.version).questions
    return campaign.version, definition_of(session, campaign).title.zh, len(questions) - 1


def test_a_version_that_was_rolled_back_is_not_remembered(scene: Scene, other: Database) -> None:
    with pytest.raises(SpoiledError), scene.database.begin() as session:
        rename(session, scene, "甲", 5)
        assert seen(session) == (2, "甲", 5)
        raise SpoiledError
    with other.begin() as session:
        rename(session, scene, "乙", 4)
    for database in (scene.database, other):
        with database.begin() as session:
            assert seen(session) == (2, "乙", 4)


def test_two_changes_in_one_transaction_are_each_seen(scene: Scene) -> None:
    with scene.database.begin() as session:
        for number, title in enumerate(("甲", "乙"), 2):
            rename(session, scene, title, 8 - number)
            assert seen(session) == (number, title, 8 - number)
    with scene.database.begin() as session:
        assert seen(session) == (3, "乙", 5)


def test_a_version_is_parsed_once_for_all_that_read_it(scene: Scene) -> None:
    found = []
    for _ in range(2):
        with scene.database.begin() as session:
            found.append(definition_of(session, session.get_one(Campaign, 1)))
    assert found[0] is found[1]
