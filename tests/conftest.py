"""The real assistant on the shipped texts and model, its index built once; and settings that nobody's shell disturbs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.asks import AskReader
from assistant.bootstrap import Assistant
from assistant.evaluation.questions import GoldQuestion, read_questions
from assistant.settings import Settings
from corpus.library import Library, load_library
from index.encoder import load_encoder

TODAY = date(2026, 11, 23)
QUESTIONS = Path(__file__).parent.parent / "assistant/evaluation/sets"


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        for name in list(os.environ):
            if name.startswith("YUCE_") or name in ("HOST", "PORT"):
                environment.delenv(name)
        yield


@pytest.fixture(scope="session")
def today() -> date:
    """The day that the assistant's clock shows."""
    return TODAY


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def asks() -> AskReader:
    """The shipped model of what is asked for, with the shipped encoder."""
    return AskReader(load_encoder())


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the assistant; it holds an index once `assistant` was asked for."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def assistant(data_dir: Path) -> Iterator[Assistant]:
    made = Assistant(Settings(data_dir=data_dir), clock=lambda: TODAY)
    yield made
    made.close()


@pytest.fixture(scope="session")
def tune() -> tuple[GoldQuestion, ...]:
    return read_questions(QUESTIONS / "tune.jsonl")


@pytest.fixture(scope="session")
def held_out() -> tuple[GoldQuestion, ...]:
    """Questions that nothing was tuned on: programs may ask them, and print nothing of them."""
    return read_questions(QUESTIONS / "held_out.jsonl")
