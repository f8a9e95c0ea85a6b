"""Every `.chat` file, said again: what the bot answers is what stands there. `--record` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from tests.kit.story import CONVERSATIONS, Story

FILES = sorted(CONVERSATIONS.glob("*.chat"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_talk_is_as_it_was(file: Path, database: Database, pytestconfig: pytest.Config) -> None:
    written = file.read_text(encoding="utf-8")
    played = Story(database).play(written)
    if pytestconfig.getoption("--record"):
        file.write_text(played, encoding="utf-8")
    else:
        assert played == written


def test_there_is_a_talk_for_every_campaign() -> None:
    assert len(FILES) >= 5
