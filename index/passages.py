"""From documents to passages: sentences under their heading, whole clauses, unit lists, renderings, similar questions."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, DocumentKind, ParsedDocument, Span
from corpus.renderings import Renderings
from corpus.similar import UNANSWERED, SimilarQuestion
from index.model import Passage, PassageKind


def passages(library: Library) -> list[Passage]:
    """Every passage of every document, ids unique and made from structure (document, clause, place).

    The interpretation repeats a measure and is left out: what it repeats is cited from the measure. Of the user's own
    documents there are many: a whole clause is searched with its document's title.
    """
    found: list[Passage] = []
    for parsed in library.parsed.values():
        if parsed.document.kind is not DocumentKind.INTERPRETATION:
            found += _preamble(parsed)
            of = fold(parsed.document.title).text if parsed.document.id in library.own else ""
            for clause in parsed.clauses:
                found += _clause(parsed, clause, of)
            found += _renderings(parsed, library.renderings[parsed.document.id])
            found += _questions(parsed, library.similar[parsed.document.id])
    return found


def _preamble(parsed: ParsedDocument) -> Iterator[Passage]:
    document = parsed.document
    for i, span in enumerate(parsed.preamble_sentences, 1):
        text = fold(span.of(document.text)).text
        yield Passage(f"{document.id}:0:s{i}", document.id, PassageKind.SENTENCE, None, span, text)


def _clause(parsed: ParsedDocument, clause: Clause, of: str) -> Iterator[Passage]:
    text, prefix = parsed.document.text, f"{clause.document_id}:{clause.number}"
    chain = " ".join(filter(None, (*clause.path.headings, parsed.heading_text(clause))))

    def passage(ending: str, kind: PassageKind, span: Span) -> Passage:
        searched = fold(f"{chain} {span.of(text)}".strip()).text
        searched = f"{of} {searched}" if of and kind is PassageKind.CLAUSE else searched
        return Passage(
            f"{prefix}:{ending}", clause.document_id, kind, clause.number, span, searched
        )

    for i, sentence in enumerate(clause.sentences, 1):
        yield passage(f"s{i}", PassageKind.SENTENCE, sentence)
    if clause.unit_list:
        yield passage("units", PassageKind.UNITS, clause.unit_list)
    yield passage("clause", PassageKind.CLAUSE, clause.body)


def _renderings(parsed: ParsedDocument, renderings: Renderings) -> Iterator[Passage]:
    document_id = parsed.document.id
    for clause in parsed.clauses:
        heading = renderings.headings.get(clause.number, "")
        for i, sentence in enumerate(clause.sentences, 1):
            if sentence in renderings.sentences:
                text = fold(f"{heading} {renderings.sentences[sentence]}".strip()).text
                key = f"{document_id}:{clause.number}:en{i}"
                yield Passage(
                    key, document_id, PassageKind.RENDERING, clause.number, sentence, text
                )


def _questions(parsed: ParsedDocument, similar: tuple[SimilarQuestion, ...]) -> Iterator[Passage]:
    for i, row in enumerate(similar, 1):
        answered = row.measure != UNANSWERED
        yield Passage(
            id=f"{parsed.document.id}:q{i}",
            document_id=parsed.document.id,
            kind=PassageKind.QUESTION,
            clause=(row.measure or None) if answered else row.nearest,
            span=row.target,
            text=fold(row.question).text,
            answered=answered,
            focus=row.focus,
        )
