"""What an asker wants confirmed and the text says otherwise: units that are not responsible, figures that are not the text's."""

from __future__ import annotations

import re

from assistant.asks import Aspect
from assistant.understand import Reading
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, Span

_FIGURE = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)\s*(个|家|条|亿|万|%|元|类|million|billion|parks|belts|firms|cross|entities|compan|percent)"
)
_PIECES = "[个家条]"
_COUNTED = re.compile(r"\d+(?:個|家|條|億|萬|元|%)")


def denied_units(reading: Reading, clause: Clause, library: Library) -> tuple[str, ...]:
    """Units that the asker wants confirmed and that are not responsible for the clause."""
    if not reading.asks(Aspect.CONFIRM):
        return ()
    defined = library.aliases[library.main.document.id]
    printed = {u.name for u in clause.units}
    members = {m for u in printed for m in library.registry.members(u, defined)}
    return tuple(u for u in reading.units if u not in printed | members)


def denied_figures(reading: Reading, clause: Clause, library: Library) -> tuple[str, ...]:
    """Figures that the asker wants confirmed and that the clause does not have.

    核定征收是不是4%: where the text counts nothing in %, there is nothing to deny it by.
    """
    if not reading.asks(Aspect.CONFIRM):
        return ()
    body = fold(clause.body.of(library.main.document.text)).text
    return tuple(
        figure
        for figure, counter in _FIGURE.findall(reading.text)
        if _counts_in(counter, body) and not _stated(figure.replace(",", ""), counter, body)
    )


def with_figures_first(spans: tuple[Span, ...], library: Library) -> tuple[Span, ...]:
    """Sentences of the policy, those with a figure before the others: there the right one stands."""
    text = library.main.document.text
    return tuple(sorted(spans, key=lambda span: not _COUNTED.search(span.of(text))))


def _counts_in(counter: str, body: str) -> bool:
    """Whether a text has any figure with a counter; an English counter is taken for any."""
    return bool(re.search(rf"\d{_follows(counter)}", body))


def _stated(figure: str, counter: str, body: str) -> bool:
    """Whether a whole figure with its counter stands in a text."""
    return bool(re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]){_follows(counter)}", body))


def _follows(counter: str) -> str:
    """What follows a figure, as a pattern: 个, 家 and 条 count as one, an English counter as any."""
    if counter in "个家条":
        return _PIECES
    return "" if counter.isascii() and counter != "%" else counter
