"""Figures and dates in a text, as typed facts with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from corpus.model import Fact, FactKind, Span

_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_WINDOW = re.compile(rf"{_DAY}(?:至|到|-|—){_DAY}")
_TARGET = re.compile(r"(?<![\d至])到(\d{4})年(?!\d)(?!\d*月)")
_AMOUNT = re.compile(
    r"(超過|超过|不低於|不低于|不超過|不超过)?(\d+(?:\.\d+)?)(萬|万|億|亿)?元(以上|以下)?"
)
_COUNT = re.compile(r"(超過|超过|達到|达到|達|达|建成)(\d+)(家|個|个|名)(以上|以下)?")
_SCALE = {"萬": 1e4, "万": 1e4, "億": 1e8, "亿": 1e8, None: 1.0}


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
        if first and last:
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
        value = float(figure) * _SCALE[scale]
        yield Fact(
            FactKind.AMOUNT, Span(*match.span()), value=value, comparison=before or after or ""
        )


def _counts(text: str, span: Span) -> Iterator[Fact]:
    for match in _COUNT.finditer(text, span.start, span.end):
        before, figure, _, after = match.groups()
        comparison = before if before in ("超過", "超过") else after or ""
        yield Fact(FactKind.COUNT, Span(*match.span()), value=float(figure), comparison=comparison)
