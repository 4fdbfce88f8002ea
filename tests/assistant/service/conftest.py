"""A small application behind the gates, and an assistant that is a fake."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn

import ui
from assistant.bootstrap import Assistant
from assistant.chat import Chat
from assistant.model import Answer, Language, Question, Status
from assistant.scope import Scope
from assistant.settings import Settings
from corpus.library import Library


@dataclass
class FakeAssistant:
    """Says the question back; waits for `gate` where there is one, raises `failure` where there is one."""

    library: Library
    words_prose: bool = False
    failure: Exception | None = None
    gate: threading.Event | None = None
    asked: list[Question] = field(default_factory=list)
    index: Any = field(default_factory=lambda: SimpleNamespace(version="i1"))
    encoder: Any = field(default_factory=lambda: SimpleNamespace(name="fake"))
    settings: Settings = field(default_factory=Settings)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.gate:
            self.gate.wait(30)
        if self.failure:
            raise self.failure
        said = "plain" if not question.prose else f"said: {question.text}"
        return Answer("a1", question.text, Language.HANS, Status.ANSWERED, said)

    def search(self, text: str, limit: int, scope: Scope) -> list[Any]:
        return []

    def find(self, text: str, limit: int = 20) -> list[Any]:
        return []


@pytest.fixture
def fake(library: Library) -> Callable[..., Any]:
    """Makes a fake assistant over the shipped texts."""
    return lambda **more: FakeAssistant(library, **more)


@pytest.fixture(scope="session")
def page_html(assistant: Assistant) -> Callable[[str], str]:
    """What the page shows for a question: the question and its answer's card."""
    return lambda question: [*Chat(assistant).asked("", question, "auto")][-1].html


@pytest.fixture(scope="session")
def live(assistant: Assistant) -> Iterator[str]:
    """The address of the real service, with the page, listening on a port of this machine."""
    with served(ui.application(assistant)) as url:
        yield url


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An application listening on a free port, in a thread."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    config = uvicorn.Config(app, port=port, log_config=None, proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
