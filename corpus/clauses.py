"""Cutting a document into clauses.

`labels` finds what begins a clause or a heading; here the text is cut there, so that the parts together are the whole text.
An article has paragraphs (款) and items (項): （一）, or 1. where it has no （一）.
"""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.errors import ParseError
from corpus.facts import facts
from corpus.labels import Start, clause_starts, headings
from corpus.model import Clause, ClausePath, Document, ParsedDocument, Span
from corpus.numerals import NUMERAL_CLASS
from corpus.sentences import sentences, trimmed
from corpus.units import find_unit_list, parse_units

_ITEM = re.compile(rf"^[ \t\u3000]*[（(][{NUMERAL_CLASS}]+[）)]", re.M)
_POINT = re.compile(r"^[ \t\u3000]*(?:[（(]\d{1,2}[）)]|\d{1,2}(?:[.．](?!\d)|、))", re.M)
_LEVEL = {"編": 0, "编": 0, "章": 1, "節": 2, "节": 2}


def parse(document: Document) -> ParsedDocument:
    """Cut a document into preamble, headings and clauses, which together are its whole text.

    Any string parses; a text without clause labels is all preamble.

    Raises:
        ParseError: clause numbers go backwards or repeat, with the place.
    """
    text = document.text
    starts = clause_starts(text)
    _check_order(text, starts)
    titles = headings(text) if starts and starts[0].label.startswith("第") else []
    cuts = sorted([s.at for s in starts] + [m.start() for m in titles] + [len(text)])
    preamble = Span(0, cuts[0])
    ends = dict(pairwise(cuts))
    clauses = tuple(_clause(document, s, ends[s.at], _path(titles, s.at)) for s in starts)
    heading_spans = tuple(Span(m.start(), ends[m.start()]) for m in titles)
    return ParsedDocument(document, preamble, sentences(text, preamble), heading_spans, clauses)


def _check_order(text: str, starts: list[Start]) -> None:
    for before, after in pairwise(starts):
        if after.number <= before.number:
            raise ParseError(
                f"{after.label} follows {before.label}: numbers must rise", text, after.at
            )


def _path(titles: list[re.Match[str]], at: int) -> ClausePath:
    levels: dict[int, str] = {}
    for match in titles:
        if match.start() > at:
            break
        level = _LEVEL[match[1]]
        levels = {k: v for k, v in levels.items() if k < level}
        levels[level] = match[0].strip().lstrip("# \t\u3000")
    return ClausePath(tuple(levels[k] for k in sorted(levels)))


def _clause(document: Document, start: Start, end: int, path: ClausePath) -> Clause:
    text, span = document.text, Span(start.at, end)
    unit_list = find_unit_list(text, Span(start.after, end))
    body = Span(start.after, unit_list.start if unit_list else end)
    return Clause(
        document_id=document.id,
        number=start.number,
        label=start.label,
        span=span,
        heading=start.heading,
        body=body,
        sentences=sentences(text, body),
        unit_list=unit_list,
        units=parse_units(text, unit_list) if unit_list else (),
        facts=facts(text, body),
        items=_items(text, body),
        paragraphs=_paragraphs(text, body),
        path=path,
    )


def _items(text: str, body: Span) -> tuple[Span, ...]:
    starts = _item_starts(text, body)
    return tuple(Span(a, b) for a, b in pairwise([*starts, body.end])) if starts else ()


def _item_starts(text: str, body: Span) -> list[int]:
    """（一）, or the points 1. where there is no （一）; the points of an item are its text."""
    for label in (_ITEM, _POINT):
        if starts := [m.start() for m in label.finditer(text, body.start, body.end)]:
            return starts
    return []


def _paragraphs(text: str, body: Span) -> tuple[Span, ...]:
    """The lines of the body, each with the items that follow it."""
    found: list[Span] = []
    at = body.start
    for line in body.of(text).splitlines(keepends=True):
        span = trimmed(text, Span(at, at + len(line)))
        at += len(line)
        if found and (_ITEM.match(line) or _POINT.match(line)):
            found[-1] = Span(found[-1].start, span.end)
        elif len(span):
            found.append(span)
    return tuple(found)
