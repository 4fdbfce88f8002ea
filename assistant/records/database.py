"""A database and its transactions: SQLite or PostgreSQL, the same to everybody above."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.records.errors import DatabaseUnavailable

Clock = Callable[[], datetime]
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_BUSY_MS = 15_000  # how long a writer waits for another one
_PRAGMAS = (
    f"busy_timeout={_BUSY_MS}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
)
_WRITES = "yuce_writes"


def utc_now() -> datetime:
    """The time by the system's clock."""
    return datetime.now(UTC)


def day_of(at: datetime) -> date:
    """The day in Shanghai."""
    return at.astimezone(_SHANGHAI).date()


def beginning_of(day: date) -> datetime:
    """When a day begins in Shanghai."""
    return datetime.combine(day, time(), _SHANGHAI)


class Database:
    """Transactions on one database. Threads share it; each transaction has a connection of its own."""

    def __init__(self, url: URL, clock: Clock = utc_now) -> None:
        self._clock = clock
        self.engine = _engine(url)
        # SQLite has one writer. Left to it, threads poll for their turn with growing pauses, some for a second and more.
        self._turn = threading.Lock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of our own rather than a server."""
        return self.engine.dialect.name == "sqlite"

    def now(self) -> datetime:
        """The time in UTC."""
        return self._clock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with _translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept as a whole, or, where an error leaves it, not at all.

        SQLite takes its write lock at once: a transaction that read first could not wait for another writer.
        """
        with _translated(), self._turn, self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError:  # the stores tell what it means
        raise
    except SQLAlchemyError as error:
        # The reason alone: SQL and values would put what people wrote into logs.
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise DatabaseUnavailable(f"the database cannot be used: {reason}") from error


def parsed_url(text: str) -> URL:
    """The URL of a database that we know.

    Raises:
        DatabaseUnavailable: it is none; says what would be right, without the password in it.
    """
    wanted = "sqlite:////folder/records.sqlite3 or postgresql://user:password@host/name"
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnavailable(
            f"the database URL cannot be read; it should be like {wanted}"
        ) from error
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database and ":memory:" not in url.database:
        return url
    raise DatabaseUnavailable(f"{url.drivername} is no database that is known; use {wanted}")


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database, None for a server."""
    return Path(str(url.database)).absolute() if url.drivername == "sqlite" else None


def make_private(file: Path) -> None:
    """An empty file that only its owner reads: the records have what people told the hotline.

    Raises:
        DatabaseUnavailable: it cannot be made there.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(f"{file} cannot be made: {error.strerror}") from error


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=8, max_overflow=24
        )
    except ModuleNotFoundError as error:
        raise DatabaseUnavailable(
            f"{url.drivername} needs {error.name}: install yuce[postgres]"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver would begin transactions too late; we do
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
