"""Figures and dates in a text, as typed facts with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from corpus.model import Fact, FactKind, Span

_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_WINDOW = re.compile(rf"{_DAY}(?:至|到|－|-|—){_DAY}")
_TARGET = re.compile(r"(?<![\d至])到(\d{4})年(?!\d)(?!\d*月)")
# 不超過 is the opposite of 超過: the negation belongs to the word.
_BEFORE = r"[不未]?(?:超過|超过|低於|低于|少於|少于|高於|高于|多於|多于)|不足|至少"
_AFTER = r"(以上|以下|以內|以内)?"
# 1,000萬元 is one figure; where a comma parts other digits (2027,500萬元) the figure is not clear, and not taken.
_FIGURE = r"(?<![\d.])(?<!\d[,，])(\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_AMOUNT = re.compile(rf"({_BEFORE})?{_FIGURE}(萬|万|億|亿)?元{_AFTER}")
_COUNT = re.compile(
    rf"(?:({_BEFORE})|達到|达到|達|达|建成){_FIGURE}(?:家|個(?!月|百分)|个(?!月|百分)|名){_AFTER}"
)
_SCALE = {"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8, None: 1}


def facts(text: str, span: Span) -> tuple[Fact, ...]:
    """The facts stated within `span`, in order of appearance.

    >>> t = "到2027年,超過5億元的產業帶達3個以上。"
    >>> [(f.kind.value, f.value, f.comparison) for f in facts(t, Span(0, len(t)))]
    [('target', 2027.0, ''), ('amount', 500000000.0, '超過'), ('count', 3.0, '以上')]
    """
    found = [
        *_windows(text, span),
        *_targets(text, span),
        *_amounts(text, span),
        *_counts(text, span),
    ]
    return tuple(sorted(found, key=lambda fact: fact.span))


def _windows(text: str, span: Span) -> Iterator[Fact]:
    for match in _WINDOW.finditer(text, span.start, span.end):
        first, last = _day(match.group(1, 2, 3)), _day(match.group(4, 5, 6))
        if first and last and first <= last:
            yield Fact(FactKind.WINDOW, Span(*match.span()), first=first, last=last)


def _day(parts: tuple[str | None, ...]) -> date | None:
    try:
        return date(*(int(p or 0) for p in parts))
    except ValueError:  # 2023年13月40日 is text, not a date
        return None


def _targets(text: str, span: Span) -> Iterator[Fact]:
    for match in _TARGET.finditer(text, span.start, span.end):
        yield Fact(FactKind.TARGET, Span(*match.span()), value=float(match[1]))


def _amounts(text: str, span: Span) -> Iterator[Fact]:
    for match in _AMOUNT.finditer(text, span.start, span.end):
        before, figure, scale, after = match.groups()
        yield Fact(
            FactKind.AMOUNT,
            Span(*match.span()),
            value=_number(figure, _SCALE[scale]),
            comparison=before or after or "",
        )


def _counts(text: str, span: Span) -> Iterator[Fact]:
    for match in _COUNT.finditer(text, span.start, span.end):
        before, figure, after = match.groups()
        yield Fact(
            FactKind.COUNT,
            Span(*match.span()),
            value=_number(figure, 1),
            comparison=before or after or "",
        )


def _number(figure: str, scale: int) -> float:
    """In decimal, since 1.1 × 10^8 in binary is 110000000.00000001."""
    return float(Decimal(re.sub("[,，]", "", figure)) * scale)
