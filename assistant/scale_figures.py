"""What the benchmarks measure with: seconds by the clock and of computing, memory, and how a figure is printed."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and those in which the thread or command computed: on a busy machine it waits between."""

    clock: float
    busy: float


def timed(work: Callable[[], T]) -> tuple[Took, T]:
    """What some work takes, and what it makes."""
    started, before = time.perf_counter(), time.thread_time()
    made = work()
    return Took(time.perf_counter() - started, time.thread_time() - before), made


def percentiles(took: Sequence[Took]) -> str:
    """Half and 95 of 100 times, in milliseconds, and the times themselves counted."""

    def said(seconds: Sequence[float]) -> str:
        half, most = (float(np.percentile(seconds, share)) * 1000 for share in (50, 95))
        return f"p50 {half:7.1f} p95 {most:7.1f} ms"

    clock, busy = ([getattr(t, name) for t in took] for name in ("clock", "busy"))
    return f"{said(clock)}; of it computing {said(busy)} ({len(took)})"


def peak() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident() -> float:
    """The memory that this process has now, in MB."""
    return _status("VmRSS")


def anonymous() -> float:
    """That of it which is not of files, in MB."""
    return _status("RssAnon")


def _status(name: str) -> float:
    """What Linux says of this process's memory, in MB; nan elsewhere."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return float("nan")


def tell(what: str, figure: str) -> None:
    """Print a line of the table."""
    print(f"{what:46} {figure}", flush=True)
