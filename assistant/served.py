"""A server of our own in another process, for measuring from outside what its clients see."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Served:
    """A running server; `ready` is how many seconds it took to answer."""

    url: str
    pid: int
    ready: float

    def resident(self) -> float:
        """Resident memory in MB; nan where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except OSError:
            return float("nan")
        return pages * resource.getpagesize() / 1e6


@contextmanager
def served(settings: Mapping[str, str], longest: float) -> Iterator[Served]:
    """A server with these settings in its environment, on a free port; stopped at the end, or after `longest` seconds.

    Raises:
        RuntimeError: it stopped before it was ready.
    """
    port, started = _free_port(), time.perf_counter()
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env={**os.environ, **settings})
    killer = threading.Timer(longest, process.kill)
    killer.start()
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(process, url)
        yield Served(url, process.pid, time.perf_counter() - started)
    finally:
        killer.cancel()
        process.terminate()
        process.wait(15)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    while True:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server stopped before it was ready") from None
            time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
