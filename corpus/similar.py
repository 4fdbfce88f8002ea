"""Similar questions (相似問): ways in which people ask for a sentence. Data that answers are found by.

A row of `similar.jsonl`: `measure` 1–15 with `anchor`, a verbatim part of the sentence that answers; 0 for the
document as a whole; -1 for what the texts do not answer, with `nearest` where a measure is near.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.model import ParsedDocument, Span
from corpus.rows import read_rows

WHOLE_DOCUMENT = 0
UNANSWERED = -1
_FIELDS = ("measure", "anchor", "question", "script", "nearest")
_SCRIPTS = ("hans", "hant", "en")


@dataclass(frozen=True, slots=True)
class SimilarQuestion:
    """One way to ask. `measure` is a clause number, WHOLE_DOCUMENT or UNANSWERED.

    `target` is the sentence (or unit list) that answers, `focus` the part of it that does.
    """

    question: str
    measure: int
    target: Span | None
    focus: Span | None
    nearest: int | None
    script: str


def read_similar(path: Path, parsed: ParsedDocument) -> tuple[SimilarQuestion, ...]:
    """Read `similar.jsonl` for a document; an absent file means none.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken, or its anchor is not in the clause; every faulty row is named.
    """
    return read_rows(path, _FIELDS, lambda raw: similar_question(raw, parsed))


def similar_question(raw: dict[str, object], parsed: ParsedDocument) -> SimilarQuestion:
    """A row as a similar question.

    Raises:
        ValueError: it is broken, or its anchor is not in the clause.
    """
    measure, nearest = _whole(raw, "measure"), None
    if raw["nearest"] is not None:
        nearest = _whole(raw, "nearest")
        if parsed.clause(nearest) is None:
            raise ValueError(f"nearest: there is no clause {nearest}")
    if measure < UNANSWERED:
        raise ValueError(
            f"measure {measure} is no clause, not 0 (whole document), not -1 (unanswered)"
        )
    if not str(raw["question"]).strip():
        raise ValueError("question is blank")
    if raw["script"] not in _SCRIPTS:
        raise ValueError(f"script must be one of {', '.join(_SCRIPTS)}, not {raw['script']!r}")
    target, focus = (None, None)
    if measure > 0:
        target, focus = _anchored(str(raw["anchor"]), measure, parsed)
    return SimilarQuestion(
        str(raw["question"]), measure, target, focus, nearest, str(raw["script"])
    )


def _whole(raw: dict[str, object], name: str) -> int:
    value = raw[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return value


def _anchored(anchor: str, measure: int, parsed: ParsedDocument) -> tuple[Span, Span]:
    """The sentence, or the unit list, that holds the anchor (the clause where neither does); and the anchor's place."""
    clause = parsed.clause(measure)
    if clause is None:
        raise ValueError(f"there is no clause {measure}")
    at = parsed.document.text.find(anchor, clause.span.start, clause.span.end)
    if not anchor or at < 0:
        raise ValueError(f"anchor {anchor!r} is not in clause {measure}")
    place = Span(at, at + len(anchor))
    if clause.unit_list and clause.unit_list.contains(place):
        return clause.unit_list, place
    return next((s for s in clause.sentences if s.contains(place)), clause.span), place
