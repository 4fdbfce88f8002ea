"""Answer rows as a batch writes them: an answer in its contract form, or an error in its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from assistant.contract import AnswerRow
from assistant.evaluation import jsonl
from assistant.evaluation.jsonl import ANY_TEXT, CLAUSE, TEXT, TEXTS, WHOLE, Shape, shape_faults
from assistant.model import Status


class ErrorRow(TypedDict):
    """What stands in a batch for a question that could not be taken."""

    id: str
    error: str


Row = AnswerRow | ErrorRow


def answer_of(row: Row) -> AnswerRow | None:
    """The answer that a row is, or None for an error."""
    return None if "error" in row else row


_CITATION = {
    "document_id": TEXT,
    "document_kind": TEXT,
    "clause": Shape("a clause number or null", lambda v: v is None or CLAUSE.holds(v)),
    "quote": ANY_TEXT,
    "start": WHOLE,
    "end": WHOLE,
    "units": TEXTS,
}
_ANSWER = {
    "id": TEXT,
    "status": Shape(f"one of {', '.join(Status)}", lambda v: v in tuple(Status)),
    "text": ANY_TEXT,
    "citations": Shape("a list of citations", lambda v: isinstance(v, list)),
}
_ERROR = {"id": TEXT, "error": ANY_TEXT}


def row_faults(row: jsonl.Row) -> Iterator[str]:
    """What keeps a row from being scored; fields that scoring does not read are left alone."""
    if "error" in row:
        yield from shape_faults(row, _ERROR, {})
        return
    yield from shape_faults(row, _ANSWER, {})
    citations = row.get("citations")
    for number, citation in enumerate(citations if isinstance(citations, list) else [], 1):
        for fault in _citation_faults(citation):
            yield f"citation {number}: {fault}"


def _citation_faults(citation: Any) -> Iterator[str]:
    if not isinstance(citation, dict):
        yield f"it should be an object with {', '.join(_CITATION)}"
        return
    yield from shape_faults(citation, _CITATION, {})
