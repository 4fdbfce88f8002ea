"""What is served, replaced while it is served: a changed index is seen without a restart."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from corpus.errors import CorpusError
from index.errors import IndexingError

_LOG = logging.getLogger(__name__)
_EVERY = 1.0


class Parts(Protocol):
    """Something that was opened and holds files open."""

    @property
    def state(self) -> object:
        """What it was opened from, to be compared with what is there now."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


T = TypeVar("T", bound=Parts)


class Live(Generic[T]):
    """Parts that are opened anew when what they were made from has changed.

    It is looked at most once a second, by whoever uses the parts; the others go on with the old ones meanwhile. Those are
    closed when nobody uses them any longer. Where the new ones cannot be opened the old ones stay.

    Args:
        first: opens the parts the first time; its errors are raised.
        again: opens them anew.
        state: tells what would be opened now; cheap.
        clock: seconds.
    """

    def __init__(
        self,
        first: Callable[[], T],
        again: Callable[[], T],
        state: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._again, self._state_of, self._clock = again, state, clock
        self._lock, self._opening = threading.Lock(), threading.Lock()
        self._parts = first()
        self._looked = clock()
        self._failed: object = None
        self._users: Counter[int] = Counter()

    @property
    def now(self) -> T:
        """The parts as they are now."""
        self._look()
        return self._parts

    @contextmanager
    def use(self) -> Iterator[T]:
        """The parts as they are now; they stay open as long as they are used."""
        self._look()
        with self._lock:
            parts = self._parts
            self._users[id(parts)] += 1
        try:
            yield parts
        finally:
            self._leave(parts)

    def close(self) -> None:
        """Let go of the present parts."""
        self._parts.close()

    def _leave(self, parts: T) -> None:
        with self._lock:
            self._users[id(parts)] -= 1
            idle = self._users[id(parts)] == 0 and parts is not self._parts
            if not self._users[id(parts)]:
                del self._users[id(parts)]
        if idle:
            parts.close()

    def _look(self) -> None:
        """Open the parts anew if their state has changed; one does, the others go on."""
        if self._clock() - self._looked < _EVERY or not self._opening.acquire(blocking=False):
            return
        try:
            self._looked = self._clock()
            state = self._state_of()
            if state != self._parts.state:
                self._replace(state)
        finally:
            self._opening.release()

    def _replace(self, state: object) -> None:
        try:
            fresh = self._again()
        except (CorpusError, IndexingError) as error:
            if state != self._failed:  # said once, tried again every second
                _LOG.warning("what has changed cannot be opened, the old stays: %s", error)
            self._failed = state
            return
        with self._lock:
            old, self._parts = self._parts, fresh
            idle = self._users[id(old)] == 0
        if idle:
            old.close()
