"""What goes in and out of the HTTP interface and the tools, besides the contract's answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from assistant.batch import question_from
from assistant.citation import units_of
from assistant.model import Language, Question
from assistant.standing_rows import RelationRow, relation_rows
from corpus.catalogue import Entry
from corpus.library import Library
from corpus.model import Clause
from corpus.standing import DocumentState
from index.model import Hit


class TurnIn(BaseModel):
    """An earlier message: role user or assistant."""

    role: str
    content: str


class ScopeIn(BaseModel):
    """What a question is limited to; see `assistant.scope.Scope`."""

    model_config = ConfigDict(extra="forbid")
    documents: list[str] = []
    issuers: list[str] = []
    years: list[int | str] = []
    states: list[DocumentState] = []


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
                {"question": "第七条讲什么", "scope": {"documents": ["yfbf-2023-92"]}},
            ]
        }
    )
    question: str
    history: list[TurnIn] = []
    as_of: str | None = None
    language: Language | None = None
    scope: ScopeIn | None = None

    def asked(self) -> Question:
        """The question.

        Raises:
            QuestionError: a field is wrong; says which and what would be right.
        """
        raw = question_from(self.model_dump(exclude={"language"}))
        return replace(raw, language=self.language)


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
    """A document's metadata; `own` tells that the user added it, `state` what it is today as far as the held texts say."""

    id: str
    kind: str
    title: str
    number: str | None
    issuer: str | None
    issued: str | None
    valid_from: str | None
    valid_to: str | None
    state: str
    relations: list[RelationRow]
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


def document_row(library: Library, document: Entry, as_of: date) -> DocumentRow:
    """A document's metadata as plain data, its state on a day."""
    return {
        "id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued": _day(document.issued),
        "valid_from": _day(document.valid_from),
        "valid_to": _day(document.valid_to),
        "state": library.standings.on(document.id, as_of).state.value,
        "relations": relation_rows(document, library.standings),
        "clauses": document.clauses,
        "own": document.id in library.entries,
        "sha256": document.digest,
        "source": document.source,
        "conversion": document.conversion,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
