"""The way to the database: one engine, transactions for writing and for reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from storage.frozen import frozen_address
from storage.watch import count_writes

#: How long a writer waits for another process to commit before it gives up.
BUSY_SECONDS = 10

#: So long a transaction may do nothing before PostgreSQL ends it. Nothing of ours waits in one; but a process
#: that is stopped in the middle of one (a machine that sleeps, a network that breaks) keeps its locks, and
#: nobody else could tell or deliver anything until it comes back.
IDLE_SECONDS = 60.0

#: Numbers of our own among PostgreSQL's advisory locks; `storage.sending` has another.
_MIGRATING, _SETTING_UP, _TICKING = 712290317, 712290318, 712290320

#: Every turn reads and writes some JSON; in half the time of Python's own, and as text that one can read.
_JSON: dict[str, Any] = {
    "json_serializer": lambda value: to_json(value).decode(),
    "json_deserializer": from_json,
}
#: A commit that finds so many pages (of 4 kB) in the write-ahead log brings them into the file itself, which
#: also lets the log begin anew. `checkpoint` has done most of it by then. (SQLite's own figure is 1000.)
LOG_PAGES = 4000

#: What opens each kind of transaction on SQLite. The default would begin to read and become a writer
#: midway, on what may by then be an old state: of 200 concurrent increments it lost 184 without an error.
#: `schema` is for migrations: SQLite changes a table by building it anew, which foreign keys forbid.
_OPENINGS = {
    "write": (("PRAGMA query_only = 0", "PRAGMA foreign_keys = 1"), "BEGIN IMMEDIATE"),
    "read": (("PRAGMA query_only = 1",), "BEGIN"),
    "schema": (("PRAGMA query_only = 0", "PRAGMA foreign_keys = 0"), "BEGIN IMMEDIATE"),
}
_OPENED_AS = "yidong.opened_as"


#: What SQLite says of the file and not of a statement (sqlite.org/rescode.html, primary codes): nothing at
#: all can be written as long as it lasts, or perhaps not so much.
_SHUT = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}
_SHORT = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM}
#: PostgreSQL's class of errors that two transactions make each other (its manual, appendix A).
_COLLIDED = "40"


class DatabaseUrlError(ValueError):
    """The database's address can't be used; the text says why and never holds the password."""


class BrokenLinksError(RuntimeError):
    """A migration would leave rows that point to rows that are no more; it was taken back."""


def parse_url(url: str | URL) -> URL:
    """The address of a SQLite file or a PostgreSQL server. Raises DatabaseUrlError.

    SQLite in memory is refused: every thread would have a database of its own.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError("should look like sqlite:///file or postgresql://user@host/name") from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        raise DatabaseUrlError(f"{parsed.drivername} is not supported, only sqlite and postgresql are")
    if parsed.database in (None, "", ":memory:"):
        raise DatabaseUrlError("name a file, as in sqlite:///var/yidong.db")
    return parsed


def sqlite_file(url: str | URL) -> Path | None:
    """The file of an SQLite address, None for a server. Raises DatabaseUrlError."""
    parsed = parse_url(url)
    return Path(parsed.database or "") if parsed.drivername == "sqlite" else None


@dataclass(frozen=True, slots=True)
class Outage:
    """The database itself can't be used: locked, full, or gone. `total`: nothing can be done with it at all;
    else it may be that only so much couldn't be written. What was begun is rolled back."""

    reason: str
    total: bool


def find_outage(error: BaseException) -> Outage | None:
    """What an error says of the database; None if it says something of what was to be done there."""
    cause = _of_database(error)
    if cause is None:
        return None
    reason = str(cause.orig).strip().partition("\n")[0]
    if isinstance(cause.orig, sqlite3.Error):
        code = getattr(cause.orig, "sqlite_errorcode", 0) & 0xFF
        return Outage(reason, code in _SHUT) if code in _SHUT | _SHORT else None
    if cause.connection_invalidated:
        return Outage(reason, total=True)
    collided = have_collided(cause)
    return Outage(reason, total=False) if isinstance(cause, OperationalError) and not collided else None


def have_collided(error: BaseException) -> bool:
    """Whether this transaction was ended because it and another waited for each other (PostgreSQL). Nothing
    is wrong with it: the other goes on, and the same may be done anew."""
    cause = _of_database(error)
    return str(getattr(cause and cause.orig, "sqlstate", None) or "").startswith(_COLLIDED)


def _of_database(error: BaseException) -> DBAPIError | None:
    """What the database itself said."""
    cause: BaseException | None = error
    if isinstance(error, PendingRollbackError):
        # Raised by whatever went on after the statement that found it.
        while cause is not None and not isinstance(cause, DBAPIError):
            cause = cause.__cause__ or cause.__context__
    return cause if isinstance(cause, DBAPIError) else None


