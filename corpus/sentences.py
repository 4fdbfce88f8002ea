"""Cutting a stretch of text into sentences."""

from __future__ import annotations

import re

from corpus.model import Span

# A closing quotation mark or bracket after the full stop belongs to the sentence it closes.
_END = re.compile(r"[。！？!?]+[”’」』）)］\]〕】》]*|\n+")


def sentences(text: str, span: Span) -> tuple[Span, ...]:
    r"""The sentences of `span`, in order, disjoint, without surrounding white space.

    >>> t = "甲。乙！\n丙"
    >>> [s.of(t) for s in sentences(t, Span(0, 6))]
    ['甲。', '乙！', '丙']
    """
    found: list[Span] = []
    start = span.start
    for match in _END.finditer(text, span.start, span.end):
        found.append(trimmed(text, Span(start, match.end())))
        start = match.end()
    found.append(trimmed(text, Span(start, span.end)))
    return tuple(s for s in found if len(s))


def trimmed(text: str, span: Span) -> Span:
    """`span` without the white space at its ends; empty where it has nothing else."""
    piece = span.of(text)
    left = span.start + len(piece) - len(piece.lstrip())
    return Span(left, max(left, span.start + len(piece.rstrip())))
