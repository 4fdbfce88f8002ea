"""What those who ask notice while somebody else changes the documents: the second table of `yuce bench-crash`."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.bootstrap import Assistant
from assistant.crash_scene import Scene, Step
from assistant.errors import AssistantError
from corpus.errors import CorpusError
from index.errors import IndexingError

_READERS = 2
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Readers:
    """What the readers got: seconds of each answer, errors, and the seconds from the end of each change until it was seen."""

    answers: tuple[float, ...]
    errors: tuple[str, ...]
    seen: tuple[float, ...]


class _Reader(threading.Thread):
    """Asks on and on, of what is always held and of what changes, until it is stopped."""

    def __init__(self, scene: Scene, assistant: Assistant) -> None:
        super().__init__(daemon=True)
        self._scene, self._assistant = scene, assistant
        self._stop_asking = threading.Event()
        self.answers: list[float] = []
        self.errors: list[str] = []
        self.changing = ""

    def run(self) -> None:
        while not self._stop_asking.is_set():
            try:
                self._ask()
            except (AssistantError, CorpusError, IndexingError) as error:
                self.errors.append(f"an answer failed: {error}")

    def _ask(self) -> None:
        started = time.perf_counter()
        if not self._scene.answers_kept(self._assistant):
            self.errors.append("an answer lacks what is always held")
        between = time.perf_counter()
        self.changing = self._scene.answered(self._assistant)
        self.answers += (between - started, time.perf_counter() - between)

    def stop(self) -> None:
        """Ask no more; returns when the last answer was given."""
        self._stop_asking.set()
        self.join()


def run_readers(scene: Scene, assistant: Assistant, changes: int) -> Readers:
    """Change the documents so many times while two readers of one assistant, open all the time, ask on and on."""
    readers = [_Reader(scene, assistant) for _ in range(_READERS)]
    for reader in readers:
        reader.start()
    seen = []
    try:
        for number in range(changes):
            step = scene.step(number)
            scene.whole(step)
            seen.append(_until_seen(scene, step, readers))
    finally:
        for reader in readers:
            reader.stop()
    answers = tuple(took for reader in readers for took in reader.answers)
    late = (f"a change was not seen in {_PATIENCE:.0f} s" for took in seen if took >= _PATIENCE)
    return Readers(answers, (*(e for r in readers for e in r.errors), *late), tuple(seen))


def _until_seen(scene: Scene, step: Step, readers: list[_Reader]) -> float:
    started, words = time.perf_counter(), scene.words_of(step)
    while time.perf_counter() - started < _PATIENCE:
        if all(words in r.changing and bool(words) is bool(r.changing) for r in readers):
            return time.perf_counter() - started
        time.sleep(0.02)
    return _PATIENCE


def reader_lines(readers: Readers) -> Iterator[str]:
    """The table."""
    yield f"{f'{_READERS} readers while one writes':36} {'times':>6} {'p50 ms':>10} {'p95 ms':>10} {'most ms':>10}"
    for name, took in (
        ("answers", readers.answers),
        ("a change is seen by all after", readers.seen),
    ):
        half, most = (float(np.percentile(took, share)) * 1000 for share in (50, 95))
        yield f"{name:36} {len(took):6} {half:10.0f} {most:10.0f} {max(took) * 1000:10.0f}"
    yield f"{'errors':36} {len(readers.errors):6}"
