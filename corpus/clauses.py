"""Cutting a document into clauses.

Two shapes of official text are known: measures (「一、標題」 on a line of its own) and articles (「第七條 …」, with
第…編/章/節 headings above). A reference at the start of a line (「第七條規定的…」) is not a heading: an article's label
is followed by white space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.errors import ParseError
from corpus.facts import facts
from corpus.model import Clause, ClausePath, Document, ParsedDocument, Span
from corpus.numerals import NUMERAL_CLASS, to_int
from corpus.sentences import sentences, trimmed
from corpus.units import find_unit_list, parse_units

_N = f"[{NUMERAL_CLASS}]+"
_ARTICLE = re.compile(rf"^[ \t\u3000]*(第({_N}|\d+)[條条])(?=\s|$)", re.M)
_MEASURE = re.compile(rf"^[ \t\u3000]*(({_N})、)([^\n]*)$", re.M)
_HEADING = re.compile(
    rf"^[ \t\u3000]*(?:#+[ \t]*)?第(?:{_N}|\d+)([編编章節节])(?=[ \t\u3000])[^\n]*$", re.M
)
_ITEM = re.compile(rf"^[ \t\u3000]*[（(]{_N}[）)]", re.M)
_LEVEL = {"編": 0, "编": 0, "章": 1, "節": 2, "节": 2}


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a clause or heading begins. `after` is the offset behind its label line or label."""

    at: int
    label: str
    number: int
    heading: Span
    after: int


def parse(document: Document) -> ParsedDocument:
    """Cut a document into preamble, headings and clauses, which together are its whole text.

    Any string parses; a text without clause labels is all preamble.

    Raises:
        ParseError: clause numbers go backwards or repeat, with the place.
    """
    text = document.text
    starts = _article_starts(text) or _measure_starts(text)
    _check_order(text, starts)
    headings = list(_HEADING.finditer(text)) if starts and starts[0].label.startswith("第") else []
    cuts = sorted([s.at for s in starts] + [m.start() for m in headings] + [len(text)])
    preamble = Span(0, cuts[0])
    ends = dict(pairwise(cuts))
    clauses = tuple(_clause(document, s, ends[s.at], _path(text, headings, s.at)) for s in starts)
    heading_spans = tuple(Span(m.start(), ends[m.start()]) for m in headings)
    return ParsedDocument(document, preamble, sentences(text, preamble), heading_spans, clauses)


def _article_starts(text: str) -> list[_Start]:
    return [
        _Start(m.start(), m[1], number, Span(m.end(), m.end()), m.end())
        for m in _ARTICLE.finditer(text)
        if (number := _number(m[2])) is not None
    ]


def _number(numeral: str) -> int | None:
    try:
        return to_int(numeral)
    except ValueError:  # thousands of digits: whatever it is, it is no label
        return None


def _measure_starts(text: str) -> list[_Start]:
    """Labels 一、二、… in sequence; a line that breaks the sequence is an enumeration inside a clause."""
    starts: list[_Start] = []
    for m in _MEASURE.finditer(text):
        if _number(m[2]) == len(starts) + 1:
            heading = trimmed(text, Span(*m.span(3)))
            starts.append(_Start(m.start(), m[2], len(starts) + 1, heading, m.end()))
    return starts


def _check_order(text: str, starts: list[_Start]) -> None:
    for before, after in pairwise(starts):
        if after.number <= before.number:
            raise ParseError(
                f"{after.label} follows {before.label}: numbers must rise", text, after.at
            )


def _path(text: str, headings: list[re.Match[str]], at: int) -> ClausePath:
    levels: dict[int, str] = {}
    for match in headings:
        if match.start() > at:
            break
        level = _LEVEL[match[1]]
        levels = {k: v for k, v in levels.items() if k < level}
        levels[level] = match[0].strip().lstrip("# \t\u3000")
    return ClausePath(tuple(levels[k] for k in sorted(levels)))


def _clause(document: Document, start: _Start, end: int, path: ClausePath) -> Clause:
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
        path=path,
    )


def _items(text: str, body: Span) -> tuple[Span, ...]:
    starts = [m.start() for m in _ITEM.finditer(text, body.start, body.end)]
    return tuple(Span(a, b) for a, b in pairwise([*starts, body.end])) if starts else ()
