from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Integer, MetaData, Table, event, insert, select, text, update
from sqlalchemy.exc import (
    DatabaseError,
    IntegrityError,
    InternalError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.orm import Session

from storage.database import Database, DatabaseUrlError, Outage, find_outage, parse_url
from storage.migrations import migrate
from storage.people import Account, Person

metadata = MetaData()
counters = Table(
    "counters", metadata, SqlColumn("id", Integer, primary_key=True), SqlColumn("value", Integer)
)


@pytest.fixture(params=["sqlite", "postgres"])
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of either kind with one counter at 0."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/counter.db")
    else:
        database = request.getfixturevalue("postgres")
    with database.begin() as session:
        metadata.create_all(session.connection())
        session.execute(counters.insert().values(id=1, value=0))
    yield database
    database.dispose()


def value(session: Session) -> int:
    return int(session.execute(select(counters.c.value).with_for_update()).scalar_one())


def increment(session: Session) -> None:
    session.execute(update(counters).values(value=value(session) + 1))


def count(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(select(counters.c.value)).scalar_one())


def test_concurrent_increments_are_not_lost(counter: Database) -> None:
    def write(_: int) -> None:
        for _ in range(25):
            with counter.begin() as session:
                increment(session)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    assert count(counter) == 200


def test_what_is_raised_rolls_back(counter: Database) -> None:
    with pytest.raises(ZeroDivisionError), counter.begin() as session:
        increment(session)
        raise ZeroDivisionError
    assert count(counter) == 0


def test_a_savepoint_rolls_back_alone(counter: Database) -> None:
    with counter.begin() as session:
        increment(session)
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            increment(session)
            raise ZeroDivisionError
        increment(session)
    assert count(counter) == 2


def test_a_reader_sees_one_moment_and_does_not_wait(counter: Database) -> None:
    with counter.read() as reading:
        before = reading.execute(select(counters.c.value)).scalar_one()
        with counter.begin() as writing:
            increment(writing)
        after = reading.execute(select(counters.c.value)).scalar_one()
    assert (before, after, count(counter)) == (0, 0, 1)


def test_a_reader_cannot_write(counter: Database) -> None:
    with pytest.raises((OperationalError, InternalError), match=r"read-?only"), counter.read() as session:
        session.execute(update(counters).values(value=5))
    with counter.begin() as session:
        increment(session)
    assert count(counter) == 1


def test_values_outlive_the_commit(database: Database, now: datetime) -> None:
    with database.begin() as session:
        person = Person(name="陈老师", language="zh-CN", created_at=now)
        session.add(person)
    assert person.name == "陈老师"
    with database.read() as session:
        kept = session.get_one(Person, person.id)
        assert kept.created_at == now
        assert kept.created_at.tzinfo is UTC


def test_foreign_keys_hold(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError), database.begin() as session:
        session.add(Account(person_id=7, channel="web", account="a", used_at=now))


@pytest.mark.parametrize(("durable", "synchronous"), [(False, 1), (True, 2)])
def test_the_file_is_set_up(tmp_path: Path, durable: bool, synchronous: int) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/folder/yidong.db", durable=durable)
    with database.begin() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar_one() == synchronous
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert session.execute(text("PRAGMA busy_timeout")).scalar_one() == 10_000
    database.dispose()


def test_what_follows_the_end_of_a_transaction_is_not_committed_by_itself(
    tmp_path: Path, now: datetime
) -> None:
    """With a cache of one page SQLite writes within the transaction, and an error there ends it."""
    database = Database(f"sqlite:///{tmp_path}/yidong.db")
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA cache_size = 1"))
    migrate(database)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.raises(PendingRollbackError) as raised, database.begin() as session:
        person = {"language": "en", "created_at": now, "link_key": "k" * 12}
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, usual[1]))
        try:
            session.execute(insert(Person), [person | {"name": "李" * 200} for _ in range(2000)])
        except OperationalError as error:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
            assert find_outage(error) == Outage("disk I/O error", total=False)
            session.execute(insert(Person), [person | {"name": "ghost"}])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert find_outage(raised.value) == Outage("disk I/O error", total=False)
    with database.read() as session:
        assert session.scalars(select(Person.name)).all() == []
    database.dispose()


def test_a_fault_of_a_statement_is_no_outage(database: Database, postgres: Database) -> None:
    for one in (database, postgres):
        with pytest.raises(DatabaseError) as raised, one.begin() as session:
            session.execute(text("SELECT nothing FROM nowhere"))
        assert find_outage(raised.value) is None
    assert find_outage(ValueError()) is None


def test_integrity_finds_a_broken_link(database: Database, now: datetime) -> None:
    assert database.integrity() == []
    lax = database.engine.execution_options(transaction="schema")
    with lax.begin() as connection:
        connection.execute(insert(Account).values(person_id=7, channel="web", account="a", used_at=now))
    assert database.integrity() == ["accounts row 1 points to no row of people"]


def test_integrity_finds_a_broken_page(database: Database) -> None:
    file = Path(str(database.url.database))
    database.dispose()
    with sqlite3.connect(file) as raw:
        (page,) = raw.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_memberships_person_id'"
        ).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    raw.close()
    content = bytearray(file.read_bytes())
    content[(page - 1) * size] = 0xFF
    file.write_bytes(content)
    assert database.integrity() != []


def test_integrity_of_postgres(postgres: Database) -> None:
    assert postgres.integrity() == []


@pytest.mark.parametrize(
    "url", ["postgres://a:b@h/n", "postgresql://a:b@h/n", "postgresql+psycopg://a:b@h/n"]
)
def test_every_spelling_of_postgres(url: str) -> None:
    assert parse_url(url).render_as_string(hide_password=False) == "postgresql+psycopg://a:b@h/n"


@pytest.mark.parametrize("url", ["", "yidong.db", "mysql://u:geheim@h/n", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_be_used(url: str) -> None:
    with pytest.raises(DatabaseUrlError) as refused:
        parse_url(url)
    assert "geheim" not in str(refused.value)


def test_what_people_say_is_for_nobody_else_on_the_machine_to_read(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/own.db")
    with database.begin() as session:
        metadata.create_all(session.connection())
    files = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert files == dict.fromkeys(("own.db", "own.db-wal", "own.db-shm"), 0o600)
    database.dispose()
