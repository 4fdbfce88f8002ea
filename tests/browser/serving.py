"""A server with the page on a free port, and a browser to look at it with: for the browser's tests and the screenshots."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn

from assistant.contract import AnswerRow
from assistant.desk_ports import Handed
from assistant.errors import AssistantError

_CHROMIUM = os.environ.get("YUCE_TEST_CHROMIUM")  # read before the suite clears YUCE_ settings


def chromium(playwright: Any) -> str | None:
    """The path of a Chromium: YUCE_TEST_CHROMIUM, one on the PATH, or playwright's own; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [_CHROMIUM, *map(shutil.which, names), playwright.chromium.executable_path]
    return next((path for path in found if path and Path(path).exists()), None)


@contextmanager
def served(application: Any) -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its address."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)


@dataclass
class FakeDesk:
    """Remembers what was left, gives receipts in order; refuses where it is told to."""

    verdicts: list[tuple[str, bool, str]] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)
    refuses: bool = False

    def take_verdict(self, answer: AnswerRow, *, useful: bool, reason: str) -> None:
        self._open()
        self.verdicts.append((answer["question"], useful, reason))

    def hand_over(self, handed: Handed) -> str:
        self._open()
        self.handed.append(handed)
        return f"YC-20261123-{len(self.handed):06}"

    def _open(self) -> None:
        if self.refuses:
            raise AssistantError("the database cannot be written")
