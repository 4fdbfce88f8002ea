"""Texts attached to a document: a decision with the law that it issues, or a law with annexes.

In one file the articles then begin again at 第一條. Each such text becomes a document of its own, so that an article number
names one article of one document; together the texts of the documents are the whole text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from corpus.clauses import parse
from corpus.labels import article_starts
from corpus.metadata import read_metadata
from corpus.model import Document, ParsedDocument, Relation, Span

_ANNEX = re.compile(
    r"\s*附(?:件|录|錄)?\s*[\d一二三四五六七八九十]*\s*[:：]?\s*$|\s*附(?:件|录|錄)?\s*[\d一二三四五六七八九十]*[:：]"
)
_PROSE = re.compile(r"[。；;：:，,！？]\s*$")


def parse_all(document: Document) -> tuple[ParsedDocument, ...]:
    """Cut a document, and each text attached to it as a document of its own, in order.

    Raises:
        ParseError: within one of them, clause numbers go backwards or repeat, with the place in that one.
    """
    return tuple(parse(part) for part in split_attachments(document))


def split_attachments(document: Document) -> tuple[Document, ...]:
    """The document without what is attached to it, then each attached text with the id of the document as parent.

    An attached text begins at its annex line, title and headings above the 第一條 that begins again. It has the title that
    stands there, the days of force that it states, the relations that it tells, and no other metadata.
    """
    text = document.text
    cuts = list(pairwise([0, *_attached_at(text), len(text)]))
    if len(cuts) == 1:
        return (document,)
    first, *attached = (Span(*cut) for cut in cuts)
    own = [_attached(document, part, number) for number, part in enumerate(attached, 1)]
    relations = _told_within(document, first, unplaced=True)
    return (replace(document, text=first.of(text), relations=relations), *own)


def _attached(document: Document, part: Span, number: int) -> Document:
    text = part.of(document.text)
    stated = read_metadata(text)
    return Document(
        id=f"{document.id}-attached-{number}",
        kind=document.kind,
        title=stated.title.value if stated.title else f"{document.title} {number}",
        text=text,
        valid_from=stated.effective_from.value if stated.effective_from else None,
        valid_to=stated.effective_to.value if stated.effective_to else None,
        parent=document.id,
        provenance=document.provenance,
        relations=_told_within(document, part, unplaced=False),
    )


def _told_within(document: Document, part: Span, *, unplaced: bool) -> tuple[Relation, ...]:
    """The relations that a part of the text tells, by its own offsets; those that no place tells, too, where asked for."""
    return tuple(
        replace(r, span=Span(r.span.start - part.start, r.span.end - part.start)) if r.span else r
        for r in document.relations
        if (part.contains(r.span) if r.span else unplaced)
    )


def _attached_at(text: str) -> list[int]:
    starts = article_starts(text)
    again = [(a.after, b.at) for a, b in pairwise(starts) if b.number == 1]
    return [_front(text, after, at) for after, at in again]


def _front(text: str, after: int, at: int) -> int:
    """Where the lines above the offset `at` begin that are title, dates and headings; below `after` in any case.

    An annex line among them is the first; a line that ends as a sentence does belongs to the article before.
    """
    begin = at
    lines = text[text.find("\n", after, at) + 1 or at : at].splitlines(keepends=True)
    place = at
    for line in reversed(lines):
        place -= len(line)
        if _ANNEX.match(line):
            return place
        if _PROSE.search(line):
            break
        begin = place
    return begin
