"""Back-ups of an SQLite file: by SQLite's own online copy, never by copying a file that is being written."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.records.database import make_private
from assistant.records.errors import BackupError, DatabaseNewer, DatabaseUnavailable
from assistant.records.migrating import check_known
from assistant.records.occupancy import is_occupied

_BESIDE = ("-wal", "-shm")


def copy(file: Path, target: Path) -> None:
    """Copy a database that may be in use into a single file, and check the copy.

    Raises:
        DatabaseUnavailable: there is no database.
        BackupError: it cannot be copied, or the copy is not sound.
    """
    if not file.is_file():
        raise DatabaseUnavailable(f"there is no database {file}")
    with _told(f"{file} cannot be backed up"):
        _copy_pages(file, target)
    check(target)


def check(file: Path) -> None:
    """See that a file is a sound database of the records which this program knows.

    Raises:
        BackupError: what is wrong with it.
    """
    with _told(f"{file} is no sound back-up of the records"):
        revision = _revision(file)
    try:
        check_known(revision)
    except DatabaseNewer as error:
        raise BackupError(f"{file} cannot be restored: {error}") from error


def restore(file: Path, source: Path, aside: Path) -> Path | None:
    """Put a back-up in the place of a database that nobody uses; the earlier one is copied to `aside`.

    What is checked is the copy that will be put there, and it is put there by one rename.

    Raises:
        BackupError: the back-up is not sound, or the database is in use.
    """
    if is_occupied(file):
        raise BackupError(f"{file} is in use; stop the service first")
    part = file.with_name(f".{file.name}.part")
    try:
        make_private(part)
        with _told(f"{source} cannot be copied"):
            shutil.copyfile(source, part)
            _to_disk(part)
        check(part)
        kept = _set_aside(file, aside) if file.exists() else None
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return kept


def _copy_pages(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copied:
        source.backup(copied)
        # One file that is complete by itself, without a log beside it.
        copied.execute("PRAGMA journal_mode=DELETE")
    _to_disk(target)


def _set_aside(file: Path, aside: Path) -> Path:
    """Copy a database: a readable one as one file, a damaged one with its write-ahead log, as they are.

    The log must not stay: SQLite would play it into the database that comes.
    """
    if _is_readable(file):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # takes the log in and removes it
    make_private(aside)
    shutil.copyfile(file, aside)
    for end in _BESIDE:
        beside = Path(f"{file}{end}")
        if beside.exists():
            beside.replace(f"{aside}{end}")
    return aside


def _revision(file: Path) -> str:
    """The revision of a database every page of which is sound."""
    with closing(sqlite3.connect(_read_only(file), uri=True)) as connection:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError(f"{file} is damaged: {said}")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise BackupError(f"{file} is no sound back-up of the records: it has no revision")
    return str(row[0])


def _is_readable(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(_read_only(file), uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _read_only(file: Path) -> str:
    """The address by which SQLite opens a file without making another one beside it."""
    return file.absolute().as_uri() + "?mode=ro&immutable=1"


def _to_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise BackupError(f"{what}: {error}") from error
