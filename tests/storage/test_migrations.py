from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from handlers.rules.events import key_title
from storage import Base, migrations
from storage.database import BrokenLinksError, Database
from storage.digests import Digest
from storage.migrations import UnknownRevisionError, current, known, migrate, newest
from storage.people import Account
from storage.photos import LOOK_AFTER, StoredPhoto
from storage.reports import Report
from tests.kit.postgres import PostgresServer

#: A weekly summary, one that was asked for, and a photo.
BEFORE_RETENTION = (
    "INSERT INTO organisations (id, kind, name, path, zone, digest_weekday, digest_minute, created_at)"
    " VALUES (1, 'committee', '市', '/1/', 'Asia/Shanghai', 0, 510, :now)",
    "INSERT INTO campaigns (id, organisation_id, slug, code, state, version, last_number, opened_at)"
    " VALUES (1, 1, 's', 'LF', 'open', 1, 0, :now)",
    "INSERT INTO digests (organisation_id, campaign_id, week, starts_on, ends_on, figures, created_at)"
    " SELECT 1, 1, week, '2019-03-04', '2019-03-10', '{}', :now"
    " FROM (SELECT '2019-W10' AS week UNION SELECT '2019-W10@07090000') AS weeks",
    "INSERT INTO photos (digest, format, width, height, size, kept_at) VALUES ('ab', 'jpeg', 1, 1, 1, :now)",
)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/empty.db")
        yield database
        database.dispose()
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.database(empty=True) as database:
            yield database


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_the_tables_of_the_code(empty: Database) -> None:
    migrate(empty)
    with empty.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    assert tables(empty) == set(Base.metadata.tables)
    assert current(empty) == newest()


def test_every_step_goes_down_and_up_again(empty: Database) -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions("base", "heads")
    for script in reversed(list(scripts)):
        migrate(empty, script.revision)
        below = str(script.down_revision or "base")
        migrate(empty, below)
        assert current(empty) == script.down_revision
        migrate(empty, script.revision)
        assert current(empty) == script.revision


def test_reports_of_old_get_the_key_of_their_title(empty: Database, now: datetime) -> None:
    titles = ["植树", "植 树！", "ＡＢＣ１", "！！", "Straße", "e\u0301", "🌳"]
    migrate(empty, "0002")
    with empty.change_schema() as connection:
        old = MetaData()
        old.reflect(connection)
        at, many = {"created_at": now}, range(1, 5002)
        place = {"id": 1, "kind": "team", "name": "队", "path": "/1/", "zone": "UTC", **at}
        connection.execute(
            insert(old.tables["organisations"]).values(place | {"digest_weekday": 0, "digest_minute": 0})
        )
        connection.execute(
            insert(old.tables["people"]).values(id=1, name="李明", language="en", link_key="k", **at)
        )
        opened = {"slug": "s", "code": "C", "state": "open", "version": 1, "last_number": 9, "opened_at": now}
        connection.execute(insert(old.tables["campaigns"]).values(id=1, organisation_id=1, **opened))
        links = {"campaign_id": 1, "team_id": 1, "author_id": 1}
        said = {"form": "activity", "state": "accepted", "extra": {}, "answers": {"a": 1}, "warnings": []}
        rows = [{"id": 2 * n, "number": f"A{n}", "title": titles[n % len(titles)]} for n in many]
        sent = {"submitted_at": now, "changed_at": now}
        connection.execute(insert(old.tables["reports"]), [row | links | said | sent for row in rows])
    for to in ("head", "0002", "head"):
        migrate(empty, to)
    with empty.read() as session:
        found = session.scalars(select(Report).order_by(Report.id)).all()
    assert [(row.id, row.title_key) for row in found] == [
        (row["id"], key_title(str(row["title"]))) for row in rows
    ]
    assert {row.revision for row in found} == {1}
    assert (found[-1].answers, found[-1].submitted_at, found[-1].held_on) == ({"a": 1}, now, None)
    with pytest.raises(IntegrityError), empty.begin() as session:
        session.execute(update(Report).values(title_key=None))


def test_a_second_time_changes_nothing(empty: Database) -> None:
    assert current(empty) is None
    migrate(empty)
    migrate(empty)
    assert current(empty) == newest()


def test_two_that_start_at_once_take_turns(empty: Database) -> None:
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: migrate(empty), range(2)))
    assert current(empty) == newest()


def test_a_failed_change_is_taken_back_whole(empty: Database) -> None:
    with pytest.raises(ZeroDivisionError), empty.change_schema() as connection:
        connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
        raise ZeroDivisionError
    assert tables(empty) == set()


def test_a_change_that_breaks_links_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(BrokenLinksError, match="people"), database.change_schema() as connection:
        connection.execute(insert(Account).values(person_id=7, channel="web", account="a", used_at=now))
    assert database.integrity() == []


def test_there_is_one_newest_revision() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [newest()]


def test_the_files_are_named_by_their_revisions() -> None:
    """The names alone are looked at, so that a start needn't load Alembic."""
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
    assert known() == {script.revision for script in scripts}


def test_tables_of_a_later_program_are_left_alone(database: Database) -> None:
    with database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownRevisionError, match="9999"):
        migrate(database)
    assert current(database) == "9999"


def test_importing_storage_knows_every_table() -> None:
    """In a process of its own: here other tests have imported everything already."""
    listing = "import storage; print(*sorted(storage.Base.metadata.tables))"
    run = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    modules = (Path(migrations.__file__).parents[1]).glob("*.py")
    declared = [
        line for file in modules for line in file.read_text("utf-8").splitlines() if "__tablename__ =" in line
    ]
    assert len(declared) == len(run.stdout.split()) > 0


def test_what_was_there_before_retention_is_filled_in(empty: Database, now: datetime) -> None:
    migrate(empty, "0002")
    with empty.change_schema() as connection:
        for statement in BEFORE_RETENTION:
            connection.execute(text(statement), {"now": now})
    migrate(empty)
    with empty.read() as session:
        asked = dict(session.execute(select(Digest.week, Digest.asked_at)).all())
        looked_at = session.execute(select(StoredPhoto.next_at, StoredPhoto.leaving)).one()
    assert asked == {"2019-W10": None, "2019-W10@07090000": now}
    assert looked_at == (now + LOOK_AFTER, False)
