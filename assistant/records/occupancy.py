"""Who uses the file of an SQLite database: it is not replaced as long as somebody does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.records.errors import DatabaseUnavailable
from index.lease import Lease, is_leased

_PATIENCE = 60.0  # seconds; opening takes a fraction of one, a long migration more


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Nobody else opens or replaces the file meanwhile.

    Raises:
        DatabaseUnavailable: somebody else does, for a minute now.
    """
    lock = FileLock(f"{file}.lock", timeout=_PATIENCE, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise DatabaseUnavailable(f"{file} is being opened by somebody else") from error
    except OSError as error:
        raise DatabaseUnavailable(f"{file}.lock cannot be made: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


def occupy(file: Path) -> Lease:
    """Mark the file as used, until the mark is released or the process ends."""
    return Lease(file.parent)


def is_occupied(file: Path) -> bool:
    """Whether somebody uses the file."""
    return is_leased(file.parent)
