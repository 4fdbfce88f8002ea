"""What goes in and out of the HTTP interface and the tools, besides the contract's answer."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from assistant.batch import question_from
from assistant.citation import units_of
from assistant.model import Language, Question
from corpus.library import Library
from corpus.model import Clause, ParsedDocument
from index.model import Hit


class TurnIn(BaseModel):
    """An earlier message: role user or assistant."""

    role: str
    content: str


class AskIn(BaseModel):
    """A question with its circumstances."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "货卖到国外被退回来了,还要不要交税", "as_of": "2026-11-23"},
                {
                    "question": "那谁负责?",
                    "history": [
                        {"role": "user", "content": "海外仓备案要交纸质材料吗"},
                        {"role": "assistant", "content": "适用第十一条……"},
                    ],
                },
            ]
        }
    )
    question: str
    history: list[TurnIn] = []
    as_of: str | None = None
    language: Language | None = None

    def asked(self) -> Question:
        """The question.

        Raises:
            QuestionError: a field is wrong; says which and what would be right.
        """
        raw = question_from(self.model_dump(exclude={"language"}))
        return Question(raw.text, raw.history, raw.as_of, self.language)


class HitRow(TypedDict):
    """A passage found by search."""

    document_id: str
    clause: int | None
    heading: str
    text: str
    start: int
    end: int
    score: float


class ClauseRow(TypedDict):
    """A clause of a document. `text` is verbatim from `start` to `end`."""

    document_id: str
    number: int
    label: str
    heading: str
    text: str
    start: int
    end: int
    sentences: list[str]
    units: list[str]
    units_full: list[str]


class DocumentRow(TypedDict):
    """A document's metadata; `own` tells that the user added it."""

    id: str
    kind: str
    title: str
    number: str | None
    issuer: str | None
    issued: str | None
    clauses: int
    own: bool
    sha256: str
    source: str
    conversion: str


class HealthRow(TypedDict):
    """What is being served."""

    status: str
    corpus_version: str
    index_version: str
    encoder: str


def hit_row(library: Library, hit: Hit) -> HitRow:
    """A passage of an official text that was found, as plain data."""
    passage = hit.passage
    parsed = library.parsed[passage.document_id]
    clause = parsed.clause(passage.clause) if passage.clause else None
    span = passage.span
    assert span is not None, "only a similar question can be without a place"
    return {
        "document_id": passage.document_id,
        "clause": passage.clause,
        "heading": parsed.heading_text(clause) if clause else "",
        "text": span.of(parsed.document.text),
        "start": span.start,
        "end": span.end,
        "score": round(hit.score, 6),
    }


def clause_row(library: Library, clause: Clause) -> ClauseRow:
    """A clause as plain data."""
    parsed = library.parsed[clause.document_id]
    text = parsed.document.text
    units = units_of(library, parsed, clause)
    return {
        "document_id": clause.document_id,
        "number": clause.number,
        "label": clause.label,
        "heading": parsed.heading_text(clause),
        "text": clause.span.of(text),
        "start": clause.span.start,
        "end": clause.span.end,
        "sentences": [s.of(text) for s in clause.sentences],
        "units": [u.printed for u in units],
        "units_full": [u.full for u in units],
    }


def document_row(library: Library, parsed: ParsedDocument) -> DocumentRow:
    """A document's metadata as plain data."""
    document = parsed.document
    provenance = document.provenance
    return {
        "id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued": document.issued.isoformat() if document.issued else None,
        "clauses": len(parsed.clauses),
        "own": document.id in library.own,
        "sha256": document.digest,
        "source": provenance.source if provenance else "",
        "conversion": provenance.conversion if provenance else "",
    }