class Database:
    """One engine. On SQLite the folder of the file is made when it is missing.

    SQLite runs in WAL mode: one writer and any number of readers at a time. A commit survives the end of
    the process in any case. With `durable` (synchronous FULL) it also survives a power cut; without it
    (NORMAL) a power cut may take back the last commits, but never breaks the file (sqlite.org/wal.html,
    "Performance Considerations"). PostgreSQL is always durable.
    """

    def __init__(self, url: str | URL, *, durable: bool = False) -> None:
        self.url = parse_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url, durable) if self.sqlite else _postgres_engine(self.url)
        count_writes(self.engine)
        options: dict[str, Any] = {"transaction": "read"}
        if not self.sqlite:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._write = sessionmaker(self.engine, expire_on_commit=False)
        self._read = sessionmaker(self.engine.execution_options(**options), expire_on_commit=False)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction that writes: committed at the end, rolled back if anything is raised."""
        with self._write.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads, and sees the state of one moment throughout. It never waits for a
        writer; writing in it raises an OperationalError or InternalError."""
        with self._read.begin() as session:
            yield session

    @contextmanager
    def change_schema(self) -> Iterator[Connection]:
        """A transaction for migrations; a second process waits here until the first is done."""
        engine = self.engine.execution_options(transaction="schema")
        with engine.begin() as connection:
            if not self.sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
            yield connection
            if faults := _broken_links(connection) if self.sqlite else []:
                raise BrokenLinksError("; ".join(faults[:5]))

    def integrity(self) -> list[str]:
        """What is wrong with the file, empty if nothing: its pages and its foreign keys (SQLite).

        PostgreSQL checks pages as it reads them and keeps its keys itself: there only reaching it is tried.
        """
        try:
            with self.read() as session:
                connection = session.connection()
                return _faults_in_file(connection) if self.sqlite else []
        except DatabaseError as error:  # too broken to be checked to the end
            return [str(error.orig)]

    def checkpoint(self) -> None:
        """Bring into the file what stands in the write-ahead log (SQLite) while others read and write: a
        commit that does it lets its writer wait for the disk, ten to a hundred times as long as usual."""
        with closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def dispose(self) -> None:
        """Close all connections; on SQLite the last one also empties the write-ahead log."""
        self.engine.dispose()


def take_turns(session: Session) -> None:
    """Let no other transaction that calls this run until this one has ended: for what must be done once in
    a new database. On SQLite every writer is alone anyway."""
    if session.get_bind().dialect.name != "sqlite":
        session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SETTING_UP})")


def is_alone(session: Session) -> bool:
    """Whether no other process does what the clock does, until this transaction ends. On SQLite every writer
    is alone anyway."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_TICKING))))


def _faults_in_file(connection: Connection) -> list[str]:
    """What SQLite finds wrong with the pages and the keys of its file."""
    pages = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    return [line for line in pages if line != "ok"] + _broken_links(connection)


def _broken_links(connection: Connection) -> list[str]:
    """Rows whose foreign key points nowhere (SQLite)."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return [f"{table} row {row} points to no row of {parent}" for table, row, parent, _ in rows]


def _sqlite_engine(url: URL, durable: bool) -> Engine:
    """An engine whose transactions we open ourselves (SQLAlchemy, "SQLite", isolation of pysqlite)."""
    file = Path(url.database or "")
    file.absolute().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True, **_JSON)
    event.listen(engine, "do_connect", lambda _, __, named, options: _find(file, named, options))
    event.listen(engine, "connect", lambda connection, _: _prepare(connection, durable))
    event.listen(engine, "begin", _open_transaction)
    event.listen(engine, "handle_error", _heed_lost_transaction)
    return engine


def _find(file: Path, named: list[Any], options: dict[str, Any]) -> None:
    # SQLite would make it for all to read, and its log too. If it can't be made, connecting says why.
    with suppress(OSError):
        file.touch(mode=0o600)
    if address := frozen_address(file):
        named[0], options["uri"] = address, True


def _prepare(connection: DBAPIConnection, durable: bool) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    cursor.close()


def _open_transaction(connection: Connection) -> None:
    kind = connection.get_execution_options().get("transaction", "write")
    settings, opening = _OPENINGS[kind]
    if connection.info.get(_OPENED_AS) != kind:
        # Until all of them stand, nobody knows how it is set.
        connection.info.pop(_OPENED_AS, None)
        for setting in settings:
            connection.exec_driver_sql(setting)
        connection.info[_OPENED_AS] = kind
    connection.exec_driver_sql(opening)


def _heed_lost_transaction(context: ExceptionContext) -> None:
    """A full or failing disk may end the transaction within a statement: each that followed would be a
    commit of its own. (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction")"""
    connection = context.connection
    if connection is None or not context.statement or context.statement.startswith("BEGIN"):
        return
    if connection.in_transaction() and not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3's
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, False


def _postgres_engine(url: URL) -> Engine:
    """An engine with a small pool that notices when the server was restarted."""
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "application_name": "yidong"},
        **_JSON,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = {int(IDLE_SECONDS * 1000)}")
        cursor.close()
        connection.commit()

    return engine
