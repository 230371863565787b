"""
Connections to the database file: who may write, how surely it is written, and what failures mean.

Several server processes share one SQLite file in WAL mode.  Readers never wait.  Writers take turns: threads of one
process by a lock, processes by SQLite's own, always with BEGIN IMMEDIATE, because a reader that turns writer later
can only fail.  A *durable* transaction is on the disk when it commits (synchronous=FULL); an ordinary one survives a
crash of the process but may be lost, whole, when the machine loses power (synchronous=NORMAL).  A durable commit also
carries every ordinary one before it to the disk.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, CursorResult, Delete, Engine, Select, Table, Update, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from dlp_service.errors import NotReady

LOG_BYTES = 64 * 1024 * 1024
"""What the write-ahead log is cut back to after a large message went through it."""


class Database:
    """
    One database file, used by any number of threads.

    A transaction belongs to its thread: what a thread reads or writes inside its own open transaction is part of it.
    """

    def __init__(self, path: Path, *, busy_s: float, is_temporary: bool = False) -> None:
        durable, ordinary = ("OFF", "OFF") if is_temporary else ("FULL", "NORMAL")
        self._readers = _engine(path, busy_s, ordinary, "")
        self._writers = _engine(path, busy_s, ordinary, "BEGIN IMMEDIATE")
        self._durable = _engine(path, busy_s, durable, "BEGIN IMMEDIATE")
        self.path = path
        self._busy_s = busy_s
        self._turn = threading.Lock()
        self._mine = threading.local()

    def close(self) -> None:
        """Close every connection; the last one to close folds the write-ahead log into the file."""
        for engine in (self._readers, self._writers, self._durable):
            engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """
        Lend a connection for reading: each statement sees what was committed before it.

        Raises:
            NotReady: the file cannot be read now.
        """
        current: Connection | None = getattr(self._mine, "connection", None)
        if current is not None:
            yield current
            return
        with _translated(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """
        Lend a connection inside a write transaction, committed when the block ends and undone if it raises.

        Blocks inside a block of the same thread join it.

        Raises:
            NotReady: it could not be committed: the disk is full or the file stays locked.
            RuntimeError: a durable block inside one that is not.
        """
        current: Connection | None = getattr(self._mine, "connection", None)
        if current is not None:
            if durable and not self._mine.durable:
                raise RuntimeError("a durable transaction cannot join one that is not")
            yield current
            return
        with self._my_turn(), _translated(), (self._durable if durable else self._writers).begin() as connection:
            self._mine.connection, self._mine.durable = connection, durable
            try:
                yield connection
            finally:
                self._mine.connection = None

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self._busy_s):
            raise NotReady("the store is busy")
        try:
            yield
        finally:
            self._turn.release()


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a full row unless its key is taken, and say whether it was inserted; safe against other processes."""
    statement, order = _insert_new(table, connection.dialect.name)
    parameters: Any = tuple(values[name] for name in order) if order else dict(values)
    return connection.exec_driver_sql(statement, parameters).rowcount == 1


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert full rows, except those whose key is taken."""
    if rows:
        statement, order = _insert_new(table, connection.dialect.name)
        connection.exec_driver_sql(statement, _parameters(rows, order))


def run_many(connection: Connection, statement: Update | Delete, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a constant statement once for each row of bytes and numbers; it is compiled once."""
    if rows:
        text, order, constants = _prepared(statement, connection.dialect.name)
        filled = [{**constants, **row} for row in rows] if constants else rows
        connection.exec_driver_sql(text, _parameters(filled, order))


def _parameters(rows: Sequence[Mapping[str, Any]], order: tuple[str, ...]) -> Any:  # noqa: ANN401 - as the driver takes them
    return [tuple(row[name] for name in order) for row in rows] if order else [dict(row) for row in rows]


def run_prepared(connection: Connection, statement: Select[Any], values: Mapping[str, Any]) -> CursorResult[Any]:
    """
    Run a constant statement whose parameters and columns are bytes and numbers.

    It is compiled once: on the path of every message SQLAlchemy's own preparation of a call costs more than SQLite's answer.
    """
    text, order, constants = _prepared(statement, connection.dialect.name)
    values = {**constants, **values} if constants else values
    parameters: Any = tuple(values[name] for name in order) if order else dict(values)
    return connection.exec_driver_sql(text, parameters)


@cache
def _prepared(
    statement: Select[Any] | Update | Delete, dialect_name: str
) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """Return the statement, the order of its parameters, and those that stand in it as constants."""
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    compiled = statement.compile(dialect=dialect.dialect())
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    return str(compiled), tuple(compiled.positiontup or ()), constants


@cache
def _insert_new(table: Table, dialect_name: str) -> tuple[str, tuple[str, ...]]:
    """Return the statement and the order of its parameters; SQLAlchemy would compile ON CONFLICT at every call."""
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    compiled = dialect.insert(table).on_conflict_do_nothing().compile(dialect=dialect.dialect())
    return str(compiled), tuple(compiled.positiontup or ())


def _engine(path: Path, busy_s: float, synchronous: str, begin: str) -> Engine:
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url, connect_args={"timeout": busy_s}, max_overflow=-1, pool_reset_on_return=None if not begin else "rollback"
    )

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute("PRAGMA secure_delete=FAST")  # a dropped content key must not linger in its page
        connection.execute(f"PRAGMA journal_size_limit={LOG_BYTES}")

    def began(connection: Connection) -> None:
        if begin:
            connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
    return engine


@contextmanager
def _translated() -> Iterator[None]:
    """Turn a driver's failure into `NotReady`; its text names files and codes, never a record's content."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
            raise  # our mistake, not the machine's state
        raise NotReady(f"the store cannot be used now: {error.orig}") from None
