"""The shipped texts, read once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from corpus.clauses import parse
from corpus.library import Library, load_library
from corpus.model import Document, DocumentKind, ParsedDocument

# A law holds or not; how long one example takes on a busy machine says nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def policy(library: Library) -> ParsedDocument:
    return library.main


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], ParsedDocument]:
    """Parses a text as a law."""
    return lambda text: parse(Document("law", DocumentKind.LAW, "某條例", text))
