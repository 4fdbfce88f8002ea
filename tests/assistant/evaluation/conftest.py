"""The shipped texts, and answers made of them as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.citation import cite
from assistant.contract import AnswerRow, CitationRow, citation_row
from assistant.evaluation.questions import GoldQuestion
from assistant.model import Status
from corpus.library import Library, load_library


@dataclass(frozen=True)
class Desk:
    """Makes citations and answers from the texts, so that every quote is verbatim."""

    library: Library

    def clause(self, number: int, sentence: int = 0) -> CitationRow:
        """A sentence of a clause of the policy."""
        parsed = self.library.main
        clause = self.library.clause(parsed.document.id, number)
        return citation_row(cite(self.library, parsed, clause, clause.sentences[sentence]))

    def notice(self, line: int) -> CitationRow:
        """A line of the notice."""
        parsed = self.library.notice
        assert parsed
        return citation_row(cite(self.library, parsed, None, parsed.preamble_sentences[line]))

    def preamble(self) -> CitationRow:
        """The policy's preamble."""
        parsed = self.library.main
        return citation_row(cite(self.library, parsed, None, parsed.preamble_sentences[0]))

    def answer(self, *citations: CitationRow, **changes: Any) -> AnswerRow:
        """An answer with the id q1; `changes` replace its fields."""
        row: dict[str, Any] = {
            "id": "q1",
            "question": "问",
            "language": "zh-Hans",
            "status": "answered",
            "text": "适用这一条。",
            "citations": list(citations),
            "validity": [],
            "related_notices": [],
            "nearest": [],
            "confidence": 1.0,
            "took_ms": 1.0,
            "corpus_version": "c",
            "index_version": "i",
        }
        return {**row, **changes}  # type: ignore[return-value]


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def desk(library: Library) -> Desk:
    return Desk(library)


@pytest.fixture
def gold() -> Callable[..., GoldQuestion]:
    """Makes a question with the id q1 that can be answered; `changes` replace its fields."""

    def make(**changes: Any) -> GoldQuestion:
        fields = {"id": "q1", "question": "问", "kind": "topical", "script": "hans"}
        return GoldQuestion(**{**fields, "status": (Status.ANSWERED,), **changes})

    return make
