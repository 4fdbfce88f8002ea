"""Unofficial English renderings of headings and sentences: ours, marked so wherever they are shown, never a quote.

A row of `english.jsonl`: `clause` (0 for the preamble), `sentence` (from 1; 0 for the clause's heading), `source` as
printed, `english`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from corpus.model import ParsedDocument, Span
from corpus.rows import read_rows

_FIELDS = ("clause", "sentence", "source", "english")


@dataclass(frozen=True, slots=True)
class Renderings:
    """English by place: `headings` by clause number, `sentences` by span."""

    headings: dict[int, str] = field(default_factory=dict)
    sentences: dict[Span, str] = field(default_factory=dict)

    def of_clause(self, sentences: tuple[Span, ...]) -> str:
        """The renderings of some sentences, joined; a sentence without one is passed over."""
        return " ".join(self.sentences[s] for s in sentences if s in self.sentences)


def read_renderings(path: Path, parsed: ParsedDocument) -> Renderings:
    """Read `english.jsonl` for a document; an absent file means none.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken or does not render the text that stands there; every faulty row is named.
    """
    found = Renderings()
    read_rows(path, _FIELDS, lambda raw: _add(raw, parsed, found))
    return found


def _add(raw: dict[str, object], parsed: ParsedDocument, found: Renderings) -> None:
    number, ordinal = int(str(raw["clause"])), int(str(raw["sentence"]))
    place = _place(number, ordinal, parsed)
    if place.of(parsed.document.text) != raw["source"]:
        raise ValueError(f"source is not sentence {ordinal} of clause {number}")
    if number and not ordinal:
        found.headings[number] = str(raw["english"])
    else:
        found.sentences[place] = str(raw["english"])


def _place(number: int, ordinal: int, parsed: ParsedDocument) -> Span:
    clause = parsed.clause(number)
    if number and clause is None:
        raise ValueError(f"there is no clause {number}")
    if clause and not ordinal:
        return clause.heading
    sentences = clause.sentences if clause else parsed.preamble_sentences
    if not 1 <= ordinal <= len(sentences):
        raise ValueError(f"clause {number} has sentences 1 to {len(sentences)}, not {ordinal}")
    return sentences[ordinal - 1]
