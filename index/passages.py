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
    return [p for parsed in library.parsed.values() for p in document_passages(library, parsed)]


def clause_key(document_id: str, number: int) -> str:
    """The id of the passage that is a whole clause with its headings; of the user's own documents their title is before them."""
    return f"{document_id}:{number}:clause"


def document_passages(library: Library, parsed: ParsedDocument) -> Iterator[Passage]:
    """The passages of one document of a library."""
    key = parsed.document.id
    if parsed.document.kind is DocumentKind.INTERPRETATION:
        return
    yield from _preamble(parsed)
    of = fold(parsed.document.title).text if key in library.digests else ""
    for clause in parsed.clauses:
        yield from _clause(parsed, clause, of)
    yield from _renderings(parsed, library.renderings[key])
    yield from _questions(parsed, library.similar[key])


def _preamble(parsed: ParsedDocument) -> Iterator[Passage]:
    document = parsed.document
    for i, span in enumerate(parsed.preamble_sentences, 1):
        text = fold(span.of(document.text)).text
        yield Passage(f"{document.id}:0:s{i}", document.id, PassageKind.SENTENCE, None, span, text)


def _clause(parsed: ParsedDocument, clause: Clause, of: str) -> Iterator[Passage]:
    text, prefix = parsed.document.text, f"{clause.document_id}:{clause.number}"
    whole = clause_key(clause.document_id, clause.number)
    chain = " ".join(filter(None, (*clause.path.headings, parsed.heading_text(clause))))

    def passage(key: str, kind: PassageKind, span: Span) -> Passage:
        searched = fold(f"{chain} {span.of(text)}".strip()).text
        searched = f"{of} {searched}" if of and kind is PassageKind.CLAUSE else searched
        return Passage(key, clause.document_id, kind, clause.number, span, searched)

    for i, sentence in enumerate(clause.sentences, 1):
        yield passage(f"{prefix}:s{i}", PassageKind.SENTENCE, sentence)
    if clause.unit_list:
        yield passage(f"{prefix}:units", PassageKind.UNITS, clause.unit_list)
    yield passage(whole, PassageKind.CLAUSE, clause.body)


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
