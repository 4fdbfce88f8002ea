"""The form in which every client gets an answer: one shape for Python, the command line, HTTP, the page and evaluation.

Fields may be added, never renamed.
"""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from assistant.model import Answer, Citation, Validity
from assistant.related import RelatedNotice
from assistant.standing_rows import DocumentStateRow, state_row


class CitationRow(TypedDict):
    """One cited place. `quote` equals the document's text from `start` to `end` (characters), always.

    `recognised` is there, and true, where that text was recognised in pictures of pages: it may differ from what is printed.
    """

    document_id: str
    document_title: str
    document_number: str | None
    document_kind: str
    clause: int | None
    clause_label: str | None
    heading: str
    quote: str
    start: int
    end: int
    units: list[str]
    units_full: list[str]
    units_confirmed: list[bool]
    recognised: NotRequired[bool]


# What a cited text says about time; `from` is a Python keyword, hence this form.
ValidityRow = TypedDict(
    "ValidityRow",
    {
        "document_id": str,
        "clause": int,
        "from": str | None,
        "to": str,
        "state": str,
        "as_of": str,
        "start": int,
        "end": int,
        "asked": bool,
    },
)


class NoticeFactRow(TypedDict):
    """A fact of a notice in our words, and whether it was checked."""

    text: str
    confirmed: bool


class NoticeRow(TypedDict):
    """A related notice, summarised by us and never quoted; `confirmed` says whether its facts were checked.

    `name` and `lines` are what is shown of it; `chain` has the ids of the notices that it continues, oldest first.
    """

    id: str
    number: str | None
    title: str
    why: str
    confirmed: bool
    title_confirmed: bool
    state: str
    chain: list[str]
    facts: list[NoticeFactRow]
    name: str
    lines: list[str]


class AnswerRow(TypedDict):
    """An answer. `missing` names what a `not_stated` answer lacks; `document_states` are of the documents that it names
    (rows kept since before there were any have none).
    """

    id: str
    question: str
    language: str
    status: str
    text: str
    citations: list[CitationRow]
    validity: list[ValidityRow]
    document_states: NotRequired[list[DocumentStateRow]]
    related_notices: list[NoticeRow]
    nearest: list[int]
    missing: NotRequired[str]
    confidence: float
    took_ms: float
    corpus_version: str
    index_version: str


def answer_row(answer: Answer) -> AnswerRow:
    """An answer as plain data, ready for JSON."""
    return {
        "id": answer.id,
        "question": _encodable(answer.question),
        "language": answer.language.value,
        "status": answer.status.value,
        "text": answer.text,
        "citations": [citation_row(c) for c in answer.citations],
        "validity": [validity_row(v) for v in answer.validity],
        "document_states": [state_row(s) for s in answer.standings],
        "related_notices": [notice_row(r) for r in answer.related],
        "nearest": list(answer.nearest),
        "missing": answer.missing,
        "confidence": round(answer.confidence, 4),
        "took_ms": round(answer.took_ms, 2),
        "corpus_version": answer.corpus_version,
        "index_version": answer.index_version,
    }


def citation_row(citation: Citation) -> CitationRow:
    """A citation as plain data."""
    document, clause = citation.document, citation.clause
    row: CitationRow = {
        "document_id": document.id,
        "document_title": document.title,
        "document_number": document.number,
        "document_kind": document.kind.value,
        "clause": clause.number if clause else None,
        "clause_label": clause.label if clause else None,
        "heading": citation.heading,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
        "units": [u.printed for u in citation.units],
        "units_full": [u.full for u in citation.units],
        "units_confirmed": [u.confirmed for u in citation.units],
    }
    if document.recognised:
        row["recognised"] = True
    return row


def notice_row(row: RelatedNotice) -> NoticeRow:
    """A related notice as plain data."""
    card = row.card
    return {
        "id": card.id,
        "number": card.number,
        "title": card.title,
        "why": row.why,
        "confirmed": card.confirmed,
        "title_confirmed": card.title_confirmed,
        "state": row.state.value,
        "chain": [c.id for c in row.chain],
        "facts": [{"text": f.text, "confirmed": f.confirmed} for f in row.facts],
        "name": row.name,
        "lines": list(row.lines),
    }


def validity_row(validity: Validity) -> ValidityRow:
    """What a cited text says about time, as plain data."""
    return {
        "document_id": validity.document_id,
        "clause": validity.clause,
        "from": validity.first.isoformat() if validity.first else None,
        "to": validity.last.isoformat(),
        "state": validity.state.value,
        "as_of": validity.as_of.isoformat(),
        "start": validity.span.start,
        "end": validity.span.end,
        "asked": validity.asked,
    }


def _encodable(text: str) -> str:
    """A lone surrogate has no UTF-8 form; it is shown as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
