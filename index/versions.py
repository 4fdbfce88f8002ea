"""Changing which version of an index is live: one writer at a time, one atomic rename, older versions removed."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy, StorageError
from index.lease import is_leased
from index.store import CURRENT, OpenIndex, live_name

_VERSION = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}")
_POINTER = re.compile(rf"\.{CURRENT}-[0-9a-f]{{8}}")


@contextmanager
def locked(folder: Path, patience: float = 60.0) -> Iterator[None]:
    """Nobody else writes in `folder`, which is made if there is none.

    Raises:
        IndexBusy: another process has been writing for `patience` seconds.
        StorageError: the folder cannot be written.
    """
    lock = FileLock(folder / ".lock", timeout=patience)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(
            f"another process is building the index in {folder}; try again when it is done"
        ) from error
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()


def forget_index(folder: Path) -> None:
    """Take a live index out of use: there is nothing more to search. What still reads it goes on."""
    if folder.is_dir():
        with locked(folder):
            (folder / CURRENT).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """What a killed writer left goes: one that had made its version live had not removed the one before.

    Nothing is done where somebody writes now, or where the folder cannot be written.
    """
    live = live_name(folder)
    if live and any(_is_left(path, live) for path in folder.iterdir()):
        with suppress(IndexBusy, StorageError), locked(folder, patience=0):
            _remove_others(folder, folder / live_name(folder))


def replaced(
    folder: Path,
    corpus: str,
    write: Callable[[Path], None],
    opened: Callable[[Path], OpenIndex],
    check: Callable[[OpenIndex], None],
) -> OpenIndex:
    """A new version: written, opened, checked, made live; then the older ones go. Under `locked`.

    Args:
        folder: where the versions live.
        corpus: the digest of what it is made from; the version's name begins with it.
        write: fills the folder of the new version, which is not there yet.
        opened: opens that folder.
        check: raises where the opened version is not sound.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
        Whatever the three raise; the live version stays, and nothing is left of the new one.
    """
    fresh = folder / f"{corpus[:12]}-{secrets.token_hex(4)}"
    index: OpenIndex | None = None
    try:
        write(fresh)
        index = opened(fresh)
        check(index)
        _make_live(folder, fresh)
    except BaseException as error:  # whatever an encoder raises, or an interrupt
        if index:
            index.close()
        shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            what = f"the index cannot be written to {folder}"
            raise StorageError(f"{what}: {error.strerror or error}") from error
        raise
    _remove_others(folder, fresh)
    return index


def _make_live(folder: Path, fresh: Path) -> None:
    pointer = folder / f".{CURRENT}-{secrets.token_hex(4)}"
    try:
        pointer.write_text(fresh.name + "\n", encoding="utf-8")
        pointer.replace(folder / CURRENT)
    finally:
        pointer.unlink(missing_ok=True)


def _remove_others(folder: Path, live: Path) -> None:
    """Old and half-written versions go, but for those that somebody reads, and nothing that is not ours."""
    for other in folder.iterdir():
        if not _is_left(other, live.name):
            continue
        if _POINTER.fullmatch(other.name):
            other.unlink(missing_ok=True)
        elif not is_leased(other):
            shutil.rmtree(other, ignore_errors=True)


def _is_left(path: Path, live: str) -> bool:
    """Whether it is of our making and not of the live version."""
    version = _VERSION.fullmatch(path.name) and path.name != live
    return bool(version or _POINTER.fullmatch(path.name))
