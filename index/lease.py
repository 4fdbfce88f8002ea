"""Who reads a version of the index: it is not removed as long as somebody does.

A reader keeps a locked file in the version's folder. The system frees the lock when the process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = ".in-use-"
_SETTLED = 60.0  # seconds: a younger mark may be about to be locked


class Lease:
    """A mark in a folder that it is being read, until it is released or the process ends.

    Where the folder cannot be written there is no mark, and nobody who could remove the folder either.
    """

    def __init__(self, folder: Path) -> None:
        _sweep(folder)
        self._path = folder.resolve() / f"{_PREFIX}{secrets.token_hex(8)}"
        # Whoever closes an index need not be the thread that opened it.
        self._lock = FileLock(self._path, timeout=0, thread_local=False)
        with contextlib.suppress(OSError, NotImplementedError, Timeout):
            self._lock.acquire()

    def release(self) -> None:
        """Take the mark away; a second time does nothing."""
        self._lock.release()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def is_leased(folder: Path) -> bool:
    """Whether somebody reads the folder: a mark in it is locked."""
    return any(_is_locked(mark) for mark in folder.glob(f"{_PREFIX}*"))


def _is_locked(mark: Path) -> bool:
    try:
        with FileLock(mark, timeout=0):
            return False
    except Timeout:
        return True


def _sweep(folder: Path) -> None:
    """Marks of readers that ended without a release go."""
    for mark in folder.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - mark.stat().st_mtime > _SETTLED and not _is_locked(mark):
                mark.unlink()
