"""Similar questions (相似問): ways in which people ask for a sentence. Data that answers are found by.

A row of `similar.jsonl`: `measure` 1–15 with `anchor`, a verbatim part of the sentence that answers; 0 for the
document as a whole; -1 for what the texts do not answer, with `nearest` where a measure is near.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ManifestError
from corpus.manifest import read_text
from corpus.model import ParsedDocument, Span

WHOLE_DOCUMENT = 0
UNANSWERED = -1


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
        ManifestError: a row is broken, or its anchor is not in the clause; every faulty row is named.
    """
    if not path.exists():
        return ()
    rows: list[SimilarQuestion] = []
    faults: list[str] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        try:
            rows.append(_row(json.loads(line), parsed))
        except (ValueError, KeyError, TypeError) as error:
            faults.append(f"line {number}: {error}")
    if faults:
        raise ManifestError(str(path), tuple(faults))
    return tuple(rows)


def _row(raw: dict[str, object], parsed: ParsedDocument) -> SimilarQuestion:
    measure, anchor, nearest = raw["measure"], str(raw["anchor"]), raw["nearest"]
    if not isinstance(measure, int) or not (nearest is None or isinstance(nearest, int)):
        raise ValueError("measure and nearest must be whole numbers")
    target, focus = _anchored(anchor, measure, parsed) if measure > 0 else (None, None)
    return SimilarQuestion(
        str(raw["question"]), measure, target, focus, nearest, str(raw["script"])
    )


def _anchored(anchor: str, measure: int, parsed: ParsedDocument) -> tuple[Span, Span]:
    """The sentence, or the unit list, that holds the anchor; and the anchor's own place."""
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
