"""What is kept of an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypedDict

from assistant.contract import AnswerRow
from assistant.masking import masked
from assistant.model import Status
from assistant.records.model import CitedClause
from assistant.records.texts import QUESTION, clean, question_key

# The statuses after which somebody should look whether the texts have an answer.
UNANSWERED = (Status.NOT_STATED, Status.OUT_OF_SCOPE, Status.NEEDS_CLARIFICATION)


class AskedColumns(TypedDict):
    """The columns that the log of questions and the feedback have in common."""

    question: str
    question_key: str
    status: str
    corpus_version: str
    index_version: str


class CitedRow(TypedDict):
    """A cited clause as JSON."""

    document_id: str
    clause: int | None


def asked_columns(answer: AnswerRow) -> AskedColumns:
    """Question, status and versions of an answer; the question masked."""
    question = masked(clean(answer["question"]).strip())[:QUESTION]
    return {
        "question": question,
        "question_key": question_key(question),
        "status": Status(answer["status"]).value,
        "corpus_version": answer["corpus_version"][:64],
        "index_version": answer["index_version"][:64],
    }


def cited_clauses(answer: AnswerRow) -> tuple[CitedClause, ...]:
    """The clauses that an answer cites, each once, in the answer's order."""
    cited = (CitedClause(c["document_id"], c["clause"]) for c in answer["citations"])
    return tuple(dict.fromkeys(cited))


def text_digest(answer: AnswerRow) -> str:
    """The SHA-256 of an answer's text: tells whether two askers judged the same words."""
    return hashlib.sha256(answer["text"].encode("utf-8", "replace")).hexdigest()


def cited_rows(cited: Iterable[CitedClause]) -> list[CitedRow]:
    """Cited clauses as JSON."""
    return [{"document_id": c.document_id, "clause": c.clause} for c in cited]


def cited_of(rows: Iterable[CitedRow]) -> tuple[CitedClause, ...]:
    """Cited clauses back from JSON."""
    return tuple(CitedClause(row["document_id"], row["clause"]) for row in rows)
