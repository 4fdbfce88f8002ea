"""Unofficial English renderings of headings and sentences: ours, marked so wherever they are shown, never a quote."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ManifestError
from corpus.manifest import read_text
from corpus.model import ParsedDocument, Span


@dataclass(frozen=True, slots=True)
class Renderings:
    """English by place: `headings` by clause number, `sentences` by span."""

    headings: dict[int, str] = field(default_factory=dict)
    sentences: dict[Span, str] = field(default_factory=dict)

    def of_clause(self, sentences: tuple[Span, ...]) -> str:
        """The renderings of some sentences, joined."""
        return " ".join(self.sentences[s] for s in sentences if s in self.sentences)


def read_renderings(path: Path, parsed: ParsedDocument) -> Renderings:
    """Read `english.jsonl` for a document; an absent file means none.

    Raises:
        ManifestError: a row is broken or does not render the text that stands there; every faulty row is named.
    """
    found, faults = Renderings(), []
    if not path.exists():
        return found
    for number, line in enumerate(read_text(path).splitlines(), 1):
        try:
            _add(json.loads(line), parsed, found)
        except (ValueError, LookupError, TypeError) as error:
            faults.append(f"line {number}: {error}")
    if faults:
        raise ManifestError(str(path), tuple(faults))
    return found


def _add(raw: dict[str, object], parsed: ParsedDocument, found: Renderings) -> None:
    number, ordinal = int(str(raw["clause"])), int(str(raw["sentence"]))
    clause = parsed.clause(number)
    if number and clause is None:
        raise ValueError(f"there is no clause {number}")
    sentences = clause.sentences if clause else parsed.preamble_sentences
    place = clause.heading if clause and not ordinal else sentences[ordinal - 1]
    if place.of(parsed.document.text) != raw["source"]:
        raise ValueError(f"source is not sentence {ordinal} of clause {number}")
    if clause and not ordinal:
        found.headings[number] = str(raw["english"])
    else:
        found.sentences[place] = str(raw["english"])
