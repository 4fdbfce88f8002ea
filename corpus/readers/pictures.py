"""From the characters recognised in a picture of a page to printed lines, as a page with a text layer has them.

A recogniser tells where words stand, in pixels. It loses the white space behind 第一條, by which a label is told from a
reference; the picture still has it, so it is measured there. A narrow one is hard to see: an indented line that begins with a
label begins an article, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import numpy as np
from numpy.typing import NDArray

from corpus.numerals import NUMERAL_CLASS
from corpus.readers.pages import Line

Picture = NDArray[np.uint8]
"""A page as it is printed: rows, columns, three colours; dark on light."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Words in one row of a picture, with their box in pixels from the upper left corner, and the confidence, 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


Recogniser = Callable[[Picture], Sequence[Recognised]]
"""Recognises the characters of a picture."""

_LABEL = re.compile(rf"第(?:[{NUMERAL_CLASS}]+|\d+)[编編章节節条條]")
_OPENING = "“‘「『（(〔【《〈"  # each has its ink in its right half
_HALF_INKED = "，。、；：”’）》〉」』】〕"  # the box ends with the ink, the character later
_REFERRING = "的規规所之和及與与至、，第"  # 「第七條規定的…」 may begin a paragraph
_GAP, _WIDE_GAP = 0.32, 1.0  # in widths of a character
_DARK = 128
_SAME_SIZE = 0.15
_LONG = 8


def printed_lines(
    picture: Picture, found: Sequence[Recognised], scale: float
) -> tuple[tuple[Line, ...], float]:
    """The lines, from the top, and the mean confidence of their characters; `scale` is pixels for a point."""
    rows = list(_rows(found))
    ratio = median([_width(r) / _height(r) for r in rows if len(r.text) >= _LONG] or [1.0])
    sizes = [_width(r) if len(r.text) >= _LONG else ratio * _height(r) for r in rows]
    body = median(sizes) if sizes else 0.0
    edge = min((r.left for r in rows if len(r.text) >= _LONG), default=0.0)
    lines = tuple(
        Line(
            _spaced(picture, r, size, indented=r.left > edge + size),
            left=r.left / scale,
            right=(r.right + (size / 2 if r.text[-1] in _HALF_INKED else 0)) / scale,
            middle=(picture.shape[0] - (r.top + r.bottom) / 2) / scale,
            size=(body if abs(size - body) < _SAME_SIZE * body else size) / scale,
        )
        for r, size in zip(rows, sizes, strict=True)
    )
    return lines, mean_confidence(found)


def mean_confidence(found: Iterable[Recognised]) -> float:
    """The mean over the characters; 0 where there is none."""
    weighed = [(len(r.text), r.confidence) for r in found]
    count = sum(n for n, _ in weighed)
    return sum(n * sure for n, sure in weighed) / count if count else 0.0


def _rows(found: Sequence[Recognised]) -> Iterator[Recognised]:
    """Words that stand side by side as one, a space between; the rows from the top."""
    numbered, row = [], 0
    ordered = sorted((r for r in found if r.text.strip()), key=lambda r: (r.top + r.bottom) / 2)
    for i, words in enumerate(ordered):
        if i and (words.top + words.bottom) / 2 > ordered[i - 1].bottom - _height(words) / 4:
            row += 1
        numbered.append((row, words))
    for _, group in groupby(numbered, key=lambda pair: pair[0]):
        side_by_side = sorted((words for _, words in group), key=lambda r: r.left)
        yield Recognised(
            " ".join(r.text.strip() for r in side_by_side),
            side_by_side[0].left,
            min(r.top for r in side_by_side),
            max(r.right for r in side_by_side),
            max(r.bottom for r in side_by_side),
            mean_confidence(side_by_side),
        )


def _height(words: Recognised) -> float:
    return max(words.bottom - words.top, 1.0)


def _width(words: Recognised) -> float:
    """The width of one character; a Latin one has about half."""
    return (words.right - words.left) / sum(0.55 if c.isascii() else 1.0 for c in words.text)


def _spaced(picture: Picture, words: Recognised, size: float, *, indented: bool) -> str:
    """The text, with a space behind a label that begins it where the picture has one, or an article begins."""
    label = _LABEL.match(words.text)
    if label is None or label.end() == len(words.text) or words.text[label.end()].isspace():
        return words.text
    after = words.text[label.end()]
    wanted = _WIDE_GAP if after in _OPENING else _GAP
    # The lost space makes the characters seem wider than they are: the gap lies within one width of the label's end.
    label_end = label.end() * size * len(words.text) / (len(words.text) + 1)
    gap = _widest_gap(picture, words, label_end - size / 2, label_end + 1.5 * size)
    if gap < wanted * size and not (indented and after not in _REFERRING):
        return words.text
    return f"{label[0]}\u3000{words.text[label.end() :]}"


def _widest_gap(picture: Picture, words: Recognised, start: float, end: float) -> float:
    """The widest stretch of blank columns of a row between two places, in pixels from the row's left edge."""
    top, bottom = int(max(words.top, 0)), int(words.bottom)
    left = int(max(words.left + start, 0))
    area = picture[top:bottom, left : int(words.left + end)]
    inked = np.flatnonzero((area.min(axis=2) < _DARK).any(axis=0)) if area.size else np.array([])
    return float(np.diff(inked).max(initial=0))
