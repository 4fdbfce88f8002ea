"""A document laid out for reading: its parts in order, every character of the source in one of them, with marks and hits.

Pure: what is shown is the canonical text; the search form only finds places in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise

from assistant.citation import units_of
from assistant.model import Citation, CitedUnit, Validity
from assistant.related import RelatedNotice, head, known, shown
from assistant.validity import validity_of
from corpus.folding import Folded, fold, simplified
from corpus.library import Library
from corpus.model import Clause, ParsedDocument, Span
from corpus.notices import NoticeState
from corpus.sentences import trimmed

MOST_HITS = 500
"""The most places that one search marks: 的 stands everywhere in a long law."""
LONGEST_SEARCH = 100
_LINE = re.compile(r"[^\n]+")
_BEGINNING = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the source. `hit` counts the search's places from 1, `first` tells where a hit or the mark begins."""

    span: Span
    marked: bool = False
    hit: int = 0
    first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, in pieces."""

    span: Span
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The preamble, a heading or a clause: `title` is its first line as far as it names it, `lines` the rest.

    `depth` is that of a heading (編, 章, 節), from 1; `hits` how many places of the search it has, `first_hit` the first's number.
    """

    clause: Clause | None
    title: Line | None
    lines: tuple[Line, ...]
    unit_list: Line | None = None
    depth: int = 0
    hits: int = 0
    first_hit: int = 0
    units: tuple[CitedUnit, ...] = ()
    validity: tuple[Validity, ...] = ()
    notices: tuple[RelatedNotice, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with its parts, what is marked, and how often what is searched stands in it."""

    parsed: ParsedDocument
    parts: tuple[Part, ...]
    mark: Span | None
    hits: int

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.parsed.document.text

    @property
    def script(self) -> str:
        """The script of the text, told by its beginning: the shipped ones are Traditional, the user's own may be either."""
        begins = self.text[:_BEGINNING]
        return "zh-Hans" if simplified(begins) == begins else "zh-Hant"

    @property
    def marked_clause(self) -> Clause | None:
        """The clause in which the mark begins."""
        if self.mark is None:
            return None
        at = Span(self.mark.start, self.mark.start + 1)
        return next((c for c in self.parsed.clauses if c.span.contains(at)), None)


def view(
    library: Library, document_id: str, as_of: date, *, mark: Span | None = None, search: str = ""
) -> DocumentView:
    """Lay out a document.

    Args:
        library: the documents.
        document_id: which one.
        as_of: the day on which periods and notices are judged.
        mark: a place to mark; it must lie within the text.
        search: what to find in it, in any script; words that are parted by spaces are found each by itself.

    Raises:
        UnknownDocument: there is none with this id.
    """
    library.document(document_id)
    parsed = library.parsed[document_id]
    hits = tuple(find(parsed.document.text, search))
    marks = _Marks(mark, hits)
    parts = tuple(_part(p, library, parsed, marks, as_of) for p in _places(parsed))
    return DocumentView(parsed, parts, mark, len(hits))


def marked_span(start: str, end: str, text: str) -> Span | None:
    """The span that two parameters of an address name; None where they are not whole numbers within the text.

    >>> marked_span("2", "5", "一二三四五六"), marked_span("5", "2", "一二三四五六"), marked_span("-1", "x", "一")
    (Span(start=2, end=5), None, None)
    """
    digits = [s for s in (start, end) if s.isascii() and s.isdecimal() and len(s) < 10]
    if len(digits) < 2 or not int(start) < int(end) <= len(text):
        return None
    return Span(int(start), int(end))


def find(text: str, search: str) -> Iterator[Span]:
    """The places of a text that have what is searched, at most MOST_HITS, in order and disjoint.

    >>> [s.of("最佳化跨境電商") for s in find("最佳化跨境電商", "优化 電商")]
    ['最佳化', '電商']
    """
    words = sorted(set(fold(search[:LONGEST_SEARCH]).text.split()), key=len, reverse=True)
    if not words:
        return
    folded = _folded(text)
    found = re.finditer("|".join(map(re.escape, words)), folded.text)
    yield from islice(_disjoint(folded.to_canonical(Span(*m.span())) for m in found), MOST_HITS)


def _disjoint(places: Iterable[Span]) -> Iterator[Span]:
    """优 and 化 of 优化 both come from 最佳化: such a place counts once."""
    last = Span(0, 0)
    for place in places:
        if not place.overlaps(last):
            yield place
            last = place


@lru_cache(maxsize=32)
def _folded(text: str) -> Folded:
    return fold(text)


def _places(parsed: ParsedDocument) -> list[Span | Clause]:
    """The preamble, the headings and the clauses, as they stand in the text."""
    parts: list[Span | Clause] = [parsed.preamble, *parsed.headings, *parsed.clauses]
    return sorted(parts, key=lambda p: (p.span if isinstance(p, Clause) else p).start)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is marked in a document, and where a search found something."""

    mark: Span | None
    hits: tuple[Span, ...]

    def line(self, span: Span) -> Line:
        """A line cut wherever a mark or a hit begins or ends."""
        edges = [span.start, span.end]
        for place in self._within(span):
            edges += [max(place.start, span.start), min(place.end, span.end)]
        cuts = sorted(set(edges))
        pieces = (Span(a, b) for a, b in pairwise(cuts))
        return Line(span, tuple(map(self._piece, pieces)))

    def _within(self, span: Span) -> list[Span]:
        places = [h for h in self.hits if h.overlaps(span)]
        return [*places, self.mark] if self.mark and self.mark.overlaps(span) else places

    def _piece(self, span: Span) -> Piece:
        hit = next((i for i, h in enumerate(self.hits, 1) if h.contains(span)), 0)
        marked = self.mark is not None and self.mark.contains(span)
        begins = bool(hit) and self.hits[hit - 1].start == span.start
        return Piece(span, marked, hit, begins)

    def count(self, span: Span) -> tuple[int, int]:
        """How many hits begin within a span, and the number of the first."""
        numbers = [i for i, h in enumerate(self.hits, 1) if span.start <= h.start < span.end]
        return len(numbers), numbers[0] if numbers else 0


def _part(
    place: Span | Clause, library: Library, parsed: ParsedDocument, marks: _Marks, as_of: date
) -> Part:
    if isinstance(place, Clause):
        return _clause_part(place, library, parsed, marks, as_of)
    hits, first = marks.count(place)
    lines = tuple(marks.line(s) for s in _lines(parsed.document.text, place))
    if place == parsed.preamble:
        return Part(None, None, lines, hits=hits, first_hit=first)
    depth = _depth(place.of(parsed.document.text))
    return Part(None, lines[0] if lines else None, lines[1:], depth=depth, hits=hits, first_hit=first)  # fmt: skip


def _depth(heading: str) -> int:
    kinds = ("編编", "章", "節节")
    named = re.match(r"\s*第[^編编章節节]{1,8}([編编章節节])", heading)
    return 1 + next((i for i, k in enumerate(kinds) if named and named[1] in k), 1)


def _clause_part(
    clause: Clause, library: Library, parsed: ParsedDocument, marks: _Marks, as_of: date
) -> Part:
    text = parsed.document.text
    title, rest = _titled(clause, text)
    end = clause.unit_list.start if clause.unit_list else clause.span.end
    hits, first = marks.count(clause.span)
    whole = [Citation(parsed.document, clause, s) for s in clause.sentences]
    return Part(
        clause,
        marks.line(title),
        tuple(marks.line(s) for s in _lines(text, Span(rest, max(rest, end)))),
        marks.line(trimmed(text, clause.unit_list)) if clause.unit_list else None,
        hits=hits,
        first_hit=first,
        units=units_of(library, parsed, clause),
        validity=validity_of(whole, as_of),
        notices=_notices(clause, library, parsed, as_of),
    )


def _titled(clause: Clause, text: str) -> tuple[Span, int]:
    """The label with the heading, and where the rest begins: of 第九条　进出口货物… the label alone."""
    if len(clause.heading):
        title = trimmed(text, Span(clause.span.start, clause.heading.end))
        return title, clause.heading.end
    at = text.index(clause.label, clause.span.start) + len(clause.label)
    return trimmed(text, Span(clause.span.start, at)), at


def _lines(text: str, span: Span) -> Iterator[Span]:
    for match in _LINE.finditer(text, span.start, span.end):
        line = trimmed(text, Span(*match.span()))
        if len(line):
            yield line


def _notices(
    clause: Clause, library: Library, parsed: ParsedDocument, as_of: date
) -> tuple[RelatedNotice, ...]:
    """The cards that bear on a measure of the policy: the newest of each chain, those in force first."""
    if parsed.document.id != library.main.document.id:
        return ()
    notices = library.notices
    cards = [c for c in notices.bearing_on(clause.number) if known(c, as_of, notices)]
    heads = dict.fromkeys(head(card, as_of, notices).id for card in cards)
    found = [shown(notices.card(i), "", as_of, notices) for i in heads]
    return tuple(sorted(found, key=_importance))


def _importance(row: RelatedNotice) -> tuple[int, int]:
    order = [NoticeState.CURRENT, NoticeState.UPCOMING, NoticeState.UNKNOWN]
    place = order.index(row.state) if row.state in order else len(order)
    return place, -row.card.sort_day.toordinal()
