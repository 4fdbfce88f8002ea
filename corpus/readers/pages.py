"""From the lines of printed pages to paragraphs.

Running heads and feet and page numbers stand at the edge of a page and come again at the same height on others. A line goes
on in the next one where the first word of that did not fit into it; where it is a sentence that ends there, the next
must also be neither indented, nor set apart, nor begin with a label. Text in several columns is read in the file's order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.model import joined


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line with its box, in points from the lower left corner; `size` is the height of its characters."""

    text: str
    left: float
    right: float
    middle: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's width and height, and its lines in the order of the file."""

    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float
    pitch: float  # from line to line within a paragraph


_EDGE = 0.12  # the share of the page's height, above and below, where heads and feet stand
_EDGE_LINES = 2
_HEAD_CHARACTERS = 16
_NARROWEST = (
    0.4  # the share of the page's width that a column has; all lines of a short text may be shorter
)
_REPEATED = 0.4  # heads may differ between odd and even pages
_PAGE_NUMBER = re.compile(
    r"[-—–―·•\s]+\d{1,4}[-—–―·•\s]+|第\s*\S{1,5}\s*[页頁].{0,12}|\d{1,4}\s*[/／]\s*\d{1,4}|Page \d+.{0,8}"
)
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百]+(?=\s*[页頁])")
_NUMERAL = "[〇零一二三四五六七八九十百千\\d]+"
# What begins a line of its own even where the line before has no full stop: 「2008年8月5日 …公布」 under a title.
_TITLE_LABEL = re.compile(rf"第{_NUMERAL}[编編章节節条條](?=\s|$)|\d{{4}}年\d+月\d+日\s")
_LABEL = re.compile(
    rf"第{_NUMERAL}[编編章节節条條](?=\s|$)|[（(]{_NUMERAL}[）)](?![项項款目至、，])|{_NUMERAL}(?:、|[.．](?!\d))"
)
_SENTENCE_ENDS = "。；：！？;:!?"
_CLOSING = "”’」』）)］]〕】》〉"
# The first word of a line, which is not broken: opening marks, then letters and digits or one character, then closing marks.
_WORD = re.compile(
    rf"[“‘「『（(〔【《〈]*(?:[A-Za-z0-9.,%:/_-]+|.)[{re.escape(_CLOSING)}，。、；：！？,.]*"
)


def paragraphs(pages: Sequence[Page]) -> tuple[list[str], tuple[str, ...]]:
    """The paragraphs of the pages, and what was left out: page numbers, running heads and feet."""
    furniture = _furniture(pages)
    kept = [
        (line, number)
        for number, (page, left_out) in enumerate(zip(pages, furniture, strict=True))
        for line in page.lines
        if line not in left_out
    ]
    narrowest = _NARROWEST * max((page.width for page in pages), default=0)
    return list(_joined(kept, narrowest)), _told(furniture)


def _furniture(pages: Sequence[Page]) -> list[set[Line]]:
    """The lines of each page that are no text of the document."""
    edges = [_edge_lines(page) for page in pages]
    seen = Counter(key for lines in edges for key in {_key(line) for line in lines})
    often = max(2, _REPEATED * len(pages))
    return [
        {n for n in lines if seen[_key(n)] >= often or _PAGE_NUMBER.fullmatch(n.text)}
        for lines in edges
    ]


def _edge_lines(page: Page) -> list[Line]:
    rows = sorted({line.middle for line in page.lines})
    outer = {*rows[:_EDGE_LINES], *rows[-_EDGE_LINES:]}
    low, high = page.height * _EDGE, page.height * (1 - _EDGE)
    return [n for n in page.lines if n.middle in outer and not low < n.middle < high]


def _key(line: Line) -> tuple[str, int]:
    """The same for a head on any page: without numbers, and its beginning only, as a long one is cut off variously."""
    return _NUMBER.sub("#", line.text)[:_HEAD_CHARACTERS], round(line.middle / 4)


def _told(furniture: list[set[Line]]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for line in (n for lines in furniture for n in sorted(lines, key=lambda n: -n.middle)):
        words = _NUMBER.sub("", line.text).strip(" -—–―·•/／第页頁共")
        what = words[:_HEAD_CHARACTERS]
        first.setdefault(
            what, f"running head or foot {line.text[:40]!r}" if what else "page number"
        )
        counts[what] += 1
    return tuple(f"{told} ({counts[what]})" for what, told in first.items())


def _joined(lines: list[tuple[Line, int]], least: float) -> Iterator[str]:
    if not lines:
        return
    column = _column([line for line, _ in lines], least)
    text = lines[0][0].text
    for (line, page), (after, after_page) in pairwise(lines):
        if _goes_on(line, after, column, same_page=page == after_page):
            text = _joint(text, after.text)
        else:
            yield text
            text = after.text
    yield text


def _joint(text: str, after: str) -> str:
    hyphen = text[-1:] == "-" and text[-2:-1].isascii() and text[-2:-1].isalpha()
    return text + after if hyphen else joined(f"{text}\n{after}")


def _column(lines: list[Line], least: float) -> _Column:
    """The edges that many lines reach; a few wider ones are tables or signatures. It is `least` points wide at least."""
    size = median(line.size for line in lines)
    left = min(_frequent([line.left for line in lines], size))
    right = max(left + least, *_frequent([line.right for line in lines], size))
    full = {n for n in lines if n.right > right - 1.5 * size}
    pitches = [a.middle - b.middle for a, b in pairwise(lines) if a in full and a.middle > b.middle]
    return _Column(left, right, pitch=median(pitches) if pitches else 2 * size)


def _frequent(edges: list[float], size: float) -> list[float]:
    """The edges that stand with enough others within the width of a character; all where none does."""
    counts = Counter(round(edge / size) for edge in edges)
    often = max(2, len(edges) // 20)
    return [edge for edge in edges if counts[round(edge / size)] >= often] or edges


def _goes_on(line: Line, after: Line, column: _Column, *, same_page: bool) -> bool:
    """Whether `after` is of the same paragraph as `line`."""
    size = max(line.size, 1.0)
    if abs(after.size - line.size) > 0.25 * size or _fits(line, after, column):
        return False
    if line.text.rstrip(_CLOSING)[-1:] not in _SENTENCE_ENDS:
        return _TITLE_LABEL.match(after.text) is None
    apart = same_page and line.middle - after.middle > column.pitch + 0.4 * size
    return not (apart or _indented(line, after, column) or _LABEL.match(after.text))


def _fits(line: Line, after: Line, column: _Column) -> bool:
    """Whether the first word of `after` would have fitted behind `line`: then the line was ended on purpose."""
    word = _WORD.match(after.text)
    width = sum(0.65 if c.isascii() else 1.0 for c in (word[0] if word else ""))
    return line.right + (width + 0.1) * line.size < column.right


def _indented(line: Line, after: Line, column: _Column) -> bool:
    return after.left > min(line.left, column.left) + line.size
