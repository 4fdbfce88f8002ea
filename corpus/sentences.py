"""Cutting a stretch of text into sentences."""

from __future__ import annotations

import re

from corpus.model import Span

# A closing quotation mark or bracket after the full stop belongs to the sentence it closes.
_END = re.compile(r"[。!?!?]+[”’」』))〕》]*|\n+")


def sentences(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of `span`, in order, disjoint, without surrounding white space.

    >>> t = "甲。乙!\\n丙"
    >>> [s.of(t) for s in sentences(t, Span(0, 5))]
    ['甲。', '乙!', '丙']
    """
    found: list[Span] = []
    start = span.start
    for match in _END.finditer(text, span.start, span.end):
        found.append(_trimmed(text, start, match.end()))
        start = match.end()
    found.append(_trimmed(text, start, span.end))
    return tuple(s for s in found if len(s))


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return Span(left, max(left, start + len(piece.rstrip())))
