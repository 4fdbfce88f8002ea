"""Figures as bars: widths of an SVG, each with its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.desk.names import STATUSES
from assistant.records.model import Dashboard
from corpus.library import Library
from corpus.reading import simplified_reading


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: `length` is 0 to 100 of the longest; `kind` names its colour."""

    label: str
    value: int
    length: float
    told: str
    kind: str = ""


def bars(rows: Iterable[tuple[str, int, str, str]]) -> tuple[Bar, ...]:
    """Bars from rows of label, value, what is told of it, and kind; of nothing but zeros all are empty.

    >>> [b.length for b in bars([("a", 4, "4", ""), ("b", 1, "1", "")])]
    [100.0, 25.0]
    """
    kept = list(rows)
    most = max((value for _, value, _, _ in kept), default=0)
    return tuple(
        Bar(label, value, round(100 * value / most, 1) if most else 0.0, told, kind)
        for label, value, told, kind in kept
    )


def day_bars(board: Dashboard) -> tuple[Bar, ...]:
    """Questions a day, oldest first."""
    return bars((f"{d.day:%m-%d}", d.count, f"{d.day:%m-%d} {d.count} 问", "") for d in board.days)


def status_bars(board: Dashboard) -> tuple[Bar, ...]:
    """Questions by status, most frequent first."""
    return bars(
        (STATUSES[s.status.value], s.count, f"{s.count} 问 · {s.share:.0%}", s.status.value)
        for s in board.statuses
    )


def clause_bars(board: Dashboard, library: Library) -> tuple[Bar, ...]:
    """The clauses cited most; one whose document is gone is named by its id."""
    return bars(
        (_clause(library, c.cited.document_id, c.cited.clause), c.count, f"{c.count} 次", "")
        for c in board.top_clauses
    )


def _clause(library: Library, document_id: str, number: int | None) -> str:
    parsed = library.parsed.get(document_id)
    if parsed is None:
        return f"{document_id} {number or ''}".strip()
    clause = parsed.clause(number) if number else None
    main = document_id == library.main.document.id
    title = "" if main else f"《{simplified_reading(parsed.document.title)}》"
    if clause is None:
        return f"{title or '文件'}开头部分"
    return f"{title}第{clause.numeral}条 {simplified_reading(parsed.heading_text(clause))}".strip()


def points(
    values: Sequence[Bar], width: int, height: int
) -> tuple[tuple[Bar, float, float, float, float], ...]:
    """Upright bars of an SVG that is `width` by `height`: each with x, y, width and height."""
    step = width / max(len(values), 1)
    return tuple(
        (
            b,
            round(i * step + step * 0.12, 1),
            round(height - b.length / 100 * height, 1),
            round(step * 0.76, 1),
            round(b.length / 100 * height, 1),
        )
        for i, b in enumerate(values)
    )
